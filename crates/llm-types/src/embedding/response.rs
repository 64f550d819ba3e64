//! [`EmbeddingResponse`]: the vectors.

use serde::{Deserialize, Serialize};

use crate::{Attempt, Extension, Extensions, ModelId, ResponseId, Usage};

/// The vectors.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct EmbeddingResponse {
    /// The provider's name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ResponseId>,
    /// The model that made them. Often not the name that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelId>,
    /// A vector for each input, in the order of the inputs.
    pub vectors: Vec<Vec<f32>>,
    /// What it consumed and cost, if the provider said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// Every request that was sent for it; the last one succeeded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    /// What only this provider says.
    #[serde(skip_serializing_if = "Extensions::is_empty")]
    pub extensions: Extensions,
}

impl EmbeddingResponse {
    /// With these vectors, and nothing else said.
    pub fn new(vectors: impl IntoIterator<Item = Vec<f32>>) -> Self {
        Self { vectors: vectors.into_iter().collect(), ..Self::default() }
    }

    /// What only this provider says, if it does.
    pub fn extension<T: Extension>(&self) -> Option<&T> {
        self.extensions.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ContentPart, EmbeddingInput, EmbeddingRequest};

    #[test]
    fn vectors_survive_a_store_bit_by_bit() {
        let vectors = [vec![0.1_f32, -0.0, f32::MIN_POSITIVE, 1.0 / 3.0], Vec::new()];
        let response = EmbeddingResponse::new(vectors);
        let json = serde_json::to_string(&response).unwrap();
        let back: EmbeddingResponse = serde_json::from_str(&json).unwrap();
        let bits = |response: &EmbeddingResponse| -> Vec<u32> {
            response.vectors.iter().flatten().map(|number| number.to_bits()).collect()
        };
        assert_eq!(bits(&back), bits(&response));
    }

    #[test]
    fn a_request_survives_a_store() {
        let request = EmbeddingRequest::new("a/m", ["text"])
            .with_input(vec![1, 2])
            .with_input(ContentPart::image_url("https://example.org/a.png"))
            .with_dimensions(8);
        let json = serde_json::to_value(&request).unwrap();
        assert_eq!(json["inputs"][0]["text"], "text");
        assert_eq!(json["inputs"][1]["tokens"][1], 2);
        assert!(matches!(request.inputs[2], EmbeddingInput::Parts(_)));
        assert_eq!(serde_json::from_value::<EmbeddingRequest>(json).unwrap(), request);
    }
}
