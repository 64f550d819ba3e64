//! [`Queue`]: who is under way, and who waits.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use llm_types::{DurationHistogram, Error, ErrorKind, ModelId, Operation, Result, Retry};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::ConcurrencyStatus;

/// Who is under way, and who waits: a lane for each model, or one for all.
#[derive(Debug, Default)]
pub(super) struct Queue(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    lanes: HashMap<Option<ModelId>, Arc<Semaphore>>,
    in_flight: usize,
    waiting: usize,
    refused: u64,
    waited: DurationHistogram,
}

/// A call that is under way, until it is dropped.
#[derive(Debug)]
pub(super) struct Slot {
    queue: Arc<Mutex<State>>,
    /// Given back when the slot is.
    _permit: Option<OwnedSemaphorePermit>,
}

/// A call that waits, until it is dropped.
#[derive(Debug)]
struct Place {
    queue: Arc<Mutex<State>>,
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    // Numbers are counted up and down in it, and nothing of others is called.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn lane(&mut self, name: Option<ModelId>, limit: usize) -> Arc<Semaphore> {
        if !self.lanes.contains_key(&name) {
            // Names of models come and go. Whoever is in a lane, or waits for it, holds it too.
            self.lanes.retain(|_, lane| Arc::strong_count(lane) > 1);
        }
        let permits = || Arc::new(Semaphore::new(limit.min(Semaphore::MAX_PERMITS)));
        Arc::clone(self.lanes.entry(name).or_insert_with(permits))
    }
}

impl Queue {
    /// A turn, which may have to be waited for. Dropping what waits gives the place up.
    pub(super) fn enter(
        &self,
        lane: Option<ModelId>,
        limit: usize,
        max_waiting: usize,
    ) -> Result<impl Future<Output = Slot> + Send + use<>> {
        let queue = Arc::clone(&self.0);
        let mut state = lock(&queue);
        let semaphore = state.lane(lane, limit);
        let (slot, place) = match Arc::clone(&semaphore).try_acquire_owned() {
            Ok(permit) => {
                state.in_flight += 1;
                (Some(Slot { queue: Arc::clone(&queue), _permit: Some(permit) }), None)
            }
            Err(_) if state.waiting >= max_waiting => {
                state.refused += 1;
                return Err(full(limit, max_waiting));
            }
            Err(_) => {
                state.waiting += 1;
                (None, Some(Place { queue: Arc::clone(&queue) }))
            }
        };
        drop(state);
        let began = Instant::now();
        Ok(async move {
            if let Some(slot) = slot {
                return slot;
            }
            // Closed it never is; and if it were, no call should hang for it.
            let permit = semaphore.acquire_owned().await.ok();
            drop(place);
            let mut state = lock(&queue);
            state.in_flight += 1;
            state.waited.record(began.elapsed());
            drop(state);
            Slot { queue, _permit: permit }
        })
    }

    pub(super) fn status(&self, limit: usize) -> ConcurrencyStatus {
        let state = lock(&self.0);
        ConcurrencyStatus {
            limit,
            in_flight: state.in_flight,
            waiting: state.waiting,
            refused: state.refused,
            waited: state.waited.clone(),
        }
    }
}

fn full(limit: usize, waiting: usize) -> Error {
    let message = format!(
        "{limit} calls are under way and {waiting} wait, which is all that the application's own limit allows: try again later, or let more wait"
    );
    Error::new(ErrorKind::RateLimited, message)
        .with_operation(Operation::Chat)
        .with_retry(Retry::Backoff)
}

impl Drop for Place {
    fn drop(&mut self) {
        lock(&self.queue).waiting -= 1;
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        lock(&self.queue).in_flight -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_lane_that_nobody_is_in_is_forgotten() {
        let queue = Queue::default();
        let lane = |name: &str| Some(ModelId::from(name));
        let lanes = || lock(&queue.0).lanes.len();
        let first = queue.enter(lane("a"), 1, 1).unwrap().await;
        let waiting = queue.enter(lane("a"), 1, 1).unwrap();
        drop(queue.enter(lane("b"), 1, 1).unwrap().await);
        assert_eq!(lanes(), 2);
        drop(first);
        let second = waiting.await;
        drop(queue.enter(lane("c"), 1, 1).unwrap().await);
        assert_eq!(lanes(), 2, "nobody is in b");
        drop(second);
        drop(queue.enter(lane("d"), 1, 1).unwrap().await);
        assert_eq!(lanes(), 1);
    }
}
