//! [`Conversation::fit`]: as much of a conversation as there is room for.

use std::fmt;

use llm_types::{Error, ErrorKind, Message};

use super::units::Units;
use super::{Conversation, TokenBudget};

/// A conversation that fits, and what had to go for it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Fitted {
    /// What fits.
    pub conversation: Conversation,
    /// What had to go, oldest first; empty if all of it fits.
    pub dropped: Vec<Message>,
    /// How many tokens there are, as counted.
    pub tokens: u64,
}

/// A conversation cannot be made to fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct FitError {
    /// The tokens of what cannot go: instructions, the user's last message, and the last that came
    /// of it.
    pub needed: u64,
    /// The tokens that there is room for.
    pub room: u64,
}

impl fmt::Display for FitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { needed, room } = self;
        write!(f, "what cannot be left out has {needed} tokens, and there is room for {room}")
    }
}

impl std::error::Error for FitError {}

impl From<FitError> for Error {
    fn from(error: FitError) -> Self {
        Self::new(ErrorKind::ContextLength, error.to_string())
    }
}

impl Conversation {
    /// As much of it as there is room for.
    ///
    /// Instructions stay, and so do the user's last message and the last that came of it. Whole
    /// turns of the user go first, the oldest before all; then, within the last turn, the oldest of
    /// what the model did. A message with tool calls and the results of these go or stay together,
    /// and a result without its call always goes, since no provider takes it. What is left is in
    /// its old order, and fitting it again changes nothing.
    ///
    /// # Errors
    ///
    /// If what must stay is too long.
    pub fn fit(&self, budget: &TokenBudget) -> Result<Fitted, FitError> {
        Ok(self.without(&self.cut(budget)?))
    }

    /// What has to go.
    pub(super) fn cut(&self, budget: &TokenBudget) -> Result<Cut, FitError> {
        let messages = self.messages();
        // Wider than a count, so that what is taken away is what was added.
        let counts: Vec<_> =
            messages.iter().map(|message| u128::from(budget.counter().message(message))).collect();
        let count = |places: &[usize]| {
            let counts = places.iter().filter_map(|place| counts.get(*place));
            counts.sum::<u128>()
        };
        let Units { pinned: _, orphans, turns, last } = Units::of(messages);
        // Of the last turn, the first and the last stay.
        let within = last.len().saturating_sub(1);
        let within = last.get(1..within).unwrap_or_default();
        let mut tokens = counts.iter().sum::<u128>().saturating_sub(count(&orphans));
        let mut gone = Vec::new();
        let room = u128::from(budget.room());
        let limit = if tokens > room { u128::from(budget.target()) } else { room };
        for unit in turns.iter().chain(within) {
            if tokens <= limit {
                break;
            }
            tokens = tokens.saturating_sub(count(unit));
            gone.extend(unit);
        }
        let is_too_long = tokens > room;
        let tokens = u64::try_from(tokens).unwrap_or(u64::MAX);
        if is_too_long {
            return Err(FitError { needed: tokens, room: budget.room() });
        }
        gone.sort_unstable();
        Ok(Cut { gone, orphans, tokens })
    }

    /// What is left.
    pub(super) fn without(&self, cut: &Cut) -> Fitted {
        let mut fitted =
            Fitted { conversation: Self::new(), dropped: Vec::new(), tokens: cut.tokens };
        for (place, message) in self.messages().iter().enumerate() {
            let goes = [&cut.gone, &cut.orphans].iter().any(|it| it.binary_search(&place).is_ok());
            if goes {
                fitted.dropped.push(message.clone());
            } else {
                fitted.conversation.push(message.clone());
            }
        }
        fitted
    }
}

/// What has to go of a conversation, as places in it.
pub(super) struct Cut {
    /// For want of room, in order.
    pub(super) gone: Vec<usize>,
    /// Because nobody takes it, in order: results without their calls.
    orphans: Vec<usize>,
    /// How many tokens are left.
    pub(super) tokens: u64,
}
