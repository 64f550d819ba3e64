//! What a message of a request contains.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    CitationsConfig, InputCitation, InputDocument, InputImage, InputToolResult,
    InputWebSearchResult, OpenResultBlock, RedactedThinkingBlock, ThinkingBlock, ToolChange,
};
use crate::{Extra, chat::CacheControl};

/// A block of a message, told apart by `type`.
///
/// Blocks of an answer that have no variant here are sent back in `Other`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum InputBlock {
    /// Text.
    Text(InputText),
    /// An image.
    Image(InputImage),
    /// A document.
    Document(InputDocument),
    /// A search result that the application gives.
    SearchResult(InputSearchResult),
    /// What the model thought.
    Thinking(ThinkingBlock),
    /// What the model thought, readable for the upstream only.
    RedactedThinking(RedactedThinkingBlock),
    /// A call of a tool of the application.
    ToolUse(InputToolUse),
    /// What the tool gave.
    ToolResult(InputToolResult),
    /// A call of a tool that the upstream or the service ran.
    ServerToolUse(InputToolUse),
    /// What a web search gave.
    WebSearchToolResult(InputWebSearchResult),
    /// A summary in place of the conversation before it.
    Compaction(InputCompaction),
    /// What an adviser said.
    AdvisorToolResult(OpenResultBlock),
    /// Makes a deferred tool known; only in messages of the system.
    ToolAddition(ToolChange),
    /// Takes a tool away; only in messages of the system.
    ToolRemoval(ToolChange),
    /// What the service's shell gave. No upstream sees it.
    OpenrouterShellToolResult(OpenResultBlock),
    /// What commands in the service's sandbox gave. No upstream sees it.
    OpenrouterBashToolResult(OpenResultBlock),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

impl InputBlock {
    /// Creates a block that is text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(InputText { text: text.into(), ..InputText::default() })
    }

    /// Creates the result of a call of a tool, as text.
    pub fn tool_result(tool_use_id: impl Into<String>, text: impl Into<String>) -> Self {
        Self::ToolResult(InputToolResult {
            content: Some(text.into().into()),
            ..InputToolResult::new(tool_use_id)
        })
    }
}

/// Text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputText {
    /// The text.
    pub text: String,
    /// Where it came from, if it is sent back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citations: Option<Vec<InputCitation>>,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Text where nothing else may stand, told apart by `type` all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum InputTextBlock {
    /// Text.
    Text(InputText),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

impl InputTextBlock {
    /// Creates a block.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(InputText { text: text.into(), ..InputText::default() })
    }
}

/// A search result that the application gives, which the answer can cite.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputSearchResult {
    /// Where it is from: an address, or what else the application calls it.
    pub source: String,
    /// Its title.
    pub title: String,
    /// Its text, in blocks that are cited one by one.
    pub content: Vec<InputTextBlock>,
    /// Whether the answer may cite it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citations: Option<CitationsConfig>,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A call of a tool, sent back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputToolUse {
    /// Names the call; the result repeats it.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub input: Value,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A summary in place of the conversation before it, sent back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputCompaction {
    /// The summary.
    pub content: Option<String>,
    /// The same, readable for the upstream only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encrypted_content: Option<String>,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
