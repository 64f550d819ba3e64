//! [`StreamEvent`]: one step of an answer.

use serde::{Deserialize, Serialize};

use crate::{
    Annotation, AudioOutput, ContentPart, ImagePart, Logprobs, ReasoningBlock, StandardResponse,
    ToolCallId,
};

/// One step of an answer.
///
/// Deltas, then exactly one [`Finished`](Self::Finished) with the whole answer. `choice` is the
/// place of the answer that a delta belongs to: 0, unless several were asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum StreamEvent {
    /// The next piece of the text.
    Text {
        /// Which answer.
        choice: u32,
        /// The piece; never empty.
        text: String,
    },
    /// The next piece of what the model thinks.
    Reasoning {
        /// Which answer.
        choice: u32,
        /// The piece as text; empty where only a signature or something encrypted came.
        text: String,
        /// The piece as the provider gave it. Whole only once the stream has finished: take the
        /// blocks for the next turn from the final answer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        blocks: Option<Vec<ReasoningBlock>>,
    },
    /// The next piece of a refusal.
    Refusal {
        /// Which answer.
        choice: u32,
        /// The piece.
        text: String,
    },
    /// The next piece of a tool call. For progress only: whole calls are in the final answer.
    ToolCall {
        /// Which answer.
        choice: u32,
        /// The piece.
        delta: ToolCallDelta,
    },
    /// Something that the answer cites.
    Annotation {
        /// Which answer.
        choice: u32,
        /// What.
        annotation: Annotation,
    },
    /// A whole picture.
    Image {
        /// Which answer.
        choice: u32,
        /// The picture.
        image: ImagePart,
    },
    /// The next piece of speech.
    Audio {
        /// Which answer.
        choice: u32,
        /// Data and transcript to append.
        audio: AudioOutput,
    },
    /// Another part, whole.
    Part {
        /// Which answer.
        choice: u32,
        /// The part.
        part: ContentPart,
    },
    /// How sure the model was of the tokens just sent.
    Logprobs {
        /// Which answer.
        choice: u32,
        /// The tokens.
        logprobs: Logprobs,
    },
    /// The end, with the whole answer: what [`complete`](crate::ChatProvider::complete) would have
    /// given.
    Finished(Box<StandardResponse>),
}

impl StreamEvent {
    /// True if it says something of the answer, or is the end of it. Once such an event was handed
    /// out nothing is tried again: not with another key, another model or another provider. Only a
    /// piece with nothing in it is none.
    ///
    /// ```
    /// use llm_types::StreamEvent;
    ///
    /// let piece = |text: &str| StreamEvent::Text { choice: 0, text: text.to_owned() };
    /// assert!(piece("The").is_content());
    /// assert!(!piece("").is_content());
    /// ```
    pub fn is_content(&self) -> bool {
        match self {
            Self::Text { text, .. } | Self::Refusal { text, .. } => !text.is_empty(),
            Self::Reasoning { text, blocks, .. } => {
                !text.is_empty() || blocks.as_ref().is_some_and(|blocks| !blocks.is_empty())
            }
            Self::ToolCall { delta, .. } => {
                let ToolCallDelta { index: _, id, name, arguments } = delta;
                id.is_some() || name.is_some() || !arguments.is_empty()
            }
            Self::Logprobs { logprobs, .. } => *logprobs != Logprobs::default(),
            Self::Audio { audio, .. } => *audio != AudioOutput::default(),
            Self::Annotation { .. }
            | Self::Image { .. }
            | Self::Part { .. }
            | Self::Finished(_) => true,
        }
    }

    /// The next piece of text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The whole answer, if this is the end.
    pub fn as_finished(&self) -> Option<&StandardResponse> {
        match self {
            Self::Finished(response) => Some(response),
            _ => None,
        }
    }
}

/// A piece of a tool call.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ToolCallDelta {
    /// Which call of the answer; `None` where the provider does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<u32>,
    /// Its id, on the first piece.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ToolCallId>,
    /// The tool's name, on the first piece.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The next piece of the arguments; may be empty, may be half a character escape.
    pub arguments: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MediaSource, RawJson};

    #[test]
    fn the_json_of_each_event_is_stable() {
        use insta::assert_compact_json_snapshot as check;
        let choice = 0;
        let text = || "a".to_owned();
        let block = RawJson::parse(r#"{"index": 0}"#.to_owned()).unwrap().into();
        check!(StreamEvent::Text { choice, text: text() }, @r#"{"type": "text", "choice": 0, "text": "a"}"#);
        check!(StreamEvent::Reasoning { choice, text: text(), blocks: None }, @r#"{"type": "reasoning", "choice": 0, "text": "a"}"#);
        check!(StreamEvent::Reasoning { choice, text: text(), blocks: Some(vec![block]) }, @r#"{"type": "reasoning", "choice": 0, "text": "a", "blocks": ["{\"index\": 0}"]}"#);
        check!(StreamEvent::Refusal { choice, text: text() }, @r#"{"type": "refusal", "choice": 0, "text": "a"}"#);
        let delta = ToolCallDelta { arguments: text(), ..ToolCallDelta::default() };
        check!(StreamEvent::ToolCall { choice, delta: delta.clone() }, @r#"{"type": "tool_call", "choice": 0, "delta": {"arguments": "a"}}"#);
        let delta = ToolCallDelta {
            index: Some(1),
            id: Some("call_1".into()),
            name: Some(text()),
            ..delta
        };
        check!(StreamEvent::ToolCall { choice, delta }, @r#"{"type": "tool_call", "choice": 0, "delta": {"index": 1, "id": "call_1", "name": "a", "arguments": "a"}}"#);
        let annotation = Annotation::Other(serde_json::json!({"type": "map"}));
        check!(StreamEvent::Annotation { choice, annotation }, @r#"{"type": "annotation", "choice": 0, "annotation": {"type": "map"}}"#);
        let image = ImagePart::new(MediaSource::Url("https://x.test/i.png".to_owned()));
        check!(StreamEvent::Image { choice, image }, @r#"{"type": "image", "choice": 0, "image": {"source": {"url": "https://x.test/i.png"}}}"#);
        let audio = AudioOutput { data: "AA==".to_owned(), ..AudioOutput::default() };
        check!(StreamEvent::Audio { choice, audio }, @r#"{"type": "audio", "choice": 0, "audio": {"data": "AA==", "transcript": ""}}"#);
        let part = ContentPart::file("a.pdf", MediaSource::FileId("file-1".to_owned()));
        check!(StreamEvent::Part { choice, part }, @r#"{"type": "part", "choice": 0, "part": {"type": "file", "source": {"file_id": "file-1"}, "filename": "a.pdf"}}"#);
        check!(StreamEvent::Logprobs { choice, logprobs: Logprobs::default() }, @r#"{"type": "logprobs", "choice": 0, "logprobs": {"content": []}}"#);
        let finished = StreamEvent::Finished(Box::default());
        check!(finished, @r#"{"type": "finished", "choices": []}"#);
    }

    #[test]
    fn a_piece_with_nothing_in_it_is_no_content() {
        let (choice, text) = (0, String::new);
        let thought = |blocks| StreamEvent::Reasoning { choice, text: text(), blocks };
        let call = |delta| StreamEvent::ToolCall { choice, delta };
        let nothing = [
            StreamEvent::Text { choice, text: text() },
            StreamEvent::Refusal { choice, text: text() },
            thought(None),
            thought(Some(Vec::new())),
            call(ToolCallDelta { index: Some(0), ..ToolCallDelta::default() }),
            StreamEvent::Logprobs { choice, logprobs: Logprobs::default() },
            StreamEvent::Audio { choice, audio: AudioOutput::default() },
        ];
        for event in nothing {
            assert!(!event.is_content(), "{event:?}");
        }
        let signature = RawJson::parse("{}".to_owned()).unwrap().into();
        let named = ToolCallDelta { name: Some("f".to_owned()), ..ToolCallDelta::default() };
        let something = [
            StreamEvent::Refusal { choice, text: "no".to_owned() },
            thought(Some(vec![signature])),
            call(named),
            // An answer without any content is one all the same.
            StreamEvent::Finished(Box::default()),
        ];
        for event in something {
            assert!(event.is_content(), "{event:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_event_survives_a_store(value in crate::strategies::stream_event()) {
            let json: serde_json::Value =
                serde_json::from_str(&serde_json::to_string(&value).unwrap()).unwrap();
            proptest::prop_assert_eq!(serde_json::from_value::<StreamEvent>(json).unwrap(), value);
        }
    }
}
