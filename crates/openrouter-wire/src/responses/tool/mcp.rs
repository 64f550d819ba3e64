//! MCP servers.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Extra, open_enum::open_enum};

/// An MCP server that the upstream talks to.
///
/// It holds secrets: `Debug` shows neither them nor where they go.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct McpTool {
    /// What the model calls it.
    pub server_label: String,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_url: Option<String>,
    /// What its tools are for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_description: Option<String>,
    /// A server of the upstream, in place of `server_url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connector_id: Option<Connector>,
    /// An access token for the server. A secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<String>,
    /// Headers that go to the server; often secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Which tools may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_tools: Option<McpAllowedTools>,
    /// Which tools need a permission.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub require_approval: Option<McpApproval>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Shows neither the token nor what could hold one.
impl fmt::Debug for McpTool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("McpTool")
            .field("server_label", &self.server_label)
            .field("connector_id", &self.connector_id)
            .field("allowed_tools", &self.allowed_tools)
            .field("require_approval", &self.require_approval)
            .finish_non_exhaustive()
    }
}

open_enum! {
    /// A server of the upstream.
    pub enum Connector {
        /// Dropbox.
        Dropbox = "connector_dropbox",
        /// Gmail.
        Gmail = "connector_gmail",
        /// Google Calendar.
        GoogleCalendar = "connector_googlecalendar",
        /// Google Drive.
        GoogleDrive = "connector_googledrive",
        /// Microsoft Teams.
        MicrosoftTeams = "connector_microsoftteams",
        /// The calendar of Outlook.
        OutlookCalendar = "connector_outlookcalendar",
        /// The mail of Outlook.
        OutlookEmail = "connector_outlookemail",
        /// Microsoft's document store.
        SharePoint = "connector_sharepoint",
    }
}

/// Which tools of a server may be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum McpAllowedTools {
    /// Those with these names.
    Names(Vec<String>),
    /// Those that fit.
    Filter(McpToolFilter),
    /// Another shape.
    Other(Value),
}

/// Some tools of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct McpToolFilter {
    /// Those with these names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_names: Option<Vec<String>>,
    /// Those that change nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_only: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Which tools of a server need a permission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum McpApproval {
    /// All or none.
    Mode(McpApprovalMode),
    /// Some.
    Filter(McpApprovalFilter),
    /// Another shape.
    Other(Value),
}

open_enum! {
    /// Whether tools need a permission.
    pub enum McpApprovalMode {
        /// All do.
        Always = "always",
        /// None does.
        Never = "never",
    }
}

/// Which tools need a permission.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct McpApprovalFilter {
    /// These do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub always: Option<McpToolNames>,
    /// These do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub never: Option<McpToolNames>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Some tools of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct McpToolNames {
    /// Their names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_names: Option<Vec<String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    #[test]
    fn debug_shows_no_secret() {
        let json = br#"{"server_label":"wiki","authorization":"canary","server_url":
            "https://u:canary@example.org","headers":{"x-key":"canary"},"new":"canary"}"#;
        let tool: McpTool = decode(json).unwrap();
        assert_eq!(tool.authorization.as_deref(), Some("canary"));
        let debug = format!("{tool:?} {tool:#?}");
        assert!(debug.contains("wiki") && !debug.contains("canary"), "{debug}");
    }

    #[test]
    fn permissions_are_a_word_or_lists() {
        for (json, is_known) in [
            (r#""never""#, true),
            (r#"{"always":{"tool_names":["a"]},"never":{}}"#, true),
            ("7", false),
        ] {
            let approval: McpApproval = decode(json.as_bytes()).unwrap();
            assert_eq!(!matches!(approval, McpApproval::Other(_)), is_known, "{json}");
            assert_eq!(serde_json::to_string(&approval).unwrap(), json);
        }
    }
}
