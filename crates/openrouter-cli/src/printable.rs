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

/// As [`printable`], on one line, and in the order in which it is written: marks of direction would
/// show a name, and what stands beside it, as something else.
pub(crate) fn one_line(text: &str) -> String {
    let is_break = |c: char| matches!(c, '\n' | '\t' | '\u{2028}' | '\u{2029}');
    printable(text).replace(is_break, " ").replace(is_direction, "")
}

/// True for marks that open or end a stretch of another direction.
const fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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
        assert_eq!(one_line("a\u{2028}b\u{2029}c"), "a b c");
    }

    #[test]
    fn one_line_reads_in_the_order_in_which_it_is_written() {
        assert_eq!(one_line("\u{202e}ko\u{202c} \u{2066}a\u{2069}"), "ko a");
        // Words of both directions, and what holds letters and pictures together, stay.
        let text = "שלום, می\u{200c}خواهم, 👩\u{200d}🚀";
        assert_eq!(one_line(text), text);
    }
}
