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
        let messages = self.messages();
        let counts: Vec<_> =
            messages.iter().map(|message| budget.counter().message(message)).collect();
        let count = |places: &[usize]| {
            let counts = places.iter().filter_map(|place| counts.get(*place));
            counts.copied().fold(0, u64::saturating_add)
        };
        let Units { pinned: _, orphans, turns, last } = Units::of(messages);
        // Of the last turn, the first and the last stay.
        let within = last.len().saturating_sub(1);
        let within = last.get(1..within).unwrap_or_default();
        let mut tokens = counts.iter().copied().fold(0, u64::saturating_add);
        tokens = tokens.saturating_sub(count(&orphans));
        let mut gone = orphans;
        let limit = if tokens > budget.room() { budget.target() } else { budget.room() };
        for unit in turns.iter().chain(within) {
            if tokens <= limit {
                break;
            }
            tokens = tokens.saturating_sub(count(unit));
            gone.extend(unit);
        }
        if tokens > budget.room() {
            return Err(FitError { needed: tokens, room: budget.room() });
        }
        gone.sort_unstable();
        let mut fitted = Fitted { conversation: Self::new(), dropped: Vec::new(), tokens };
        for (place, message) in messages.iter().enumerate() {
            if gone.binary_search(&place).is_ok() {
                fitted.dropped.push(message.clone());
            } else {
                fitted.conversation.push(message.clone());
            }
        }
        Ok(fitted)
    }
}
