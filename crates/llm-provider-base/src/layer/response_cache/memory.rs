//! [`Memory`]: what a cache of answers knows, for as long as a stream needs it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use llm_types::{CacheMetrics, FinishReason, StandardResponse};

use super::flight::Flights;
use super::key::Key;
use super::store::{Bounds, Store};
use crate::Clock;

/// What streams need as long as they last.
#[derive(Debug)]
pub(super) struct Memory {
    pub(super) bounds: Bounds,
    pub(super) clock: Arc<dyn Clock>,
    store: Mutex<(Store, Era)>,
    pub(super) flights: Flights,
    hits: AtomicU64,
    misses: AtomicU64,
}

/// How often everything was forgotten.
pub(super) type Era = u64;

impl Memory {
    pub(super) fn new(bounds: Bounds, clock: Arc<dyn Clock>) -> Self {
        Self {
            bounds,
            clock,
            store: Mutex::default(),
            flights: Flights::default(),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
        }
    }

    /// What is kept, and in which era that was looked up.
    pub(super) fn get(&self, key: Key) -> (Option<(Arc<StandardResponse>, Duration)>, Era) {
        let now = self.clock.now();
        let mut store = self.lock();
        (store.0.get(key, now, self.bounds.ttl), store.1)
    }

    /// Keeps an answer, if it is whole, and nothing was forgotten since it was asked for.
    pub(super) fn keep(&self, entry: Option<(Key, Era)>, answer: &Arc<StandardResponse>) {
        let Some((key, era)) = entry.filter(|_| is_whole(answer)) else { return };
        let now = self.clock.now();
        let mut store = self.lock();
        if store.1 == era {
            store.0.insert(key, Arc::clone(answer), now, self.bounds);
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&self) {
        let mut store = self.lock();
        store.0.clear();
        store.1 += 1;
        drop(store);
        self.flights.clear();
    }

    /// A call that need not be made.
    pub(super) fn count_hit(&self) {
        self.hits.fetch_add(1, Ordering::Relaxed);
    }

    /// A call that has to be made.
    pub(super) fn count_miss(&self) {
        self.misses.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn counts(&self) -> CacheMetrics {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        CacheMetrics::new(of(&self.hits), of(&self.misses), 0)
    }

    fn lock(&self) -> MutexGuard<'_, (Store, Era)> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// True of an answer that is as long as the model wanted it.
fn is_whole(answer: &StandardResponse) -> bool {
    !answer.choices.is_empty()
        && answer.choices.iter().all(|choice| {
            choice.message.partial_tool_calls.is_empty()
                && matches!(
                    choice.finish_reason,
                    Some(FinishReason::Stop | FinishReason::ToolCalls)
                )
        })
}
