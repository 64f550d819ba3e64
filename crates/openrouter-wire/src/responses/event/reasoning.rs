//! What a model thinks, piece by piece.

use serde::{Deserialize, Serialize};

use crate::{Count, Extra, responses::SummaryPart};

/// A piece of what a model thinks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasoningDelta {
    /// What is added.
    pub delta: String,
    /// Which part of the item it belongs to.
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

/// A thought that is whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasoningDone {
    /// The thought.
    pub text: String,
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

/// A part of a summary that begins or is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryPartEvent {
    /// The part.
    pub part: SummaryPart,
    /// Which part of the summary it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary_index: Option<Count>,
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

/// A piece of a summary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryDelta {
    /// What is added.
    pub delta: String,
    /// Which part of the summary it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary_index: Option<Count>,
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

/// The text of a part of a summary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryDone {
    /// The text.
    pub text: String,
    /// Which part of the summary it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary_index: Option<Count>,
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
