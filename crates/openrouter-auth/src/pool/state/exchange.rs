//! What is written for other pools, and what is taken over from them.

use std::time::Duration;

use llm_types::ModelId;
use tokio::time::Instant;

use super::super::health::Moment;
use super::super::sharing::{ScopeId, ScopeRecord, Trial, Versioned};
use super::PoolState;
use super::gate::Gate;
use super::key::{AccountSlot, KeySlot};
use super::lease::Ticket;
use super::settle::Notice;

/// A scope of this pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pool) enum ScopeRef {
    Key(KeySlot),
    Account(AccountSlot),
    FreeModels(AccountSlot),
    Model(AccountSlot, ModelId),
}

/// What a pool that shares its state keeps beside it.
#[derive(Debug)]
pub(super) struct Shared {
    /// Our name in trials.
    pub(super) us: u64,
    /// How old a record may be before it is read again.
    refresh: Duration,
    /// What has changed since it was written, and what is to be logged when it is.
    dirty: Vec<(ScopeRef, Option<Notice>)>,
}

/// How a scope stands with the store.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    version: Option<u64>,
    read_at: Option<Instant>,
}

/// What the store has, beside what we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pool) enum Heard {
    /// Nothing.
    Nothing,
    /// Less than we know, or the trace of a trial of ours.
    Older,
    /// The same.
    Same,
    /// More, which was taken over.
    Newer,
    /// The same, and another pool is trying the scope.
    Tried,
}

/// What is to be written.
#[derive(Debug)]
pub(in crate::pool) struct Draft {
    pub(in crate::pool) id: ScopeId,
    pub(in crate::pool) expected: Option<u64>,
    pub(in crate::pool) record: ScopeRecord,
}

impl PoolState {
    /// From now on, changes are noted for others.
    pub(in crate::pool) fn share(&mut self, us: u64, refresh: Duration) {
        self.shared = Some(Shared { us, refresh, dirty: Vec::new() });
    }

    /// A scope has changed: others are to know, and so is the log, if it was news to them too.
    pub(in crate::pool) fn mark(&mut self, scope: ScopeRef, notice: Option<Notice>) {
        let Some(Shared { dirty, .. }) = &mut self.shared else { return };
        match dirty.iter_mut().find(|(known, _)| *known == scope) {
            Some((_, known)) => *known = notice.or_else(|| known.take()),
            None => dirty.push((scope, notice)),
        }
    }

    pub(in crate::pool) fn take_dirty(&mut self) -> Vec<(ScopeRef, Option<Notice>)> {
        self.shared.as_mut().map(|shared| std::mem::take(&mut shared.dirty)).unwrap_or_default()
    }

    /// Every scope of which what others wrote was read too long ago.
    pub(in crate::pool) fn stale(&self, now: Instant) -> Vec<ScopeRef> {
        let mut scopes: Vec<_> = self.order.iter().map(|slot| ScopeRef::Key(*slot)).collect();
        for (slot, account) in &self.accounts {
            scopes.extend([ScopeRef::Account(slot), ScopeRef::FreeModels(slot)]);
            scopes.extend(account.models.keys().map(|model| ScopeRef::Model(slot, model.clone())));
        }
        scopes.retain(|scope| self.is_stale(scope, now));
        scopes
    }

    /// The scopes that a lease went through, as far as they are to be read or claimed before it is
    /// used: each with whether the lease is its probe.
    pub(in crate::pool) fn unproven(
        &mut self,
        ticket: &mut Ticket,
        now: Instant,
    ) -> Vec<(ScopeRef, bool)> {
        if self.shared.is_none() {
            return Vec::new();
        }
        // Others may know of the model what nobody here has met yet.
        if let (Some(model), None) = (&ticket.model, ticket.model_pass)
            && let Some((quota, _)) = self.watch(ticket.account, model)
        {
            ticket.model_pass = Some(quota.enter());
        }
        let mut scopes = vec![
            (ScopeRef::Key(ticket.key), ticket.key_pass.is_probe),
            (ScopeRef::Account(ticket.account), ticket.account_pass.is_probe),
        ];
        if let Some(pass) = ticket.free_pass {
            scopes.push((ScopeRef::FreeModels(ticket.account), pass.is_probe));
        }
        if let Some(model) = &ticket.model {
            let is_probe = ticket.model_pass.is_some_and(|pass| pass.is_probe);
            scopes.push((ScopeRef::Model(ticket.account, model.clone()), is_probe));
        }
        scopes.retain(|(scope, is_probe)| *is_probe || self.is_stale(scope, now));
        scopes
    }

    /// True if the scopes of this lease are still as they were when it was had.
    pub(in crate::pool) fn holds(&self, ticket: &Ticket) -> bool {
        let Some(entry) = self.keys.get(ticket.key) else { return true };
        let Some(account) = self.accounts.get(ticket.account) else { return true };
        let model = ticket.model.as_ref().and_then(|model| account.models.get(model));
        entry.gate.health.admitted(ticket.key_pass)
            && account.gate.health.admitted(ticket.account_pass)
            && ticket.free_pass.is_none_or(|pass| account.free.health.admitted(pass))
            && match (ticket.model_pass, model) {
                (Some(pass), Some(quota)) => quota.gate.health.admitted(pass),
                // It was learnt of after the lease was had.
                (None, Some(quota)) => quota.gate.health.cause().is_none(),
                (_, None) => true,
            }
    }

    /// What others are to be told of a scope; if a probe or a check of ours is out, that it is, for
    /// so long.
    pub(in crate::pool) fn draft(
        &mut self,
        scope: &ScopeRef,
        moment: Moment,
        trial: Duration,
    ) -> Option<Draft> {
        let id = self.scope_id(scope)?;
        let us = self.shared.as_ref()?.us;
        let gate = self.gate(scope)?;
        // Otherwise that of another pool is left as it is.
        let is_on_trial = gate.health.is_on_trial();
        let trial = is_on_trial.then(|| Trial { holder: us, until: moment.wall + trial });
        let record = gate.health.record(trial, moment);
        Some(Draft { id, expected: gate.kept.version, record })
    }

    /// It is written.
    pub(in crate::pool) fn written(&mut self, scope: &ScopeRef, version: u64, now: Instant) {
        if let Some(gate) = self.gate(scope) {
            gate.kept = Kept { version: Some(version), read_at: Some(now) };
            gate.health.told();
        }
    }

    /// This is what the store has.
    pub(in crate::pool) fn read(
        &mut self,
        scope: &ScopeRef,
        present: Option<&Versioned>,
        moment: Moment,
    ) -> Heard {
        let Some(us) = self.shared.as_ref().map(|shared| shared.us) else { return Heard::Nothing };
        let Some(gate) = self.gate(scope) else { return Heard::Nothing };
        gate.kept = Kept { version: present.map(|found| found.version), read_at: Some(moment.now) };
        let Some(Versioned { record, .. }) = present else { return Heard::Nothing };
        let heard = gate.health.adopt(record, us, moment);
        if let ScopeRef::Key(slot) = scope
            && gate.health.wants_check()
        {
            self.note_check(*slot);
        }
        if heard == Heard::Newer {
            self.latest = self.latest.max(Some(moment.now));
            self.serve();
            self.reconsider();
        }
        heard
    }

    fn is_stale(&self, scope: &ScopeRef, now: Instant) -> bool {
        let Some(shared) = &self.shared else { return false };
        let gate = match scope {
            ScopeRef::Key(slot) => self.keys.get(*slot).map(|entry| &entry.gate),
            ScopeRef::Account(slot) => self.accounts.get(*slot).map(|account| &account.gate),
            ScopeRef::FreeModels(slot) => self.accounts.get(*slot).map(|account| &account.free),
            ScopeRef::Model(slot, model) => {
                let account = self.accounts.get(*slot);
                account.and_then(|account| account.models.get(model)).map(|quota| &quota.gate)
            }
        };
        gate.is_some_and(|gate| gate.kept.read_at.is_none_or(|at| at + shared.refresh <= now))
    }

    fn gate(&mut self, scope: &ScopeRef) -> Option<&mut Gate> {
        Some(match scope {
            ScopeRef::Key(slot) => &mut self.keys.get_mut(*slot)?.gate,
            ScopeRef::Account(slot) => &mut self.accounts.get_mut(*slot)?.gate,
            ScopeRef::FreeModels(slot) => &mut self.accounts.get_mut(*slot)?.free,
            ScopeRef::Model(slot, model) => {
                &mut self.accounts.get_mut(*slot)?.models.get_mut(model)?.gate
            }
        })
    }

    fn scope_id(&self, scope: &ScopeRef) -> Option<ScopeId> {
        let name = |slot: &AccountSlot| Some(self.accounts.get(*slot)?.id.clone());
        Some(match scope {
            ScopeRef::Key(slot) => ScopeId::Key(self.keys.get(*slot)?.key.hash()),
            ScopeRef::Account(slot) => ScopeId::Account(name(slot)?),
            ScopeRef::FreeModels(slot) => ScopeId::FreeModels(name(slot)?),
            ScopeRef::Model(slot, model) => ScopeId::Model(name(slot)?, model.clone()),
        })
    }

    /// Under which name the store has a scope.
    pub(in crate::pool) fn id_of(&self, scope: &ScopeRef) -> Option<ScopeId> {
        self.scope_id(scope)
    }
}
