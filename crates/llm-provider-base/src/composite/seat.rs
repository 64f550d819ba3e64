//! [`Seat`]: a member, its health and its counts.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::fault::Fault;
use super::{Member, MemberStatus};
use crate::{Admission, BreakerPolicy, CircuitBreaker};

/// A member, its health and its counts.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) member: Member,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    breaker: CircuitBreaker,
    longest_rest: Duration,
    asked: u64,
    ends: Ends,
}

#[derive(Debug, Default)]
struct Ends {
    answered: u64,
    failed: u64,
    lost: u64,
    cancelled: u64,
}

/// How a member's part in a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Answered,
    Failed(Fault),
    Lost,
    Cancelled,
}

impl Seat {
    pub(super) const fn new(member: Member, policy: BreakerPolicy) -> Self {
        let longest_rest = policy.max_rest;
        let breaker = CircuitBreaker::new(policy);
        let ends = Ends { answered: 0, failed: 0, lost: 0, cancelled: 0 };
        Self { member, state: Mutex::new(State { breaker, longest_rest, asked: 0, ends }) }
    }

    /// True if it would be let through.
    pub(super) fn is_ready(&self, now: Instant) -> bool {
        self.state().breaker.state(now).admits()
    }

    pub(super) fn admit(&self, now: Instant) -> Option<Admission> {
        self.state().breaker.admit(now)
    }

    /// Calls that it has a part in now.
    pub(super) fn in_flight(&self) -> u64 {
        self.state().in_flight()
    }

    /// It is asked. It has a part in a call until that is [`ended`](Self::ended).
    pub(super) fn asked(&self) {
        self.state().asked += 1;
    }

    /// Its first content is there. Who was asked although it rested has proven that it works.
    pub(super) fn began(&self, admission: &mut Option<Admission>) {
        let mut state = self.state();
        match admission {
            Some(admission) => state.breaker.confirmed(admission),
            None => state.breaker.reset(),
        }
    }

    /// Its part in a call is over. `unit` is chance, for the length of a rest.
    pub(super) fn ended(&self, end: End, admission: Option<Admission>, now: Instant, unit: f64) {
        self.state().ended(end, admission, now, unit);
    }

    /// A check found that it cannot be used: it rests as after failures.
    pub(super) fn found_unhealthy(&self, rest: Duration, now: Instant) {
        self.state().breaker.rest_for(rest, now);
    }

    pub(super) fn status(&self, now: Instant) -> MemberStatus {
        let state = self.state();
        let Ends { answered, failed, lost, cancelled } = state.ends;
        MemberStatus {
            name: self.member.name.clone(),
            model: self.member.model.clone(),
            breaker: state.breaker.state(now),
            asked: state.asked,
            answered,
            failed,
            lost,
            cancelled,
            in_flight: state.in_flight(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here panics, and nothing is half written between two statements.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn ended(&mut self, end: End, admission: Option<Admission>, now: Instant, unit: f64) {
        let Self { breaker, longest_rest, asked: _, ends } = self;
        *match end {
            End::Answered => &mut ends.answered,
            End::Failed(_) => &mut ends.failed,
            End::Lost => &mut ends.lost,
            End::Cancelled => &mut ends.cancelled,
        } += 1;
        match (end, admission) {
            (End::Answered, Some(admission)) => breaker.succeeded(admission, now),
            (End::Failed(Fault::Failed | Fault::Rests(_)), Some(admission)) => {
                breaker.failed(admission, now, unit);
            }
            (_, Some(admission)) => breaker.released(admission),
            (_, None) => {}
        }
        if let End::Failed(Fault::Rests(wait)) = end {
            breaker.rest_for(wait.min(*longest_rest), now);
        }
    }

    const fn in_flight(&self) -> u64 {
        let Ends { answered, failed, lost, cancelled } = self.ends;
        self.asked - (answered + failed + lost + cancelled)
    }
}
