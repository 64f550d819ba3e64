//! Which keys are to be asked about, and what the answers do.

use std::time::SystemTime;

use llm_types::ErrorKind;
use tokio::time::Instant;

use super::super::health::{Cause, Pass};
use super::PoolState;
use super::exchange::ScopeRef;
use super::key::KeySlot;
use super::settle::Notice;
use crate::{ApiKey, Blame, KeyId, KeyLimits};

/// What a check must show to give its answer.
#[derive(Debug)]
pub(in crate::pool) struct CheckTicket {
    key: KeySlot,
    pass: Pass,
}

impl CheckTicket {
    pub(in crate::pool) const fn scope(&self) -> ScopeRef {
        ScopeRef::Key(self.key)
    }
}

/// How a check ends.
#[derive(Debug)]
pub(in crate::pool) enum Answer {
    /// Nobody asked.
    Dropped,
    /// It was asked, and there was no answer.
    None {
        now: Instant,
    },
    Works {
        limits: KeyLimits,
        now: Instant,
        wall: SystemTime,
        unit: f64,
    },
    Rejected {
        now: Instant,
    },
}

impl PoolState {
    /// A key whose check is due, for one to ask about.
    pub(in crate::pool) fn next_check(&mut self, now: Instant) -> Option<(ApiKey, CheckTicket)> {
        let Self { checks, keys, .. } = self;
        checks.retain(|slot| keys.get(*slot).is_some_and(|entry| entry.gate.health.wants_check()));
        checks.iter().find_map(|slot| {
            let entry = keys.get_mut(*slot)?;
            let pass = entry.gate.health.begin_check(now)?;
            Some((entry.key.clone(), CheckTicket { key: *slot, pass }))
        })
    }

    /// Only a check can tell how this key is.
    pub(super) fn note_check(&mut self, slot: KeySlot) {
        if !self.checks.contains(&slot) {
            self.checks.push(slot);
        }
    }

    /// Ends a check. Gives what is worth a line in the log.
    pub(in crate::pool) fn answer(
        &mut self,
        ticket: &CheckTicket,
        answer: Answer,
    ) -> Option<Notice> {
        let notice = self.take_answer(ticket, answer);
        self.serve();
        self.reconsider();
        if self.shared.is_some() {
            self.mark(ScopeRef::Key(ticket.key), notice);
            return None;
        }
        notice
    }

    fn take_answer(&mut self, ticket: &CheckTicket, answer: Answer) -> Option<Notice> {
        let entry = self.keys.get_mut(ticket.key)?;
        let health = &mut entry.gate.health;
        match answer {
            Answer::Dropped => health.end_check(ticket.pass, None),
            Answer::None { now } => health.end_check(ticket.pass, Some(now)),
            Answer::Works { limits, now, wall, unit } => {
                health.check_works(ticket.pass, &limits, now, wall, unit);
                entry.limits = Some(limits);
            }
            Answer::Rejected { now } => {
                let condition = health.check_rejected(ticket.pass, now)?;
                let cause = Cause { blame: Blame::Rejected, kind: ErrorKind::Authentication };
                entry.last_blame = Some(cause.blame);
                entry.last_error = Some(cause.kind);
                let (key, account) = (entry.id, self.accounts.get(entry.account)?.id.clone());
                let condition = Some(condition);
                return Some(Notice { key, account, model: None, cause, condition });
            }
        }
        None
    }

    /// What the service said of a key, whoever asked.
    pub(in crate::pool) fn note_limits(&mut self, id: KeyId, limits: &KeyLimits) {
        for entry in self.keys.values_mut().filter(|entry| entry.id == id) {
            entry.limits = Some(limits.clone());
        }
    }
}
