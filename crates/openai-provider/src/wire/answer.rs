//! [`ChatAnswer`]: an answer, whole or a piece of it.

use llm_types::AudioOutput;
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
    pub(crate) usage: Option<Value>,
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
    pub(crate) logprobs: Option<Value>,
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
    pub(crate) audio: Option<AudioOutput>,
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
