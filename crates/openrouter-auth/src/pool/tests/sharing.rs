//! Two pools on one store.

use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use llm_provider_base::{Clock, FixedRandom};
use llm_types::{ErrorKind, ModelId};
use tokio::time::Instant;

use super::log_lines::LogLines;
use super::{KIND, id, key};
use crate::{
    Blame, Exhaustion, KeyLease, KeyLimits, KeyPool, KeyState, LeaseRequest, MemoryStore,
    PoolExhausted, ScopeId, ScopeRecord, StateStore, StoreError, Swap, Versioned,
};

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Tokio's time, which tests stop and put forward, on the wall as well.
#[derive(Debug)]
struct Time(OnceLock<Instant>);

/// Two processes agree on the time.
static TIME: Time = Time(OnceLock::new());

#[async_trait]
impl Clock for Time {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall(&self) -> SystemTime {
        let (now, began) = (self.now(), *self.0.get_or_init(Instant::now));
        let noon = SystemTime::UNIX_EPOCH + seconds(1_800_000_000);
        noon + now.saturating_duration_since(began) - began.saturating_duration_since(now)
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

/// A pool on this store that does not wait.
fn pool(store: &Arc<impl StateStore>, names: &[&str]) -> KeyPool {
    let store = Arc::clone(store) as Arc<dyn StateStore>;
    KeyPool::builder()
        .keys(names.iter().copied().map(key))
        .random(Arc::new(FixedRandom(0.5)))
        .patience(Duration::ZERO)
        .store(store)
        .build()
}

fn two_pools(names: &[&str]) -> (KeyPool, KeyPool) {
    let store = Arc::new(MemoryStore::new());
    (pool(&store, names), pool(&store, names))
}

/// Asks at once: a pool without patience still asks the store.
async fn acquire(pool: &KeyPool) -> Result<KeyLease, PoolExhausted> {
    let deadline = Some(TIME.now() + seconds(1));
    pool.acquire(&LeaseRequest::new(), &TIME, deadline).await
}

async fn fail(pool: &KeyPool, blame: Blame) {
    acquire(pool).await.unwrap().fail(blame, KIND, TIME.now());
    pool.synchronise(&TIME).await;
}

fn state(pool: &KeyPool) -> KeyState {
    pool.status(TIME.now()).keys[0].state
}

#[tokio::test(start_paused = true)]
async fn a_key_that_one_pool_saw_refused_is_not_leased_by_the_other() {
    let (one, other) = two_pools(&["a", "b"]);
    fail(&one, Blame::Rejected).await;
    let ids = [acquire(&other).await.unwrap().id(), acquire(&other).await.unwrap().id()];
    assert_eq!(ids, [id("b"), id("b")]);
    // What it knows already it reads again after a second.
    fail(&one, Blame::Rejected).await;
    assert_eq!(acquire(&other).await.unwrap().id(), id("b"));
    tokio::time::advance(seconds(1)).await;
    let error = acquire(&other).await.unwrap_err();
    assert_eq!((error.reason, error.kind()), (Exhaustion::Quarantined, KIND));
}

#[tokio::test(start_paused = true)]
async fn a_recovery_is_shared_as_well() {
    let (one, other) = two_pools(&["a"]);
    fail(&one, Blame::Failed).await;
    assert_eq!(acquire(&other).await.unwrap_err().reason, Exhaustion::Cooling);
    tokio::time::advance(seconds(2)).await;
    acquire(&one).await.unwrap().succeed(TIME.now());
    one.synchronise(&TIME).await;
    other.synchronise(&TIME).await;
    assert_eq!(state(&other), KeyState::Healthy);
}

#[tokio::test(start_paused = true)]
async fn over_both_pools_there_is_one_probe() {
    let (one, other) = two_pools(&["a"]);
    fail(&one, Blame::Failed).await;
    other.synchronise(&TIME).await;
    tokio::time::advance(seconds(2)).await;
    let probe = acquire(&one).await.unwrap();
    assert_eq!(acquire(&other).await.unwrap_err().reason, Exhaustion::Probing);
    assert_eq!(state(&other), KeyState::Probing);
    other.synchronise(&TIME).await;
    assert_eq!(acquire(&other).await.unwrap_err().reason, Exhaustion::Probing);

    drop(probe);
    one.synchronise(&TIME).await;
    tokio::time::advance(seconds(1)).await;
    let probe = acquire(&other).await.unwrap();
    assert_eq!(acquire(&one).await.unwrap_err().reason, Exhaustion::Probing);
    drop(probe);
}

#[tokio::test(start_paused = true)]
async fn a_probe_of_a_process_that_died_counts_for_two_minutes() {
    let (one, other) = two_pools(&["a"]);
    fail(&one, Blame::Failed).await;
    tokio::time::advance(seconds(2)).await;
    let _never_heard_of_again = acquire(&one).await.unwrap();
    assert_eq!(acquire(&other).await.unwrap_err().reason, Exhaustion::Probing);
    tokio::time::advance(seconds(119)).await;
    assert_eq!(acquire(&other).await.unwrap_err().reason, Exhaustion::Probing);
    tokio::time::advance(seconds(1)).await;
    assert_eq!(acquire(&other).await.unwrap().id(), id("a"));
}

#[tokio::test(start_paused = true)]
async fn fifty_refusals_over_both_pools_are_one_change_and_one_line_in_the_log() {
    let log = LogLines::default();
    let _guard = log.listen();
    let store = Arc::new(Watched::default());
    let (one, other) = (pool(&store, &["a"]), pool(&store, &["a"]));
    let mut leases = Vec::new();
    for _ in 0..25 {
        leases.push(acquire(&one).await.unwrap());
        leases.push(acquire(&other).await.unwrap());
    }
    for lease in leases {
        lease.fail(Blame::Rejected, ErrorKind::Authentication, TIME.now());
    }
    tokio::join!(one.synchronise(&TIME), other.synchronise(&TIME));
    assert_eq!(log.count(), 1);
    let written = store.written.lock().unwrap().clone();
    assert_eq!(written.iter().map(|record| record.step).collect::<Vec<_>>(), [1]);
    for pool in [&one, &other] {
        let key = &pool.status(TIME.now()).keys[0];
        assert_eq!((key.state, key.failures_in_a_row), (KeyState::Quarantined, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn one_pool_asks_about_a_refused_key_and_the_other_leaves_it_to_it() {
    let (one, other) = two_pools(&["a"]);
    fail(&one, Blame::Capped { until: None }).await;
    other.synchronise(&TIME).await;
    assert!(one.next_check(TIME.now()).is_none(), "it must be won");
    let check = one.claim_check(&TIME).await.unwrap();
    assert!(other.claim_check(&TIME).await.is_none());
    assert_eq!(acquire(&other).await.unwrap_err().reason, Exhaustion::Probing);
    let limits = KeyLimits::new(&serde_json::from_str("{}").unwrap(), TIME.wall());
    check.works(limits, TIME.now(), TIME.wall());
    one.synchronise(&TIME).await;
    tokio::time::advance(seconds(1)).await;
    assert_eq!(acquire(&other).await.unwrap().id(), id("a"));
}

#[tokio::test(start_paused = true)]
async fn what_binds_an_account_is_shared_by_its_name() {
    let (one, other) = two_pools(&["a"]);
    let model = ModelId::from("openai/gpt-4o-mini");
    let request = LeaseRequest::new().for_model(&model);
    let deadline = Some(TIME.now() + seconds(1));
    let lease = one.acquire(&request, &TIME, deadline).await.unwrap();
    lease.fail(Blame::RateLimited { until: None }, ErrorKind::RateLimited, TIME.now());
    one.synchronise(&TIME).await;
    let error = other.acquire(&request, &TIME, deadline).await.unwrap_err();
    assert_eq!(error.reason, Exhaustion::RateLimited);
    assert!(acquire(&other).await.is_ok(), "other models as before");
}

#[tokio::test(start_paused = true)]
async fn who_waits_hears_what_another_pool_mended() {
    let store = Arc::new(MemoryStore::new());
    let one = pool(&store, &["a"]);
    let other = KeyPool::builder().keys([key("a")]).store(store).build();
    fail(&one, Blame::Capped { until: Some(TIME.now() + seconds(50)) }).await;
    let started = Instant::now();
    let waiting = tokio::spawn(async move {
        other.acquire(&LeaseRequest::new(), &TIME, None).await.map(|lease| lease.id())
    });
    TIME.sleep(seconds(5)).await;
    one.reset(id("a")).unwrap();
    one.synchronise(&TIME).await;
    assert_eq!(waiting.await.unwrap(), Ok(id("a")));
    assert!(started.elapsed() <= seconds(7), "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn of_two_that_write_at_once_the_graver_news_stands() {
    for (first, second) in [(Blame::Failed, Blame::Rejected), (Blame::Rejected, Blame::Failed)] {
        let (one, other) = two_pools(&["a"]);
        let leases = (acquire(&one).await.unwrap(), acquire(&other).await.unwrap());
        leases.0.fail(first, KIND, TIME.now());
        leases.1.fail(second, KIND, TIME.now());
        for pool in [&one, &other] {
            pool.synchronise(&TIME).await;
        }
        tokio::time::advance(seconds(1)).await;
        one.synchronise(&TIME).await;
        assert_eq!((state(&one), state(&other)), (KeyState::Quarantined, KeyState::Quarantined));
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_or_is_silent_fails_no_call() {
    for store in [Broken::Fails, Broken::Hangs, Broken::Disagrees] {
        let pool = pool(&Arc::new(store), &["a", "b"]);
        let started = Instant::now();
        let lease = pool.acquire(&LeaseRequest::new(), &TIME, None).await;
        // Without patience nobody waits for a key, but for the store a moment.
        lease.unwrap().fail(Blame::Rejected, KIND, TIME.now());
        let second = pool.acquire(&LeaseRequest::new(), &TIME, None).await.unwrap();
        assert_eq!(second.id(), id("b"));
        assert!(started.elapsed() <= seconds(1));
        drop(second);
        tokio::time::advance(seconds(60)).await;
        assert!(pool.claim_check(&TIME).await.is_some() || store == Broken::Disagrees);
    }
}

#[test]
fn a_record_survives_a_store_of_text() {
    let record = serde_json::json!({
        "state": { "cooling": { "secs_since_epoch": 1_800_000_000, "nanos_since_epoch": 0 } },
        "step": 3, "blame": "failed", "last_error": "unavailable", "failures_in_a_row": 2,
        "check_due": null, "check_wait": { "secs": 60, "nanos": 0 },
        "trial": { "holder": 7, "until": { "secs_since_epoch": 1_800_000_060, "nanos_since_epoch": 0 } },
    });
    let read: ScopeRecord = serde_json::from_value(record.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), record);
}

/// A store that remembers what was written.
#[derive(Debug, Default)]
struct Watched {
    store: MemoryStore,
    written: Mutex<Vec<ScopeRecord>>,
}

#[async_trait]
impl StateStore for Watched {
    async fn load(&self, scope: &ScopeId) -> Result<Option<Versioned>, StoreError> {
        // A reader and a writer get into each other's way.
        tokio::task::yield_now().await;
        self.store.load(scope).await
    }

    async fn compare_and_set(
        &self,
        scope: &ScopeId,
        expected: Option<u64>,
        record: &ScopeRecord,
        time_to_live: Duration,
    ) -> Result<Swap, StoreError> {
        tokio::task::yield_now().await;
        let swap = self.store.compare_and_set(scope, expected, record, time_to_live).await?;
        if matches!(swap, Swap::Done(_)) {
            self.written.lock().unwrap().push(record.clone());
        }
        Ok(swap)
    }
}

/// A store that is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Broken {
    Fails,
    Hangs,
    Disagrees,
}

#[async_trait]
impl StateStore for Broken {
    async fn load(&self, _: &ScopeId) -> Result<Option<Versioned>, StoreError> {
        match self {
            Self::Fails => Err(StoreError::new("out of order")),
            Self::Hangs => std::future::pending().await,
            Self::Disagrees => Ok(None),
        }
    }

    async fn compare_and_set(
        &self,
        _: &ScopeId,
        _: Option<u64>,
        _: &ScopeRecord,
        _: Duration,
    ) -> Result<Swap, StoreError> {
        match self {
            Self::Fails => Err(StoreError::new("out of order")),
            Self::Hangs => std::future::pending().await,
            Self::Disagrees => Ok(Swap::Conflict(None)),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn who_waits_gets_the_key_when_the_probe_of_a_dead_process_lapses() {
    let store = Arc::new(MemoryStore::new());
    let one = pool(&store, &["a"]);
    let other = KeyPool::builder().keys([key("a")]).patience(seconds(600)).store(store).build();
    fail(&one, Blame::Failed).await;
    tokio::time::advance(seconds(2)).await;
    let _never_heard_of_again = acquire(&one).await.unwrap();
    let started = Instant::now();
    let lease = other.acquire(&LeaseRequest::new(), &TIME, None).await;
    assert_eq!(lease.map(|lease| lease.id()), Ok(id("a")));
    assert!(started.elapsed() <= seconds(121), "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_key_that_must_be_probed_is_no_missing_key() {
    let (one, _) = two_pools(&["a"]);
    fail(&one, Blame::Failed).await;
    tokio::time::advance(seconds(2)).await;
    let error = one.lease(&LeaseRequest::new(), TIME.now()).unwrap_err();
    assert_eq!((error.reason, error.keys), (Exhaustion::Probing, 1));
}

#[tokio::test(start_paused = true)]
async fn what_a_cancelled_call_did_not_write_is_written_by_the_next() {
    let store = Arc::new(Watched::default());
    let (one, other) = (pool(&store, &["a"]), pool(&store, &["a"]));
    acquire(&one).await.unwrap().fail(Blame::Rejected, KIND, TIME.now());
    // Dropped while it writes.
    tokio::select! {
        biased;
        () = one.synchronise(&TIME) => unreachable!("the store takes its time"),
        () = std::future::ready(()) => {}
    }
    one.synchronise(&TIME).await;
    other.synchronise(&TIME).await;
    assert_eq!((state(&one), state(&other)), (KeyState::Quarantined, KeyState::Quarantined));
}

#[tokio::test(start_paused = true)]
async fn no_wait_that_another_pool_tells_is_believed_for_ever_or_for_no_time() {
    let scope = ScopeId::Key(key("a").hash());
    for check_wait in [Duration::MAX, Duration::ZERO] {
        let store = Arc::new(MemoryStore::new());
        let record: ScopeRecord = serde_json::from_value(serde_json::json!({
            "state": "quarantined", "step": 3, "blame": "rejected", "last_error": "authentication",
            "failures_in_a_row": 1, "check_due": TIME.wall(), "check_wait": check_wait,
            "trial": null,
        }))
        .unwrap();
        store.compare_and_set(&scope, None, &record, seconds(60)).await.unwrap();
        let pool = pool(&store, &["a"]);
        pool.synchronise(&TIME).await;
        pool.claim_check(&TIME).await.unwrap().rejected(TIME.now());
        assert!(pool.claim_check(&TIME).await.is_none(), "{check_wait:?}");
        tokio::time::advance(seconds(60 * 60)).await;
        assert!(pool.claim_check(&TIME).await.is_some(), "{check_wait:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_reset_stands_against_what_was_not_read_yet() {
    let (one, other) = two_pools(&["a"]);
    for _ in 0..3 {
        fail(&one, Blame::Rejected).await;
        one.add(key("a"));
    }
    fail(&one, Blame::Rejected).await;
    // A process that has just begun.
    other.reset(id("a")).unwrap();
    assert!(acquire(&other).await.is_ok());
    tokio::time::advance(seconds(1)).await;
    assert!(acquire(&one).await.is_ok());
    assert_eq!((state(&one), state(&other)), (KeyState::Healthy, KeyState::Healthy));
}
