//! How often a provider tries, how long it waits, and how much it reads.

use llm_provider_base::{Limits, RetryPolicy, Timeouts};

use super::OpenRouterBuilder;
use crate::RateLimitPolicy;

impl OpenRouterBuilder {
    /// How often and how long to try.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.foundation.policy = policy;
        self
    }

    /// What a call does that meets a limit of requests. Otherwise it waits for up to a minute.
    pub const fn rate_limits(mut self, policy: RateLimitPolicy) -> Self {
        self.foundation.rate_limits = policy;
        self
    }

    /// How long things may take.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.whole_call = None;
        self.foundation.timeouts = timeouts;
        self
    }

    /// How large things may be.
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.foundation.limits = limits;
        self
    }
}
