//! [`Clock`]: where time comes from.

use std::fmt::Debug;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use tokio::time::Instant;

/// Where time comes from, so that tests decide what time it is.
///
/// State machines take `now`; only the loops that drive them hold a clock.
#[async_trait]
pub trait Clock: Debug + Send + Sync + 'static {
    /// The time for measuring: it never goes back.
    fn now(&self) -> Instant;

    /// The time on the wall: for dates in headers, and nothing else.
    fn wall(&self) -> SystemTime;

    /// Waits.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future stops waiting.
    async fn sleep(&self, duration: Duration);
}

/// The machine's clock, and tokio's timer. Obeys `tokio::time::pause` but for [`Clock::wall`].
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
