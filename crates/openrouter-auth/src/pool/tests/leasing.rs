//! Which key is next.

use std::time::Duration;

use tokio::time::Instant;

use super::{KIND, id, key, lease_any, pool};
use crate::{Blame, Exhaustion, KeyPool, LeaseRequest, PoolExhausted, UnknownKey};

/// Leases as often as there are names, each lease over before the next.
#[track_caller]
fn check_turns(pool: &KeyPool, now: Instant, names: &[&str]) {
    let turns: Vec<_> = names.iter().map(|_| lease_any(pool, now).unwrap().id()).collect();
    let expected: Vec<_> = names.iter().map(|name| id(name)).collect();
    assert_eq!(turns, expected);
}

#[test]
fn keys_take_turns() {
    let pool = pool(&["a", "b", "c"]);
    check_turns(&pool, Instant::now(), &["a", "b", "c", "a", "b", "c", "a"]);
}

#[test]
fn turns_stay_even_while_a_key_rests_and_when_it_is_back() {
    let pool = pool(&["a", "b", "c"]);
    let now = Instant::now();
    lease_any(&pool, now).unwrap().fail(Blame::Failed, KIND, now);
    check_turns(&pool, now, &["b", "c", "b", "c"]);
    check_turns(&pool, now + Duration::from_secs(1), &["a", "b", "c", "a"]);
}

#[test]
fn a_thousand_leases_are_shared_evenly() {
    let pool = pool(&["a", "b", "c", "d"]);
    let now = Instant::now();
    for _ in 0..1000 {
        lease_any(&pool, now).unwrap().succeed(now);
    }
    let successes: Vec<_> = pool.status(now).keys.iter().map(|key| key.successes).collect();
    assert_eq!(successes, [250; 4]);
}

#[test]
fn the_current_key_is_the_first_available_one_and_keeps_its_turn() {
    let pool = pool(&["a", "b"]);
    let now = Instant::now();
    for _ in 0..3 {
        assert_eq!(pool.current(now).unwrap().id(), id("a"));
    }
    check_turns(&pool, now, &["a", "b"]);
    pool.current(now).unwrap().fail(Blame::Rejected, KIND, now);
    assert_eq!(pool.current(now).unwrap().id(), id("b"));
}

#[test]
fn a_call_can_rule_out_the_keys_it_has_tried() {
    let pool = pool(&["a", "b"]);
    let now = Instant::now();
    assert_eq!(
        pool.lease(&LeaseRequest::new().except_keys(&[id("a")]), now).unwrap().id(),
        id("b")
    );
    let both = [id("a"), id("b")];
    let error = pool.lease(&LeaseRequest::new().except_keys(&both), now).unwrap_err();
    assert_eq!(error, PoolExhausted::new(Exhaustion::Excluded));
}

#[test]
fn an_attempt_can_be_repeated_with_the_same_key() {
    let pool = pool(&["a", "b"]);
    let now = Instant::now();
    let only = |name| pool.lease(&LeaseRequest::new().only(id(name)), now);
    assert_eq!(only("b").unwrap().id(), id("b"));
    check_turns(&pool, now, &["a", "b"]);
    assert_eq!(only("a").unwrap().id(), id("a"));
    check_turns(&pool, now, &["a", "b"]);
    only("b").unwrap().fail(Blame::Failed, KIND, now);
    let error = only("b").unwrap_err();
    assert_eq!(error.reason, Exhaustion::Cooling);
    assert_eq!(only("z").unwrap_err().reason, Exhaustion::NoKey);
}

#[test]
fn an_exhausted_pool_names_the_reason_and_the_end_of_the_shortest_rest() {
    let now = Instant::now();
    let capped = Blame::Capped { until: None };
    let check = |blames: &[Blame], reason: Exhaustion, soonest: Option<u64>| {
        let pool = pool(&["a", "b", "c"][..blames.len()]);
        for blame in blames {
            lease_any(&pool, now).unwrap().fail(*blame, KIND, now);
        }
        let soonest = soonest.map(Duration::from_secs);
        let exhausted = lease_any(&pool, now).unwrap_err();
        assert_eq!((exhausted.reason, exhausted.soonest), (reason, soonest));
    };
    check(&[], Exhaustion::NoKey, None);
    check(&[Blame::Rejected, Blame::Rejected], Exhaustion::Quarantined, None);
    check(&[Blame::Rejected, capped], Exhaustion::Parked, Some(3600));
    check(&[capped, Blame::Failed, Blame::Rejected], Exhaustion::Cooling, Some(1));
}

#[test]
fn a_key_given_twice_is_there_once() {
    let pool = pool(&["a", "b", "a"]);
    assert_eq!(pool.keys(), [id("a"), id("b")]);
    assert!(!pool.add(key("b")));
    assert!(pool.add(key("c")));
    assert_eq!(pool.len(), 3);
}

#[test]
fn a_key_that_is_added_joins_without_disturbing_the_others() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    lease_any(&pool, now).unwrap().fail(Blame::Failed, KIND, now);
    let before = pool.status(now).keys;
    pool.add(key("b"));
    check_turns(&pool, now, &["b", "b"]);
    assert_eq!(pool.status(now).keys[..1], before);
}

#[test]
fn removing_a_key_that_is_not_there_is_an_error() {
    let pool = pool(&["a", "b"]);
    assert_eq!(pool.remove(id("a")), Ok(()));
    assert_eq!(pool.remove(id("a")), Err(UnknownKey(id("a"))));
    assert_eq!(pool.reset(id("a")), Err(UnknownKey(id("a"))));
    assert_eq!(pool.keys(), [id("b")]);
}

#[test]
fn a_cleared_pool_is_empty() {
    let pool = pool(&["a", "b"]);
    pool.clear();
    assert!(pool.is_empty());
    assert_eq!(lease_any(&pool, Instant::now()).unwrap_err().reason, Exhaustion::NoKey);
}

#[test]
fn clones_share_keys_and_health() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    let clone = pool.clone();
    lease_any(&clone, now).unwrap().fail(Blame::Rejected, KIND, now);
    assert_eq!(lease_any(&pool, now).unwrap_err().reason, Exhaustion::Quarantined);
}
