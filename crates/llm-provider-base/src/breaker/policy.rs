//! [`BreakerPolicy`]: the numbers.

use std::time::Duration;

use llm_types::{Error, ErrorKind, Result};

/// When a [`CircuitBreaker`](super::CircuitBreaker) opens, and for how long. A value: read it,
/// change it, test it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BreakerPolicy {
    /// So many failures one after another open it.
    pub failures_in_a_row: u32,
    /// So many calls in the window must there be before their share of failures counts.
    pub min_calls: u32,
    /// This share of failures in the window, from 0 to 1, opens it.
    pub failure_share: f64,
    /// How far back calls count.
    pub window: Duration,
    /// The first rest. Each further one in a row is twice as long.
    pub first_rest: Duration,
    /// The longest rest.
    pub max_rest: Duration,
}

/// How far chance moves the end of a rest, either way.
const JITTER: f64 = 0.1;

impl Default for BreakerPolicy {
    fn default() -> Self {
        Self {
            failures_in_a_row: 3,
            min_calls: 20,
            failure_share: 0.5,
            window: Duration::from_secs(60),
            first_rest: Duration::from_secs(10),
            max_rest: Duration::from_secs(5 * 60),
        }
    }
}

impl BreakerPolicy {
    /// With so many failures one after another.
    #[must_use]
    pub const fn with_failures_in_a_row(mut self, failures: u32) -> Self {
        self.failures_in_a_row = failures;
        self
    }

    /// With this share of failures, from 0 to 1, among so many recent calls at least.
    #[must_use]
    pub const fn with_failure_share(mut self, share: f64, min_calls: u32) -> Self {
        (self.failure_share, self.min_calls) = (share, min_calls);
        self
    }

    /// With a first and a longest rest.
    #[must_use]
    pub const fn with_rests(mut self, first: Duration, longest: Duration) -> Self {
        (self.first_rest, self.max_rest) = (first, longest);
        self
    }

    /// Whether the numbers make sense together.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], naming what makes none.
    pub fn validate(&self) -> Result<()> {
        let what = if self.failures_in_a_row == 0 {
            "failures_in_a_row is 0, so that it would open without a failure"
        } else if !(self.failure_share > 0.0 && self.failure_share <= 1.0) {
            "failure_share is no share: it is more than 0, and 1 at the most"
        } else if self.window.is_zero() {
            "window is 0, so that no call would count"
        } else if self.first_rest.is_zero() {
            "first_rest is 0, which is no rest"
        } else if self.first_rest > self.max_rest {
            "first_rest is longer than max_rest"
        } else {
            return Ok(());
        };
        let message = format!("the breaker's policy contradicts itself: {what}");
        Err(Error::new(ErrorKind::Configuration, message))
    }

    /// How long it rests after so many openings in a row before this one.
    pub(super) fn rest(&self, openings: u32, unit: f64) -> Duration {
        let doubled = self.first_rest.saturating_mul(2_u32.saturating_pow(openings));
        let moved = 1.0 - JITTER + 2.0 * JITTER * unit.clamp(0.0, 1.0);
        let rest = doubled.min(self.max_rest).as_secs_f64() * moved;
        Duration::try_from_secs_f64(rest).unwrap_or(Duration::MAX)
    }

    pub(super) fn is_too_much(&self, (calls, failures): (u32, u32)) -> bool {
        calls >= self.min_calls.max(1)
            && f64::from(failures) >= self.failure_share * f64::from(calls)
    }
}
