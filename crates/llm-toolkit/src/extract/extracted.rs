//! [`Extracted`]: a value, and how it was got.

use llm_types::{AssistantMessage, StandardResponse, Usage};

use super::AnswerForm;
use crate::Misfit;

/// A value that a model gave, and how it was got.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Extracted<T> {
    /// The value.
    pub value: T,
    /// Each answer that was got for it; the last one has the value.
    pub rounds: Vec<Round>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Round {
    /// How it was asked for.
    pub form: AnswerForm,
    /// The answer.
    pub response: StandardResponse,
    /// What is wrong with it, if it could be mended; nothing for the one that was taken.
    pub misfit: Option<Misfit>,
}

impl<T> Extracted<T> {
    /// What all answers together consumed, as far as the provider said.
    pub fn usage(&self) -> Option<Usage> {
        usage(&self.rounds)
    }

    /// The message that has the value, to go on with the conversation.
    pub fn message(&self) -> Option<&AssistantMessage> {
        self.rounds.last()?.response.message()
    }
}

pub(super) fn usage(rounds: &[Round]) -> Option<Usage> {
    rounds.iter().filter_map(|round| round.response.usage.as_ref()).fold(None, |sum, usage| {
        let mut sum: Usage = sum.unwrap_or_default();
        sum += usage;
        Some(sum)
    })
}
