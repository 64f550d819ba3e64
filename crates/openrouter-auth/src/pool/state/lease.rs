//! The choice of a key.

use llm_types::ModelId;
use slotmap::SlotMap;
use tokio::time::Instant;

use super::super::health::{Health, Pass, Standing};
use super::super::request::LeaseRequest;
use super::PoolState;
use super::account::AccountEntry;
use super::gate::Obstacle;
use super::key::{AccountSlot, KeyEntry, KeySlot};
use crate::{AccountId, ApiKey, KeyId, PoolExhausted};

/// What a lease must show to give its verdict: where it stands, and how it went through each scope.
#[derive(Debug)]
pub(in crate::pool) struct Ticket {
    pub(super) key: KeySlot,
    /// Its name, which outlasts its stay.
    pub(super) key_id: KeyId,
    pub(super) key_pass: Pass,
    pub(super) account: AccountSlot,
    pub(super) account_pass: Pass,
    /// How often the account had been throttled.
    pub(super) cuts: u64,
    pub(super) free_pass: Option<Pass>,
    /// The model that is asked.
    pub(super) model: Option<ModelId>,
    /// Unless the account did not rest for the model yet.
    pub(super) model_pass: Option<Pass>,
    pub(super) is_confirmed: bool,
}

/// Whose turn it is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pool) enum Choice {
    /// As the strategy says.
    Next,
    /// The same, but no probe: where state is shared, that must be won first.
    NextProven,
    /// The first in order, without taking its turn.
    First,
}

/// A key for one attempt.
#[derive(Debug)]
pub(in crate::pool) struct Granted {
    pub(in crate::pool) key: ApiKey,
    pub(in crate::pool) account: AccountId,
    pub(in crate::pool) ticket: Ticket,
}

impl PoolState {
    /// Chooses a key and counts the lease: one step.
    pub(in crate::pool) fn lease(
        &mut self,
        request: &LeaseRequest<'_>,
        choice: Choice,
        now: Instant,
    ) -> Result<Granted, PoolExhausted> {
        self.serve_due(now);
        self.try_lease(request, choice, now).ok_or_else(|| self.outlook(request, now))
    }

    /// The same for whoever does not want to know why not.
    pub(super) fn try_lease(
        &mut self,
        request: &LeaseRequest<'_>,
        choice: Choice,
        now: Instant,
    ) -> Option<Granted> {
        let slot = self.pick(request, choice, now)?;
        self.enter(slot, request)
    }

    /// The key whose turn it is.
    pub(super) fn pick(
        &mut self,
        request: &LeaseRequest<'_>,
        choice: Choice,
        now: Instant,
    ) -> Option<KeySlot> {
        let is_free = request.is_free();
        let Self { keys, accounts, selector, limits, order, shared, .. } = self;
        let is_available = |slot: KeySlot| {
            let Some(entry) = keys.get(slot) else { return false };
            let Some(account) = accounts.get(entry.account) else { return false };
            request.allows(entry.id, &account.id)
                && entry.obstacle(limits.per_key, now).is_none()
                && account.obstacle(request, is_free, now).is_none()
        };
        let must_not_probe = choice != Choice::Next && shared.is_some();
        let is_available = |slot: KeySlot| {
            is_available(slot)
                && !(must_not_probe && would_probe(keys, accounts, slot, request, now))
        };
        match choice {
            Choice::Next | Choice::NextProven if request.only.is_none() => {
                selector.pick(is_available)
            }
            Choice::Next | Choice::NextProven | Choice::First => {
                order.iter().copied().find(|slot| is_available(*slot))
            }
        }
    }

    /// Goes through the scopes of a key that is available.
    pub(super) fn enter(&mut self, slot: KeySlot, request: &LeaseRequest<'_>) -> Option<Granted> {
        let entry = self.keys.get_mut(slot)?;
        let account = self.accounts.get_mut(entry.account)?;
        let model_pass = match request.model {
            Some(model) if !account.models.is_empty() => {
                account.models.get_mut(model).map(|quota| quota.gate.enter())
            }
            _ => None,
        };
        let ticket = Ticket {
            key: slot,
            key_id: entry.id,
            key_pass: entry.gate.enter(),
            account: entry.account,
            account_pass: account.gate.enter(),
            cuts: account.throttle.cuts(),
            free_pass: request.is_free().then(|| account.free.enter()),
            model: request.model.cloned(),
            model_pass,
            is_confirmed: false,
        };
        self.selector.leased(slot);
        Some(Granted { key: entry.key.clone(), account: account.id.clone(), ticket })
    }
}

impl KeyEntry {
    /// What keeps a lease of the key from being had, as far as it is the key's own.
    #[inline]
    pub(super) fn obstacle(&self, per_key: Option<u32>, now: Instant) -> Option<Obstacle> {
        let limit = self.max_concurrency.or(per_key).unwrap_or(u32::MAX);
        self.gate.obstacle(limit, now)
    }

    pub(super) const fn health(&self) -> &Health {
        &self.gate.health
    }
}

/// True if a lease of this key would be the probe of something.
fn would_probe(
    keys: &SlotMap<KeySlot, KeyEntry>,
    accounts: &SlotMap<AccountSlot, AccountEntry>,
    slot: KeySlot,
    request: &LeaseRequest<'_>,
    now: Instant,
) -> bool {
    let Some(entry) = keys.get(slot) else { return false };
    let Some(account) = accounts.get(entry.account) else { return false };
    let quota = request.model.and_then(|model| account.models.get(model));
    let free = request.is_free().then_some(&account.free);
    [Some(&entry.gate), Some(&account.gate), free, quota.map(|quota| &quota.gate)]
        .into_iter()
        .flatten()
        .any(|gate| gate.health.standing(now) == Standing::HalfOpen)
}
