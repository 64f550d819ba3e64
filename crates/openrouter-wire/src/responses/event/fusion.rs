//! Several models, piece by piece.

use serde::{Deserialize, Serialize};

use crate::{Count, Extra, responses::FusionAnalysis};

/// One of several models that are asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelEvent {
    /// The model.
    pub model: String,
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

/// A piece of what a model says or thinks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelDelta {
    /// What is added.
    pub delta: String,
    /// The model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
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

/// What a model said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelCompleted {
    /// What it said.
    pub content: String,
    /// The model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
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

/// A model that said nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelFailed {
    /// Why.
    pub error: String,
    /// The HTTP status that it failed with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_code: Option<Count>,
    /// The model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
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

/// A comparison that begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnalysisStarted {
    /// The model that compares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub analyst_model: Option<String>,
    /// The same, by its deprecated name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judge_model: Option<String>,
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

/// A comparison of several answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnalysisCompleted {
    /// The comparison.
    pub analysis: FusionAnalysis,
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
