//! [`ActivityTotals`]: what was used, added up.

use std::iter::Sum;
use std::ops::{Add, AddAssign};

use llm_types::Usd;
use openrouter_wire::Count;
use openrouter_wire::activity::Activity;
use serde::Serialize;
use serde_json::Number;

/// What was used, added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct ActivityTotals {
    /// Requests.
    pub requests: u64,
    /// Tokens of prompts.
    pub input_tokens: u64,
    /// Tokens of answers, those of thinking included.
    pub output_tokens: u64,
    /// Tokens of thinking.
    pub reasoning_tokens: u64,
    /// What the account paid.
    pub cost: Usd,
    /// What was paid beside that, through the user's own upstream keys.
    pub byok_cost: Usd,
}

impl ActivityTotals {
    /// What one row says. A number that is missing, or is none, counts as nothing.
    pub(super) fn of(row: &Activity) -> Self {
        let count = |count: &Option<Count>| count.as_ref().and_then(Count::get).unwrap_or(0);
        let amount = |number: &Option<Number>| {
            number.as_ref().and_then(|number| number.to_string().parse().ok()).unwrap_or_default()
        };
        Self {
            requests: count(&row.requests),
            input_tokens: count(&row.prompt_tokens),
            output_tokens: count(&row.completion_tokens),
            reasoning_tokens: count(&row.reasoning_tokens),
            cost: amount(&row.usage),
            byok_cost: amount(&row.byok_usage_inference),
        }
    }

    /// Tokens of prompts and answers.
    pub const fn tokens(&self) -> u64 {
        self.input_tokens.saturating_add(self.output_tokens)
    }
}

impl Add for ActivityTotals {
    type Output = Self;

    /// Stays at the largest numbers there are rather than overflow.
    fn add(self, other: Self) -> Self {
        Self {
            requests: self.requests.saturating_add(other.requests),
            input_tokens: self.input_tokens.saturating_add(other.input_tokens),
            output_tokens: self.output_tokens.saturating_add(other.output_tokens),
            reasoning_tokens: self.reasoning_tokens.saturating_add(other.reasoning_tokens),
            cost: self.cost + other.cost,
            byok_cost: self.byok_cost + other.byok_cost,
        }
    }
}

impl AddAssign for ActivityTotals {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for ActivityTotals {
    fn sum<I: Iterator<Item = Self>>(totals: I) -> Self {
        totals.fold(Self::default(), Add::add)
    }
}
