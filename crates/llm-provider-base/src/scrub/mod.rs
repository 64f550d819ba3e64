//! Makes text from the network fit for errors and logs.

mod echo;
mod overlap;

pub use echo::Echo;

/// The longest text that an error takes over from the network, in bytes.
const LONGEST: usize = 1024;

/// What begins a key or another credential in a message.
const PREFIXES: [&str; 2] = ["sk-", "Bearer "];

/// What stands in place of a credential.
const REDACTED: &str = "[redacted]";

/// How much of a text is looked at, in characters: as much as the body of an error may have.
const LOOKED_AT: usize = 64 << 10;

/// Removes credentials, control and direction-changing characters, and cuts what is too long.
///
/// Servers have been seen to echo the key that they reject, and text that reaches a terminal must
/// not carry escape sequences.
///
/// ```
/// use llm_provider_base::scrub;
///
/// assert_eq!(scrub("no such key: sk-0123456789abcdef\n"), "no such key: [redacted] ");
/// ```
pub fn scrub(text: &str) -> String {
    // First what cannot be seen: in the middle of a credential it would hide it from the search,
    // and not from the reader.
    let visible: String = text.chars().take(LOOKED_AT).filter_map(visible).collect();
    let mut clean = String::with_capacity(visible.len().min(LONGEST));
    let mut rest = &*visible;
    while let Some(character) = rest.chars().next() {
        if clean.len() >= LONGEST {
            clean.push('…');
            break;
        }
        if let Some(credential) = credential(rest) {
            clean.push_str(REDACTED);
            rest = &rest[credential..];
            continue;
        }
        clean.push(character);
        rest = &rest[character.len_utf8()..];
    }
    clean
}

/// What a character is in one line of text; `None` for one that does not show.
fn visible(character: char) -> Option<char> {
    match character {
        '\n' | '\r' | '\t' => Some(' '),
        character if character.is_control() || is_invisible(character) => None,
        character => Some(character),
    }
}

/// The length of a credential at the start of `text`.
fn credential(text: &str) -> Option<usize> {
    let prefix = PREFIXES.iter().find(|prefix| {
        text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    })?;
    let tail = &text[prefix.len()..];
    let length = tail
        .find(|character: char| {
            !(character.is_ascii_alphanumeric() || "-_.~+/=*".contains(character))
        })
        .unwrap_or(tail.len());
    // `sk-` alone, or `Bearer token`, is a word and not a secret.
    (length >= 8).then_some(prefix.len() + length)
}

/// Characters that change the direction of text or cannot be seen.
const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// True of a page for people, which is nothing to put into a message.
pub fn is_page(text: &str) -> bool {
    let start = text.trim_start().get(..5).unwrap_or_default();
    start.eq_ignore_ascii_case("<html") || start.eq_ignore_ascii_case("<!doc")
}

/// The first line of a body that is not JSON, if it is text that says something; [scrubbed](scrub).
pub fn plain_text(body: &str) -> Option<String> {
    let text = body.trim();
    if text.is_empty() || text.starts_with('<') {
        return None;
    }
    let line = text.lines().next().unwrap_or_default();
    Some(scrub(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_taken_out_wherever_they_stand() {
        for (dirty, clean) in [
            ("Incorrect API key sk-or-v1-0123456789abcdef.", "Incorrect API key [redacted]"),
            ("Authorization: Bearer abcdef0123456", "Authorization: [redacted]"),
            ("(sk-proj-ABCDEFGHIJ)", "([redacted])"),
            ("SK-OR-V1-0123456789", "[redacted]"),
            ("a Bearer token is missing", "a Bearer token is missing"),
            ("ask-me", "ask-me"),
            ("(sk-or-v1-abc)", "([redacted])"),
            ("s\0k-or\u{200b}-v1-\u{1b}0123456789", "[redacted]"),
            ("Bearer\nabcdef0123456", "[redacted]"),
        ] {
            assert_eq!(scrub(dirty), clean);
        }
    }

    #[test]
    fn escape_sequences_and_direction_marks_do_not_reach_a_terminal() {
        assert_eq!(scrub("a\u{1b}[31mb\nc\u{202e}d\u{0}"), "a[31mb cd");
    }

    #[test]
    fn long_text_is_cut_at_a_character() {
        let clean = scrub(&"é".repeat(5000));
        assert!(clean.len() <= LONGEST + '…'.len_utf8() + 1, "{}", clean.len());
        assert!(clean.ends_with('…'));
    }

    #[test]
    fn html_says_nothing() {
        assert_eq!(plain_text("<html><body>502</body></html>"), None);
        assert_eq!(plain_text(" \n"), None);
        assert_eq!(plain_text("upstream timeout\nmore").as_deref(), Some("upstream timeout"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics_and_none_grows_much(text in ".*") {
            proptest::prop_assert!(scrub(&text).len() <= LONGEST + 16);
        }
    }
}
