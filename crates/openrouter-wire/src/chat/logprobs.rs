//! Log probabilities of tokens.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{Count, Extra};

/// The log probabilities of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logprobs {
    /// Those of the text.
    pub content: Option<Vec<TokenLogprob>>,
    /// Those of a refusal.
    pub refusal: Option<Vec<TokenLogprob>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A token and its log probability.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenLogprob {
    /// The token.
    pub token: String,
    /// Its log probability.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logprob: Option<Number>,
    /// Its bytes, which need not be whole characters.
    pub bytes: Option<Vec<Count>>,
    /// The most likely tokens in its place; empty if none were asked for.
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
    pub token: String,
    /// Its log probability.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logprob: Option<Number>,
    /// Its bytes.
    pub bytes: Option<Vec<Count>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
