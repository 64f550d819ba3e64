//! [`TokenBudget`]: how many tokens a conversation may have.

use std::fmt;
use std::sync::Arc;

use llm_types::{Model, Tool};

use super::{TokenCounter, TokenEstimate};

/// How many tokens a conversation may have, and who counts them.
///
/// ```
/// use llm_toolkit::TokenBudget;
/// use llm_types::Model;
///
/// let mut model = Model::new("author/model");
/// model.context_length = Some(128_000);
/// // What is left beside an answer of 8000 tokens, less a tenth, since tokens are estimated.
/// let budget = TokenBudget::of_model(&model, 8_000).expect("the model says how much it takes");
/// assert_eq!(budget.room(), 108_000);
///
/// // With a tokenizer, all of it can be used.
/// let exact = budget.with_counter(|text: &str| text.len() as u64);
/// assert_eq!(exact.room(), 120_000);
/// ```
#[derive(Clone)]
pub struct TokenBudget {
    room: u64,
    /// What of it stays free, because an estimate may be wrong.
    margin: u64,
    target: Option<u64>,
    counter: Arc<dyn TokenCounter>,
}

impl TokenBudget {
    /// So many, by the estimate. It may be wrong by a seventh: leave so much free.
    pub fn new(tokens: u64) -> Self {
        Self { room: tokens, margin: 0, target: None, counter: Arc::new(TokenEstimate) }
    }

    /// As many as a model takes beside the longest answer that is wanted, less a tenth, as long as
    /// they are estimated. Nothing if it is not known how many it takes.
    pub fn of_model(model: &Model, answer: u64) -> Option<Self> {
        let room = model.context_length?.saturating_sub(answer);
        Some(Self { margin: room / 10, ..Self::new(room) })
    }

    /// Counted by this, and not by the estimate.
    #[must_use]
    pub fn with_counter(mut self, counter: impl TokenCounter + 'static) -> Self {
        self.counter = Arc::new(counter);
        self.margin = 0;
        self
    }

    /// Less what these take, which are sent as well.
    #[must_use]
    pub fn less_tools(mut self, tools: &[Tool]) -> Self {
        let taken = tools.iter().map(|tool| self.counter.tool(tool)).fold(0, u64::saturating_add);
        self.room = self.room.saturating_sub(taken);
        self
    }

    /// Once something must go, so much goes that no more than this is left, if that can be. Then
    /// the next turns have room, and begin like the one before, which keeps prompt caches warm.
    #[must_use]
    pub const fn down_to(mut self, tokens: u64) -> Self {
        self.target = Some(tokens);
        self
    }

    /// How many there may be.
    pub const fn room(&self) -> u64 {
        self.room.saturating_sub(self.margin)
    }

    /// How many there shall be once something goes.
    pub(super) fn target(&self) -> u64 {
        self.target.unwrap_or(u64::MAX).min(self.room())
    }

    /// Who counts.
    pub fn counter(&self) -> &dyn TokenCounter {
        &*self.counter
    }

    /// The same with less room.
    pub(super) fn less(&self, tokens: u64) -> Self {
        let mut less = self.clone();
        less.room = less.room.saturating_sub(tokens);
        less.target = less.target.map(|target| target.saturating_sub(tokens));
        less
    }
}

impl fmt::Debug for TokenBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenBudget")
            .field("room", &self.room())
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}
