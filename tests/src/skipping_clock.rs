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
pub struct SkippingClock {
    waits: Arc<Mutex<Vec<Duration>>>,
    /// What the clock on the wall shows at first, if not the machine's time.
    wall: Option<SystemTime>,
}

impl SkippingClock {
    /// One whose clock on the wall shows this until something is waited for.
    pub fn at(wall: SystemTime) -> Self {
        Self { wall: Some(wall), ..Self::default() }
    }

    /// The waits that were asked for.
    pub fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn skipped(&self) -> Duration {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).iter().sum()
    }
}

#[async_trait]
impl Clock for SkippingClock {
    fn now(&self) -> Instant {
        SystemClock.now() + self.skipped()
    }

    fn wall(&self) -> SystemTime {
        self.wall.unwrap_or_else(|| SystemClock.wall()) + self.skipped()
    }

    async fn sleep(&self, duration: Duration) {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).push(duration);
    }
}
