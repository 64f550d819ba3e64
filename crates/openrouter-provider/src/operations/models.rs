//! Models of every kind.

use llm_types::{Model, Result};
use openrouter_wire::Modality;
use openrouter_wire::models::{self, OutputModalities};

use crate::{OpenRouter, convert};

/// A kind of model, by what it makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ModelKind {
    /// Text: those that [`ModelProvider::models`](llm_types::ModelProvider::models) lists.
    Text,
    /// Vectors.
    Embeddings,
    /// Documents in their order.
    Rerank,
    /// Pictures.
    Image,
    /// Sound in a conversation.
    Audio,
    /// Text that is read aloud.
    Speech,
    /// Speech that is written down.
    Transcription,
    /// Videos.
    Video,
    /// All of them.
    All,
}

impl ModelKind {
    fn modality(self) -> Option<Modality> {
        Some(match self {
            Self::Text => Modality::Text,
            Self::Embeddings => Modality::Embeddings,
            Self::Rerank => Modality::Rerank,
            Self::Image => Modality::Image,
            Self::Audio => Modality::Audio,
            Self::Speech => Modality::Speech,
            Self::Transcription => Modality::Transcription,
            Self::Video => Modality::Video,
            Self::All => return None,
        })
    }

    /// What the service is asked for. Of some kinds only their lists are documented, and no way to
    /// ask for them: these are picked from all.
    fn query(self) -> OutputModalities {
        match self {
            Self::Text => [Modality::Text].into(),
            Self::Embeddings => [Modality::Embeddings].into(),
            Self::Image => [Modality::Image].into(),
            Self::Audio => [Modality::Audio].into(),
            _ => OutputModalities::ALL,
        }
    }
}

impl OpenRouter {
    /// The models of one kind, with their prices. Asks the service each time.
    ///
    /// What only models of a kind have, such as the sizes and durations of videos, is in lists of
    /// their own: [`images::ListModels`](openrouter_wire::images::ListModels),
    /// [`videos::ListModels`](openrouter_wire::videos::ListModels).
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call). No key is needed.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the request.
    pub async fn models_of(&self, kind: ModelKind) -> Result<Vec<Model>> {
        let list =
            models::List { output_modalities: Some(kind.query()), ..models::List::default() };
        let list = self.call(&list).await?;
        let mut models = convert::models(list);
        if let Some(modality) = kind.modality() {
            let makes = |model: &Model| {
                model.output_modalities.iter().any(|made| made.as_str() == modality.as_str())
            };
            models.retain(makes);
        }
        Ok(models)
    }
}
