//! What images used and cost.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{
    Count, Extra,
    chat::{CostDetails, ServerToolUse, Speed},
    messages::{CacheCreation, Iteration},
};

/// What images used and cost. Models that are paid by the image tell tokens of their own making.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens of the prompt, with images, sound and tools in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_tokens: Option<Count>,
    /// Tokens of the images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion_tokens: Option<Count>,
    /// Both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_tokens: Option<Count>,
    /// What the account pays, in US dollars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Number>,
    /// Whether the user's own upstream key was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_byok: Option<bool>,
    /// What the upstream asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_details: Option<CostDetails>,
    /// What the tokens of the prompt are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_tokens_details: Option<PromptTokensDetails>,
    /// What the tokens of the images are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion_tokens_details: Option<CompletionTokensDetails>,
    /// Tools that the service ran. Chat calls it `server_tool_use_details`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_tool_use: Option<ServerToolUse>,
    /// The class of service, in the upstream's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_tier: Option<String>,
    /// How fast the upstream was, if it is Anthropic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speed: Option<Speed>,
    /// For how long tokens were written to the cache, at Anthropic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_creation: Option<CacheCreation>,
    /// The parts that the answer was made in, at Anthropic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iterations: Option<Vec<Iteration>>,
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
    /// Files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_tokens: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the tokens of the images are.
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
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixtures;

    #[test]
    fn every_field_has_a_place() {
        fixtures::check::<Usage>(
            &json!({
                "prompt_tokens": 4,
                "completion_tokens": 4175,
                "total_tokens": 4179,
                "cost": 0.04,
                "is_byok": false,
                "cost_details": {
                    "upstream_inference_cost": 0.04,
                    "upstream_inference_prompt_cost": 0,
                    "upstream_inference_completions_cost": 0.04,
                },
                "prompt_tokens_details": {
                    "cached_tokens": 1, "cache_write_tokens": 2, "audio_tokens": 3,
                    "video_tokens": 4, "file_tokens": 5,
                },
                "completion_tokens_details": {
                    "reasoning_tokens": 6, "image_tokens": 4160, "audio_tokens": 7,
                },
                "server_tool_use": {
                    "tool_calls_requested": 2, "tool_calls_executed": 1, "web_search_requests": 1,
                },
                "service_tier": "default",
                "speed": "fast",
                "cache_creation": {"ephemeral_5m_input_tokens": 2, "ephemeral_1h_input_tokens": 0},
                "iterations": [{
                    "type": "message", "model": "acme/brush-1", "input_tokens": 4,
                    "output_tokens": 4175, "cache_creation_input_tokens": 2,
                    "cache_read_input_tokens": 1, "cache_creation": {
                        "ephemeral_5m_input_tokens": 2, "ephemeral_1h_input_tokens": 0,
                    },
                }],
            })
            .to_string(),
        );
    }
}
