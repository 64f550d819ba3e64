//! [`AccountEntry`]: what is known of one account.

use std::collections::HashMap;

use llm_types::{ErrorKind, ModelId};
use tokio::time::Instant;

use super::super::health::Health;
use super::super::request::LeaseRequest;
use super::gate::{Gate, Obstacle};
use super::throttle::Throttle;
use crate::{AccountId, Blame};

/// One account, as long as it has keys or leases.
#[derive(Debug)]
pub(super) struct AccountEntry {
    pub(super) id: AccountId,
    pub(super) keys: u32,
    pub(super) gate: Gate,
    pub(super) throttle: Throttle,
    pub(super) failures: u64,
    pub(super) last_blame: Option<Blame>,
    pub(super) last_error: Option<ErrorKind>,
    /// What the owner of the pool allows.
    pub(super) max_concurrency: Option<u32>,
    /// The quota of free requests.
    pub(super) free: Gate,
    /// The models that the account was told to leave alone for a time.
    pub(super) models: HashMap<ModelId, ModelQuota>,
}

/// The rate limit of one model.
#[derive(Debug)]
pub(super) struct ModelQuota {
    pub(super) gate: Gate,
    /// When it was last put to rest, as a count: the one that was longest ago is forgotten first.
    pub(super) used: u64,
}

impl AccountEntry {
    pub(super) fn new(id: AccountId, max_concurrency: Option<u32>) -> Self {
        Self {
            id,
            keys: 0,
            gate: Gate::new(Health::new()),
            throttle: Throttle::default(),
            failures: 0,
            last_blame: None,
            last_error: None,
            max_concurrency,
            free: Gate::new(Health::new()),
            models: HashMap::new(),
        }
    }

    /// How many leases may be out at a time.
    pub(super) fn limit(&self) -> Option<u32> {
        match (self.max_concurrency, self.throttle.most()) {
            (Some(allowed), Some(found)) => Some(allowed.min(found)),
            (allowed, found) => allowed.or(found),
        }
    }

    /// What keeps such a lease from passing, if anything does, and which of the account's scopes.
    #[inline]
    pub(super) fn obstacle(
        &self,
        request: &LeaseRequest<'_>,
        is_free: bool,
        now: Instant,
    ) -> Option<(Obstacle, &Health)> {
        let limit = self.limit().unwrap_or(u32::MAX);
        if let Some(obstacle) = self.gate.obstacle(limit, now) {
            return Some((obstacle, &self.gate.health));
        }
        if is_free && let Some(obstacle) = self.free.obstacle(u32::MAX, now) {
            return Some((obstacle, &self.free.health));
        }
        if self.models.is_empty() {
            return None;
        }
        let quota = self.models.get(request.model?)?;
        Some((quota.gate.obstacle(u32::MAX, now)?, &quota.gate.health))
    }
}
