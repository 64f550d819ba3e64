//! Settings of tools of the service that chat requests do not have.

use serde::{Deserialize, Serialize};

use crate::{
    Extra,
    chat::{Sandbox, ToolEngine},
};

/// Settings of `openrouter:apply_patch`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplyPatchParameters {
    /// Who checks patches: `auto`, `native` or `openrouter`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<ToolEngine>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Settings of `openrouter:shell`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShellParameters {
    /// Who runs commands: `auto` or `openrouter`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<ToolEngine>,
    /// The sandbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<Sandbox>,
    /// After how much idle time the sandbox stops; 900 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sleep_after_seconds: Option<u64>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Settings of `openrouter:tool_search`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolSearchParameters {
    /// How many tools a search gives; 5 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<u64>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
