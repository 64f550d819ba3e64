//! Settings of tools that the service runs, where they are not those of a chat.

use serde::{Deserialize, Serialize};

use crate::{Extra, chat::Sandbox, open_enum::open_enum};

/// Settings of `openrouter:shell`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShellParameters {
    /// Who runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<ShellEngine>,
    /// The sandbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<Sandbox>,
    /// After how much idle time the sandbox stops; 15 minutes if left out, at most 30 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sleep_after_seconds: Option<u64>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Who runs a shell.
    pub enum ShellEngine {
        /// The upstream where it has one, else OpenRouter.
        Auto = "auto",
        /// OpenRouter.
        OpenRouter = "openrouter",
    }
}

/// Settings of `openrouter:tool_search`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolSearchParameters {
    /// How many tools a search finds; 5 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<u64>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
