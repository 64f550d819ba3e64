//! What OpenRouter can do, as far as this crate can ask for it.

use llm_types::{Capabilities, Capability};

/// What the service can do; what a single model can do is in its entry of the catalogue.
pub(crate) fn capabilities() -> Capabilities {
    [
        Capability::Streaming,
        Capability::Tools,
        Capability::ServerTools,
        Capability::StructuredOutputs,
        Capability::ImageInput,
        Capability::AudioInput,
        Capability::VideoInput,
        Capability::FileInput,
        Capability::Reasoning,
        Capability::Embeddings,
        Capability::ResponsesApi,
        Capability::OAuth,
    ]
    .into_iter()
    .collect()
}
