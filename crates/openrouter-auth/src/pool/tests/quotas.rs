//! Quotas that a reply says are used up, before anything is refused.

use std::sync::Arc;
use std::time::Duration;

use llm_provider_base::{FixedRandom, SystemClock};
use llm_types::{ErrorKind, ModelId};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::key;
use crate::{Exhaustion, KeyLease, KeyPool, LeaseRequest, PoolExhausted, PoolKey};

const MINUTE: Duration = Duration::from_secs(60);

/// Two accounts with a key each, whose rests have no jitter.
fn two_accounts() -> KeyPool {
    KeyPool::builder()
        .keys(["one", "two"].map(|name| PoolKey::new(key(name)).account(name)))
        .random(Arc::new(FixedRandom(0.0)))
        .build()
}

fn one_account() -> KeyPool {
    KeyPool::builder().keys([key("a")]).random(Arc::new(FixedRandom(0.0))).build()
}

fn lease(pool: &KeyPool, model: &str, now: Instant) -> Result<KeyLease, PoolExhausted> {
    pool.lease(&LeaseRequest::new().for_model(&ModelId::from(model)), now)
}

#[test]
fn what_a_reply_says_is_the_last_request_rests_the_account_for_the_model_alone() {
    let (pool, now) = (two_accounts(), Instant::now());
    let first = lease(&pool, "a/model", now).unwrap();
    let account = first.account().clone();
    first.spent_quota(now + MINUTE, now);
    first.succeed(now);
    for _ in 0..3 {
        assert_ne!(*lease(&pool, "a/model", now).unwrap().account(), account);
    }
    let others: Vec<_> = (0..2).map(|_| lease(&pool, "b/model", now).unwrap()).collect();
    assert_ne!(others[0].account(), others[1].account(), "other models are asked as before");
    let status = pool.status(now).accounts.into_iter().find(|it| it.id == account).unwrap();
    assert_eq!((status.failures, status.last_blame), (0, None), "it is no failure");
    assert_eq!(status.quotas[0].resumes_in, Some(MINUTE));
}

#[test]
fn a_free_model_counts_against_the_quota_of_all_free_models() {
    let (pool, now) = (one_account(), Instant::now());
    lease(&pool, "a/model:free", now).unwrap().spent_quota(now + MINUTE, now);
    for free in ["b/model:free", "c/model:free:online", "openrouter/free"] {
        let exhausted = lease(&pool, free, now).unwrap_err();
        assert_eq!(exhausted.reason, Exhaustion::RateLimited, "{free}");
        assert_eq!(exhausted.soonest, Some(MINUTE));
        assert_eq!(exhausted.kind(), ErrorKind::RateLimited);
    }
    for paid in ["a/model", "@preset/free", "a/model@preset/x:free"] {
        assert!(lease(&pool, paid, now).is_ok(), "{paid}");
    }
}

#[test]
fn replies_that_say_the_same_are_one_rest_and_what_is_over_is_none() {
    let (pool, now) = (one_account(), Instant::now());
    let under_way: Vec<_> = (0..50).map(|_| lease(&pool, "a/model", now).unwrap()).collect();
    for (number, lease) in (1..).zip(&under_way) {
        lease.spent_quota(now + MINUTE * number, now);
    }
    for lease in under_way {
        lease.succeed(now);
    }
    assert_eq!(lease(&pool, "a/model", now).unwrap_err().soonest, Some(MINUTE));
    let later = now + MINUTE;
    lease(&pool, "a/model", later).unwrap().succeed(later);
    assert!(lease(&pool, "a/model", later).is_ok());
    lease(&pool, "b/model", later).unwrap().spent_quota(now, later);
    assert!(lease(&pool, "b/model", later).is_ok(), "it has started anew already");
}

#[test]
fn a_lease_for_no_model_rests_nothing() {
    let (pool, now) = (one_account(), Instant::now());
    pool.lease(&LeaseRequest::new(), now).unwrap().spent_quota(now + MINUTE, now);
    assert!(pool.lease(&LeaseRequest::new(), now).is_ok());
    assert!(lease(&pool, "a/model", now).is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_thousand_callers_wait_out_a_quota_once_and_in_their_order() {
    let (pool, began) = (one_account(), Instant::now());
    lease(&pool, "a/model", began).unwrap().spent_quota(began + MINUTE, began);
    let mut crowd = JoinSet::new();
    for number in 0..1000_usize {
        let pool = pool.clone();
        crowd.spawn(async move {
            let model = ModelId::from("a/model");
            let request = LeaseRequest::new().for_model(&model);
            let patience = Some(began + 2 * MINUTE);
            let lease = pool.acquire(&request, &SystemClock, patience).await.unwrap();
            lease.succeed(Instant::now());
            (number, began.elapsed())
        });
        tokio::task::yield_now().await;
    }
    let mut order = Vec::new();
    while let Some(done) = crowd.join_next().await {
        let (number, waited) = done.unwrap();
        // The pool's patience of a minute is longer than the rest, by nothing.
        assert_eq!(waited, MINUTE, "{number}");
        order.push(number);
    }
    let out_of_order = order.windows(2).filter(|pair| pair[0] > pair[1]).count();
    assert_eq!((order.len(), out_of_order), (1000, 0));
}
