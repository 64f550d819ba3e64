//! What a pool asks of the store that it shares, and how often.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use llm_provider_base::{FixedRandom, SystemClock};
use tokio::time::Instant;

use super::{KIND, id, key, lease_any};
use crate::{
    Blame, KeyPool, LeaseRequest, MemoryStore, ScopeId, ScopeRecord, StateStore, StoreError, Swap,
    Versioned,
};

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn pool(store: &Arc<impl StateStore>) -> KeyPool {
    let store = Arc::clone(store) as Arc<dyn StateStore>;
    KeyPool::builder()
        .keys([key("a")])
        .random(Arc::new(FixedRandom(0.5)))
        .patience(Duration::ZERO)
        .store(store)
        .build()
}

/// What a store answers to writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answers {
    Well,
    Never,
    Conflict,
}

/// Counts questions, and keeps how long records are to live.
#[derive(Debug)]
struct Counting {
    answers: Answers,
    store: MemoryStore,
    asked: AtomicUsize,
    kept_for: Mutex<Vec<Duration>>,
}

impl Counting {
    fn new(answers: Answers) -> Arc<Self> {
        let (store, asked) = (MemoryStore::new(), AtomicUsize::new(0));
        Arc::new(Self { answers, store, asked, kept_for: Mutex::default() })
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl StateStore for Counting {
    async fn load(&self, scope: &ScopeId) -> Result<Option<Versioned>, StoreError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        match self.answers {
            Answers::Well => self.store.load(scope).await,
            Answers::Never => Err(StoreError::new("out of order")),
            Answers::Conflict => Ok(None),
        }
    }

    async fn compare_and_set(
        &self,
        scope: &ScopeId,
        expected: Option<u64>,
        record: &ScopeRecord,
        time_to_live: Duration,
    ) -> Result<Swap, StoreError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.kept_for.lock().unwrap().push(time_to_live);
        match self.answers {
            Answers::Well => {
                self.store.compare_and_set(scope, expected, record, time_to_live).await
            }
            Answers::Never => Err(StoreError::new("out of order")),
            Answers::Conflict => Ok(Swap::Conflict(None)),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_keeps_what_it_is_told_for_longer_than_any_rest() {
    let store = Counting::new(Answers::Well);
    let pool = pool(&store);
    lease_any(&pool, Instant::now()).unwrap().fail(Blame::Rejected, KIND, Instant::now());
    pool.synchronise(&SystemClock).await;
    let kept_for = store.kept_for.lock().unwrap().clone();
    assert!(!kept_for.is_empty());
    assert!(kept_for.iter().all(|kept| *kept > seconds(24 * 3600)), "{kept_for:?}");
}

#[tokio::test(start_paused = true)]
async fn a_store_that_failed_is_asked_again_after_five_seconds_and_not_before() {
    let store = Counting::new(Answers::Never);
    let pool = pool(&store);
    pool.synchronise(&SystemClock).await;
    let before = store.asked();
    assert_eq!(before, 1);
    tokio::time::advance(Duration::from_millis(4999)).await;
    pool.synchronise(&SystemClock).await;
    assert_eq!(store.asked(), before);
    tokio::time::advance(Duration::from_millis(1)).await;
    pool.synchronise(&SystemClock).await;
    assert_eq!(store.asked(), before + 1);
}

#[tokio::test(start_paused = true)]
async fn a_store_at_odds_with_itself_keeps_nobody_from_the_key_for_ever() {
    let store = Counting::new(Answers::Conflict);
    let pool = pool(&store);
    lease_any(&pool, Instant::now()).unwrap().fail(Blame::Failed, KIND, Instant::now());
    tokio::time::advance(seconds(1)).await;
    // Its probe is to be won, and never is.
    let lease = pool.acquire(&LeaseRequest::new(), &SystemClock, None).await.unwrap();
    assert_eq!(lease.id(), id("a"));
    assert!(store.asked() < 2000, "{}", store.asked());
}

#[tokio::test(start_paused = true)]
async fn a_lease_without_asking_the_store_is_never_a_probe() {
    let pool = pool(&Counting::new(Answers::Well));
    lease_any(&pool, Instant::now()).unwrap().fail(Blame::Failed, KIND, Instant::now());
    tokio::time::advance(seconds(1)).await;
    assert!(lease_any(&pool, Instant::now()).is_err());
    pool.acquire(&LeaseRequest::new(), &SystemClock, None).await.unwrap().succeed(Instant::now());
    assert!(lease_any(&pool, Instant::now()).is_ok());
}
