//! What tools of the application gave.

use serde::{Deserialize, Serialize};

use crate::{
    Extra,
    responses::{ContentPart, ItemStatus, PatchOutcome},
};

/// What a function gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionCallOutput {
    /// The call.
    pub call_id: String,
    /// What it gave.
    pub output: ToolOutput,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// How far it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ItemStatus>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a tool that takes text gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomToolCallOutput {
    /// The call.
    pub call_id: String,
    /// What it gave.
    pub output: ToolOutput,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a tool gave: text, or parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ToolOutput {
    /// Text, JSON as a rule.
    Text(String),
    /// Parts, in order.
    Parts(Vec<ContentPart>),
}

impl FunctionCallOutput {
    /// Creates what a function gave, for the call with this id.
    pub fn new(call_id: impl Into<String>, output: impl Into<ToolOutput>) -> Self {
        Self {
            call_id: call_id.into(),
            output: output.into(),
            id: None,
            status: None,
            extra: Extra::default(),
        }
    }
}

impl CustomToolCallOutput {
    /// Creates what a tool gave, for the call with this id.
    pub fn new(call_id: impl Into<String>, output: impl Into<ToolOutput>) -> Self {
        Self { call_id: call_id.into(), output: output.into(), id: None, extra: Extra::default() }
    }
}

impl From<&str> for ToolOutput {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for ToolOutput {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<ContentPart>> for ToolOutput {
    fn from(parts: Vec<ContentPart>) -> Self {
        Self::Parts(parts)
    }
}

/// What became of a patch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplyPatchCallOutput {
    /// The call for it.
    pub call_id: String,
    /// Whether it was applied.
    pub status: PatchOutcome,
    /// A log, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
