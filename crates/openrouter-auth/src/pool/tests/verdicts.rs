//! What the end of a lease does.

use std::time::Duration;

use tokio::time::Instant;

use super::{id, key, pool};
use crate::{Blame, KeyState};

#[test]
fn a_lease_that_is_dropped_counts_neither_way() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    let untouched = pool.status(now);
    let lease = pool.lease(now).unwrap();
    assert_eq!(pool.status(now).keys[0].in_flight, 1);
    drop(lease);
    assert_eq!(pool.status(now), untouched);
    pool.lease(now).unwrap().fail(Blame::None, now);
    assert_eq!(pool.status(now), untouched);
}

#[test]
fn a_lease_outlives_its_key_and_has_no_say_in_the_keys_next_life() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    let (late, dropped) = (pool.lease(now).unwrap(), pool.lease(now).unwrap());
    pool.remove(id("a")).unwrap();
    assert_eq!(late.key().expose(), key("a").expose());

    pool.add(key("a"));
    let fresh = pool.status(now);
    late.fail(Blame::Rejected, now);
    drop(dropped);
    assert_eq!(pool.status(now), fresh);
}

#[test]
fn fifty_refusals_in_flight_are_one_quarantine() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    let leases: Vec<_> = (0..50).map(|_| pool.lease(now).unwrap()).collect();
    for lease in leases {
        lease.fail(Blame::Rejected, now);
    }
    let status = &pool.status(now).keys[0];
    assert_eq!(status.state, KeyState::Quarantined);
    assert_eq!((status.failures, status.failures_in_a_row, status.in_flight), (50, 1, 0));
}

#[test]
fn adding_a_quarantined_key_again_brings_it_back() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    pool.lease(now).unwrap().fail(Blame::Rejected, now);
    assert!(!pool.add(key("a")));
    assert_eq!(pool.status(now).keys[0].state, KeyState::Healthy);
}

#[test]
fn adding_a_resting_key_again_does_not_wake_it() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    pool.lease(now).unwrap().fail(Blame::Failed, now);
    assert!(!pool.add(key("a")));
    assert_eq!(pool.status(now).keys[0].state, KeyState::Cooling);
    pool.reset(id("a")).unwrap();
    assert_eq!(pool.status(now).keys[0].state, KeyState::Healthy);
}

#[test]
fn the_status_says_how_each_key_is() {
    let pool = pool(&["a", "b", "c", "d"]);
    let now = Instant::now();
    let until = Some(now + Duration::from_secs(90));
    pool.lease(now).unwrap().succeed(now);
    pool.lease(now).unwrap().fail(Blame::Failed, now);
    pool.lease(now).unwrap().fail(Blame::Capped { until }, now);
    pool.lease(now).unwrap().fail(Blame::Rejected, now);
    let lease = pool.lease(now).unwrap();
    assert_eq!(lease.id(), id("a"));

    let status = pool.status(now);
    assert_eq!(status.available(), 1);
    let rest = |seconds: u64| serde_json::json!({ "secs": seconds, "nanos": 0 });
    let expected = serde_json::json!({ "keys": [
        {
            "id": id("a"), "state": "healthy", "resumes_in": null, "in_flight": 1,
            "successes": 1, "failures": 0, "failures_in_a_row": 0, "last_blame": null,
        },
        {
            "id": id("b"), "state": "cooling", "resumes_in": rest(1), "in_flight": 0,
            "successes": 0, "failures": 1, "failures_in_a_row": 1, "last_blame": "failed",
        },
        {
            "id": id("c"), "state": "parked", "resumes_in": rest(90), "in_flight": 0,
            "successes": 0, "failures": 1, "failures_in_a_row": 1, "last_blame": "capped",
        },
        {
            "id": id("d"), "state": "quarantined", "resumes_in": null, "in_flight": 0,
            "successes": 0, "failures": 1, "failures_in_a_row": 1, "last_blame": "rejected",
        },
    ]});
    assert_eq!(serde_json::to_value(&status).unwrap(), expected);
}

#[test]
fn three_rests_in_a_row_make_a_key_unhealthy_and_a_success_ends_that() {
    let pool = pool(&["a"]);
    let mut now = Instant::now();
    let mut unhealthy = Vec::new();
    for _ in 0..3 {
        pool.lease(now).unwrap().fail(Blame::Failed, now);
        unhealthy.push(pool.status(now).keys[0].is_unhealthy());
        now += Duration::from_secs(60);
    }
    assert_eq!(unhealthy, [false, false, true]);
    pool.lease(now).unwrap().succeed(now);
    assert!(!pool.status(now).keys[0].is_unhealthy());
}

#[test]
fn a_quarantined_key_is_unhealthy_at_once() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    pool.lease(now).unwrap().fail(Blame::Rejected, now);
    assert!(pool.status(now).keys[0].is_unhealthy());
}

#[test]
fn nothing_that_the_pool_shows_has_a_key_in_it() {
    let pool = pool(&["a", "b"]);
    let now = Instant::now();
    let lease = pool.lease(now).unwrap();
    let leases = format!("{pool:?} {pool:#?} {lease:?} {lease:#?}");
    lease.fail(Blame::Rejected, now);
    pool.lease(now).unwrap().fail(Blame::Failed, now);
    let status = pool.status(now);
    let json = serde_json::to_string(&status).unwrap();
    let exhausted = pool.lease(now).unwrap_err();
    let unknown = pool.remove(id("z")).unwrap_err();
    let error = llm_types::Error::from(exhausted);
    let errors = format!("{exhausted:?} {exhausted} {unknown:?} {unknown} {error:?} {error}");
    let shown = format!("{leases} {status:?} {json} {errors}");
    assert!(!shown.contains("canary"), "{shown}");
    assert!(shown.contains(&id("a").to_string()), "keys are named by their ids: {shown}");
}
