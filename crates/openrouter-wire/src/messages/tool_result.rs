//! What tools gave, in a request.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Content, InputDocument, InputImage, InputSearchResult, InputText, WebSearchErrorKind,
    WebSearchResultKind,
};
use crate::{Extra, chat::CacheControl, open_enum::open_enum};

/// What a tool of the application gave. It stands in the message of the user that follows the
/// call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputToolResult {
    /// The call that it answers.
    pub tool_use_id: String,
    /// What it gave; nothing if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Content<ToolResultPart>>,
    /// Whether it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_error: Option<bool>,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl InputToolResult {
    /// Creates the result of a tool that gave nothing.
    pub fn new(tool_use_id: impl Into<String>) -> Self {
        Self { tool_use_id: tool_use_id.into(), ..Self::default() }
    }
}

/// A part of what a tool gave, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToolResultPart {
    /// Text.
    Text(InputText),
    /// An image.
    Image(InputImage),
    /// A document.
    Document(InputDocument),
    /// A search result.
    SearchResult(InputSearchResult),
    /// A tool that was found, and can be called from now on.
    ToolReference(FoundTool),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A tool that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundTool {
    /// Its name.
    pub tool_name: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a web search gave, sent back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputWebSearchResult {
    /// The call that it answers.
    pub tool_use_id: String,
    /// The pages, or an error.
    pub content: InputWebSearchContent,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The pages that a search found, or an error, sent back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum InputWebSearchContent {
    /// The pages.
    Results(Vec<InputWebPage>),
    /// An error.
    Error(InputWebSearchError),
    /// Another shape.
    Other(Value),
}

/// A page that a search found, sent back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputWebPage {
    /// Always `web_search_result`.
    #[serde(rename = "type")]
    pub kind: WebSearchResultKind,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Its text; only the upstream can read it.
    pub encrypted_content: String,
    /// How old it is, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_age: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Why a search gave nothing, sent back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputWebSearchError {
    /// Always `web_search_tool_result_error`.
    #[serde(rename = "type")]
    pub kind: WebSearchErrorKind,
    /// Why.
    pub error_code: InputWebSearchErrorCode,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Why a search gave nothing, sent back. There is one reason fewer than in answers.
    pub enum InputWebSearchErrorCode {
        /// The model called it wrongly.
        InvalidToolInput = "invalid_tool_input",
        /// It is down.
        Unavailable = "unavailable",
        /// There were as many searches as were allowed.
        MaxUsesExceeded = "max_uses_exceeded",
        /// There were too many searches in a short time.
        TooManyRequests = "too_many_requests",
        /// The query is too long.
        QueryTooLong = "query_too_long",
    }
}

/// A tool that is made known or taken away within the conversation, which keeps the cache.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolChange {
    /// Which.
    pub tool: ChangedTool,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A tool that is made known or taken away, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", deny_unknown_fields)]
pub enum ChangedTool {
    /// A tool of the request.
    #[serde(rename = "tool_reference")]
    Tool {
        /// Its name.
        name: String,
    },
    /// A tool of an MCP server.
    #[serde(rename = "mcp_tool_reference")]
    McpTool {
        /// Its name.
        name: String,
        /// The server.
        server_name: String,
    },
    /// All tools of an MCP server.
    #[serde(rename = "mcp_toolset_reference")]
    McpToolset {
        /// The server.
        server_name: String,
    },
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_result_is_text_parts_or_nothing() {
        for (json, text) in [
            (json!({"tool_use_id": "t"}), None),
            (json!({"tool_use_id": "t", "content": "21 °C"}), Some("21 °C")),
            (json!({"tool_use_id": "t", "content": []}), None),
        ] {
            let result: InputToolResult = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(result.content.as_ref().and_then(Content::as_text), text);
            assert_eq!(serde_json::to_value(&result).unwrap(), json);
        }
    }
}
