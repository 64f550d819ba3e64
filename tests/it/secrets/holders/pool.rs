//! The pool of keys: what it hands out, and what it says of itself.

use std::sync::Arc;
use std::time::Duration;

use llm_provider_base::{Clock as _, SystemClock};
use llm_types::{ErrorKind, ModelId};
use openrouter_auth::{
    ApiKey, Blame, ExecuteError, Exhaustion, KeyLimits, KeyPool, KeyState, LeaseRequest,
    MemoryStore, ScopeId, SharedState, StateStore as _, StoreError, Strategy, Swap, Trial,
};
use openrouter_wire::key::Key;

use super::keys::key;
use super::{Table, enter};
use crate::secrets::planted::KEYS;

pub(super) async fn enter_all(table: &mut Table) {
    let (now, wall) = (SystemClock.now(), SystemClock.wall());
    let builder = KeyPool::builder().keys([key(0), key(1)]);
    enter!(table, builder);
    let pool = builder.build();
    let model = ModelId::from("m");
    let request = LeaseRequest::new().for_model(&model);
    let lease = pool.lease(&request, now).unwrap();
    enter!(table, pool, request, lease);
    lease.fail(
        Blame::RateLimited { until: Some(now + Duration::from_secs(60)) },
        ErrorKind::RateLimited,
        now,
    );
    for _ in 0..2 {
        let lease = pool.lease(&LeaseRequest::new(), now).unwrap();
        lease.fail(Blame::Rejected, ErrorKind::Authentication, now);
    }
    let limits = KeyLimits::new(&Key::default(), wall);
    pool.note_limits(key(0).id(), &limits);
    let status = pool.status(now);
    enter!(table, limits, status, status.keys[0], status.accounts[0]);
    enter!(table, status.accounts[0].quotas[0]);
    let exhausted = pool.lease(&LeaseRequest::new(), now).unwrap_err();
    enter!(table, exhausted, ExecuteError::<&str>::from(exhausted.clone()));
    let later = now + Duration::from_secs(24 * 3600);
    enter!(table, pool.next_check(later).unwrap(), pool.remove(key(2).id()).unwrap_err());
    shared(table).await;
    enter!(
        table,
        Blame::Rejected,
        Blame::Rejected.scope(),
        Exhaustion::Busy,
        KeyState::Healthy,
        Strategy::Random,
        SharedState::Healthy,
        StoreError::new("down"),
        Trial { holder: 1, until: wall },
    );
}

/// What several processes share of it.
async fn shared(table: &mut Table) {
    let store = Arc::new(MemoryStore::new());
    let pool = KeyPool::builder().keys([key(0)]).store(store.clone()).build();
    let now = SystemClock.now();
    let lease = pool.lease(&LeaseRequest::new(), now).unwrap();
    lease.fail(Blame::Rejected, ErrorKind::Authentication, now);
    pool.synchronise(&SystemClock).await;
    let scope = ScopeId::Key(ApiKey::new(KEYS[0]).unwrap().hash());
    let versioned = store.load(&scope).await.unwrap().unwrap();
    enter!(table, *store, pool, scope, versioned, versioned.record);
    enter!(table, Swap::Conflict(Some(versioned)));
}
