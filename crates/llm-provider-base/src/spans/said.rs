//! What others say, made fit for a span.

use serde_json::Value;

use crate::scrub::scrub;

/// The longest text in a span, in bytes. Content has a bound of its own.
const LONGEST: usize = 256;

/// The text without credentials and control characters, and not too long.
pub fn said(text: &str) -> String {
    let mut clean = scrub(text);
    if clean.len() > LONGEST {
        clean.truncate(floor(&clean, LONGEST));
        clean.push('…');
    }
    clean
}

/// The texts as a list in JSON.
pub(super) fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().map(said).collect::<Value>().to_string()
}

/// An integer as exporters understand it.
pub fn int(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// Where the text can be cut, at this byte or before it.
pub(super) fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_short_and_without_credentials() {
        assert_eq!(said("openai/gpt-4o"), "openai/gpt-4o");
        assert!(!said("m sk-or-v1-0123456789abcdef").contains("0123456789abcdef"));
        let long = said(&"é".repeat(1000));
        assert!(long.len() <= LONGEST + '…'.len_utf8() && long.ends_with('…'), "{long}");
    }

    #[test]
    fn lists_are_json() {
        assert_eq!(list(["stop", "a\"b"]), r#"["stop","a\"b"]"#);
        assert_eq!(list([]), "[]");
    }

    #[test]
    fn integers_that_are_too_large_are_the_largest() {
        assert_eq!((int(7_u64), int(u64::MAX), int(3_usize)), (7, i64::MAX, 3));
    }
}
