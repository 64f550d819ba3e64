//! [`Candidate`]: one of the models to choose from, and what is known of it.

use std::time::Duration;

use llm_provider_base::{BreakerPolicy, BreakerState, CircuitBreaker};
use llm_types::{ModelId, Usd};
use tokio::time::Instant;

use super::ModelState;

/// How much the latest answer counts for the average.
const NEWEST: f64 = 0.2;
/// For how long a model is not asked that the service does not have.
const MISSING: Duration = Duration::from_secs(60 * 60);
/// A speed that was seen longer ago is not believed any more.
const BELIEVED: Duration = Duration::from_secs(5 * 60);

/// One of the models to choose from.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) id: ModelId,
    pub(super) weight: u32,
    pub(super) breaker: CircuitBreaker,
    /// The service said that it does not have it: not asked until then.
    missing_until: Option<Instant>,
    pub(super) price: Option<Usd>,
    pub(super) failures: u64,
    speed: Option<Speed>,
}

/// Whether a model can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outlook {
    /// Now.
    Open,
    /// In so long.
    In(Duration),
    /// When the probe that is under way has ended.
    Probing,
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
            missing_until: None,
            price: None,
            failures: 0,
            speed: None,
        }
    }

    /// The service does not have it.
    pub(super) fn note_missing(&mut self, now: Instant) {
        self.missing_until = Some(now + MISSING);
    }

    /// The service has it after all.
    pub(super) const fn note_found(&mut self) {
        self.missing_until = None;
    }

    /// How long until the service is asked again whether it has it; nothing, if it has.
    pub(super) fn missing_for(&self, now: Instant) -> Option<Duration> {
        let left = self.missing_until?.saturating_duration_since(now);
        (!left.is_zero()).then_some(left)
    }

    /// Whether it can be asked, and if not, in how long, if anybody can tell.
    pub(super) fn outlook(&self, now: Instant) -> Outlook {
        if let Some(left) = self.missing_for(now) {
            return Outlook::In(left);
        }
        match self.breaker.state(now) {
            BreakerState::Open { remaining } => Outlook::In(remaining),
            BreakerState::Probing => Outlook::Probing,
            _ => Outlook::Open,
        }
    }

    pub(super) fn status(&self, now: Instant) -> ModelState {
        ModelState {
            model: self.id.clone(),
            state: self.breaker.state(now),
            is_missing: self.missing_for(now).is_some(),
            failures: self.failures,
            first_content: self.speed(now),
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
