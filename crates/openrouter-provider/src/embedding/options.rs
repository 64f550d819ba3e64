//! [`OpenRouterEmbeddingOptions`]: what only OpenRouter understands.

use llm_types::Extension;
use openrouter_wire::chat::ProviderPreferences;
use openrouter_wire::embeddings::EncodingFormat;
use openrouter_wire::{Extra, response_cache};
use serde::{Deserialize, Serialize};

/// What only OpenRouter understands of a request for vectors. Other providers ignore it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OpenRouterEmbeddingOptions {
    /// What the vectors are for, in the model's word: `search_query`, `search_document`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_type: Option<String>,
    /// Which upstreams to use, and how to choose among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderPreferences>,
    /// The end user on whose behalf it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// How the vectors are written in the reply. Base64 if it is not said: that is half as long as
    /// numbers, and exactly the model's own. Either is understood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<EncodingFormat>,
    /// Groups calls in logs; at most 256 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// Whether the vectors may come from the service's cache, and are kept there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_cache: Option<response_cache::Request>,
    /// Asks how the call was routed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub router_metadata: Option<bool>,
    /// Fields that this version does not know, sent as they are.
    #[serde(skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

impl Extension for OpenRouterEmbeddingOptions {
    const NAMESPACE: &'static str = "openrouter.embedding_options";
}

impl OpenRouterEmbeddingOptions {
    /// With what the vectors are for.
    #[must_use]
    pub fn with_input_type(mut self, input_type: impl Into<String>) -> Self {
        self.input_type = Some(input_type.into());
        self
    }

    /// With preferences among upstreams.
    #[must_use]
    pub fn with_provider(mut self, preferences: ProviderPreferences) -> Self {
        self.provider = Some(preferences);
        self
    }
}
