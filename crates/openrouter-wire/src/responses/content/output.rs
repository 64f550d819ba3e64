//! Parts that a model writes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Extra,
    responses::{Annotation, TokenLogprob},
};

/// Text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputText {
    /// The text.
    pub text: String,
    /// Its sources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotations: Option<Vec<Annotation>>,
    /// Its log probabilities; empty if they were not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logprobs: Option<Vec<TokenLogprob>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Why a model refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Its words.
    pub refusal: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a model thought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasoningText {
    /// The text.
    pub text: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A part of the summary of what a model thought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryText {
    /// The text.
    pub text: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A part of the summary of what a model thought, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum SummaryPart {
    /// Text.
    #[serde(rename = "summary_text")]
    SummaryText(SummaryText),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A part of what a model thought, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum ReasoningPart {
    /// Text.
    #[serde(rename = "reasoning_text")]
    ReasoningText(ReasoningText),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

impl OutputText {
    /// Creates text without sources.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}
