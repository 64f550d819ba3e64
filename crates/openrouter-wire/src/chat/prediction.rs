//! Predicted outputs.

use serde::{Deserialize, Serialize};

use super::Content;
use crate::{Extra, open_enum::open_enum};

/// Text that much of the answer is expected to repeat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// Always `content`.
    #[serde(rename = "type")]
    pub kind: PredictionKind,
    /// The text.
    pub content: Content,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Prediction {
    /// Creates a prediction.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { kind: PredictionKind::Content, content: content.into(), extra: Extra::default() }
    }
}

open_enum! {
    /// Kinds of [`Prediction`].
    pub enum PredictionKind {
        /// The only one.
        Content = "content",
    }
}
