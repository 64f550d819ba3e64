//! [`SkippingClock`]: a clock that never waits.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use llm_provider_base::{Clock, SystemClock};
use tokio::time::Instant;

/// The machine's clock, but that it skips all waits between attempts, and keeps them: it goes
/// forward by what it skips.
///
/// Time cannot be paused where real connections are used: it would run on while they are waited
/// for.
#[derive(Debug, Clone, Default)]
pub struct SkippingClock(Arc<Mutex<Vec<Duration>>>);

impl SkippingClock {
    /// The waits that were asked for.
    pub fn waits(&self) -> Vec<Duration> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn skipped(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().sum()
    }
}

#[async_trait]
impl Clock for SkippingClock {
    fn now(&self) -> Instant {
        SystemClock.now() + self.skipped()
    }

    fn wall(&self) -> SystemTime {
        SystemClock.wall() + self.skipped()
    }

    async fn sleep(&self, duration: Duration) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(duration);
    }
}
