//! [`OpenAiOutcome`]: what only servers of this API say of an answer.

use llm_types::Extension;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What only servers of this API say of an answer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OpenAiOutcome {
    /// The stream ended without its last word, `[DONE]`, after the model had said why it stopped:
    /// the answer is whole.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unterminated: bool,
    /// What stands beside the answer and has no neutral place, the last that was said of each:
    /// `service_tier`, `system_fingerprint`, llama.cpp's `timings`.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

impl Extension for OpenAiOutcome {
    const NAMESPACE: &'static str = "openai.outcome";
}
