//! [`RetryPolicy`]: the numbers.

use std::time::Duration;

use llm_types::{Error, ErrorKind, Result};

use super::RetryBudget;

/// How often and how long to try. A value: read it, change it, test it.
///
/// ```
/// use std::time::Duration;
/// use llm_provider_base::RetryPolicy;
///
/// let policy = RetryPolicy::default().with_max_attempts(5).with_max_delay(Duration::from_secs(8));
/// assert!(policy.validate().is_ok());
/// assert!(policy.with_max_attempts(0).validate().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// Requests for one call at the most, over all keys and models together. 1 never retries.
    pub max_attempts: u32,
    /// The backoff's base after a failure to connect.
    pub connect_delay: Duration,
    /// The backoff's base after a failure of the service.
    pub server_delay: Duration,
    /// The backoff's base after a refusal for going too fast.
    pub throttle_delay: Duration,
    /// The longest backoff.
    pub max_delay: Duration,
    /// The longest wait that a service may ask for. If it asks for more, the call fails at once
    /// and says so.
    pub max_retry_after: Duration,
    /// How often a request is sent again although the first may have been carried out, and billed.
    pub max_ambiguous: u32,
    /// What all calls together may spend on retries: the tokens of a full [`RetryBudget`]. 0 allows
    /// no retry at all.
    pub budget: u32,
    /// What a retry costs after a failure, in tokens.
    pub retry_cost: u32,
    /// What a retry costs that was told to wait, or that asks with another key or another model.
    pub rotation_cost: u32,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            connect_delay: Duration::from_millis(50),
            server_delay: Duration::from_millis(500),
            throttle_delay: Duration::from_secs(1),
            max_delay: Duration::from_secs(20),
            max_retry_after: Duration::from_secs(60),
            max_ambiguous: 1,
            budget: RetryBudget::CAPACITY,
            retry_cost: 14,
            rotation_cost: 5,
        }
    }
}

impl RetryPolicy {
    /// Tries once.
    pub fn never() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// With so many requests for one call at the most.
    #[must_use]
    pub const fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// With these bases of the backoff: after a failure to connect, after one of the service, and
    /// after a refusal for going too fast.
    #[must_use]
    pub const fn with_delays(
        mut self,
        connect: Duration,
        server: Duration,
        throttle: Duration,
    ) -> Self {
        (self.connect_delay, self.server_delay, self.throttle_delay) = (connect, server, throttle);
        self
    }

    /// With so long a backoff at the most.
    #[must_use]
    pub const fn with_max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// With so long a wait at the most that a service may ask for.
    #[must_use]
    pub const fn with_max_retry_after(mut self, wait: Duration) -> Self {
        self.max_retry_after = wait;
        self
    }

    /// With so many repetitions of what may have been carried out.
    #[must_use]
    pub const fn with_max_ambiguous(mut self, times: u32) -> Self {
        self.max_ambiguous = times;
        self
    }

    /// With so many tokens for the retries of all calls, and these costs of each: after a failure,
    /// and where it was told to wait or asks somebody else.
    #[must_use]
    pub const fn with_budget(mut self, tokens: u32, retry: u32, rotation: u32) -> Self {
        (self.budget, self.retry_cost, self.rotation_cost) = (tokens, retry, rotation);
        self
    }

    /// Whether the numbers make sense together.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], naming what contradicts what: no attempt at all, or a longest
    /// backoff that is shorter than the first.
    pub fn validate(&self) -> Result<()> {
        let delays = [
            ("connect_delay", self.connect_delay),
            ("server_delay", self.server_delay),
            ("throttle_delay", self.throttle_delay),
        ];
        let too_long = delays.into_iter().find(|(_, delay)| *delay > self.max_delay);
        let what = match too_long {
            _ if self.max_attempts == 0 => {
                "max_attempts is 0, which leaves no attempt; 1 never retries".to_owned()
            }
            Some((name, _)) => format!("{name} is longer than max_delay"),
            None => return Ok(()),
        };
        Err(Error::new(
            ErrorKind::Configuration,
            format!("the retry policy contradicts itself: {what}"),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c10_limits_that_contradict_each_other_are_named() {
        let seconds = Duration::from_secs;
        let policy = RetryPolicy::default;
        for (policy, word) in [
            (policy().with_max_attempts(0), "max_attempts"),
            (policy().with_max_delay(Duration::from_millis(40)), "connect_delay"),
            (policy().with_delays(seconds(0), seconds(30), seconds(0)), "server_delay"),
            (policy().with_delays(seconds(0), seconds(0), seconds(30)), "throttle_delay"),
        ] {
            let error = policy.validate().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.message().contains(word), "{error}");
        }
        for policy in [policy(), RetryPolicy::never(), policy().with_max_delay(seconds(1))] {
            assert!(policy.validate().is_ok(), "{policy:?}");
        }
    }
}
