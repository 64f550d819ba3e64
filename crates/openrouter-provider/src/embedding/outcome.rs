//! [`OpenRouterEmbeddingOutcome`]: what only OpenRouter says of vectors.

use llm_types::Extension;
use openrouter_wire::embeddings::Usage;
use openrouter_wire::{Extra, response_cache, router};
use serde::{Deserialize, Serialize};

/// What only OpenRouter says of vectors.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OpenRouterEmbeddingOutcome {
    /// The company that ran the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upstream: Option<String>,
    /// Usage as the service wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// Whether the vectors came from the service's cache, if it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache: Option<response_cache::Reply>,
    /// How the call was routed, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub router: Option<router::Metadata>,
    /// Fields of the reply that this version does not know.
    #[serde(skip_serializing_if = "Extra::is_empty")]
    pub unknown: Extra,
}

impl Extension for OpenRouterEmbeddingOutcome {
    const NAMESPACE: &'static str = "openrouter.embedding_outcome";
}
