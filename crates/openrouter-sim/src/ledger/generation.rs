//! What one generation was.

use openrouter_wire::{chat::FinishReason, generation::ApiType};
use rust_decimal::Decimal;

/// What one generation was, in what all kinds of endpoints have in common.
#[derive(Clone, Debug)]
pub(crate) struct Generation {
    pub(crate) id: String,
    pub(crate) api_type: ApiType,
    /// The exact version of the model that answered.
    pub(crate) model: String,
    /// The upstream, by its display name.
    pub(crate) upstream: String,
    pub(crate) prompt_tokens: u64,
    pub(crate) completion_tokens: u64,
    /// Of the tokens of the answer, those of thinking.
    pub(crate) reasoning_tokens: u64,
    /// Images, sounds and videos in the answer.
    pub(crate) media: u64,
    /// In US dollars.
    pub(crate) cost: Decimal,
    /// Why it ended: the service's word, and the upstream's.
    pub(crate) finish: Option<(FinishReason, String)>,
    pub(crate) streamed: bool,
    pub(crate) output: Output,
    /// The generation that made the answer, if it was given again.
    pub(crate) source_id: Option<String>,
}

/// What a model said, where it is text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Output {
    pub(crate) completion: Option<String>,
    pub(crate) reasoning: Option<String>,
}

impl Generation {
    /// Creates the record of a generation that used nothing.
    pub(crate) fn new(id: &str, api_type: ApiType, model: &str, upstream: &str) -> Self {
        Self {
            id: id.to_owned(),
            api_type,
            model: model.to_owned(),
            upstream: upstream.to_owned(),
            prompt_tokens: 0,
            completion_tokens: 0,
            reasoning_tokens: 0,
            media: 0,
            cost: Decimal::ZERO,
            finish: None,
            streamed: false,
            output: Output::default(),
            source_id: None,
        }
    }
}
