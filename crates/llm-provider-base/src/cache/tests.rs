//! Callers in a crowd, callers that leave, and answers that age.

use std::future::pending;
use std::sync::atomic::{AtomicU32, Ordering};

use futures::FutureExt;
use futures::future::join_all;
use tokio::time::{advance, sleep};

use super::*;
use crate::SystemClock;

const TTL: Duration = Duration::from_secs(30);
const ERROR_TTL: Duration = Duration::from_secs(5);
const TICK: Duration = Duration::from_millis(1);

type Answer = Result<Cached<u32>, &'static str>;

/// A cache over a service that counts how often it is asked.
struct Service {
    cache: SingleFlightCache<u32, &'static str>,
    asked: AtomicU32,
}

impl Service {
    fn new() -> Self {
        Self {
            cache: SingleFlightCache::new(Arc::new(SystemClock), TTL, ERROR_TTL),
            asked: AtomicU32::new(0),
        }
    }

    fn keeping_stale() -> Self {
        let Self { cache, asked } = Self::new();
        Self { cache: cache.keep_stale(), asked }
    }

    /// Asks a service that answers, after a second, how often it was asked.
    async fn get(&self, freshness: Freshness) -> Answer {
        let count = || self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        self.cache
            .get(freshness, || async move {
                let answer = count();
                sleep(Duration::from_secs(1)).await;
                Ok(answer)
            })
            .await
    }

    /// Asks a service that is down.
    async fn fail(&self, freshness: Freshness) -> Answer {
        self.cache
            .get(freshness, || async {
                self.asked.fetch_add(1, Ordering::Relaxed);
                sleep(Duration::from_secs(1)).await;
                Err("down")
            })
            .await
    }

    fn asked(&self) -> u32 {
        self.asked.load(Ordering::Relaxed)
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_callers_make_one_request() {
    for freshness in [Freshness::Cached, Freshness::Fresh] {
        let service = Service::new();
        let answers = join_all((0..1000).map(|_| service.get(freshness))).await;
        assert!(answers.iter().all(|answer| *answer == Ok(Cached::Current(1))));
        assert_eq!(service.asked(), 1, "{freshness:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_callers_hear_of_one_failure_however_short_it_is_remembered() {
    let mut service = Service::new();
    service.cache.error_ttl = Duration::ZERO;
    let answers = join_all((0..1000).map(|_| service.fail(Freshness::Cached))).await;
    assert!(answers.iter().all(|answer| *answer == Err("down")));
    assert_eq!(service.asked(), 1);
}

#[test]
fn threads_make_one_request_too() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_time()
        .build()
        .unwrap();
    let service = Arc::new(Service::new());
    runtime.block_on(async {
        let gate = Arc::new(tokio::sync::Barrier::new(32));
        let callers = (0..32).map(|_| {
            let (service, gate) = (Arc::clone(&service), Arc::clone(&gate));
            tokio::spawn(async move {
                let asked = &service.asked;
                gate.wait().await;
                let fetch = || async { Ok(asked.fetch_add(1, Ordering::Relaxed) + 1) };
                service.cache.get(Freshness::Cached, fetch).await
            })
        });
        for answer in join_all(callers).await {
            assert_eq!(answer.unwrap(), Ok(Cached::Current(1)));
        }
    });
    assert_eq!(service.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_remembered_for_its_time_and_no_longer() {
    let service = Service::new();
    assert_eq!(service.get(Freshness::Cached).await, Ok(Cached::Current(1)));
    advance(TTL.saturating_sub(TICK)).await;
    assert_eq!(service.get(Freshness::Cached).await, Ok(Cached::Current(1)));
    advance(TICK).await;
    assert_eq!(service.get(Freshness::Cached).await, Ok(Cached::Current(2)));
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_remembered_for_a_shorter_time() {
    let service = Service::new();
    assert_eq!(service.fail(Freshness::Cached).await, Err("down"));
    advance(ERROR_TTL.saturating_sub(TICK)).await;
    assert_eq!(service.get(Freshness::Cached).await, Err("down"));
    assert_eq!(service.asked(), 1);
    advance(TICK).await;
    assert_eq!(service.get(Freshness::Cached).await, Ok(Cached::Current(2)));
}

#[tokio::test(start_paused = true)]
async fn who_wants_a_fresh_answer_asks_and_the_others_profit() {
    let service = Service::new();
    assert_eq!(service.get(Freshness::Fresh).await, Ok(Cached::Current(1)));
    assert_eq!(service.get(Freshness::Fresh).await, Ok(Cached::Current(2)));
    assert_eq!(service.get(Freshness::Cached).await, Ok(Cached::Current(2)));
}

#[tokio::test(start_paused = true)]
async fn who_takes_a_remembered_answer_does_not_wait_for_who_asks() {
    let service = Service::new();
    assert_eq!(service.get(Freshness::Cached).await, Ok(Cached::Current(1)));
    let mut asking = Box::pin(service.get(Freshness::Fresh));
    assert_eq!((&mut asking).now_or_never(), None);
    assert_eq!(service.get(Freshness::Cached).now_or_never(), Some(Ok(Cached::Current(1))));
    assert_eq!(asking.await, Ok(Cached::Current(2)));
}

#[tokio::test(start_paused = true)]
async fn if_the_one_that_asks_is_cancelled_the_next_asks() {
    let service = Service::new();
    let mut hung = Box::pin(service.cache.get(Freshness::Cached, pending));
    assert_eq!((&mut hung).now_or_never(), None);
    let mut waiting = Box::pin(service.get(Freshness::Cached));
    assert_eq!((&mut waiting).now_or_never(), None);
    assert_eq!(service.asked(), 0);
    drop(hung);
    assert_eq!(waiting.await, Ok(Cached::Current(1)));
}

#[tokio::test(start_paused = true)]
async fn without_leave_a_failure_replaces_the_answer() {
    let service = Service::new();
    assert_eq!(service.get(Freshness::Cached).await, Ok(Cached::Current(1)));
    assert_eq!(service.fail(Freshness::Fresh).await, Err("down"));
    assert_eq!(service.get(Freshness::Cached).await, Err("down"));
}

#[tokio::test(start_paused = true)]
async fn a_stale_answer_stands_in_for_failures_until_there_is_a_new_one() {
    let service = Service::keeping_stale();
    assert_eq!(service.fail(Freshness::Cached).await, Err("down"), "there is none yet");
    advance(ERROR_TTL).await;
    assert_eq!(service.get(Freshness::Cached).await, Ok(Cached::Current(2)));
    advance(TTL).await;
    for asked in [3, 4] {
        assert_eq!(service.fail(Freshness::Cached).await, Ok(Cached::Stale(2)));
        assert_eq!(service.get(Freshness::Cached).await, Ok(Cached::Stale(2)));
        assert_eq!(service.asked(), asked);
        advance(ERROR_TTL).await;
    }
    assert_eq!(service.get(Freshness::Cached).await, Ok(Cached::Current(5)));
}

#[tokio::test(start_paused = true)]
async fn what_is_forgotten_does_not_come_back_from_a_request_in_flight() {
    let service = Service::keeping_stale();
    assert_eq!(service.get(Freshness::Cached).await, Ok(Cached::Current(1)));
    service.cache.clear();
    let mut asking = Box::pin(service.get(Freshness::Cached));
    assert_eq!((&mut asking).now_or_never(), None);
    service.cache.clear();
    let (before, after) = futures::join!(asking, service.get(Freshness::Cached));
    assert_eq!(before, Ok(Cached::Current(2)), "its call began before");
    assert_eq!(after, Ok(Cached::Current(3)));
    service.cache.clear();
    assert_eq!(service.fail(Freshness::Cached).await, Err("down"), "nothing to be stale");
}

#[tokio::test(start_paused = true)]
async fn hits_misses_and_stale_answers_are_counted() {
    let service = Service::keeping_stale();
    join_all((0..10).map(|_| service.get(Freshness::Cached))).await;
    assert_eq!(service.cache.counts(), CacheMetrics::new(9, 1, 0), "nine waited for one");
    service.get(Freshness::Cached).await.unwrap();
    service.get(Freshness::Fresh).await.unwrap();
    assert_eq!(service.cache.counts(), CacheMetrics::new(10, 2, 0));
    advance(TTL).await;
    service.fail(Freshness::Cached).await.unwrap();
    service.get(Freshness::Cached).await.unwrap();
    assert_eq!(service.cache.counts(), CacheMetrics::new(11, 3, 2), "old ones, got and remembered");
    assert!(service.get(Freshness::Fresh).now_or_never().is_none());
    assert_eq!(service.cache.counts(), CacheMetrics::new(11, 3, 2), "nobody heard the answer");
}
