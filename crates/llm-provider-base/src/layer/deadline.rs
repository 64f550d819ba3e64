//! [`Deadline`]: the time of a call, of which waiting before a layer is a part.

use std::future::Future;
use std::time::Duration;

use llm_types::{Error, ErrorKind, Operation, Result, StandardRequest};
use tokio::time::{Instant, timeout_at};

/// The time of a call, of which waiting before a layer is a part.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    began: Instant,
    timeout: Option<Duration>,
}

impl Deadline {
    /// Of a call that begins now.
    pub(super) fn of(request: &StandardRequest) -> Self {
        Self { began: Instant::now(), timeout: request.timeout }
    }

    /// How long ago it began.
    pub(super) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Waits for something before the call is made, for no longer than the call may take.
    pub(super) async fn wait<T>(&self, what: impl Future<Output = T>) -> Result<T> {
        // A time that no clock holds is no limit.
        match self.timeout.and_then(|timeout| self.began.checked_add(timeout)) {
            None => Ok(what.await),
            Some(at) => timeout_at(at, what).await.map_err(|_| self.over()),
        }
    }

    /// The request that is made now, with what is left of its time.
    pub(super) fn pass_on(&self, mut request: StandardRequest) -> Result<StandardRequest> {
        if let Some(timeout) = self.timeout {
            let left = timeout.saturating_sub(self.elapsed());
            if left.is_zero() {
                let model = request.model.take();
                return Err(model.into_iter().fold(self.over(), Error::with_model));
            }
            request.timeout = Some(left);
        }
        Ok(request)
    }

    fn over(&self) -> Error {
        let waited = self.elapsed().as_millis();
        let message =
            format!("the call's time was over after {waited} ms, before anything was sent");
        Error::new(ErrorKind::Timeout, message).with_operation(Operation::Chat)
    }
}
