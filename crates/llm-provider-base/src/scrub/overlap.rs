//! [`Overlap`]: the stretches that short texts have in common with a long one.

use std::collections::HashSet;
use std::ops::Range;

use super::is_invisible;

/// How long a stretch must be, in bytes: shorter ones are words that anybody uses.
const SHORTEST: usize = 12;

/// The bytes of a window, which is an integer.
const WINDOW: u128 = (1 << (8 * SHORTEST)) - 1;

/// How many bits the sieve has, as a power of two: many more than there are windows in an error.
const SIEVE: u32 = 16;

/// The stretches that short texts have in common with a long one.
///
/// Both are read in windows of [`SHORTEST`] bytes, so that it takes one pass over the long one, and
/// memory for the short ones only. White space counts as one space, backslashes and what cannot be
/// seen as nothing, and an escape as what it stands for: a text is found however often it was
/// written as JSON within JSON.
#[derive(Debug, Default)]
pub(super) struct Overlap {
    wanted: HashSet<u128>,
    /// A bit for each window that may be wanted: most are not, and are not looked up.
    sieve: Vec<u64>,
    found: HashSet<u128>,
}

impl Overlap {
    /// Looks for each stretch of this text.
    pub(super) fn look_for(&mut self, text: &str) {
        self.sieve.resize(1 << (SIEVE - 6), 0);
        for (window, _) in Windows::of(text) {
            let (place, bit) = place(window);
            self.sieve[place] |= bit;
            self.wanted.insert(window);
        }
    }

    /// Looks through this text.
    pub(super) fn look_in(&mut self, text: &str) {
        for (window, _) in Windows::of(text) {
            let (place, bit) = place(window);
            let may_be = self.sieve.get(place).is_some_and(|bits| bits & bit != 0);
            if may_be && self.wanted.contains(&window) {
                self.found.insert(window);
            }
        }
    }

    /// True if nothing was found.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The text with `mark` in place of each stretch that was found, if it has one.
    pub(super) fn replaced_in(&self, text: &str, mark: &str) -> Option<String> {
        let mut stretches: Vec<Range<usize>> = Vec::new();
        for (_, range) in Windows::of(text).filter(|(window, _)| self.found.contains(window)) {
            match stretches.last_mut() {
                Some(last) if range.start <= last.end => last.end = range.end,
                _ => stretches.push(range),
            }
        }
        let last = stretches.last()?.end;
        let mut clean = String::with_capacity(text.len());
        let mut from = 0;
        for Range { start, end } in stretches {
            clean.push_str(&text[from..start]);
            clean.push_str(mark);
            from = end;
        }
        clean.push_str(&text[last..]);
        Some(clean)
    }
}

/// Where the sieve has the bit of a window.
fn place(window: u128) -> (usize, u64) {
    // Multiplying by an odd number spreads what differs in a few bits; the upper ones are the best.
    let folded = (window ^ (window >> 64)) & u128::from(u64::MAX);
    let folded = u64::try_from(folded).unwrap_or_default();
    let hash = folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - SIEVE);
    (usize::try_from(hash >> 6).unwrap_or_default(), 1 << (hash & 63))
}

/// The windows of a text, each with where it stands there.
struct Windows<'a> {
    letters: Letters<'a>,
    /// The last bytes that were read.
    window: u128,
    /// Where the letters begin that these are of.
    starts: [usize; SHORTEST],
    read: usize,
    /// What is left to be read of a letter: its bytes, and where it stands.
    letter: ([u8; 4], Range<usize>, Range<usize>),
}

impl<'a> Windows<'a> {
    fn of(text: &'a str) -> Self {
        let letters = Letters { text, at: 0, after_space: false };
        Self { letters, window: 0, starts: [0; SHORTEST], read: 0, letter: ([0; 4], 0..0, 0..0) }
    }
}

impl Iterator for Windows<'_> {
    type Item = (u128, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (bytes, left, stands) = &mut self.letter;
            let Some(place) = left.next() else {
                let (letter, stands) = self.letters.next()?;
                let mut bytes = [0; 4];
                let length = letter.encode_utf8(&mut bytes).len();
                self.letter = (bytes, 0..length, stands);
                continue;
            };
            self.window = (self.window << 8 | u128::from(bytes[place])) & WINDOW;
            self.starts[self.read % SHORTEST] = stands.start;
            self.read += 1;
            if self.read >= SHORTEST {
                return Some((self.window, self.starts[self.read % SHORTEST]..stands.end));
            }
        }
    }
}

/// The letters of a text as they are compared, each with where it stands there.
struct Letters<'a> {
    text: &'a str,
    at: usize,
    /// The last one was a space.
    after_space: bool,
}

impl Iterator for Letters<'_> {
    type Item = (char, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let start = self.at;
            let byte = *self.text.as_bytes().get(start)?;
            // Most are one of these, and a long text has many.
            if byte.is_ascii_graphic() && byte != b'\\' {
                self.at += 1;
                self.after_space = false;
                return Some((char::from(byte), start..self.at));
            }
            let read = self.read_char()?;
            let Some(letter) = (if read == '\\' { self.escaped() } else { Some(read) }) else {
                continue;
            };
            if letter.is_whitespace() {
                if !std::mem::replace(&mut self.after_space, true) {
                    return Some((' ', start..self.at));
                }
            } else if !letter.is_control() && !is_invisible(letter) && letter != '\\' {
                self.after_space = false;
                return Some((letter, start..self.at));
            }
        }
    }
}

impl Letters<'_> {
    fn read_char(&mut self) -> Option<char> {
        let letter = self.text.get(self.at..)?.chars().next()?;
        self.at += letter.len_utf8();
        Some(letter)
    }

    /// What an escape stands for whose first backslash was read. What any other backslashes stand
    /// before is read next.
    fn escaped(&mut self) -> Option<char> {
        self.pass_backslashes();
        match self.text.as_bytes().get(self.at)? {
            b'n' | b'r' | b't' => {
                self.at += 1;
                Some(' ')
            }
            b'b' | b'f' => {
                self.at += 1;
                None
            }
            b'u' => self.unit().and_then(|unit| self.scalar(unit)),
            _ => None,
        }
    }

    fn pass_backslashes(&mut self) {
        while self.text.as_bytes().get(self.at) == Some(&b'\\') {
            self.at += 1;
        }
    }

    /// The four digits after a `u`.
    fn unit(&mut self) -> Option<u16> {
        let digits = self.text.get(self.at..self.at + 5)?.strip_prefix('u')?;
        let unit = u16::from_str_radix(digits, 16).ok()?;
        self.at += 5;
        Some(unit)
    }

    /// The character that one unit stands for, or two of which this is the first.
    fn scalar(&mut self, unit: u16) -> Option<char> {
        if let Some(letter) = char::from_u32(u32::from(unit)) {
            return Some(letter);
        }
        self.pass_backslashes();
        let second = self.unit()?;
        char::decode_utf16([unit, second]).next()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of a text that has something in common with another one.
    fn left(long: &str, text: &str) -> String {
        let mut overlap = Overlap::default();
        overlap.look_for(text);
        overlap.look_in(long);
        overlap.replaced_in(text, "#").unwrap_or_else(|| text.to_owned())
    }

    #[test]
    fn stretches_of_twelve_bytes_are_found_and_shorter_ones_are_not() {
        let long = "one two three four five";
        for (text, expected) in [
            ("one two three four five", "#"),
            ("no: two three four!", "no:#!"),
            ("one two thre", "#"),
            ("wo three four.wo three four,", "#.#,"),
            ("five four three two one", "five four three two one"),
            ("", ""),
        ] {
            assert_eq!(left(long, text), expected);
        }
    }

    #[test]
    fn white_space_escapes_and_what_cannot_be_seen_make_no_difference() {
        let plain = "say \"hé\u{1f600}llo\"\nto\tC:\\new";
        let once = serde_json::to_string(plain).unwrap();
        let twice = serde_json::to_string(&once).unwrap();
        let ascii = "say \\\"h\\u00e9\\ud83d\\ude00llo\\\"\\nto\\tC:\\\\new";
        let shown = "say \"h\u{200b}é\u{1f600}llo\"  to C:\\new";
        let quoted = [&once, &twice].map(|text| text.trim_matches(['"', '\\']).to_owned());
        let spelt = [plain, &quoted[0], &quoted[1], ascii, shown];
        for long in spelt {
            for text in spelt {
                assert_eq!(left(long, &format!("<{text}>")), "<#>", "{long} | {text}");
            }
        }
    }

    #[test]
    fn what_is_no_escape_is_not_taken_for_one() {
        for text in
            ["\\", "\\u", "\\u12", "\\ud800", "\\ud800\\u0041 and so on", "\\u+123 and so on"]
        {
            assert_eq!(left("another text altogether", text), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn a_text_within_another_is_found(before in ".{0,8}", text in "[a-z]{12,40}", after in ".{0,8}") {
            // What stands before the text must not end in an escape that takes its first letters.
            let left = left(&format!("{before}|{text}"), &format!("{text}|{after}"));
            proptest::prop_assert!(!left.contains(&text), "{left}");
        }

        #[test]
        fn no_text_panics(long in ".*", text in ".*") {
            left(&long, &text);
            left(&format!("{long}{text}"), &format!("{text}\\{long}"));
        }
    }
}
