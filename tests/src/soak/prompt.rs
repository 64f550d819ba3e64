//! What is asked, and what is answered: both sides know it by the number of the call.

use llm_types::StandardRequest;

/// Keys that begin so are refused.
pub(super) const REFUSED: &str = "sk-or-v1-soak-refused-";
/// The account of keys that begin so has no money.
pub(super) const NO_CREDIT: &str = "sk-or-v1-soak-poor-";
/// All other keys begin so.
pub(super) const GOOD: &str = "sk-or-v1-soak-good-";

/// How many answers there are.
pub(super) const ANSWERS: u32 = 16;
/// How many words each of them has.
pub(super) const WORDS: usize = 12;
/// After how many words something goes wrong.
pub(super) const SAID: usize = 3;
/// How many models there are: one that is asked too often rests.
const MODELS: u32 = 997;

/// What stands before the number of a call.
const BEFORE: &str = "call number ";

/// A request, as far as the servers go by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) call: u32,
    pub(super) is_stream: bool,
}

impl Asked {
    /// Reads it from a body.
    pub(super) fn read(body: &str) -> Option<Self> {
        let (_, rest) = body.split_once(BEFORE)?;
        let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        Some(Self { call: digits.parse().ok()?, is_stream: body.contains("\"stream\":true") })
    }
}

/// The request of a call.
pub(super) fn request(call: u32) -> StandardRequest {
    StandardRequest::prompt(format!("{BEFORE}{call} of the soak"))
        .with_model(format!("soak/model-{}", call % MODELS))
}

/// The words of the answer to a call.
pub(super) fn words(call: u32) -> impl Iterator<Item = String> {
    (0..WORDS).map(move |place| format!("answer-{}-word-{place} ", call % ANSWERS))
}

/// So many words of it.
pub(super) fn text(call: u32, words_of_it: usize) -> String {
    words(call).take(words_of_it).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_call_is_read_from_its_request() {
        let body = r#"{"messages":[{"content":"call number 417 of the soak"}],"stream":true}"#;
        assert_eq!(Asked::read(body), Some(Asked { call: 417, is_stream: true }));
        assert_eq!(Asked::read("{}"), None);
        assert_eq!(text(17, 2), "answer-1-word-0 answer-1-word-1 ");
    }
}
