//! [`Health`]: what verdicts do to a key, to an account, or to a quota. No clock, no randomness,
//! no I/O.

mod check;
pub(super) use check::CheckPlan;
mod rest;
use rest::Rest;
mod adoption;
pub(super) use adoption::Moment;
#[cfg(test)]
mod tests;

use std::time::Duration;

use llm_types::ErrorKind;
use tokio::time::Instant;

use crate::Blame;

/// A scope that worked this recently is not believed to be broken at the first refusal: whether it
/// was a hiccup of the service is asked at once.
const TRUSTED: Duration = Duration::from_secs(10 * 60);
/// A scope that was in use for so long after a rest starts over with short ones.
const FORGIVEN: Duration = Duration::from_secs(60);
/// How many leases a scope may have at a time right after its probe came back …
const FIRST_RAMP: u32 = 2;
/// … and from how many on nobody counts any more.
const LAST_RAMP: u32 = 64;

/// The health of one scope: a state machine over verdicts.
///
/// After a rest the scope is *half-open*: one lease may go out, as a probe. Its success brings the
/// scope back, with a ramp over the leases that are out at a time; its failure makes for a longer
/// rest; and if it is dropped, another may go out.
///
/// A verdict carries the [`Generation`] that the scope had when the request was sent, and every
/// change for the worse begins a new one. So fifty requests in flight that fail together are one
/// step, a success sent before a cooldown began does not end it, and a failure sent before a
/// recovery does not undo it. Counting instead of comparing times makes this hold for events
/// within one tick of the clock too.
#[derive(Debug, Clone)]
pub(super) struct Health {
    condition: Condition,
    /// What put the scope into this condition, unless it is healthy.
    cause: Option<Cause>,
    generation: Generation,
    /// The generation that a check found mended: what was sent before it has no say any more.
    mended: Generation,
    failures_in_a_row: u32,
    worked_at: Option<Instant>,
    probe_is_out: bool,
    /// Leases out of this generation: those from before a rest do not hold up the ramp after it.
    out: u32,
    /// How many leases may be out at a time, for a while after a rest.
    ramp: Option<u32>,
    check: Option<CheckPlan>,
    /// The wait before the next check but one.
    check_wait: Duration,
    /// Counts the changes that other pools should know.
    step: u64,
    /// Reset, and others have not been told: nothing that they said before stands against it.
    is_overruling: bool,
    /// The pool that is finding out whether it is back, and until when that counts.
    tried_elsewhere: Option<(u64, Instant)>,
}

/// Counts the times that a scope's health was changed for the worse, or reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Generation(u64);

/// What a rest is put down to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cause {
    pub(super) blame: Blame,
    pub(super) kind: ErrorKind,
}

/// How a scope is. Cooling and parked outlast their end: only a success makes it healthy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    Healthy,
    Cooling { until: Instant },
    Parked { until: Instant },
    Quarantined,
}

/// What a scope lets through at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// So many leases at a time.
    Open { most: u32 },
    /// One lease, as a probe.
    HalfOpen,
    /// Nothing until the probe is back.
    Probing,
    /// Nothing until then.
    Cooling { until: Instant },
    /// Nothing until then.
    Parked { until: Instant },
    /// Nothing until a check finds it mended.
    Quarantined,
}

/// How a lease went through a scope. Shown again with the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pass {
    generation: Generation,
    pub(super) is_probe: bool,
}

impl Condition {
    /// How long it lasts from now on; `None` if it does not end by itself.
    pub(super) fn remaining(self, now: Instant) -> Option<Duration> {
        match self {
            Self::Cooling { until } | Self::Parked { until } => {
                Some(until.saturating_duration_since(now))
            }
            Self::Healthy | Self::Quarantined => None,
        }
    }
}

impl Health {
    pub(super) const fn new() -> Self {
        Self::since(0)
    }

    /// One whose generations count from here: so that no pass of an earlier life fits it.
    pub(super) const fn since(generation: u64) -> Self {
        Self {
            condition: Condition::Healthy,
            cause: None,
            generation: Generation(generation),
            mended: Generation(generation),
            failures_in_a_row: 0,
            worked_at: None,
            probe_is_out: false,
            out: 0,
            ramp: None,
            check: None,
            check_wait: CheckPlan::FIRST,
            step: 0,
            is_overruling: false,
            tried_elsewhere: None,
        }
    }

    pub(super) const fn failures_in_a_row(&self) -> u32 {
        self.failures_in_a_row
    }

    /// What put the scope to rest, if it is not healthy.
    pub(super) const fn cause(&self) -> Option<Cause> {
        self.cause
    }

    pub(super) const fn is_quarantined(&self) -> bool {
        matches!(self.condition, Condition::Quarantined)
    }

    /// How the scope is at this moment.
    #[inline]
    pub(super) fn standing(&self, now: Instant) -> Standing {
        match self.condition {
            Condition::Healthy => Standing::Open { most: self.ramp.unwrap_or(u32::MAX) },
            _ if self.is_being_checked() => Standing::Probing,
            _ if self.tried_elsewhere.is_some_and(|(_, until)| now < until) => Standing::Probing,
            Condition::Cooling { until } if now < until => Standing::Cooling { until },
            Condition::Parked { until } if now < until => Standing::Parked { until },
            Condition::Cooling { .. } | Condition::Parked { .. } if self.probe_is_out => {
                Standing::Probing
            }
            Condition::Cooling { .. } | Condition::Parked { .. } => Standing::HalfOpen,
            Condition::Quarantined => Standing::Quarantined,
        }
    }

    /// A lease goes through, as the standing allows: of a scope that is half-open it is the probe.
    pub(super) const fn enter(&mut self) -> Pass {
        let is_probe = !matches!(self.condition, Condition::Healthy);
        self.probe_is_out |= is_probe;
        self.out = self.out.saturating_add(1);
        Pass { generation: self.generation, is_probe }
    }

    /// The pass of a request that was sent just now, if nothing keeps account of it.
    pub(super) const fn pass(&self) -> Pass {
        Pass { generation: self.generation, is_probe: false }
    }

    /// How many leases went through since the last rest, and are still out.
    #[inline]
    pub(super) const fn out(&self) -> u32 {
        self.out
    }

    /// A lease came back. True if it was a probe without a verdict: another may go out.
    pub(super) fn left(&mut self, pass: Pass) -> bool {
        if pass.generation != self.generation {
            return false;
        }
        self.out = self.out.saturating_sub(1);
        let was_probe = pass.is_probe && self.probe_is_out;
        if was_probe {
            self.probe_is_out = false;
        }
        was_probe
    }

    /// A request succeeded. True if that ended a rest.
    pub(super) fn succeeded(&mut self, pass: Pass, now: Instant) -> bool {
        if pass.generation != self.generation {
            return false;
        }
        self.failures_in_a_row = 0;
        self.worked_at = Some(now);
        self.check_wait = CheckPlan::FIRST;
        if self.condition == Condition::Healthy {
            self.ramp = self.ramp.and_then(|most| {
                let most = most.saturating_mul(2);
                (most < LAST_RAMP).then_some(most)
            });
            return false;
        }
        self.condition = Condition::Healthy;
        self.cause = None;
        self.check = None;
        self.probe_is_out = false;
        self.ramp = Some(FIRST_RAMP);
        self.changed();
        true
    }

    /// A request failed, and this scope is to blame. `unit` is random in [0, 1). Gives the new
    /// condition if this changed it.
    pub(super) fn failed(
        &mut self,
        cause: Cause,
        pass: Pass,
        now: Instant,
        unit: f64,
    ) -> Option<Condition> {
        if pass.generation != self.generation {
            // The news is old. It still counts if the scope rests for something milder: a request
            // under way when a cooldown began may be the first to learn that the key is revoked.
            let known = self.cause?;
            let is_refuted = pass.generation < self.mended;
            if is_refuted || gravity(cause.blame) <= gravity(known.blame) {
                return None;
            }
        }
        self.forgive(now);
        let Rest { condition, check } = Rest::after(cause.blame, self, now, unit)?;
        self.rest(condition, cause, check);
        Some(condition)
    }

    /// Begins a rest.
    const fn rest(&mut self, condition: Condition, cause: Cause, check: Option<CheckPlan>) {
        self.condition = condition;
        self.cause = Some(cause);
        self.generation.0 += 1;
        self.failures_in_a_row = self.failures_in_a_row.saturating_add(1);
        self.probe_is_out = false;
        self.out = 0;
        self.ramp = None;
        self.check = check;
        // The trust is used up: the next refusal in a row counts in full.
        self.worked_at = None;
        self.changed();
    }

    const fn changed(&mut self) {
        self.step += 1;
        self.tried_elsewhere = None;
    }

    /// Somebody mended it: it is as new, and requests still under way have no say.
    pub(super) const fn reset(&mut self) {
        let step = self.step + 1;
        *self = Self { step, is_overruling: true, ..Self::since(self.generation.0 + 1) };
    }

    /// After a minute without a failure the rests start over with short ones.
    fn forgive(&mut self, now: Instant) {
        if let Condition::Cooling { until } = self.condition
            && until + FORGIVEN <= now
        {
            self.failures_in_a_row = 0;
        }
    }
}

/// How much a blame weighs against another.
const fn gravity(blame: Blame) -> u8 {
    match blame {
        Blame::None => 0,
        Blame::Failed => 1,
        Blame::Capped { .. } => 2,
        Blame::Rejected => 3,
        // Each of these is the only one of its scope.
        Blame::OutOfCredits | Blame::Throttled => 1,
        Blame::FreeQuota { .. } | Blame::RateLimited { .. } => 1,
    }
}
