//! Log probabilities of tokens.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{Count, Extra};

/// A token and its log probability. Unlike in chat replies `bytes` is left out where it is not
/// told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenLogprob {
    /// The token.
    pub token: String,
    /// Its log probability.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logprob: Option<Number>,
    /// Its bytes, which need not be whole characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<Vec<Count>>,
    /// The most likely tokens in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_logprobs: Option<Vec<TopLogprob>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A token that could have been.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopLogprob {
    /// The token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Its log probability.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logprob: Option<Number>,
    /// Its bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<Vec<Count>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
