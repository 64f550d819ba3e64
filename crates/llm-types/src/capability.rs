//! [`Capabilities`]: what a provider can do.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// Something that a provider can do. What a single model can do is in
/// [`Model::supported_parameters`](crate::Model::supported_parameters).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Capability {
    /// Answers come as they are made.
    Streaming,
    /// Models can call tools.
    Tools,
    /// The provider runs tools itself.
    ServerTools,
    /// Answers can be held to a JSON Schema.
    StructuredOutputs,
    /// Pictures can be sent.
    ImageInput,
    /// Sounds can be sent.
    AudioInput,
    /// Videos can be sent.
    VideoInput,
    /// Documents can be sent.
    FileInput,
    /// Thoughts can be asked for and sent back.
    Reasoning,
    /// Texts and pictures can be made into vectors:
    /// [`EmbeddingProvider`](crate::EmbeddingProvider).
    Embeddings,
    /// There is a Responses API beside the chat one.
    ResponsesApi,
    /// Users can log in by OAuth.
    #[serde(rename = "oauth")]
    OAuth,
}

/// What a provider can do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Capabilities(BTreeSet<Capability>);

impl Capabilities {
    /// Whether it can do this.
    pub fn has(&self, capability: Capability) -> bool {
        self.0.contains(&capability)
    }

    /// All of it.
    pub fn iter(&self) -> impl Iterator<Item = Capability> + '_ {
        self.0.iter().copied()
    }
}

impl FromIterator<Capability> for Capabilities {
    fn from_iter<I: IntoIterator<Item = Capability>>(capabilities: I) -> Self {
        Self(capabilities.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_provider_can_do_survives_a_store() {
        let capabilities: Capabilities =
            [Capability::Tools, Capability::Streaming, Capability::OAuth, Capability::Tools]
                .into_iter()
                .collect();
        assert!(capabilities.has(Capability::Streaming));
        assert!(!capabilities.has(Capability::ResponsesApi));
        assert_eq!(capabilities.iter().count(), 3);
        let json = serde_json::to_value(&capabilities).unwrap();
        assert_eq!(json, serde_json::json!(["streaming", "tools", "oauth"]));
        assert_eq!(serde_json::from_value::<Capabilities>(json).unwrap(), capabilities);
    }
}
