//! [`PoolState`]: all that the pool knows, and every decision over it. No lock, no clock, no I/O.

use tokio::time::Instant;

use super::health::{Condition, Generation, KeyHealth};
use crate::{ApiKey, Blame, Exhaustion, KeyId, KeyState, KeyStatus, PoolExhausted, PoolStatus};

/// The keys, their health and their turns.
///
/// This is the seam for a pool that several processes share: each method is one atomic step on
/// plain data. A trait is cut here when there is a second implementation.
#[derive(Debug, Default)]
pub(super) struct PoolState {
    entries: Vec<Entry>,
    next_slot: u64,
    turn: u64,
}

#[derive(Debug)]
struct Entry {
    slot: Slot,
    key: ApiKey,
    health: KeyHealth,
    /// The turn of the last lease: who waited longest is next.
    last_turn: u64,
    in_flight: u32,
    successes: u64,
    failures: u64,
    last_blame: Option<Blame>,
}

/// One stay of a key in the pool. Never used again, so that a lease on a key that was removed and
/// added again has no say in its new life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slot(u64);

/// What a lease must show to give its verdict.
#[derive(Debug)]
pub(super) struct Ticket {
    slot: Slot,
    generation: Generation,
}

/// Which key a caller wants.
#[derive(Debug, Clone, Copy)]
pub(super) enum Choice<'a> {
    /// The one that waited longest, other than these.
    Next { except: &'a [KeyId] },
    /// The first in order, without taking its turn.
    First,
    /// This one.
    Only(KeyId),
}

/// How a lease ends.
#[derive(Debug, Clone, Copy)]
pub(super) enum Verdict {
    Released,
    Succeeded { now: Instant },
    Failed { blame: Blame, now: Instant, unit: f64 },
}

impl PoolState {
    /// Adds a key at the end. If it is there, it stays where it is, freed from quarantine.
    pub(super) fn add(&mut self, key: ApiKey) -> bool {
        let same = |entry: &&mut Entry| entry.key.digest() == key.digest();
        if let Some(entry) = self.entries.iter_mut().find(same) {
            if entry.health.is_quarantined() {
                entry.health.reset();
            }
            return false;
        }
        let slot = Slot(self.next_slot);
        self.next_slot += 1;
        self.entries.push(Entry {
            slot,
            key,
            health: KeyHealth::new(),
            last_turn: 0,
            in_flight: 0,
            successes: 0,
            failures: 0,
            last_blame: None,
        });
        true
    }

    /// Removes a key. False if it is not there.
    pub(super) fn remove(&mut self, id: KeyId) -> bool {
        let before = self.entries.len();
        self.entries.retain(|entry| entry.key.id() != id);
        self.entries.len() < before
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }

    /// Makes a key as new. False if it is not there.
    pub(super) fn reset(&mut self, id: KeyId) -> bool {
        match self.entries.iter_mut().find(|entry| entry.key.id() == id) {
            Some(entry) => {
                entry.health.reset();
                true
            }
            None => false,
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn ids(&self) -> Vec<KeyId> {
        self.entries.iter().map(|entry| entry.key.id()).collect()
    }

    /// Chooses a key and counts the lease: one step.
    pub(super) fn lease(
        &mut self,
        choice: Choice<'_>,
        now: Instant,
    ) -> Result<(ApiKey, Ticket), PoolExhausted> {
        let mut available = self.entries.iter_mut().filter(|entry| {
            choice.allows(entry.key.id()) && entry.health.condition(now) == Condition::Healthy
        });
        let chosen = match choice {
            Choice::Next { .. } => available.min_by_key(|entry| entry.last_turn),
            Choice::First | Choice::Only(_) => available.next(),
        };
        let Some(entry) = chosen else { return Err(self.exhausted(choice, now)) };
        if matches!(choice, Choice::Next { .. }) {
            self.turn += 1;
            entry.last_turn = self.turn;
        }
        entry.in_flight = entry.in_flight.saturating_add(1);
        let ticket = Ticket { slot: entry.slot, generation: entry.health.generation() };
        Ok((entry.key.clone(), ticket))
    }

    /// Ends a lease. Gives the key's new condition if the verdict changed it.
    pub(super) fn settle(&mut self, ticket: &Ticket, verdict: Verdict) -> Option<Condition> {
        // The key may have been removed meanwhile.
        let entry = self.entries.iter_mut().find(|entry| entry.slot == ticket.slot)?;
        entry.in_flight = entry.in_flight.saturating_sub(1);
        match verdict {
            Verdict::Released | Verdict::Failed { blame: Blame::None, .. } => None,
            Verdict::Succeeded { now } => {
                entry.successes = entry.successes.saturating_add(1);
                entry.health.succeeded(ticket.generation, now);
                None
            }
            Verdict::Failed { blame, now, unit } => {
                entry.failures = entry.failures.saturating_add(1);
                entry.last_blame = Some(blame);
                entry.health.blamed(blame, ticket.generation, now, unit)
            }
        }
    }

    pub(super) fn status(&self, now: Instant) -> PoolStatus {
        PoolStatus { keys: self.entries.iter().map(|entry| entry.status(now)).collect() }
    }

    /// Why nothing fits, and when something will.
    fn exhausted(&self, choice: Choice<'_>, now: Instant) -> PoolExhausted {
        let mut allowed = self
            .entries
            .iter()
            .filter(|entry| choice.allows(entry.key.id()))
            .map(|entry| entry.health.condition(now))
            .peekable();
        if allowed.peek().is_none() {
            let excluded = matches!(choice, Choice::Next { .. }) && !self.entries.is_empty();
            let reason = if excluded { Exhaustion::Excluded } else { Exhaustion::NoKey };
            return PoolExhausted { reason, soonest: None };
        }
        let first_back = allowed
            .filter_map(|condition| Some((condition.remaining(now)?, condition)))
            .min_by_key(|(remaining, _)| *remaining);
        let reason = match first_back {
            Some((_, Condition::Parked { .. })) => Exhaustion::Parked,
            Some(_) => Exhaustion::Cooling,
            None => Exhaustion::Quarantined,
        };
        PoolExhausted { reason, soonest: first_back.map(|(remaining, _)| remaining) }
    }
}

impl Choice<'_> {
    fn allows(self, id: KeyId) -> bool {
        match self {
            Self::Next { except } => !except.contains(&id),
            Self::First => true,
            Self::Only(wanted) => id == wanted,
        }
    }
}

impl Entry {
    fn status(&self, now: Instant) -> KeyStatus {
        let condition = self.health.condition(now);
        let state = match condition {
            Condition::Healthy => KeyState::Healthy,
            Condition::Cooling { .. } => KeyState::Cooling,
            Condition::Parked { .. } => KeyState::Parked,
            Condition::Quarantined => KeyState::Quarantined,
        };
        KeyStatus {
            id: self.key.id(),
            state,
            resumes_in: condition.remaining(now),
            in_flight: self.in_flight,
            successes: self.successes,
            failures: self.failures,
            failures_in_a_row: self.health.failures_in_a_row(),
            last_blame: self.last_blame,
        }
    }
}
