//! [`EmbeddingInput`]: what gets a vector.

use serde::{Deserialize, Serialize};

use crate::ContentPart;

/// What gets a vector: each input gets one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EmbeddingInput {
    /// Text.
    Text(String),
    /// Text that has been cut into the model's own tokens already.
    Tokens(Vec<u32>),
    /// Content of several kinds, which gets one vector together.
    Parts(Vec<ContentPart>),
}

impl From<&str> for EmbeddingInput {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for EmbeddingInput {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for EmbeddingInput {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Vec<u32>> for EmbeddingInput {
    fn from(tokens: Vec<u32>) -> Self {
        Self::Tokens(tokens)
    }
}

impl From<ContentPart> for EmbeddingInput {
    fn from(part: ContentPart) -> Self {
        Self::Parts(vec![part])
    }
}

impl From<Vec<ContentPart>> for EmbeddingInput {
    fn from(parts: Vec<ContentPart>) -> Self {
        Self::Parts(parts)
    }
}
