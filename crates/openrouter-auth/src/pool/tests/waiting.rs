//! Who waits for a key, for how long, and who is next.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use llm_provider_base::{FixedRandom, SystemClock};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::{KIND, id, key, lease_any, pool};
use crate::{
    Blame, Exhaustion, KeyLease, KeyLimits, KeyPool, LeaseRequest, PoolExhausted, PoolKey,
};

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A pool of these keys, each of which one request at a time may use.
fn narrow(names: &[&str]) -> KeyPool {
    KeyPool::builder().keys(names.iter().copied().map(key)).max_per_key(1).build()
}

async fn acquire(pool: &KeyPool) -> Result<KeyLease, PoolExhausted> {
    pool.acquire(&LeaseRequest::new(), &SystemClock, None).await
}

/// Lets everything run that can.
async fn settle_down() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

/// Somebody who waits, holds the key for a second, and says which number they had.
fn queue_up(crowd: &mut JoinSet<usize>, pool: &KeyPool, number: usize) {
    let pool = pool.clone();
    crowd.spawn(async move {
        let lease = acquire(&pool).await.unwrap();
        tokio::time::advance(seconds(1)).await;
        lease.succeed(Instant::now());
        number
    });
}

#[tokio::test(start_paused = true)]
async fn a_key_that_comes_free_goes_to_who_waited_longest() {
    let pool = narrow(&["a"]);
    let first = lease_any(&pool, Instant::now()).unwrap();
    let mut crowd = JoinSet::new();
    for number in 0..20 {
        queue_up(&mut crowd, &pool, number);
        settle_down().await;
    }
    first.succeed(Instant::now());
    let mut order = Vec::new();
    while let Some(number) = crowd.join_next().await {
        order.push(number.unwrap());
    }
    assert_eq!(order, (0..20).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_newcomer_does_not_overtake() {
    let pool = narrow(&["a"]);
    let first = lease_any(&pool, Instant::now()).unwrap();
    let waiting = tokio::spawn({
        let pool = pool.clone();
        async move { acquire(&pool).await }
    });
    settle_down().await;
    first.succeed(Instant::now());
    // It is handed over already, before the one who waited has had a chance to run.
    assert_eq!(lease_any(&pool, Instant::now()).unwrap_err().reason, Exhaustion::Busy);
    assert_eq!(waiting.await.unwrap().unwrap().id(), id("a"));
}

#[tokio::test(start_paused = true)]
async fn queues_of_different_wishes_are_served_in_the_order_of_arrival() {
    let pool = narrow(&["a", "b"]);
    let now = Instant::now();
    let (a, b) = (lease_any(&pool, now).unwrap(), lease_any(&pool, now).unwrap());
    let wish = |name: Option<&'static str>| {
        let pool = pool.clone();
        tokio::spawn(async move {
            let request =
                name.map_or(LeaseRequest::new(), |name| LeaseRequest::new().only(id(name)));
            pool.acquire(&request, &SystemClock, None).await.unwrap()
        })
    };
    let only_b = wish(Some("b"));
    settle_down().await;
    let any = wish(None);
    settle_down().await;
    drop(b);
    let only_b = only_b.await.unwrap();
    assert_eq!(only_b.id(), id("b"));
    drop(a);
    assert_eq!(any.await.unwrap().id(), id("a"));
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_longer_than_the_pool_and_the_caller_allow() {
    let check = async |patience: Option<u64>, deadline: Option<u64>, expected: u64| {
        let mut builder = KeyPool::builder().keys([key("a")]).max_per_key(1);
        if let Some(patience) = patience {
            builder = builder.patience(seconds(patience));
        }
        let pool = builder.build();
        let started = Instant::now();
        let held = lease_any(&pool, started).unwrap();
        let deadline = deadline.map(|deadline| started + seconds(deadline));
        let error = pool.acquire(&LeaseRequest::new(), &SystemClock, deadline).await.unwrap_err();
        assert_eq!(error.reason, Exhaustion::Busy);
        assert_eq!(started.elapsed(), seconds(expected));
        drop(held);
    };
    check(None, None, 60).await;
    check(Some(5), Some(9), 5).await;
    check(Some(5), Some(2), 2).await;
    check(Some(0), None, 0).await;
    check(None, Some(0), 0).await;
}

#[tokio::test(start_paused = true)]
async fn k10_when_all_rest_one_probe_goes_at_the_end_of_the_rest_and_the_others_follow() {
    let pool = pool(&["a"]);
    let started = Instant::now();
    for after in [0, 1] {
        let now = started + seconds(after);
        lease_any(&pool, now).unwrap().fail(Blame::Failed, KIND, now);
    }
    let mut crowd = JoinSet::new();
    for _ in 0..7 {
        let pool = pool.clone();
        crowd.spawn(async move { acquire(&pool).await.map(|lease| (lease, Instant::now())) });
    }
    // Two failures rest for 1 s and 2 s.
    let (probe, at) = crowd.join_next().await.unwrap().unwrap().unwrap();
    assert_eq!(at.duration_since(started), seconds(3));
    settle_down().await;
    assert!(crowd.try_join_next().is_none(), "one probe");
    tokio::time::advance(seconds(10)).await;
    probe.succeed(Instant::now());
    settle_down().await;
    let mut leases = Vec::new();
    while let Some(next) = crowd.try_join_next() {
        leases.push(next.unwrap().unwrap().0);
    }
    assert_eq!(leases.len(), 2, "a ramp");
    leases.pop().unwrap().succeed(Instant::now());
    drop(leases);
    while let Some(next) = crowd.join_next().await {
        next.unwrap().unwrap().0.succeed(Instant::now());
    }
}

#[tokio::test(start_paused = true)]
async fn k11_what_cannot_be_in_time_fails_at_once() {
    let pool = pool(&["a", "b"]);
    let now = Instant::now();
    for hours in [3, 2] {
        let until = Some(now + seconds(hours * 3600));
        lease_any(&pool, now).unwrap().fail(Blame::Capped { until }, KIND, now);
    }
    let error = acquire(&pool).await.unwrap_err();
    assert_eq!(Instant::now(), now);
    // A promised time is never undercut, and jitter adds no more than a second.
    assert_eq!(error.soonest.unwrap().as_secs(), 7200);
    assert_eq!((error.reason, error.key), (Exhaustion::Parked, Some(id("b"))));
}

#[tokio::test(start_paused = true)]
async fn who_waits_learns_at_once_that_nothing_will_come() {
    let pool = narrow(&["a"]);
    let held = lease_any(&pool, Instant::now()).unwrap();
    let mut crowd = JoinSet::new();
    for _ in 0..5 {
        let pool = pool.clone();
        crowd.spawn(async move { acquire(&pool).await });
    }
    settle_down().await;
    let now = Instant::now();
    held.fail(Blame::Rejected, llm_types::ErrorKind::Authentication, now);
    while let Some(result) = crowd.join_next().await {
        assert_eq!(result.unwrap().unwrap_err().reason, Exhaustion::Quarantined);
    }
    assert_eq!(Instant::now(), now);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_added_or_mended_goes_to_who_waits() {
    for mend in [
        |pool: &KeyPool| assert!(pool.add(key("b"))),
        |pool: &KeyPool| pool.replace([PoolKey::new(key("b"))]),
        |pool: &KeyPool| pool.reset(id("a")).unwrap(),
    ] {
        let pool = pool(&["a"]);
        let now = Instant::now();
        let until = Some(now + seconds(50));
        lease_any(&pool, now).unwrap().fail(Blame::Capped { until }, KIND, now);
        let waiting = tokio::spawn({
            let pool = pool.clone();
            async move { acquire(&pool).await }
        });
        settle_down().await;
        mend(&pool);
        drop(waiting.await.unwrap().unwrap());
        assert_eq!(Instant::now(), now);
    }
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_check_has_the_key_when_it_works_and_the_reason_when_not() {
    for works in [true, false] {
        let pool = pool(&["a"]);
        let now = Instant::now();
        lease_any(&pool, now).unwrap().succeed(now);
        lease_any(&pool, now).unwrap().fail(Blame::Rejected, KIND, now);
        let check = pool.next_check(now).unwrap();
        let waiting = tokio::spawn({
            let pool = pool.clone();
            async move { acquire(&pool).await.map(|lease| lease.id()) }
        });
        settle_down().await;
        assert!(!waiting.is_finished());
        if works {
            let limits = KeyLimits::new(&serde_json::from_str("{}").unwrap(), UNIX_EPOCH);
            check.works(limits, now, UNIX_EPOCH);
            assert_eq!(waiting.await.unwrap(), Ok(id("a")));
        } else {
            check.rejected(now);
            assert_eq!(waiting.await.unwrap().unwrap_err().reason, Exhaustion::Quarantined);
        }
        assert_eq!(Instant::now(), now);
    }
}

#[tokio::test(start_paused = true)]
async fn who_leaves_the_queue_holds_nobody_up() {
    let pool = narrow(&["a"]);
    let held = lease_any(&pool, Instant::now()).unwrap();
    let waiters: Vec<_> = (0..3)
        .map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move { acquire(&pool).await.unwrap().succeed(Instant::now()) })
        })
        .collect();
    settle_down().await;
    waiters[0].abort();
    settle_down().await;
    // Handed to the second, who leaves before having looked.
    held.succeed(Instant::now());
    waiters[1].abort();
    let mut waiters = waiters.into_iter().skip(1);
    assert!(waiters.next().unwrap().await.unwrap_err().is_cancelled());
    waiters.next().unwrap().await.unwrap();
    assert_eq!(pool.status(Instant::now()).keys[0].in_flight, 0);
}

#[tokio::test(start_paused = true)]
async fn the_limit_of_an_account_binds_all_of_its_keys() {
    let keys = ["a", "b", "c"].map(|name| PoolKey::new(key(name)).account("team"));
    let pool = KeyPool::builder().keys(keys).account_limit("team", 2).build();
    let now = Instant::now();
    let held = [lease_any(&pool, now).unwrap(), lease_any(&pool, now).unwrap()];
    assert_eq!(lease_any(&pool, now).unwrap_err().reason, Exhaustion::Busy);
    let waiting = tokio::spawn({
        let pool = pool.clone();
        async move { acquire(&pool).await }
    });
    settle_down().await;
    drop(held);
    assert_eq!(waiting.await.unwrap().unwrap().id(), id("c"));
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_wait_for_one_key_and_all_have_it_in_turn() {
    let pool = KeyPool::builder()
        .keys([key("a")])
        .max_per_key(1)
        .patience(seconds(1 << 20))
        .random(Arc::new(FixedRandom(0.5)))
        .build();
    let mut crowd = JoinSet::new();
    for number in 0..10_000 {
        queue_up(&mut crowd, &pool, number);
    }
    let mut last = 0;
    while let Some(number) = crowd.join_next().await {
        last = last.max(number.unwrap());
    }
    assert_eq!(last, 9_999);
    assert_eq!(pool.status(Instant::now()).keys[0].successes, 10_000);
}

#[tokio::test(start_paused = true)]
async fn patience_may_be_without_end() {
    let pool = KeyPool::builder().keys([key("a")]).max_per_key(1).patience(Duration::MAX).build();
    let lease = lease_any(&pool, Instant::now()).unwrap();
    let waiting = tokio::spawn({
        let pool = pool.clone();
        async move { acquire(&pool).await.map(|lease| lease.id()) }
    });
    tokio::time::sleep(seconds(60 * 60)).await;
    drop(lease);
    assert_eq!(waiting.await.unwrap(), Ok(id("a")));
}

#[tokio::test(start_paused = true)]
async fn who_waits_learns_of_an_account_that_a_removed_key_found_empty() {
    let pool = KeyPool::builder().keys([key("a"), key("b")]).max_per_account(2).build();
    let lease = |name: &str| pool.lease(&LeaseRequest::new().only(id(name)), Instant::now());
    let (a, _b) = (lease("a").unwrap(), lease("b").unwrap());
    pool.remove(id("a")).unwrap();
    let waiting = tokio::spawn({
        let pool = pool.clone();
        async move { acquire(&pool).await }
    });
    settle_down().await;
    a.fail(Blame::OutOfCredits, KIND, Instant::now());
    settle_down().await;
    assert!(waiting.is_finished());
    assert_eq!(waiting.await.unwrap().unwrap_err().reason, Exhaustion::OutOfCredits);
}

#[tokio::test(start_paused = true)]
async fn patience_without_end_outlasts_a_month() {
    let keys = [key("a")];
    let pool = KeyPool::builder().keys(keys).max_per_key(1).patience(Duration::MAX).build();
    let busy = lease_any(&pool, Instant::now()).unwrap();
    let waiting = tokio::spawn({
        let pool = pool.clone();
        async move { acquire(&pool).await.map(|lease| lease.id()) }
    });
    settle_down().await;
    tokio::time::sleep(seconds(30 * 86_400)).await;
    drop(busy);
    assert_eq!(waiting.await.unwrap(), Ok(id("a")));
}
