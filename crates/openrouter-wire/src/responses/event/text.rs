//! Text, refusals and sources, piece by piece.

use serde::{Deserialize, Serialize};

use crate::{
    Count, Extra,
    responses::{Annotation, TokenLogprob},
};

/// A piece of text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextDelta {
    /// What is added.
    pub delta: String,
    /// Its log probabilities; empty if they were not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logprobs: Option<Vec<TokenLogprob>>,
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

/// A text that is whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextDone {
    /// The text.
    pub text: String,
    /// Its log probabilities; empty if they were not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logprobs: Option<Vec<TokenLogprob>>,
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

/// A piece of a refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalDelta {
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

/// A refusal that is whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalDone {
    /// The refusal.
    pub refusal: String,
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

/// A source of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnotationAdded {
    /// The source.
    pub annotation: Annotation,
    /// Which source of the text it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotation_index: Option<Count>,
    /// Which part of the item the text is.
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
