//! What was asked of the simulator.

mod recorded_request;
mod ticket;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

pub use recorded_request::RecordedRequest;
pub(crate) use ticket::Ticket;

/// The requests so far, in the order of their arrival.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestLog(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    requests: Mutex<Vec<RecordedRequest>>,
    changes: watch::Sender<()>,
}

impl RequestLog {
    /// Records a request and returns the ticket of its answer.
    pub(crate) fn record(&self, request: RecordedRequest) -> Ticket {
        let mut requests = self.lock();
        requests.push(request);
        let index = requests.len() - 1;
        drop(requests);
        self.0.changes.send_replace(());
        Ticket::new(self.clone(), index)
    }

    /// Returns the requests so far.
    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.lock().clone()
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

    fn update(&self, index: usize, change: impl FnOnce(&mut RecordedRequest)) {
        if let Some(request) = self.lock().get_mut(index) {
            change(request);
        }
        self.0.changes.send_replace(());
    }

    fn lock(&self) -> MutexGuard<'_, Vec<RecordedRequest>> {
        self.0.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
