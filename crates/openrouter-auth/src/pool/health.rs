//! [`KeyHealth`]: what verdicts do to one key. No clock, no randomness, no I/O.

use std::time::Duration;

use tokio::time::Instant;

use crate::Blame;

/// The first cooldown; each further failure in a row doubles it.
const COOLDOWN: Duration = Duration::from_secs(1);
/// The longest cooldown, before jitter.
const MAX_COOLDOWN: Duration = Duration::from_secs(60);
/// How far jitter moves the end of a cooldown, either way, so that keys that fell asleep together
/// do not wake together.
const JITTER: f64 = 0.1;
/// How long a key is parked if nobody knows when its cap is lifted.
const PARKED: Duration = Duration::from_secs(60 * 60);
/// No key is parked for longer without being tried: what the service says may be wrong.
const MAX_PARKED: Duration = Duration::from_secs(24 * 60 * 60);
/// A key that worked this recently is not quarantined for one refusal, which may be a hiccup …
const TRUSTED: Duration = Duration::from_secs(10 * 60);
/// … but tried again after this time. A second refusal in a row is believed.
const SECOND_CHANCE: Duration = Duration::from_secs(60);

/// The health of one key: a state machine over verdicts.
///
/// A verdict carries the [`Generation`] that the key had when the request was sent, and every
/// change for the worse begins a new one. So fifty requests in flight that fail together are one
/// step, a success sent before a cooldown began does not end it, and a failure sent before a
/// recovery does not undo it. Counting instead of comparing times makes this hold for events
/// within one tick of the clock too.
#[derive(Debug, Clone)]
pub(super) struct KeyHealth {
    condition: Condition,
    /// What put the key into this condition.
    blame: Blame,
    generation: Generation,
    failures_in_a_row: u32,
    worked_at: Option<Instant>,
}

/// Counts the times that a key's health was changed for the worse, or reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Generation(u64);

/// How a key is. Cooling and parked outlast their end: only a success makes a key healthy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    Healthy,
    Cooling { until: Instant },
    Parked { until: Instant },
    Quarantined,
}

impl Condition {
    /// How long it lasts from now on; `None` if it does not end by itself.
    pub(super) fn remaining(self, now: Instant) -> Option<Duration> {
        match self {
            Self::Cooling { until } | Self::Parked { until } => Some(until - now),
            Self::Healthy | Self::Quarantined => None,
        }
    }
}

impl KeyHealth {
    pub(super) const fn new() -> Self {
        Self {
            condition: Condition::Healthy,
            blame: Blame::None,
            generation: Generation(0),
            failures_in_a_row: 0,
            worked_at: None,
        }
    }

    pub(super) const fn generation(&self) -> Generation {
        self.generation
    }

    pub(super) const fn failures_in_a_row(&self) -> u32 {
        self.failures_in_a_row
    }

    /// How the key is at this moment: cooling and parked only until their end.
    pub(super) fn condition(&self, now: Instant) -> Condition {
        match self.condition {
            Condition::Cooling { until } | Condition::Parked { until } if until <= now => {
                Condition::Healthy
            }
            condition => condition,
        }
    }

    /// A request that was sent in `sent` succeeded.
    pub(super) const fn succeeded(&mut self, sent: Generation, now: Instant) {
        if sent.0 != self.generation.0 {
            return;
        }
        self.condition = Condition::Healthy;
        self.blame = Blame::None;
        self.failures_in_a_row = 0;
        self.worked_at = Some(now);
    }

    /// A request that was sent in `sent` failed. `unit` is random in [0, 1). Gives the new
    /// condition if this changed it.
    pub(super) fn blamed(
        &mut self,
        blame: Blame,
        sent: Generation,
        now: Instant,
        unit: f64,
    ) -> Option<Condition> {
        let next = self.after(blame, now, unit)?;
        if sent != self.generation {
            // The news is old. It still counts if the key rests for something milder: a request
            // under way when a cooldown began may be the first to learn that the key is revoked.
            let rests = self.condition != Condition::Healthy;
            if !rests || gravity(blame) <= gravity(self.blame) {
                return None;
            }
        }
        self.condition = next;
        self.blame = blame;
        self.generation.0 += 1;
        self.failures_in_a_row = self.failures_in_a_row.saturating_add(1);
        // The trust is used up: the next refusal in a row counts in full.
        self.worked_at = None;
        Some(next)
    }

    /// Somebody mended the key: it is as new, and requests still under way have no say.
    pub(super) const fn reset(&mut self) {
        let generation = Generation(self.generation.0 + 1);
        *self = Self { generation, ..Self::new() };
    }

    pub(super) const fn is_quarantined(&self) -> bool {
        matches!(self.condition, Condition::Quarantined)
    }

    /// Where this blame leads from here.
    fn after(&self, blame: Blame, now: Instant, unit: f64) -> Option<Condition> {
        match blame {
            Blame::None => None,
            Blame::Failed => {
                let until = now + self.cooldown(unit);
                Some(Condition::Cooling { until })
            }
            Blame::Capped { until } => {
                let until = until.unwrap_or(now + PARKED).min(now + MAX_PARKED);
                Some(Condition::Parked { until })
            }
            Blame::Rejected if self.worked_at.is_some_and(|at| now < at + TRUSTED) => {
                Some(Condition::Cooling { until: now + SECOND_CHANCE })
            }
            Blame::Rejected => Some(Condition::Quarantined),
        }
    }

    fn cooldown(&self, unit: f64) -> Duration {
        let doubled = COOLDOWN.saturating_mul(2_u32.saturating_pow(self.failures_in_a_row));
        doubled.min(MAX_COOLDOWN).mul_f64(1.0 - JITTER + 2.0 * JITTER * unit)
    }
}

/// How much a blame weighs against another.
const fn gravity(blame: Blame) -> u8 {
    match blame {
        Blame::None => 0,
        Blame::Failed => 1,
        Blame::Capped { .. } => 2,
        Blame::Rejected => 3,
    }
}
