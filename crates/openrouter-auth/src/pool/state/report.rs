//! The status.

use std::time::Duration;

use llm_types::ModelId;
use tokio::time::Instant;

use super::super::health::Standing;
use super::super::request::LeaseRequest;
use super::PoolState;
use super::account::AccountEntry;
use super::gate::Gate;
use super::key::KeyEntry;
use crate::{AccountStatus, KeyState, KeyStatus, PoolStatus, QuotaStatus};

impl PoolState {
    pub(in crate::pool) fn status(&self, now: Instant) -> PoolStatus {
        let keys = self.entries().filter_map(|(_, entry)| self.key_status(entry, now)).collect();
        // In the order of their first keys.
        let mut slots = Vec::new();
        for (_, entry) in self.entries() {
            if !slots.contains(&entry.account) {
                slots.push(entry.account);
            }
        }
        let accounts = slots.into_iter().filter_map(|slot| self.accounts.get(slot));
        PoolStatus { keys, accounts: accounts.map(|account| account.status(now)).collect() }
    }

    fn key_status(&self, entry: &KeyEntry, now: Instant) -> Option<KeyStatus> {
        let account = self.accounts.get(entry.account)?;
        let (state, resumes_in) = state_of(&entry.gate, now);
        let cause = entry.gate.health.cause();
        let obstacle = entry.obstacle(self.limits.per_key, now);
        let shared = account.obstacle(&LeaseRequest::new(), false, now);
        Some(KeyStatus {
            id: entry.id,
            label: entry.label.as_deref().map(str::to_owned),
            account: account.id.clone(),
            state,
            is_available: obstacle.is_none() && shared.is_none(),
            resumes_in,
            in_flight: entry.gate.in_flight,
            max_concurrency: entry.max_concurrency.or(self.limits.per_key),
            weight: entry.weight,
            priority: entry.priority,
            successes: entry.successes,
            failures: entry.failures,
            failures_in_a_row: entry.gate.health.failures_in_a_row(),
            // Of a key at rest, why it rests: what came in later may have been sent before.
            last_blame: cause.map(|cause| cause.blame).or(entry.last_blame),
            last_error: cause.map(|cause| cause.kind).or(entry.last_error),
            limits: entry.limits.clone(),
        })
    }
}

impl AccountEntry {
    fn status(&self, now: Instant) -> AccountStatus {
        let (state, resumes_in) = state_of(&self.gate, now);
        let cause = self.gate.health.cause();
        let mut models: Vec<_> = self.models.iter().collect();
        models.sort_by(|one, other| one.0.cmp(other.0));
        let free = quota_status(None, &self.free, now);
        let models = models
            .into_iter()
            .filter_map(|(model, quota)| quota_status(Some(model), &quota.gate, now));
        AccountStatus {
            id: self.id.clone(),
            state,
            resumes_in,
            in_flight: self.gate.in_flight,
            max_concurrency: self.limit(),
            failures: self.failures,
            last_blame: cause.map(|cause| cause.blame).or(self.last_blame),
            last_error: cause.map(|cause| cause.kind).or(self.last_error),
            quotas: free.into_iter().chain(models).collect(),
        }
    }
}

fn quota_status(model: Option<&ModelId>, gate: &Gate, now: Instant) -> Option<QuotaStatus> {
    let (state, resumes_in) = state_of(gate, now);
    (state != KeyState::Healthy).then(|| QuotaStatus { model: model.cloned(), state, resumes_in })
}

fn state_of(gate: &Gate, now: Instant) -> (KeyState, Option<Duration>) {
    match gate.health.standing(now) {
        Standing::Open { .. } => (KeyState::Healthy, None),
        Standing::HalfOpen => (KeyState::HalfOpen, None),
        Standing::Probing => (KeyState::Probing, None),
        Standing::Cooling { until } => {
            (KeyState::Cooling, Some(until.saturating_duration_since(now)))
        }
        Standing::Parked { until } => {
            (KeyState::Parked, Some(until.saturating_duration_since(now)))
        }
        Standing::Quarantined => (KeyState::Quarantined, None),
    }
}
