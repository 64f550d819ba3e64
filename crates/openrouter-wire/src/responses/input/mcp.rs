//! Tools of MCP servers that an upstream talks to.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Extra;

/// The tools of an MCP server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct McpListTools {
    /// The id of this item.
    pub id: String,
    /// The server.
    pub server_label: String,
    /// Its tools.
    pub tools: Vec<McpListedTool>,
    /// Why they could not be listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A tool of an MCP server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct McpListedTool {
    /// Its name.
    pub name: String,
    /// What it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A JSON Schema of its arguments.
    pub input_schema: Map<String, Value>,
    /// What else the server says about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotations: Option<Value>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A call that needs a permission.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct McpApprovalRequest {
    /// The id of this item, which the permission repeats.
    pub id: String,
    /// The server.
    pub server_label: String,
    /// The tool.
    pub name: String,
    /// Its arguments, JSON as text.
    pub arguments: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A permission, or its refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct McpApprovalResponse {
    /// What it answers.
    pub approval_request_id: String,
    /// Whether the call may be made.
    pub approve: bool,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A call of a tool of an MCP server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct McpCall {
    /// The id of this item.
    pub id: String,
    /// The server.
    pub server_label: String,
    /// The tool.
    pub name: String,
    /// Its arguments, JSON as text.
    pub arguments: String,
    /// What it gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// Why it gave nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
