//! What a request holds: the conversation.

mod agent;
mod context;
mod item;
mod local_shell;
mod mcp;
mod message;
mod tool_output;

pub use agent::{Agent, AgentMessage, AgentPart, EncryptedContent};
pub use context::{AdditionalTools, Compaction, ContextCompaction, ItemReference, ToolsRole};
pub use item::InputItem;
pub use local_shell::{LocalShellAction, LocalShellCall, LocalShellCallOutput, LocalShellKind};
pub use mcp::{McpApprovalRequest, McpApprovalResponse, McpCall, McpListTools, McpListedTool};
pub use message::{InputMessage, MessageContent, MessageRole, MessageType, Phase};
pub use tool_output::{ApplyPatchCallOutput, CustomToolCallOutput, FunctionCallOutput, ToolOutput};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The conversation: a text of the user, or items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Input {
    /// A text of the user.
    Text(String),
    /// Items, in order.
    Items(Vec<InputItem>),
    /// Another shape.
    Other(Value),
}

impl Input {
    /// Returns the items, if it is items and not a text.
    pub fn items(&self) -> Option<&[InputItem]> {
        match self {
            Self::Items(items) => Some(items),
            Self::Text(_) | Self::Other(_) => None,
        }
    }
}

impl From<&str> for Input {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Input {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<InputItem>> for Input {
    fn from(items: Vec<InputItem>) -> Self {
        Self::Items(items)
    }
}

impl<const N: usize> From<[InputItem; N]> for Input {
    fn from(items: [InputItem; N]) -> Self {
        Self::Items(items.into())
    }
}
