//! [`RateLimitPolicy`]: what a call does that meets a limit.

use std::time::Duration;

/// What a call does that meets a limit of requests: one that an earlier reply told of, or one that
/// it is refused for itself.
///
/// Whatever it says, a key of another account and another of several models are taken first, which
/// need no wait. A limit that is known is met before anything is sent: it costs no request, is in
/// no [`Attempt`](llm_types::Attempt), and is counted nowhere.
///
/// ```
/// use std::time::Duration;
/// use openrouter_provider::{OpenRouter, RateLimitPolicy};
///
/// # fn main() -> llm_types::Result<()> {
/// let patient = RateLimitPolicy::Wait { up_to: Duration::from_secs(20) };
/// let openrouter = OpenRouter::builder().rate_limits(patient).build()?;
/// assert_eq!(RateLimitPolicy::default(), RateLimitPolicy::Wait { up_to: Duration::from_secs(60) });
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RateLimitPolicy {
    /// It waits, if it takes no longer than this; otherwise it fails at once, as with
    /// [`Fail`](Self::Fail). The default is a minute.
    ///
    /// No thread is blocked; dropping the call ends the wait. The time of the call, the patience of
    /// the [pool](crate::OpenRouterBuilder::key_pool), and, after a refusal,
    /// [`RetryPolicy::max_retry_after`](llm_provider_base::RetryPolicy::max_retry_after) bound it
    /// as well.
    Wait {
        /// The longest wait.
        up_to: Duration,
    },
    /// It fails at once with [`RateLimited`](llm_types::ErrorKind::RateLimited);
    /// [`Error::retry`](llm_types::Error::retry) says how long the wait would be.
    Fail,
    /// What replies say is remembered, and nothing is held back for it. What is refused is tried
    /// again as the retry policy says.
    Ignore,
}

impl RateLimitPolicy {
    /// The longest wait; `None` if limits are no reason for one.
    pub(crate) const fn longest_wait(self) -> Option<Duration> {
        match self {
            Self::Wait { up_to } => Some(up_to),
            Self::Fail => Some(Duration::ZERO),
            Self::Ignore => None,
        }
    }
}

impl Default for RateLimitPolicy {
    fn default() -> Self {
        Self::Wait { up_to: Duration::from_secs(60) }
    }
}
