//! The ways of choosing.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use llm_provider_base::FixedRandom;
use tokio::time::Instant;

use super::{KIND, id, key, lease_any};
use crate::{Blame, Exhaustion, KeyId, KeyLease, KeyPool, LeaseRequest, PoolKey, Strategy};

fn pool(strategy: Strategy, keys: impl IntoIterator<Item = PoolKey>) -> KeyPool {
    KeyPool::builder().keys(keys).strategy(strategy).random(Arc::new(FixedRandom(0.25))).build()
}

fn keys(names: &[&str]) -> Vec<PoolKey> {
    names.iter().copied().map(|name| PoolKey::new(key(name))).collect()
}

fn weighted(weights: &[(&str, u32)]) -> KeyPool {
    let keys = weights.iter().map(|(name, weight)| PoolKey::new(key(name)).weight(*weight));
    pool(Strategy::Weighted, keys)
}

/// How often each key is leased in so many calls that succeed.
fn shares(pool: &KeyPool, calls: u32) -> HashMap<KeyId, u32> {
    let now = Instant::now();
    let mut shares = HashMap::new();
    for _ in 0..calls {
        let lease = lease_any(pool, now).unwrap();
        *shares.entry(lease.id()).or_default() += 1;
        lease.succeed(now);
    }
    shares
}

#[track_caller]
fn check_turns(pool: &KeyPool, names: &[&str]) {
    let turns: Vec<_> =
        names.iter().map(|_| lease_any(pool, Instant::now()).unwrap().id()).collect();
    let expected: Vec<_> = names.iter().map(|name| id(name)).collect();
    assert_eq!(turns, expected);
}

#[test]
fn k02_a_thousand_calls_are_shared_within_a_hundredth_and_by_weight_within_a_twentieth() {
    let even = shares(&pool(Strategy::RoundRobin, keys(&["a", "b", "c"])), 1000);
    assert!(even.values().all(|share| (330..=337).contains(share)), "{even:?}");
    let by_weight = shares(&weighted(&[("a", 7), ("b", 2), ("c", 1)]), 1000);
    for (name, expected) in [("a", 700_u32), ("b", 200), ("c", 100)] {
        let share = by_weight[&id(name)];
        assert!(share.abs_diff(expected) * 20 <= expected, "{name}: {share}");
    }
}

#[test]
fn weighted_turns_are_spread_and_not_in_a_row() {
    let pool = weighted(&[("a", 2), ("b", 1)]);
    check_turns(&pool, &["a", "b", "a", "a", "b", "a", "a", "b", "a"]);
}

#[test]
fn k22_a_key_of_weight_zero_is_never_chosen_and_the_greatest_weight_does_not_overflow() {
    let some = shares(&weighted(&[("a", 0), ("b", 1)]), 100);
    assert_eq!(some, HashMap::from([(id("b"), 100)]));
    let error = lease_any(&weighted(&[("a", 0), ("b", 0)]), Instant::now()).unwrap_err();
    assert_eq!(error.reason, Exhaustion::NoWeight);
    assert_eq!(error.kind(), llm_types::ErrorKind::Configuration);
    let most = shares(&weighted(&[("a", u32::MAX), ("b", u32::MAX), ("c", 1)]), 1000);
    assert_eq!((most[&id("a")], most[&id("b")], most.get(&id("c"))), (500, 500, None));
}

#[test]
fn a_weight_of_zero_says_nothing_to_who_asks_for_the_key_or_to_other_ways_of_choosing() {
    let now = Instant::now();
    let weightless = || [PoolKey::new(key("a")).weight(0)];
    let only = LeaseRequest::new().only(id("a"));
    for (strategy, request) in
        [(Strategy::Weighted, only), (Strategy::RoundRobin, LeaseRequest::new())]
    {
        let pool = pool(strategy, weightless());
        pool.lease(&request, now).unwrap().fail(Blame::Failed, KIND, now);
        let error = pool.lease(&request, now).unwrap_err();
        assert_eq!(error.reason, Exhaustion::Cooling, "{strategy:?}");
    }
}

#[test]
fn a_weighted_key_does_not_make_up_for_what_it_missed() {
    let pool = weighted(&[("a", 1), ("b", 1)]);
    let now = Instant::now();
    lease_any(&pool, now).unwrap().fail(Blame::Failed, KIND, now);
    shares(&pool, 100);
    let later = now + Duration::from_secs(2);
    let turns: Vec<_> = (0..6)
        .map(|_| {
            let lease = lease_any(&pool, later).unwrap();
            let id = lease.id();
            lease.succeed(later);
            id
        })
        .collect();
    assert_eq!(turns.iter().filter(|turn| **turn == id("a")).count(), 3, "{turns:?}");
}

#[test]
fn the_least_busy_key_is_chosen_and_among_equals_who_waited_longest() {
    let pool = pool(Strategy::LeastBusy, keys(&["a", "b", "c"]));
    let now = Instant::now();
    let take = || lease_any(&pool, now).unwrap();
    let mut held: Vec<KeyLease> = (0..3).map(|_| take()).collect();
    assert_eq!(held.iter().map(KeyLease::id).collect::<Vec<_>>(), ["a", "b", "c"].map(id));
    held.remove(1).succeed(now);
    let again = take();
    assert_eq!(again.id(), id("b"));
    // One lease each: `a` had its turn before the others.
    let fourth = take();
    assert_eq!(fourth.id(), id("a"));
    drop((again, fourth, held));
    check_turns(&pool, &["c", "b", "a", "c"]);
}

#[test]
fn chance_gives_each_available_key_the_same_share() {
    let pool = pool(Strategy::Random, keys(&["a", "b", "c", "d", "e"]));
    let now = Instant::now();
    let lease = lease_any(&pool, now).unwrap();
    let gone = lease.id();
    lease.fail(Blame::Rejected, KIND, now);
    let shares = shares(&pool, 8000);
    assert_eq!((shares.len(), shares.get(&gone)), (4, None));
    // Four standard deviations.
    assert!(shares.values().all(|share| share.abs_diff(2000) < 155), "{shares:?}");
}

#[test]
fn lower_priorities_step_in_when_the_first_tier_rests_or_is_busy() {
    let tier = |name, priority| PoolKey::new(key(name)).priority(priority).max_concurrency(1);
    let pool = pool(Strategy::Priority, [tier("z", 9), tier("a", 0), tier("b", 0), tier("m", 4)]);
    check_turns(&pool, &["a", "b", "a", "b"]);
    let now = Instant::now();
    let busy = lease_any(&pool, now).unwrap();
    lease_any(&pool, now).unwrap().fail(Blame::Rejected, KIND, now);
    check_turns(&pool, &["m", "m"]);
    let also_busy = lease_any(&pool, now).unwrap();
    check_turns(&pool, &["z"]);
    drop((busy, also_busy));
    check_turns(&pool, &["a", "a"]);
}

#[test]
fn every_way_of_choosing_passes_over_what_cannot_be_leased_and_forgets_what_is_removed() {
    for strategy in [
        Strategy::RoundRobin,
        Strategy::LeastBusy,
        Strategy::Random,
        Strategy::Priority,
        Strategy::Weighted,
    ] {
        let pool = pool(strategy, keys(&["a", "b", "c", "d"]));
        let now = Instant::now();
        for _ in 0..2 {
            lease_any(&pool, now).unwrap().fail(Blame::Rejected, KIND, now);
        }
        let status = pool.status(now);
        let left: Vec<_> =
            status.keys.iter().filter(|key| key.is_available).map(|key| key.id).collect();
        let mut leased: Vec<_> = shares(&pool, 50).into_keys().collect();
        leased.sort_by_key(|id| left.iter().position(|other| other == id));
        assert_eq!(leased, left, "{strategy:?}");
        pool.remove(left[0]).unwrap();
        assert_eq!(shares(&pool, 10), HashMap::from([(left[1], 10)]), "{strategy:?}");
        pool.remove(left[1]).unwrap();
        assert_eq!(lease_any(&pool, now).unwrap_err().reason, Exhaustion::Quarantined);
    }
}
