//! [`Logprobs`]: how sure the model was of each token.

use serde::{Deserialize, Serialize};

/// How sure the model was of each token.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Logprobs {
    /// For the tokens of the answer.
    pub content: Vec<TokenLogprob>,
    /// For the tokens of a refusal.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refusal: Vec<TokenLogprob>,
}

impl Logprobs {
    /// Adds what a later delta brought.
    pub fn extend(&mut self, more: Self) {
        self.content.extend(more.content);
        self.refusal.extend(more.refusal);
    }

    /// True if it says nothing.
    pub const fn is_empty(&self) -> bool {
        self.content.is_empty() && self.refusal.is_empty()
    }
}

/// One token and the logarithm of its probability.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TokenLogprob {
    /// The token.
    pub token: String,
    /// The natural logarithm of its probability.
    pub logprob: f64,
    /// Its bytes, where a token is not whole characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<Vec<u8>>,
    /// What else the model considered, the most likely first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub top: Vec<Self>,
}
