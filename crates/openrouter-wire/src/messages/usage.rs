//! What an answer used and cost.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{
    Count, Extra,
    chat::{CostDetails, Speed},
    open_enum::open_enum,
};

/// What an answer used and cost.
///
/// `input_tokens` are those that the cache had no part in: the whole prompt is their sum with
/// `cache_creation_input_tokens` and `cache_read_input_tokens`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens of the prompt that were neither read from nor written to the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_tokens: Option<Count>,
    /// Tokens of the answer, thinking included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_tokens: Option<Count>,
    /// What the tokens of the answer are.
    pub output_tokens_details: Option<OutputTokensDetails>,
    /// Tokens written to the cache.
    pub cache_creation_input_tokens: Option<Count>,
    /// Tokens read from the cache.
    pub cache_read_input_tokens: Option<Count>,
    /// For how long tokens were written to the cache.
    pub cache_creation: Option<CacheCreation>,
    /// Where the model ran.
    pub inference_geo: Option<String>,
    /// Tools that the upstream ran.
    pub server_tool_use: Option<ServerToolUsage>,
    /// The class of service that was given: `standard` where other endpoints say `default`.
    pub service_tier: Option<ServiceTier>,
    /// How fast the answer was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speed: Option<Speed>,
    /// The parts that the answer was made in, where there were several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iterations: Option<Vec<Iteration>>,
    /// What the account pays, in US dollars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Number>,
    /// What the upstream asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_details: Option<CostDetails>,
    /// Whether the user's own upstream key was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_byok: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What an answer has used when its stream begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartUsage {
    /// Tokens of the prompt that were neither read from nor written to the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_tokens: Option<Count>,
    /// Tokens of the answer so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_tokens: Option<Count>,
    /// What the tokens of the answer are.
    pub output_tokens_details: Option<OutputTokensDetails>,
    /// Tokens written to the cache.
    pub cache_creation_input_tokens: Option<Count>,
    /// Tokens read from the cache.
    pub cache_read_input_tokens: Option<Count>,
    /// For how long tokens were written to the cache.
    pub cache_creation: Option<CacheCreation>,
    /// Where the model runs.
    pub inference_geo: Option<String>,
    /// Tools that the upstream ran.
    pub server_tool_use: Option<ServerToolUsage>,
    /// The class of service.
    pub service_tier: Option<ServiceTier>,
    /// How fast the answer is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speed: Option<Speed>,
    /// The parts that the answer was made in so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iterations: Option<Vec<Iteration>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What an answer has used up to a later event of its stream: totals, not increments. What is
/// `null` or left out is as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeltaUsage {
    /// Tokens of the prompt that were neither read from nor written to the cache.
    pub input_tokens: Option<Count>,
    /// Tokens of the answer so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_tokens: Option<Count>,
    /// What the tokens of the answer are.
    pub output_tokens_details: Option<OutputTokensDetails>,
    /// Tokens written to the cache.
    pub cache_creation_input_tokens: Option<Count>,
    /// Tokens read from the cache.
    pub cache_read_input_tokens: Option<Count>,
    /// For how long tokens were written to the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_creation: Option<CacheCreation>,
    /// Tools that the upstream ran.
    pub server_tool_use: Option<ServerToolUsage>,
    /// The parts that the answer was made in so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iterations: Option<Vec<Iteration>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the tokens of an answer are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputTokensDetails {
    /// Thinking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thinking_tokens: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// For how long tokens were written to the cache.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheCreation {
    /// For five minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ephemeral_5m_input_tokens: Option<Count>,
    /// For an hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ephemeral_1h_input_tokens: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How often the upstream ran its tools.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerToolUsage {
    /// Searches of the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web_search_requests: Option<Count>,
    /// Web pages read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web_fetch_requests: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// The class of service that was given.
    pub enum ServiceTier {
        /// The ordinary one.
        Standard = "standard",
        /// Dearer and faster.
        Priority = "priority",
        /// Cheaper and later.
        Batch = "batch",
    }
}

/// What one part of an answer used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Iteration {
    /// What was made.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<IterationKind>,
    /// The model that made it; always there for an adviser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Tokens of the prompt that were neither read from nor written to the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_tokens: Option<Count>,
    /// Tokens of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_tokens: Option<Count>,
    /// Tokens written to the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_creation_input_tokens: Option<Count>,
    /// Tokens read from the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_read_input_tokens: Option<Count>,
    /// For how long tokens were written to the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_creation: Option<CacheCreation>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What one part of an answer made.
    pub enum IterationKind {
        /// A summary of the conversation.
        Compaction = "compaction",
        /// The answer.
        Message = "message",
        /// Advice of another model.
        AdvisorMessage = "advisor_message",
    }
}
