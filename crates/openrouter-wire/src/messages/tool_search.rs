//! What a search among tools gave.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ServerToolErrorCode;
use crate::{Extra, open_enum::open_enum};

/// What a search among the tools of the request gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolSearchResultBlock {
    /// The call that it answers.
    pub tool_use_id: String,
    /// The tools, or an error.
    pub content: ToolSearchContent,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The tools that a search found, or an error, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum ToolSearchContent {
    /// The tools.
    #[serde(rename = "tool_search_tool_search_result")]
    Result(ToolSearchResult),
    /// An error.
    #[serde(rename = "tool_search_tool_result_error")]
    Error(ToolSearchError),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// The tools that a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolSearchResult {
    /// The tools; the model can call them from now on.
    pub tool_references: Vec<ToolReference>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A tool that a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolReference {
    /// Always `tool_reference`.
    #[serde(rename = "type")]
    pub kind: ToolReferenceKind,
    /// Its name.
    pub tool_name: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Kinds of [`ToolReference`].
    #[derive(Default)]
    pub enum ToolReferenceKind {
        /// The only one.
        #[default]
        ToolReference = "tool_reference",
    }
}

/// Why a search found nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolSearchError {
    /// Why.
    pub error_code: ServerToolErrorCode,
    /// The same, for people.
    pub error_message: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
