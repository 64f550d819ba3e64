//! What an answer used and cost.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{Count, Extra, chat::ServerToolUse};

/// What an answer used and cost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens of the prompt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_tokens: Option<Count>,
    /// What they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_tokens_details: Option<InputTokensDetails>,
    /// Tokens of the answer, thinking included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_tokens: Option<Count>,
    /// What they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_tokens_details: Option<OutputTokensDetails>,
    /// Both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_tokens: Option<Count>,
    /// What the account pays, in US dollars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Number>,
    /// What the upstream asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_details: Option<CostDetails>,
    /// Whether the user's own upstream key was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_byok: Option<bool>,
    /// How often the service ran tools.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_tool_use_details: Option<ServerToolUse>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the tokens of the prompt are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputTokensDetails {
    /// Read from the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cached_tokens: Option<Count>,
    /// Written to the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_write_tokens: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the tokens of the answer are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputTokensDetails {
    /// Thinking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_tokens: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the upstream asks, in US dollars. The names are not those of chat replies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostDetails {
    /// In all.
    pub upstream_inference_cost: Option<Number>,
    /// For the prompt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upstream_inference_input_cost: Option<Number>,
    /// For the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upstream_inference_output_cost: Option<Number>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
