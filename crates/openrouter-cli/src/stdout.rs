//! Standard output of commands that print once.

use std::io::{self, Write as _};

use serde::Serialize;

/// Prints text, coloured on a terminal only, and there unless `NO_COLOR` or `--color` says
/// otherwise.
///
/// # Errors
///
/// If it cannot be written.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut stdout = anstream::stdout();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Prints what is no text for people: as it is.
///
/// # Errors
///
/// If it cannot be written.
pub(crate) fn print_bytes(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout();
    stdout.write_all(bytes)?;
    stdout.flush()
}

/// Prints one JSON document, for `--json`.
///
/// # Errors
///
/// If it cannot be written.
pub(crate) fn print_json(document: &impl Serialize) -> io::Result<()> {
    print(&(escaped(&serde_json::to_string_pretty(document)?) + "\n"))
}

/// With those control characters escaped that JSON allows as they are: a terminal obeys them. They
/// stand in strings only, where the escape means the same.
fn escaped(json: &str) -> String {
    let is_left = |c: char| matches!(c, '\u{7f}'..='\u{9f}');
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if is_left(c) {
            text.extend([r"\u00".to_owned(), format!("{:02x}", u32::from(c))]);
        } else {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_escaped_and_means_the_same() {
        let label = "a\u{1b}[2J\u{9b}2J\u{7f}\u{85}é\n";
        let json = escaped(&serde_json::to_string_pretty(&[label]).unwrap());
        assert!(json.chars().all(|c| !c.is_control() || c == '\n'), "{json:?}");
        assert!(json.contains('é'));
        assert_eq!(serde_json::from_str::<[String; 1]>(&json).unwrap(), [label]);
    }
}
