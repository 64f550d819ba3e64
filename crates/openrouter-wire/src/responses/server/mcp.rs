//! Tools of MCP servers.

use serde::{Deserialize, Serialize};

use crate::{Extra, responses::ItemStatus};

/// A call of a tool of an MCP server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerMcp {
    /// How far it is.
    pub status: ItemStatus,
    /// The server.
    #[serde(rename = "serverLabel", skip_serializing_if = "Option::is_none")]
    pub server_label: Option<String>,
    /// The tool.
    #[serde(rename = "toolName", skip_serializing_if = "Option::is_none")]
    pub tool_name: Option<String>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
