//! What the pool shows.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use llm_provider_base::FixedRandom;
use llm_types::ErrorKind;
use serde_json::json;
use tokio::time::Instant;

use super::{KIND, id, key, lease_any, pool};
use crate::{Blame, KeyLimits, KeyPool, KeyState, LeaseRequest, PoolKey};

fn limits(json: &str) -> KeyLimits {
    KeyLimits::new(&serde_json::from_str(json).unwrap(), SystemTime::UNIX_EPOCH)
}

/// A pool without jitter.
fn two_accounts() -> KeyPool {
    KeyPool::builder()
        .keys([
            PoolKey::new(key("a")).label("laptop").max_concurrency(4),
            PoolKey::new(key("b")),
            PoolKey::new(key("c")).account("team").weight(3).priority(2),
            PoolKey::new(key("d")).account("team"),
        ])
        .account_limit("team", 7)
        .random(Arc::new(FixedRandom(0.0)))
        .build()
}

#[test]
fn the_status_says_how_each_key_is() {
    let pool = two_accounts();
    let now = Instant::now();
    let until = Some(now + Duration::from_secs(90));
    let model = "openai/gpt-4o-mini".into();
    let request = LeaseRequest::new().for_model(&model);
    lease_any(&pool, now).unwrap().succeed(now);
    lease_any(&pool, now).unwrap().fail(Blame::Failed, KIND, now);
    lease_any(&pool, now).unwrap().fail(Blame::Capped { until }, KIND, now);
    lease_any(&pool, now).unwrap().fail(Blame::Rejected, KIND, now);
    let held = lease_any(&pool, now).unwrap();
    pool.lease(&request, now).unwrap().fail(Blame::RateLimited { until }, KIND, now);
    let said = r#"{"label":"sk-or-v1-can...ary","limit":5,"limit_remaining":1.25,"usage":3.75,
        "limit_reset":"daily","is_free_tier":false,"expires_at":null}"#;
    pool.note_limits(id("a"), &limits(said));

    let status = pool.status(now);
    assert_eq!(status.available(), 1);
    assert_eq!(held.id(), id("a"));
    let expected = json!({
        "keys": [
            {
                "id": id("a"), "label": "laptop", "account": "default",
                "state": "healthy", "is_available": true, "resumes_in_seconds": null,
                "in_flight": 1, "max_concurrency": 4, "weight": 1, "priority": 0,
                "successes": 1, "failures": 0, "failures_in_a_row": 0,
                "last_blame": null, "last_error": null,
                "limits": {
                    "label": null, "limit": "5", "limit_remaining": "1.25",
                    "limit_reset": "daily", "usage": "3.75", "is_free_tier": false,
                    "expires_at": null,
                    "seen_at": "1970-01-01T00:00:00Z",
                },
            },
            {
                "id": id("b"), "label": null, "account": "default",
                "state": "cooling", "is_available": false,
                "resumes_in_seconds": 0.9,
                "in_flight": 0, "max_concurrency": null, "weight": 1, "priority": 0,
                "successes": 0, "failures": 1, "failures_in_a_row": 1,
                "last_blame": "failed", "last_error": "unavailable", "limits": null,
            },
            {
                "id": id("c"), "label": null, "account": "team",
                "state": "parked", "is_available": false, "resumes_in_seconds": 90.0,
                "in_flight": 0, "max_concurrency": null, "weight": 3, "priority": 2,
                "successes": 0, "failures": 1, "failures_in_a_row": 1,
                "last_blame": "capped", "last_error": "unavailable", "limits": null,
            },
            {
                "id": id("d"), "label": null, "account": "team",
                "state": "quarantined", "is_available": false, "resumes_in_seconds": null,
                "in_flight": 0, "max_concurrency": null, "weight": 1, "priority": 0,
                "successes": 0, "failures": 1, "failures_in_a_row": 1,
                "last_blame": "rejected", "last_error": "unavailable", "limits": null,
            },
        ],
        "accounts": [
            {
                "id": "default", "state": "healthy", "resumes_in_seconds": null, "in_flight": 1,
                "max_concurrency": null, "failures": 1,
                "last_blame": "rate_limited", "last_error": "unavailable",
                "quotas": [
                    { "model": "openai/gpt-4o-mini", "state": "cooling", "resumes_in_seconds": 90.0 },
                ],
            },
            {
                "id": "team", "state": "healthy", "resumes_in_seconds": null, "in_flight": 0,
                "max_concurrency": 7, "failures": 0,
                "last_blame": null, "last_error": null, "quotas": [],
            },
        ],
    });
    assert_eq!(serde_json::to_value(&status).unwrap(), expected);
}

#[test]
fn nothing_that_the_pool_shows_has_a_key_in_it() {
    let pool = pool(&["a", "b"]);
    let now = Instant::now();
    let lease = lease_any(&pool, now).unwrap();
    let leases = format!("{pool:?} {pool:#?} {lease:?} {lease:#?}");
    lease.fail(Blame::Rejected, KIND, now);
    lease_any(&pool, now).unwrap().fail(Blame::Failed, KIND, now);
    let status = pool.status(now);
    let json = serde_json::to_string(&status).unwrap();
    let exhausted = lease_any(&pool, now).unwrap_err();
    let unknown = pool.remove(id("z")).unwrap_err();
    let error = llm_types::Error::from(exhausted.clone());
    let errors = format!("{exhausted:?} {exhausted} {unknown:?} {unknown} {error:?} {error}");
    let shown = format!("{leases} {status:?} {json} {errors}");
    assert!(!shown.contains("canary"), "{shown}");
    assert!(shown.contains(&id("a").to_string()), "keys are named by their ids: {shown}");
}

#[test]
fn a_key_at_rest_says_why_it_rests_and_not_what_came_in_last() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    let old = lease_any(&pool, now).unwrap();
    lease_any(&pool, now).unwrap().fail(Blame::Rejected, ErrorKind::Authentication, now);
    old.fail(Blame::Failed, ErrorKind::Unavailable, now);
    let key = &pool.status(now).keys[0];
    assert_eq!((key.state, key.last_blame), (KeyState::Quarantined, Some(Blame::Rejected)));
    assert_eq!(key.last_error, Some(ErrorKind::Authentication));
}
