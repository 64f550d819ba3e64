//! Lists: of models, of vectors.

use serde::Deserialize;
use serde_json::Value;

use super::lenient;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ModelList {
    /// Nothing where Ollama has no model (ollama/ollama: `ToListCompletion`).
    pub(crate) data: Option<Vec<ListedModel>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ListedModel {
    pub(crate) id: String,
    #[serde(deserialize_with = "lenient")]
    pub(crate) created: Option<u64>,
    /// The context that vLLM serves it with.
    #[serde(deserialize_with = "lenient")]
    pub(crate) max_model_len: Option<u64>,
    /// The same, as gateways call it.
    #[serde(deserialize_with = "lenient")]
    pub(crate) context_length: Option<u64>,
    /// What llama.cpp knows of it: `n_ctx`, the context it is served with, and `n_ctx_train`, the
    /// one that it was made for.
    pub(crate) meta: Value,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct EmbeddingList {
    #[serde(deserialize_with = "lenient")]
    pub(crate) model: Option<String>,
    pub(crate) data: Vec<Vector>,
    pub(crate) usage: Value,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Vector {
    pub(crate) index: Option<usize>,
    pub(crate) embedding: Vec<f32>,
}
