//! The pool as its callers see it.

mod failover;
mod leasing;
mod never_leased;
mod verdicts;

use std::sync::Arc;

use llm_provider_base::FixedRandom;

use crate::{ApiKey, KeyId, KeyPool};

fn key(name: &str) -> ApiKey {
    ApiKey::new(format!("sk-or-v1-canary-{name}")).unwrap()
}

fn id(name: &str) -> KeyId {
    key(name).id()
}

/// A pool of these keys, whose cooldowns have no jitter.
fn pool(names: &[&str]) -> KeyPool {
    KeyPool::with_random(names.iter().copied().map(key), Arc::new(FixedRandom(0.5)))
}
