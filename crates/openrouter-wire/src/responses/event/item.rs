//! Events of items and their parts.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Count, Extra,
    responses::{OutputItem, OutputText, ReasoningText, Refusal},
};

/// An item that begins or is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemEvent {
    /// The item.
    pub item: OutputItem,
    /// Which item of the answer it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_index: Option<Count>,
    /// Which event of the stream it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A part of an item that begins or is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartEvent {
    /// The part.
    pub part: StreamedPart,
    /// Which part of the item it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_index: Option<Count>,
    /// The item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_id: Option<String>,
    /// Which item of the answer it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_index: Option<Count>,
    /// Which event of the stream it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A part of an item, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum StreamedPart {
    /// Text.
    #[serde(rename = "output_text")]
    OutputText(OutputText),
    /// What the model thought.
    #[serde(rename = "reasoning_text")]
    ReasoningText(ReasoningText),
    /// Why the model refused.
    #[serde(rename = "refusal")]
    Refusal(Refusal),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// How far the call of a tool is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallEvent {
    /// The item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_id: Option<String>,
    /// Which item of the answer it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_index: Option<Count>,
    /// Which event of the stream it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
