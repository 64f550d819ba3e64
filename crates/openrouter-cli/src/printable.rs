//! Text of others made safe for a terminal.

use std::borrow::Cow;

/// Without control characters except line feed and tab: in a terminal the others move the cursor,
/// rewrite what stands above, or set the clipboard, and a model can be talked into writing them.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    let is_harmful = |c: char| c.is_control() && c != '\n' && c != '\t';
    if text.contains(is_harmful) {
        Cow::Owned(text.replace(is_harmful, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// As [`printable`], on one line.
pub(crate) fn one_line(text: &str) -> String {
    printable(text).replace(['\n', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_lose_what_makes_them_work() {
        let attack = "a\u{1b}]52;c;cm0=\u{7}b\u{9b}2Jc\r\u{8}\u{7f}\0d";
        assert_eq!(printable(attack), "a]52;c;cm0=b2Jcd");
    }

    #[test]
    fn lines_tabs_and_all_scripts_stay() {
        let text = "fn main() {\n\tprintln!(\"größer, 天, 🦀\");\n}\n";
        assert!(matches!(printable(text), Cow::Borrowed(same) if same == text));
    }

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(one_line("a\nb\tc\u{1b}[0m"), "a b c[0m");
    }
}
