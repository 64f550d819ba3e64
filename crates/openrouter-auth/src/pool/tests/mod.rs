//! The pool as its callers see it.

mod accounts;
mod chance;
mod choosing;
mod debug;
mod failover;
mod leasing;
mod log_lines;
mod never_leased;
mod quotas;
mod rows;
mod sharing;
mod status;
mod store;
mod verdicts;
mod waiting;

use std::sync::Arc;

use llm_provider_base::FixedRandom;
use llm_types::ErrorKind;
use tokio::time::Instant;

use crate::{ApiKey, KeyId, KeyLease, KeyPool, LeaseRequest, PoolExhausted};

/// The kind of a failure, where it does not matter.
const KIND: ErrorKind = ErrorKind::Unavailable;

fn key(name: &str) -> ApiKey {
    ApiKey::new(format!("sk-or-v1-canary-{name}")).unwrap()
}

fn id(name: &str) -> KeyId {
    key(name).id()
}

/// A pool of these keys, whose cooldowns have no jitter.
fn pool(names: &[&str]) -> KeyPool {
    KeyPool::builder()
        .keys(names.iter().copied().map(key))
        .random(Arc::new(FixedRandom(0.5)))
        .build()
}

/// Leases any key.
fn lease_any(pool: &KeyPool, now: Instant) -> Result<KeyLease, PoolExhausted> {
    pool.lease(&LeaseRequest::new(), now)
}
