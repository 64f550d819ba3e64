//! [`OpenAiOptions`]: what only servers of this API take.

use std::collections::BTreeMap;

use llm_types::Extension;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Dialect;

/// What only servers of this API take. A level of reasoning that the neutral types have no word for
/// is [`ReasoningEffort::Other`](llm_types::ReasoningEffort::Other).
///
/// ```
/// use llm_types::StandardRequest;
/// use openai_provider::OpenAiOptions;
///
/// // `min_p` is llama.cpp's, and vLLM's.
/// let options = OpenAiOptions::default().with_service_tier("flex").with_extra("min_p", 0.05);
/// let request = StandardRequest::prompt("Hello").with_extension(options);
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OpenAiOptions {
    /// Another dialect than the provider's, for this request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialect: Option<Dialect>,
    /// How fast, and at what price: `auto`, `default`, `flex`, `priority`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_tier: Option<String>,
    /// Makes tokens, by their numbers, less likely (to -100) or more (to 100).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub logit_bias: BTreeMap<String, f64>,
    /// Members of the request that have no other place. They replace what is there already;
    /// `model`, `messages`, `stream` and `stream_options` are refused.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

impl Extension for OpenAiOptions {
    const NAMESPACE: &'static str = "openai.options";
}

impl OpenAiOptions {
    /// In another dialect than the provider's.
    #[must_use]
    pub const fn with_dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = Some(dialect);
        self
    }

    /// In this class of service.
    #[must_use]
    pub fn with_service_tier(mut self, tier: impl Into<String>) -> Self {
        self.service_tier = Some(tier.into());
        self
    }

    /// With one more member.
    #[must_use]
    pub fn with_extra(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.extra.insert(name.into(), value.into());
        self
    }
}
