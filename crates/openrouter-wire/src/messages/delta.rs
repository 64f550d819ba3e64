//! What a stream adds to a block.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Citation;
use crate::Extra;

/// What is added to a block, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Delta {
    /// Text.
    TextDelta(TextDelta),
    /// A piece of the arguments of a call.
    InputJsonDelta(InputJsonDelta),
    /// A piece of what the model thought.
    ThinkingDelta(ThinkingDelta),
    /// The signature of what the model thought.
    SignatureDelta(SignatureDelta),
    /// Where the text comes from.
    CitationsDelta(CitationsDelta),
    /// The summary of the conversation.
    CompactionDelta(CompactionDelta),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// Text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextDelta {
    /// The text.
    pub text: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A piece of the arguments of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputJsonDelta {
    /// A piece of JSON text, cut anywhere.
    pub partial_json: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A piece of what the model thought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThinkingDelta {
    /// The text.
    pub thinking: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The signature of what the model thought, whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureDelta {
    /// The signature.
    pub signature: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One more place that the text comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitationsDelta {
    /// The place.
    pub citation: Citation,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The summary of the conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompactionDelta {
    /// The summary, or a piece of it; none if it could not be made.
    pub content: Option<String>,
    /// The same, readable for the upstream only; whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encrypted_content: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
