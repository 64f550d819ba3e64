//! Where in a stream a chunk stands.

use std::borrow::Cow;

use super::{Chunk, ChunkChoice, Content, Delta};
use crate::{Stage, StreamedEvent};

/// With a finish reason the answer is whole; a chunk with usage may still follow, and `[DONE]`.
impl StreamedEvent for Chunk {
    fn stage(&self) -> Stage<'_> {
        if let Some(error) = self.first_error() {
            return Stage::Failed(Cow::Borrowed(error));
        }
        let choices = || self.choices.iter().flatten();
        if choices().any(|choice| choice.finish_reason.is_some()) {
            Stage::Last
        } else if choices().any(says_something) {
            Stage::Content
        } else {
            Stage::Preamble
        }
    }
}

fn says_something(choice: &ChunkChoice) -> bool {
    is_some_text(choice.text.as_ref()) || choice.delta.as_ref().is_some_and(adds_something)
}

/// Whether a piece adds to the answer: the service sends pieces with empty text beside others.
fn adds_something(delta: &Delta) -> bool {
    let Delta {
        role: _,
        content,
        refusal,
        reasoning,
        reasoning_details,
        tool_calls,
        function_call,
        annotations,
        images,
        audio,
        extra: _,
    } = delta;
    let is_some_content = match content {
        Some(Content::Text(text)) => !text.is_empty(),
        Some(Content::Parts(parts)) => !parts.is_empty(),
        None => false,
    };
    is_some_content
        || is_some_text(refusal.as_ref())
        || is_some_text(reasoning.as_ref())
        || is_some_list(reasoning_details.as_ref())
        || is_some_list(tool_calls.as_ref())
        || is_some_list(annotations.as_ref())
        || is_some_list(images.as_ref())
        || function_call.is_some()
        || audio.is_some()
}

fn is_some_text(text: Option<&String>) -> bool {
    text.is_some_and(|text| !text.is_empty())
}

fn is_some_list<T>(list: Option<&Vec<T>>) -> bool {
    list.is_some_and(|list| !list.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{StreamedOperation as _, chat::Request, decode, fixtures};

    /// One letter a chunk: preamble, content, last, failed.
    fn stages(stream: &str) -> String {
        let letter = |chunk: &Chunk| match chunk.stage() {
            Stage::Preamble => 'p',
            Stage::Content => 'c',
            Stage::Last => 'l',
            Stage::Failed(_) => 'f',
        };
        fixtures::chunks(stream).iter().map(letter).collect()
    }

    #[test]
    fn each_chunk_of_a_stream_has_its_stage() {
        assert_eq!(stages(fixtures::STREAM_TEXT), "pcccll");
        assert_eq!(stages(fixtures::STREAM_TOOLS), "ccpcclp");
        assert_eq!(stages(fixtures::STREAM_FAILURE), "cffp");
    }

    #[test]
    fn only_what_adds_to_the_answer_is_content() {
        let stage = |delta: &str| {
            let json = format!(r#"{{"choices":[{{"delta":{delta}}}]}}"#);
            decode::<Chunk>(json.as_bytes()).unwrap().stage() == Stage::Content
        };
        for empty in ["null", "{}", r#"{"role":"assistant","content":""}"#, r#"{"content":[]}"#] {
            assert!(!stage(empty), "{empty}");
        }
        for empty in [r#"{"reasoning":""}"#, r#"{"reasoning_details":[],"tool_calls":[]}"#] {
            assert!(!stage(empty), "{empty}");
        }
        for full in [
            r#"{"content":" "}"#,
            r#"{"content":[{"type":"text","text":""}]}"#,
            r#"{"refusal":"no"}"#,
            r#"{"reasoning":"hm"}"#,
            r#"{"reasoning_details":[{}]}"#,
            r#"{"tool_calls":[{}]}"#,
            r#"{"function_call":{}}"#,
            r#"{"annotations":[{}]}"#,
            r#"{"images":[{"image_url":{"url":"data:,"}}]}"#,
            r#"{"audio":{}}"#,
        ] {
            assert!(stage(full), "{full}");
        }
        let legacy: Chunk = decode(br#"{"choices":[{"text":"Hi"}]}"#).unwrap();
        assert_eq!(legacy.stage(), Stage::Content);
    }

    #[test]
    fn a_streamed_request_asks_for_a_stream() {
        let request = Request::new("acme/quill-2", []);
        assert_eq!(request.streamed(), Request { stream: Some(true), ..request });
    }
}
