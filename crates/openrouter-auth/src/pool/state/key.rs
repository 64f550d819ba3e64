//! [`KeyEntry`]: what is known of one key.

use std::sync::Arc;

use llm_types::ErrorKind;
use slotmap::new_key_type;

use super::super::health::Health;
use super::gate::Gate;
use crate::{ApiKey, Blame, KeyId, KeyLimits, PoolKey};

new_key_type! {
    /// One stay of a key in the pool. Never used again, so that a lease on a key that was removed
    /// and added again has no say in its new life.
    pub(in crate::pool) struct KeySlot;

    /// One stay of an account.
    pub(in crate::pool) struct AccountSlot;
}

/// One key.
#[derive(Debug)]
pub(super) struct KeyEntry {
    pub(super) key: ApiKey,
    pub(super) id: KeyId,
    pub(super) account: AccountSlot,
    pub(super) label: Option<Arc<str>>,
    pub(super) weight: u32,
    pub(super) priority: u32,
    /// What its owner allows.
    pub(super) max_concurrency: Option<u32>,
    pub(super) gate: Gate,
    pub(super) successes: u64,
    pub(super) failures: u64,
    pub(super) last_blame: Option<Blame>,
    pub(super) last_error: Option<ErrorKind>,
    pub(super) limits: Option<KeyLimits>,
}

impl KeyEntry {
    pub(super) fn new(key: PoolKey, account: AccountSlot) -> Self {
        let PoolKey { key, account: _, label, weight, priority, max_concurrency } = key;
        Self {
            id: key.id(),
            key,
            account,
            label,
            weight,
            priority,
            max_concurrency,
            gate: Gate::new(Health::new()),
            successes: 0,
            failures: 0,
            last_blame: None,
            last_error: None,
            limits: None,
        }
    }
}
