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
