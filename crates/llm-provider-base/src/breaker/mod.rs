//! [`CircuitBreaker`]: leaves alone what keeps failing, and looks after a while whether it works.

mod policy;
mod window;

#[cfg(test)]
mod tests;

pub use policy::BreakerPolicy;

use std::time::Duration;

use tokio::time::Instant;

use self::window::Window;

/// The health of one thing that can fail: a model, an upstream, a provider.
///
/// It is *closed* while all is well. Too many failures, one after another or among the recent
/// ones, *open* it: nothing is let through for a time that doubles with each opening in a row. Then
/// it is *half-open*: one call is let through as a probe; its success closes the breaker, its
/// failure opens it again.
///
/// A state machine without clock, chance or I/O. Whoever is let through gets an [`Admission`], and
/// hands it in with the outcome. An outcome of a call that was let through before the breaker
/// opened changes nothing: fifty calls in flight that fail together open it once, and an old
/// success does not close it.
#[derive(Debug, Clone)]
pub struct CircuitBreaker {
    policy: BreakerPolicy,
    state: State,
    window: Window,
    failures_in_a_row: u32,
    /// How often it opened since it was last closed by a probe.
    openings: u32,
    /// Counts the changes of state.
    generation: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Closed,
    /// Half-open from `until` on.
    Open {
        until: Instant,
    },
    /// A probe is under way. Half-open since then.
    Probing {
        since: Instant,
    },
}

/// How a breaker is at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BreakerState {
    /// Calls are let through.
    Closed,
    /// No call is let through for so long.
    Open {
        /// Until a probe is let through.
        remaining: Duration,
    },
    /// The next call is let through as a probe.
    HalfOpen,
    /// A probe is under way; no other call is let through.
    Probing,
}

impl BreakerState {
    /// True if the next call is let through.
    pub const fn admits(self) -> bool {
        matches!(self, Self::Closed | Self::HalfOpen)
    }
}

/// That a call was let through. Hand it in with the outcome.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a breaker waits for the outcome of its probe"]
pub struct Admission {
    generation: u64,
}

impl Admission {
    /// The breaker has been in another state since.
    const fn differs_from(self, generation: u64) -> bool {
        self.generation != generation
    }
}

impl CircuitBreaker {
    /// A closed breaker.
    pub const fn new(policy: BreakerPolicy) -> Self {
        let window = Window::new(policy.window);
        let (state, failures_in_a_row, openings, generation) = (State::Closed, 0, 0, 0);
        Self { policy, state, window, failures_in_a_row, openings, generation }
    }

    /// How it is.
    pub fn state(&self, now: Instant) -> BreakerState {
        match self.state {
            State::Closed => BreakerState::Closed,
            State::Open { until } if until <= now => BreakerState::HalfOpen,
            State::Open { until } => BreakerState::Open { remaining: until - now },
            State::Probing { .. } => BreakerState::Probing,
        }
    }

    /// Lets a call through, or not.
    pub fn admit(&mut self, now: Instant) -> Option<Admission> {
        match self.state(now) {
            BreakerState::Closed => {}
            BreakerState::HalfOpen => self.enter(State::Probing { since: now }),
            BreakerState::Open { .. } | BreakerState::Probing => return None,
        }
        Some(Admission { generation: self.generation })
    }

    /// The call succeeded.
    pub fn succeeded(&mut self, admission: Admission, now: Instant) {
        if admission.differs_from(self.generation) {
            return;
        }
        self.prove();
        self.failures_in_a_row = 0;
        self.window.count(now, false);
    }

    /// The call goes well so far, and is not over: a probe that has come this far closes the
    /// breaker, so that others need not wait for its end. The outcome is still to be handed in.
    pub const fn confirmed(&mut self, admission: &mut Admission) {
        if admission.generation == self.generation {
            self.prove();
            admission.generation = self.generation;
        }
    }

    /// The call failed, and it is this thing's fault. `unit` is random in [0, 1) and spreads the
    /// ends of rests. True if this opened the breaker.
    pub fn failed(&mut self, admission: Admission, now: Instant, unit: f64) -> bool {
        if admission.differs_from(self.generation) {
            return false;
        }
        self.failures_in_a_row = self.failures_in_a_row.saturating_add(1);
        self.window.count(now, true);
        let opens = matches!(self.state, State::Probing { .. })
            || self.failures_in_a_row >= self.policy.failures_in_a_row
            || self.policy.is_too_much(self.window.counts(now));
        if opens {
            let rest = self.policy.rest(self.openings, unit);
            self.openings = self.openings.saturating_add(1);
            self.enter(State::Open { until: later(now, rest) });
        }
        opens
    }

    /// The call was given up, or failed for a reason that is not this thing's.
    pub const fn released(&mut self, admission: Admission) {
        if let (State::Probing { since }, false) =
            (self.state, admission.differs_from(self.generation))
        {
            // Half-open again: the next call is the probe.
            self.enter(State::Open { until: since });
        }
    }

    /// Lets nothing through until then, because the service says so. It never shortens a rest.
    pub fn rest_until(&mut self, until: Instant) {
        if !matches!(self.state, State::Open { until: present } if present >= until) {
            self.enter(State::Open { until });
        }
    }

    /// Lets nothing through for so long from now on, like [`rest_until`](Self::rest_until).
    pub fn rest_for(&mut self, rest: Duration, now: Instant) {
        self.rest_until(later(now, rest));
    }

    /// Closes it, and forgets everything. Calls in flight have no say any more.
    pub fn reset(&mut self) {
        let generation = self.generation + 1;
        *self = Self { generation, ..Self::new(self.policy.clone()) };
    }

    /// A probe that goes well closes it.
    const fn prove(&mut self) {
        if let State::Probing { .. } = self.state {
            self.enter(State::Closed);
            self.window.clear();
            self.failures_in_a_row = 0;
            self.openings = 0;
        }
    }

    const fn enter(&mut self, state: State) {
        self.state = state;
        self.generation += 1;
    }
}

/// For ever, as far as anybody waits: a time that no clock holds is none to wait for.
const FOR_EVER: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

fn later(now: Instant, wait: Duration) -> Instant {
    now.checked_add(wait).or_else(|| now.checked_add(FOR_EVER)).unwrap_or(now)
}
