//! Which keys there are.

use std::collections::HashSet;

use super::PoolState;
use super::account::AccountEntry;
use super::exchange::ScopeRef;
use super::key::{AccountSlot, KeyEntry, KeySlot};
use crate::{AccountId, KeyId, PoolKey};

impl PoolState {
    /// Adds a key at the end. If it is there, it stays where it is, takes what is said of it, and is
    /// freed from quarantine.
    pub(in crate::pool) fn add(&mut self, key: PoolKey) -> bool {
        if let Some(slot) = self.by_digest.get(key.key.digest()).copied() {
            self.update(slot, key);
            if let Some(entry) = self.keys.get_mut(slot)
                && entry.gate.health.is_quarantined()
            {
                entry.gate.health.reset();
                self.mark(ScopeRef::Key(slot), None);
            }
            self.serve();
            return false;
        }
        self.insert(key);
        self.serve();
        true
    }

    /// Makes these the keys. Those that stay keep their health and their place.
    pub(in crate::pool) fn replace(&mut self, keys: Vec<PoolKey>) {
        let stay: HashSet<[u8; 32]> = keys.iter().map(|key| *key.key.digest()).collect();
        for key in keys {
            match self.by_digest.get(key.key.digest()).copied() {
                Some(slot) => self.update(slot, key),
                None => self.insert(key),
            }
        }
        let gone: Vec<_> =
            self.entries().filter(|(_, entry)| !stay.contains(entry.key.digest())).collect();
        let gone: Vec<KeySlot> = gone.into_iter().map(|(slot, _)| slot).collect();
        for slot in gone {
            self.take_out(slot);
        }
        self.serve();
        self.reconsider();
    }

    fn insert(&mut self, key: PoolKey) {
        let account = self.join(&key.account);
        let (digest, weight, priority) = (*key.key.digest(), key.weight, key.priority);
        let slot = self.keys.insert(KeyEntry::new(key, account));
        self.order.push(slot);
        self.by_digest.insert(digest, slot);
        self.selector.insert(slot, weight, priority);
    }

    /// What the owner says of a key has changed; what was found out about it has not.
    fn update(&mut self, slot: KeySlot, key: PoolKey) {
        let PoolKey { key: _, account, label, weight, priority, max_concurrency } = key;
        let Some(entry) = self.keys.get_mut(slot) else { return };
        entry.label = label;
        entry.max_concurrency = max_concurrency;
        if (entry.weight, entry.priority) != (weight, priority) {
            (entry.weight, entry.priority) = (weight, priority);
            let leases = entry.gate.in_flight;
            self.selector.remove(slot);
            self.selector.insert(slot, weight, priority);
            for _ in 0..leases {
                self.selector.leased(slot);
            }
        }
        let before = self.keys.get(slot).map(|entry| entry.account);
        if before.and_then(|before| self.accounts.get(before)).is_some_and(|old| old.id == account)
        {
            return;
        }
        let joined = self.join(&account);
        if let Some(entry) = self.keys.get_mut(slot) {
            entry.account = joined;
        }
        if let Some(before) = before {
            self.part(before);
        }
    }

    /// Removes a key. False if it is not there.
    pub(in crate::pool) fn remove(&mut self, id: KeyId) -> bool {
        let found: Vec<KeySlot> =
            self.entries().filter(|(_, entry)| entry.id == id).map(|(slot, _)| slot).collect();
        for slot in &found {
            self.take_out(*slot);
        }
        self.reconsider();
        !found.is_empty()
    }

    fn take_out(&mut self, slot: KeySlot) {
        let Some(entry) = self.keys.remove(slot) else { return };
        self.order.retain(|other| *other != slot);
        self.by_digest.remove(entry.key.digest());
        self.selector.remove(slot);
        self.part(entry.account);
    }

    /// Forgets every key and account.
    pub(in crate::pool) fn clear(&mut self) {
        let all = std::mem::take(&mut self.order);
        for slot in all {
            self.selector.remove(slot);
        }
        self.keys.clear();
        self.by_digest.clear();
        self.accounts.clear();
        self.by_name.clear();
        self.model_quotas = 0;
        self.reconsider();
    }

    /// Makes a key as new, and its account with it. False if it is not there.
    pub(in crate::pool) fn reset(&mut self, id: KeyId) -> bool {
        let Some((slot, account_slot)) = self
            .entries()
            .find(|(_, entry)| entry.id == id)
            .map(|(slot, entry)| (slot, entry.account))
        else {
            return false;
        };
        let mut scopes = vec![
            ScopeRef::Key(slot),
            ScopeRef::Account(account_slot),
            ScopeRef::FreeModels(account_slot),
        ];
        if let Some(entry) = self.keys.get_mut(slot) {
            entry.gate.health.reset();
        }
        if let Some(account) = self.accounts.get_mut(account_slot) {
            account.gate.health.reset();
            account.free.health.reset();
            account.throttle.reset();
            for (model, quota) in &mut account.models {
                quota.gate.health.reset();
                scopes.push(ScopeRef::Model(account_slot, model.clone()));
            }
        }
        for scope in scopes {
            self.mark(scope, None);
        }
        self.serve();
        true
    }

    pub(in crate::pool) fn len(&self) -> usize {
        self.order.len()
    }

    pub(in crate::pool) fn ids(&self) -> Vec<KeyId> {
        self.entries().map(|(_, entry)| entry.id).collect()
    }

    /// The account of this name, with one key more.
    fn join(&mut self, name: &AccountId) -> AccountSlot {
        let slot = if let Some(slot) = self.by_name.get(name) {
            *slot
        } else {
            let limit = self.limits.accounts.get(name).copied().or(self.limits.per_account);
            let slot = self.accounts.insert(AccountEntry::new(name.clone(), limit));
            self.by_name.insert(name.clone(), slot);
            slot
        };
        if let Some(account) = self.accounts.get_mut(slot) {
            account.keys += 1;
        }
        slot
    }

    /// The account has one key less.
    fn part(&mut self, slot: AccountSlot) {
        if let Some(account) = self.accounts.get_mut(slot) {
            account.keys = account.keys.saturating_sub(1);
        }
        self.forget_if_unused(slot);
    }

    /// An account without keys and leases is forgotten.
    pub(super) fn forget_if_unused(&mut self, slot: AccountSlot) {
        let Some(account) = self.accounts.get(slot) else { return };
        if account.keys == 0 && account.gate.in_flight == 0 {
            self.by_name.remove(&account.id);
            self.model_quotas -= account.models.len();
            self.accounts.remove(slot);
        }
    }
}
