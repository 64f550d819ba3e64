//! [`Impatient`]: a clock that never waits.

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use llm_provider_base::{Clock, SystemClock};
use tokio::time::Instant;

/// The machine's clock, but that it skips all waits between attempts.
#[derive(Debug)]
pub(super) struct Impatient;

#[async_trait]
impl Clock for Impatient {
    fn now(&self) -> Instant {
        SystemClock.now()
    }

    fn wall(&self) -> SystemTime {
        SystemClock.wall()
    }

    async fn sleep(&self, _: Duration) {}
}
