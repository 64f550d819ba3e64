//! What the end of a lease does.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use super::log_lines::LogLines;
use super::{KIND, id, key, lease_any, pool};
use crate::{Blame, KeyLimits, KeyState, LeaseRequest};

#[test]
fn a_lease_that_is_dropped_counts_neither_way() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    let untouched = pool.status(now);
    let lease = lease_any(&pool, now).unwrap();
    assert_eq!(pool.status(now).keys[0].in_flight, 1);
    drop(lease);
    assert_eq!(pool.status(now), untouched);
    lease_any(&pool, now).unwrap().fail(Blame::None, KIND, now);
    assert_eq!(pool.status(now), untouched);
}

#[test]
fn a_lease_outlives_its_key_and_has_no_say_in_the_keys_next_life() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    let (late, dropped) = (lease_any(&pool, now).unwrap(), lease_any(&pool, now).unwrap());
    pool.remove(id("a")).unwrap();
    assert_eq!(late.key().expose(), key("a").expose());

    pool.add(key("a"));
    let fresh = pool.status(now).keys;
    late.fail(Blame::Rejected, KIND, now);
    drop(dropped);
    assert_eq!(pool.status(now).keys, fresh);
    assert_eq!(pool.status(now).accounts[0].in_flight, 0);
}

#[test]
fn fifty_refusals_in_flight_are_one_quarantine_and_one_line_in_the_log() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    let log = LogLines::default();
    let _guard = log.listen();
    let leases: Vec<_> = (0..50).map(|_| lease_any(&pool, now).unwrap()).collect();
    for lease in leases {
        lease.fail(Blame::Rejected, KIND, now);
    }
    assert_eq!(log.count(), 1);
    let status = &pool.status(now).keys[0];
    assert_eq!(status.state, KeyState::Quarantined);
    assert_eq!((status.failures, status.failures_in_a_row, status.in_flight), (50, 1, 0));
}

#[test]
fn adding_a_quarantined_key_again_brings_it_back() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    lease_any(&pool, now).unwrap().fail(Blame::Rejected, KIND, now);
    assert!(!pool.add(key("a")));
    assert_eq!(pool.status(now).keys[0].state, KeyState::Healthy);
}

#[test]
fn adding_a_resting_key_again_does_not_wake_it() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    lease_any(&pool, now).unwrap().fail(Blame::Failed, KIND, now);
    assert!(!pool.add(key("a")));
    assert_eq!(pool.status(now).keys[0].state, KeyState::Cooling);
    pool.reset(id("a")).unwrap();
    assert_eq!(pool.status(now).keys[0].state, KeyState::Healthy);
}

#[test]
fn three_rests_in_a_row_make_a_key_unhealthy_and_a_success_ends_that() {
    let pool = pool(&["a"]);
    let mut now = Instant::now();
    let mut unhealthy = Vec::new();
    for _ in 0..3 {
        lease_any(&pool, now).unwrap().fail(Blame::Failed, KIND, now);
        unhealthy.push(pool.status(now).keys[0].is_unhealthy());
        now += Duration::from_secs(60);
    }
    assert_eq!(unhealthy, [false, false, true]);
    lease_any(&pool, now).unwrap().succeed(now);
    assert!(!pool.status(now).keys[0].is_unhealthy());
}

#[test]
fn a_quarantined_key_is_unhealthy_at_once() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    lease_any(&pool, now).unwrap().fail(Blame::Rejected, KIND, now);
    assert!(pool.status(now).keys[0].is_unhealthy());
}

#[test]
fn a_refusal_from_before_a_check_does_not_count_after_it() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    let old = lease_any(&pool, now).unwrap();
    lease_any(&pool, now).unwrap().fail(Blame::Rejected, KIND, now);
    let now = now + Duration::from_secs(60);
    let spent = r#"{"limit":5,"limit_remaining":0,"limit_reset":"daily"}"#;
    let limits = KeyLimits::new(&serde_json::from_str(spent).unwrap(), SystemTime::UNIX_EPOCH);
    pool.next_check(now).unwrap().works(limits, now, SystemTime::UNIX_EPOCH);
    old.fail(Blame::Rejected, KIND, now);
    let key = &pool.status(now).keys[0];
    assert_eq!(key.state, KeyState::Parked, "it was taken, and has no money");
    assert!(matches!(key.last_blame, Some(Blame::Capped { .. })), "{:?}", key.last_blame);
}

#[test]
fn each_rest_is_logged_with_what_it_is_a_rest_of() {
    let log = LogLines::default();
    let _guard = log.listen();
    let model = llm_types::ModelId::from("openai/gpt-4o-mini");
    let request = LeaseRequest::new().for_model(&model);
    for (blame, says) in [
        (Blame::Rejected, "key is not leased"),
        (Blame::OutOfCredits, "account is not used"),
        (Blame::Throttled, "account has fewer leases out"),
        (Blame::RateLimited { until: None }, "account is not used for this model"),
    ] {
        let (pool, now) = (pool(&["a"]), Instant::now());
        pool.lease(&request, now).unwrap().fail(blame, KIND, now);
        assert_eq!(log.messages().pop().as_deref(), Some(says), "{blame}");
    }
}
