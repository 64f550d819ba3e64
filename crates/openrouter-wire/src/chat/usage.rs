//! What an answer used and cost.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{Count, Extra};

/// What an answer used and cost.
///
/// Parts can overlap and exceed the whole: Gemini counts the same tokens as read from and
/// written to the cache. Do not subtract one from the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens of the prompt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_tokens: Option<Count>,
    /// Tokens of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion_tokens: Option<Count>,
    /// Both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_tokens: Option<Count>,
    /// What the account pays, in US dollars. 0 for free models and with the user's own upstream
    /// key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Number>,
    /// Whether the user's own upstream key was used. Left out where the service ran tools.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_byok: Option<bool>,
    /// What the upstream asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_details: Option<CostDetails>,
    /// What the tokens of the prompt are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_tokens_details: Option<PromptTokensDetails>,
    /// What the tokens of the answer are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion_tokens_details: Option<CompletionTokensDetails>,
    /// Tools that the service ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_tool_use_details: Option<ServerToolUse>,
    /// The same, by the name in the guides; never seen here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_tool_use: Option<ServerToolUse>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the upstream asks, in US dollars. Charges of the service for search and parsing are not
/// in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostDetails {
    /// In all.
    pub upstream_inference_cost: Option<Number>,
    /// For the prompt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upstream_inference_prompt_cost: Option<Number>,
    /// For the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upstream_inference_completions_cost: Option<Number>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the tokens of the prompt are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptTokensDetails {
    /// Read from the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cached_tokens: Option<Count>,
    /// Written to the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_write_tokens: Option<Count>,
    /// Sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio_tokens: Option<Count>,
    /// Video.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_tokens: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the tokens of the answer are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompletionTokensDetails {
    /// Thinking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_tokens: Option<Count>,
    /// Images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_tokens: Option<Count>,
    /// Sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio_tokens: Option<Count>,
    /// Predicted, and so it was. Documented, never seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_prediction_tokens: Option<Count>,
    /// Predicted, but it was not so. Documented, never seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejected_prediction_tokens: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How often the service ran tools. The numbers overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerToolUse {
    /// How often the model asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_calls_requested: Option<Count>,
    /// How often a tool ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_calls_executed: Option<Count>,
    /// How many web searches there were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web_search_requests: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
