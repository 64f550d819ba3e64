//! What was asked of the simulator.

mod recorded_request;
mod ticket;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

use crate::clock::Clock;

pub use recorded_request::RecordedRequest;
pub(crate) use ticket::Ticket;

/// The requests so far, in the order of their arrival.
#[derive(Clone, Debug)]
pub(crate) struct RequestLog(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: Clock,
    entries: Mutex<Vec<Entry>>,
    changes: watch::Sender<()>,
}

/// A request, and when it came and was answered.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) request: RecordedRequest,
    /// Since 1970.
    pub(crate) arrived: Duration,
    /// When the answer was handed over or the client went away, since 1970.
    pub(crate) ended: Option<Duration>,
}

/// How an answer ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End {
    /// Since 1970.
    pub(crate) at: Duration,
    /// Whether the client went away before it had the whole answer.
    pub(crate) cancelled: bool,
}

impl RequestLog {
    pub(crate) fn new(clock: Clock) -> Self {
        Self(Arc::new(Inner {
            clock,
            entries: Mutex::default(),
            changes: watch::Sender::default(),
        }))
    }

    /// Records a request and returns the ticket of its answer.
    pub(crate) fn record(&self, request: RecordedRequest) -> Ticket {
        let arrived = self.0.clock.since_epoch();
        let mut entries = self.lock();
        entries.push(Entry { request, arrived, ended: None });
        let index = entries.len() - 1;
        drop(entries);
        self.0.changes.send_replace(());
        Ticket::new(self.clone(), index)
    }

    /// Returns the requests so far.
    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.lock().iter().map(|entry| entry.request.clone()).collect()
    }

    /// Returns one of the requests.
    pub(crate) fn entry(&self, index: usize) -> Option<Entry> {
        self.lock().get(index).cloned()
    }

    /// Returns how the answer to a request ended; nothing if it is under way.
    pub(crate) fn end_of(&self, index: usize) -> Option<End> {
        self.lock()
            .get(index)
            .and_then(|entry| entry.ended.map(|at| End { at, cancelled: entry.request.cancelled }))
    }

    /// Waits until the requests are as the condition wants them.
    pub(crate) async fn wait_until(
        &self,
        condition: impl Fn(&[RecordedRequest]) -> bool,
    ) -> Vec<RecordedRequest> {
        let mut changes = self.0.changes.subscribe();
        loop {
            let requests = self.requests();
            // The log is kept by `self`, so its sender lives and the wait cannot fail.
            if condition(&requests) || changes.changed().await.is_err() {
                return requests;
            }
        }
    }

    /// Notes that the answer to a request ended.
    fn end(&self, index: usize, cancelled: bool) {
        let now = self.0.clock.since_epoch();
        if let Some(entry) = self.lock().get_mut(index) {
            entry.request.cancelled = cancelled;
            entry.ended = Some(now);
        }
        self.0.changes.send_replace(());
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.0.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
