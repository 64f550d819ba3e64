//! What a verdict changes.

use llm_types::{ErrorKind, ModelId};
use tokio::time::Instant;

use super::super::health::{Cause, Condition, Health, Pass};
use super::PoolState;
use super::account::{AccountEntry, ModelQuota};
use super::exchange::ScopeRef;
use super::gate::Gate;
use super::key::AccountSlot;
use super::lease::Ticket;
use crate::{AccountId, Blame, KeyId, Scope};

/// So many models can be at rest; beyond, the one that was put to rest first is forgotten.
const MODEL_QUOTAS: usize = 1024;

/// How a lease ends.
#[derive(Debug, Clone, Copy)]
pub(in crate::pool) enum Verdict {
    Released,
    Succeeded { now: Instant },
    Failed { cause: Cause, now: Instant, unit: f64 },
}

/// A change that is worth a line in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pool) struct Notice {
    pub(in crate::pool) key: KeyId,
    pub(in crate::pool) account: AccountId,
    pub(in crate::pool) model: Option<ModelId>,
    pub(in crate::pool) cause: Cause,
    /// `None` if nothing rests, and only fewer leases go out.
    pub(in crate::pool) condition: Option<Condition>,
}

impl PoolState {
    /// Ends a lease. Gives what is worth a line in the log.
    pub(in crate::pool) fn settle(&mut self, ticket: &Ticket, verdict: Verdict) -> Option<Notice> {
        self.selector.returned(ticket.key);
        let notice = match verdict {
            Verdict::Released => None,
            Verdict::Succeeded { now } => {
                self.succeeded(ticket, now);
                if let Some(entry) = self.keys.get_mut(ticket.key) {
                    entry.successes = entry.successes.saturating_add(1);
                }
                None
            }
            Verdict::Failed { cause: Cause { blame: Blame::None, .. }, .. } => None,
            Verdict::Failed { cause, now, unit } => self.failed(ticket, cause, now, unit),
        };
        self.leave(ticket);
        if let Verdict::Succeeded { now } | Verdict::Failed { now, .. } = verdict {
            self.latest = self.latest.max(Some(now));
        }
        self.serve();
        if notice.is_some() {
            self.reconsider();
        }
        self.keep_for_others(ticket, notice)
    }

    /// Where state is shared, others are told first: what they know already is not logged again.
    fn keep_for_others(&mut self, ticket: &Ticket, notice: Option<Notice>) -> Option<Notice> {
        let notice = notice?;
        let scope = match notice.cause.blame {
            Blame::None | Blame::Throttled => None,
            blame => ticket.scope(blame.scope()),
        };
        match scope.filter(|_| self.shared.is_some()) {
            Some(scope) => {
                self.mark(scope, Some(notice));
                None
            }
            None => Some(notice),
        }
    }

    /// The service took the request: what the lease went through is well, while it is still held.
    pub(in crate::pool) fn confirm(&mut self, ticket: &mut Ticket, now: Instant) {
        if !ticket.is_confirmed {
            self.succeeded(ticket, now);
            ticket.is_confirmed = true;
            self.serve();
        }
    }

    /// Every scope that the lease went through is well.
    fn succeeded(&mut self, ticket: &Ticket, now: Instant) {
        // The end of an answer whose beginning was confirmed counts once.
        if ticket.is_confirmed {
            return;
        }
        if let Some(account) = self.accounts.get_mut(ticket.account) {
            account.throttle.succeeded();
        }
        self.each_scope(ticket, |gate, pass| gate.health.succeeded(pass, now));
    }

    /// Does something to each scope that a lease went through. Where it says so, others are to know.
    fn each_scope(&mut self, ticket: &Ticket, mut change: impl FnMut(&mut Gate, Pass) -> bool) {
        let mut changed = [None; 4];
        if let Some(entry) = self.keys.get_mut(ticket.key) {
            changed[0] = change(&mut entry.gate, ticket.key_pass).then_some(Scope::Key);
        }
        if let Some(account) = self.accounts.get_mut(ticket.account) {
            changed[1] = change(&mut account.gate, ticket.account_pass).then_some(Scope::Account);
            if let Some(pass) = ticket.free_pass {
                changed[2] = change(&mut account.free, pass).then_some(Scope::FreeModels);
            }
            if let (Some(quota), Some(pass)) = (quota_of(account, ticket), ticket.model_pass) {
                changed[3] = change(&mut quota.gate, pass).then_some(Scope::Model);
            }
        }
        if self.shared.is_some() {
            for scope in changed.into_iter().flatten().filter_map(|scope| ticket.scope(scope)) {
                self.mark(scope, None);
            }
        }
    }

    /// The service took the request, and says that it was the last one until then: what the request
    /// counts against rests. The lease is still out.
    pub(in crate::pool) fn spent(
        &mut self,
        ticket: &Ticket,
        until: Instant,
        now: Instant,
        unit: f64,
    ) -> Option<Notice> {
        let until = Some(until);
        let blame = match ticket.free_pass {
            Some(_) => Blame::FreeQuota { until },
            None => Blame::RateLimited { until },
        };
        let notice = self.rest(ticket, Cause { blame, kind: ErrorKind::RateLimited }, now, unit)?;
        self.latest = self.latest.max(Some(now));
        self.reconsider();
        self.keep_for_others(ticket, Some(notice))
    }

    /// The scope that is to blame rests.
    fn failed(&mut self, ticket: &Ticket, cause: Cause, now: Instant, unit: f64) -> Option<Notice> {
        self.count(ticket, cause);
        self.rest(ticket, cause, now, unit)
    }

    /// One scope rests. The others were not put to the proof.
    fn rest(&mut self, ticket: &Ticket, cause: Cause, now: Instant, unit: f64) -> Option<Notice> {
        let mut notice = None;
        match cause.blame.scope() {
            Scope::None => {}
            Scope::Key => {
                let entry = self.keys.get_mut(ticket.key)?;
                notice = entry.gate.health.failed(cause, ticket.key_pass, now, unit).map(Some);
                if notice.is_some() && entry.gate.health.wants_check() {
                    self.note_check(ticket.key);
                }
            }
            Scope::Account if cause.blame == Blame::Throttled => {
                let account = self.accounts.get_mut(ticket.account)?;
                let in_flight = account.gate.in_flight;
                notice = account.throttle.cut(ticket.cuts, in_flight).then_some(None);
            }
            Scope::Account => {
                let account = self.accounts.get_mut(ticket.account)?;
                let pass = ticket.account_pass;
                notice = account.gate.health.failed(cause, pass, now, unit).map(Some);
            }
            Scope::FreeModels => {
                let account = self.accounts.get_mut(ticket.account)?;
                let health = &mut account.free.health;
                if let Some(pass) = ticket.free_pass.or_else(|| unwatched(health)) {
                    notice = health.failed(cause, pass, now, unit).map(Some);
                }
            }
            Scope::Model => {
                let (gate, is_new) = self.watch(ticket.account, ticket.model.as_ref()?)?;
                let health = &mut gate.health;
                if let Some(pass) = ticket.model_pass.or_else(|| is_new.then(|| health.pass())) {
                    notice = health.failed(cause, pass, now, unit).map(Some);
                }
            }
        }
        let account = self.accounts.get(ticket.account)?.id.clone();
        let (key, model) = (ticket.key_id, ticket.model.clone());
        Some(Notice { key, account, model, cause, condition: notice? })
    }

    /// Counts the failure where it belongs.
    fn count(&mut self, ticket: &Ticket, cause: Cause) {
        let (blame, kind) = (Some(cause.blame), Some(cause.kind));
        if cause.blame.scope() == Scope::Key {
            if let Some(entry) = self.keys.get_mut(ticket.key) {
                entry.failures = entry.failures.saturating_add(1);
                (entry.last_blame, entry.last_error) = (blame, kind);
            }
        } else if let Some(account) = self.accounts.get_mut(ticket.account) {
            account.failures = account.failures.saturating_add(1);
            (account.last_blame, account.last_error) = (blame, kind);
        }
    }

    /// The lease is not out any more. What it probed and gave no verdict on can be probed again.
    fn leave(&mut self, ticket: &Ticket) {
        self.each_scope(ticket, |gate, pass| {
            gate.leave();
            gate.health.left(pass)
        });
        self.forget_if_unused(ticket.account);
    }

    /// The account's quota for a model, and whether it begins here. If it does not, a lease that did
    /// not go through it was sent before: its news is old.
    pub(super) fn watch(
        &mut self,
        account: AccountSlot,
        model: &ModelId,
    ) -> Option<(&mut Gate, bool)> {
        self.rests += 1;
        let rests = self.rests;
        let is_known = self.accounts.get(account)?.models.contains_key(model);
        if !is_known {
            if self.model_quotas >= MODEL_QUOTAS {
                self.forget_oldest_quota();
            }
            self.model_quotas += 1;
        }
        let account = self.accounts.get_mut(account)?;
        let quota = account.models.entry(model.clone()).or_insert_with(|| {
            // No generation of an earlier life of this quota is as high.
            ModelQuota { gate: Gate::new(Health::since(rests << 32)), used: 0 }
        });
        quota.used = rests;
        Some((&mut quota.gate, !is_known))
    }

    fn forget_oldest_quota(&mut self) {
        let oldest = self
            .accounts
            .iter()
            .flat_map(|(slot, account)| {
                account.models.iter().map(move |(model, quota)| (quota.used, slot, model))
            })
            .min_by_key(|(used, _, _)| *used)
            .map(|(_, slot, model)| (slot, model.clone()));
        if let Some((slot, model)) = oldest
            && let Some(account) = self.accounts.get_mut(slot)
            && account.models.remove(&model).is_some()
        {
            self.model_quotas -= 1;
        }
    }
}

/// A lease for a model that is not known as a free one did not go through the quota. It has a say in
/// it only while that is well: otherwise it may have been sent before the rest began.
fn unwatched(health: &Health) -> Option<Pass> {
    health.cause().is_none().then(|| health.pass())
}

fn quota_of<'a>(account: &'a mut AccountEntry, ticket: &Ticket) -> Option<&'a mut ModelQuota> {
    if account.models.is_empty() {
        return None;
    }
    account.models.get_mut(ticket.model.as_ref()?)
}

impl Ticket {
    /// The scope of this kind that the lease went through.
    fn scope(&self, scope: Scope) -> Option<ScopeRef> {
        Some(match scope {
            Scope::None => return None,
            Scope::Key => ScopeRef::Key(self.key),
            Scope::Account => ScopeRef::Account(self.account),
            Scope::FreeModels => ScopeRef::FreeModels(self.account),
            Scope::Model => ScopeRef::Model(self.account, self.model.clone()?),
        })
    }
}
