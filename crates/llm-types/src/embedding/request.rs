//! [`EmbeddingRequest`]: what is to get vectors, and whose.

use serde::{Deserialize, Serialize};

use super::EmbeddingInput;
use crate::{Extension, Extensions, ModelId};

/// What is to get vectors, and whose. `None` means "not said".
///
/// ```
/// use llm_types::EmbeddingRequest;
///
/// let request = EmbeddingRequest::new("openai/text-embedding-3-small", ["One.", "Two."])
///     .with_dimensions(256);
/// assert_eq!(request.inputs.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct EmbeddingRequest {
    /// The model. Vectors of different models cannot be compared, so there is no default.
    pub model: ModelId,
    /// What gets vectors, in this order.
    pub inputs: Vec<EmbeddingInput>,
    /// How long the vectors are to be, for models that can shorten them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<u32>,
    /// What only one provider understands.
    #[serde(skip_serializing_if = "Extensions::is_empty")]
    pub extensions: Extensions,
}

impl EmbeddingRequest {
    /// Asks for a vector of each input.
    pub fn new<I: Into<EmbeddingInput>>(
        model: impl Into<ModelId>,
        inputs: impl IntoIterator<Item = I>,
    ) -> Self {
        let inputs = inputs.into_iter().map(Into::into).collect();
        Self { model: model.into(), inputs, ..Self::default() }
    }

    /// With one more input.
    #[must_use]
    pub fn with_input(mut self, input: impl Into<EmbeddingInput>) -> Self {
        self.inputs.push(input.into());
        self
    }

    /// With vectors of this length.
    #[must_use]
    pub const fn with_dimensions(mut self, dimensions: u32) -> Self {
        self.dimensions = Some(dimensions);
        self
    }

    /// With what only one provider understands.
    #[must_use]
    pub fn with_extension<T: Extension>(mut self, extension: T) -> Self {
        self.extensions.insert(extension);
        self
    }

    /// What only one provider understands, if it is there.
    pub fn extension<T: Extension>(&self) -> Option<&T> {
        self.extensions.get()
    }
}
