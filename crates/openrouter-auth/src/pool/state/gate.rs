//! [`Gate`]: one scope that a lease must pass.

use tokio::time::Instant;

use super::super::health::{Health, Pass, Standing};
use super::exchange::Kept;

/// The health of a scope, and how many leases are out under it.
#[derive(Debug, Clone)]
pub(super) struct Gate {
    pub(super) health: Health,
    pub(super) in_flight: u32,
    /// How it stands with the store, if there is one.
    pub(super) kept: Kept,
}

/// What keeps a lease from being had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// As many leases are out as may be.
    Busy,
    /// A probe or a check is out.
    Probing,
    /// A rest, or a cap, until then.
    Resting { until: Instant, is_parked: bool },
    /// The service refused it.
    Quarantined,
}

impl Gate {
    pub(super) fn new(health: Health) -> Self {
        Self { health, in_flight: 0, kept: Kept::default() }
    }

    /// What keeps a lease from passing, if anything does. At most `limit` may be out.
    #[inline]
    pub(super) fn obstacle(&self, limit: u32, now: Instant) -> Option<Obstacle> {
        match self.health.standing(now) {
            Standing::Open { most } => {
                let is_full = self.in_flight >= limit || self.health.out() >= most;
                is_full.then_some(Obstacle::Busy)
            }
            Standing::HalfOpen => (self.in_flight >= limit).then_some(Obstacle::Busy),
            Standing::Probing => Some(Obstacle::Probing),
            Standing::Cooling { until } => Some(Obstacle::Resting { until, is_parked: false }),
            Standing::Parked { until } => Some(Obstacle::Resting { until, is_parked: true }),
            Standing::Quarantined => Some(Obstacle::Quarantined),
        }
    }

    pub(super) const fn enter(&mut self) -> Pass {
        self.in_flight = self.in_flight.saturating_add(1);
        self.health.enter()
    }

    pub(super) const fn leave(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }
}
