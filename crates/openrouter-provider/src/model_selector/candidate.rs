//! [`Candidate`]: one of the models to choose from, and what is known of it.

use std::time::Duration;

use llm_provider_base::{BreakerPolicy, CircuitBreaker};
use llm_types::{ModelId, Usd};
use tokio::time::Instant;

/// How much the latest answer counts for the average.
const NEWEST: f64 = 0.2;
/// A speed that was seen longer ago is not believed any more.
const BELIEVED: Duration = Duration::from_secs(5 * 60);

/// One of the models to choose from.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) id: ModelId,
    pub(super) weight: u32,
    pub(super) breaker: CircuitBreaker,
    /// The service does not have it, or not any more: not asked until the catalogue is read anew.
    pub(super) is_missing: bool,
    pub(super) price: Option<Usd>,
    pub(super) failures: u64,
    speed: Option<Speed>,
}

#[derive(Debug, Clone, Copy)]
struct Speed {
    average: Duration,
    seen: Instant,
}

impl Candidate {
    pub(super) fn new(id: ModelId, weight: u32, policy: BreakerPolicy) -> Self {
        Self {
            id,
            weight,
            breaker: CircuitBreaker::new(policy),
            is_missing: false,
            price: None,
            failures: 0,
            speed: None,
        }
    }

    /// How long its recent answers took to begin; nothing, if there were none lately.
    pub(super) fn speed(&self, now: Instant) -> Option<Duration> {
        let speed = self.speed?;
        (now.saturating_duration_since(speed.seen) < BELIEVED).then_some(speed.average)
    }

    /// An answer took so long to begin.
    pub(super) fn began_after(&mut self, time: Duration, now: Instant) {
        let average = match self.speed(now) {
            Some(average) => average.mul_f64(1.0 - NEWEST) + time.mul_f64(NEWEST),
            None => time,
        };
        self.speed = Some(Speed { average, seen: now });
    }
}
