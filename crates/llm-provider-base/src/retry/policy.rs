//! [`RetryPolicy`]: the numbers.

use std::time::Duration;

/// How often and how long to try. A value: read it, change it, test it.
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
        }
    }
}

impl RetryPolicy {
    /// Tries once.
    pub fn never() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }
}
