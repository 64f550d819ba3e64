//! The spellings in which a secret can be read.
//!
//! Each is a pair: how to read a text, so that all variants of the spelling become one, and what a
//! piece of a secret looks like then.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// A way in which a secret can be written.
pub(super) struct Spelling {
    pub(super) name: &'static str,
    /// A text, read so.
    pub(super) read: fn(&[u8]) -> Vec<u8>,
    /// What a piece of a secret becomes: one text, or one for each place at which it can begin.
    pub(super) of: fn(&[u8]) -> Vec<Vec<u8>>,
}

pub(super) const SPELLINGS: [Spelling; 6] = [
    Spelling { name: "plain", read: <[u8]>::to_ascii_lowercase, of: lower },
    Spelling { name: "escaped", read: |text| unescaped(text).to_ascii_lowercase(), of: lower },
    Spelling {
        name: "spaced out",
        read: |text| without_gaps(&unescaped(text)).to_ascii_lowercase(),
        of: lower,
    },
    Spelling { name: "a list of bytes", read: |text| listed(text).to_ascii_lowercase(), of: lower },
    Spelling { name: "hexadecimal", read: digits, of: hexadecimal },
    Spelling { name: "base64", read: |text| letters(&unescaped(text)), of: base64 },
];

fn lower(piece: &[u8]) -> Vec<Vec<u8>> {
    vec![piece.to_ascii_lowercase()]
}

fn hexadecimal(piece: &[u8]) -> Vec<Vec<u8>> {
    let digit = |value: u8| b"0123456789abcdef"[usize::from(value)];
    vec![piece.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()]
}

/// Four characters stand for three bytes, so that there are three spellings, by where in a group of
/// three the piece begins. What depends on its unknown neighbours is left out, and so is as much as
/// makes the three of one length.
fn base64(piece: &[u8]) -> Vec<Vec<u8>> {
    let aligned = |before: usize| {
        let spelt = STANDARD_NO_PAD.encode([&vec![0; before], piece].concat());
        let known = (before * 8).div_ceil(6)..(before + piece.len()) * 8 / 6;
        let shortest = piece.len() * 8 / 6 - 1;
        spelt.as_bytes()[known][..shortest].to_vec()
    };
    vec![aligned(0), aligned(1), aligned(2)]
}

/// With what is escaped in place of its escape: `%73`, `\u0073`, `\u{73}`, `\x73`, `&#115;`,
/// `&#x73;`, and escapes of these. Other escapes are left as they are.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut read = text.to_vec();
    // An escape in an escape in an escape is as deep as anybody goes by accident.
    for _ in 0..3 {
        let once = unescaped_once(&read);
        if once == read {
            break;
        }
        read = once;
    }
    read
}

fn unescaped_once(text: &[u8]) -> Vec<u8> {
    let mut read = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let (byte, length) = escape(rest).unwrap_or((*first, rest.len() - after.len()));
        read.push(byte);
        rest = &rest[length..];
    }
    read
}

/// How a byte is escaped.
struct Escape {
    start: &'static [u8],
    end: &'static [u8],
    base: u32,
    /// How many digits, at least and at most.
    digits: (usize, usize),
}

const ESCAPES: [Escape; 7] = [
    Escape { start: b"%", end: b"", base: 16, digits: (2, 2) },
    Escape { start: b"\\x", end: b"", base: 16, digits: (2, 2) },
    Escape { start: b"\\u{", end: b"}", base: 16, digits: (1, 6) },
    Escape { start: b"\\u", end: b"", base: 16, digits: (4, 4) },
    Escape { start: b"&#x", end: b";", base: 16, digits: (1, 6) },
    Escape { start: b"&#X", end: b";", base: 16, digits: (1, 6) },
    Escape { start: b"&#", end: b";", base: 10, digits: (1, 7) },
];

/// The byte that an escape at the start stands for, and the length of the escape.
fn escape(text: &[u8]) -> Option<(u8, usize)> {
    if text.starts_with(b"\\\\") {
        return Some((b'\\', 2));
    }
    ESCAPES.iter().find_map(|Escape { start, end, base, digits: (least, most) }| {
        let after = text.strip_prefix(*start)?;
        let is_digit = |byte: &&u8| char::from(**byte).is_digit(*base);
        let digits = after.iter().take(*most).take_while(is_digit).count();
        if digits < *least || !after[digits..].starts_with(end) {
            return None;
        }
        let number = str::from_utf8(&after[..digits]).ok()?;
        let byte = u8::try_from(u32::from_str_radix(number, *base).ok()?).ok()?;
        Some((byte, start.len() + digits + end.len()))
    })
}

/// Without what stands between characters that are printed one by one, or over several lines.
fn without_gaps(text: &[u8]) -> Vec<u8> {
    let mut read = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = match (first, after.first()) {
            (b'\\', Some(b'n' | b'r' | b't')) => &after[1..],
            (0 | b' ' | b'\n' | b'\r' | b'\t' | b'\'' | b'"' | b',' | b'\\', _) => after,
            _ => {
                read.push(*first);
                after
            }
        };
    }
    read
}

/// The decimal numbers of the text that are bytes, as bytes: `[115, 107, …]`.
fn listed(text: &[u8]) -> Vec<u8> {
    text.split(|byte| !byte.is_ascii_digit())
        .filter(|number| !number.is_empty())
        .map(|number| str::from_utf8(number).ok().and_then(|number| number.parse().ok()))
        .map(|byte| byte.unwrap_or(0))
        .collect()
}

/// The hexadecimal digits of the text, whatever stands between them: `73:6b`, `0x73, 0x6b`.
fn digits(text: &[u8]) -> Vec<u8> {
    let mut read = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first == b'0' && after.first().is_some_and(|next| matches!(next, b'x' | b'X')) {
            rest = &after[1..];
        } else if first.is_ascii_hexdigit() {
            read.push(first.to_ascii_lowercase());
        }
    }
    read
}

/// The letters of base64, in the standard alphabet.
fn letters(text: &[u8]) -> Vec<u8> {
    without_gaps(text)
        .into_iter()
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        })
        .collect()
}
