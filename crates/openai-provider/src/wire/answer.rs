//! [`ChatAnswer`]: an answer, whole or a piece of it.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::lenient;

/// An answer that came whole, or a piece of one: the two differ in what a choice holds, a `message`
/// or a `delta`, and are read as one.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct ChatAnswer {
    #[serde(deserialize_with = "lenient")]
    pub(crate) id: Option<String>,
    pub(crate) object: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) created: Option<u64>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) model: Option<String>,
    pub(crate) choices: Option<Vec<Choice>>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) usage: Option<Usage>,
    pub(crate) error: Option<Value>,
    /// Everything else.
    #[serde(flatten)]
    pub(crate) extra: Map<String, Value>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choice {
    pub(crate) index: Option<u32>,
    pub(crate) delta: Option<Delta>,
    pub(crate) message: Option<Delta>,
    pub(crate) finish_reason: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) logprobs: Option<Logprobs>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Delta {
    pub(crate) content: Option<Content>,
    /// Thoughts, as llama.cpp, LM Studio, `DeepSeek` and older vLLM call them.
    #[serde(deserialize_with = "lenient")]
    pub(crate) reasoning_content: Option<String>,
    /// Thoughts, as Ollama and newer vLLM call them (vllm-project/vllm#27752).
    #[serde(deserialize_with = "lenient")]
    pub(crate) reasoning: Option<String>,
    pub(crate) refusal: Option<String>,
    pub(crate) tool_calls: Option<Vec<ToolCall>>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) audio: Option<Audio>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) annotations: Option<Vec<Value>>,
}

/// Text; or a list of parts, as a few gateways have it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Content {
    Text(String),
    Parts(Vec<Value>),
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ToolCall {
    /// Older Ollama gives none, newer the same for all (ollama/ollama#7881, #15457).
    pub(crate) index: Option<u32>,
    pub(crate) id: Option<String>,
    pub(crate) function: Option<Function>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Function {
    pub(crate) name: Option<String>,
    /// JSON as text; a few servers give the JSON itself.
    pub(crate) arguments: Value,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Audio {
    pub(crate) id: Option<String>,
    pub(crate) data: Option<String>,
    pub(crate) transcript: Option<String>,
    pub(crate) expires_at: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Logprobs {
    pub(crate) content: Option<Vec<TokenLogprob>>,
    pub(crate) refusal: Option<Vec<TokenLogprob>>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TokenLogprob {
    pub(crate) token: String,
    pub(crate) logprob: Option<f64>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) top_logprobs: Option<Vec<Self>>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Usage {
    pub(crate) prompt_tokens: Option<u64>,
    pub(crate) completion_tokens: Option<u64>,
    pub(crate) total_tokens: Option<u64>,
    pub(crate) prompt_tokens_details: Option<TokenDetails>,
    pub(crate) completion_tokens_details: Option<TokenDetails>,
    /// Cached tokens, as `DeepSeek` calls them.
    pub(crate) prompt_cache_hit_tokens: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "they are the API's")]
pub(crate) struct TokenDetails {
    pub(crate) cached_tokens: Option<u64>,
    pub(crate) audio_tokens: Option<u64>,
    pub(crate) reasoning_tokens: Option<u64>,
    pub(crate) accepted_prediction_tokens: Option<u64>,
    pub(crate) rejected_prediction_tokens: Option<u64>,
}
