//! What is asked: the words of the command line, and standard input.

use std::io::{self, IsTerminal as _, Read as _};

/// A word that stands for standard input.
const STDIN: &str = "-";

/// The most that is taken from standard input, in bytes: far more than any model reads, and little
/// enough for a device without an end not to fill the memory.
const MOST: u64 = 64 << 20;

/// Reads the prompt; `None` if there is none.
///
/// # Errors
///
/// If standard input cannot be read, is too long, or is not UTF-8.
pub(crate) fn read(words: &[String]) -> io::Result<Option<String>> {
    let stdin = io::stdin();
    let is_asked_for = words.iter().any(|word| word == STDIN);
    let mut input = String::new();
    if is_asked_for || !stdin.is_terminal() {
        input = bounded(stdin.lock(), MOST)?;
    }
    Ok(join(words, &input))
}

/// Reads text to its end, of at most `most` bytes.
fn bounded(source: impl io::Read, most: u64) -> io::Result<String> {
    let mut bytes = Vec::new();
    let length = source.take(most + 1).read_to_end(&mut bytes)?;
    if length as u64 > most {
        return Err(io::Error::other(format!("it is longer than {} MiB", most >> 20)));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is not text in UTF-8"))
}

/// The words, an empty line, the input; or what there is of them.
fn join(words: &[String], input: &str) -> Option<String> {
    let words = words.iter().map(String::as_str).filter(|word| *word != STDIN);
    let words = words.collect::<Vec<_>>().join(" ");
    let parts = [words.as_str(), input.trim_end_matches(['\r', '\n'])];
    let prompt = parts.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>();
    (!prompt.is_empty()).then(|| prompt.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &[&str], input: &str, prompt: Option<&str>) {
        let words: Vec<_> = words.iter().map(ToString::to_string).collect();
        assert_eq!(join(&words, input).as_deref(), prompt);
    }

    #[test]
    fn words_come_first_then_an_empty_line_then_the_input() {
        check(&["Why", "is it?"], "", Some("Why is it?"));
        check(&[], "  a\nb\r\n\n", Some("  a\nb"));
        check(&["Sum", "up:"], "a\nb\n", Some("Sum up:\n\na\nb"));
    }

    #[test]
    fn a_dash_stands_for_the_input_and_is_not_sent() {
        check(&["-"], "a\n", Some("a"));
        check(&["Sum up", "-"], "a\n", Some("Sum up\n\na"));
        check(&["a - b"], "", Some("a - b"));
    }

    #[test]
    fn input_without_an_end_is_not_read_for_ever() {
        let most = 1 << 20;
        assert!(bounded(io::repeat(b'a'), most).unwrap_err().to_string().contains("1 MiB"));
        assert_eq!(bounded(io::repeat(b'a').take(most), most).unwrap().len(), 1 << 20);
        assert!(bounded(&b"\xff"[..], most).unwrap_err().to_string().contains("UTF-8"));
    }

    #[test]
    fn blank_is_no_prompt() {
        check(&[], "", None);
        check(&["-", " "], "\n \t\n", None);
    }
}
