//! What was asked of the simulator.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{HeaderMap, HeaderValue, header};
use serde_json::Value;
use tokio::sync::watch;

/// A request as it arrived, without the API key.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// `GET`, `POST` and so on.
    pub method: String,
    /// The path, from the root: `/v1/chat/completions`.
    pub path: String,
    /// The headers. `authorization` is there with `[redacted]` in the place of the key.
    pub headers: HeaderMap,
    /// The body as text; bytes that are not UTF-8 are replaced.
    pub body: String,
    /// Whether the client went away before it had the whole answer.
    pub cancelled: bool,
}

impl RecordedRequest {
    pub(crate) fn new(method: &http::Method, path: &str, headers: &HeaderMap, body: &[u8]) -> Self {
        let mut headers = headers.clone();
        if let Some(authorization) = headers.get_mut(header::AUTHORIZATION) {
            *authorization = HeaderValue::from_static("[redacted]");
        }
        Self {
            method: method.to_string(),
            path: path.to_owned(),
            headers,
            body: String::from_utf8_lossy(body).into_owned(),
            cancelled: false,
        }
    }

    /// Returns a header, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the body as JSON, if it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }

    /// Returns whether the body asks for a stream.
    pub fn is_stream(&self) -> bool {
        self.json().is_some_and(|body| body["stream"] == Value::Bool(true))
    }
}

/// The body is left out: it holds the prompt.
impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("cancelled", &self.cancelled)
            .finish_non_exhaustive()
    }
}

/// The requests so far, in the order of their arrival.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestLog(Arc<Entries>);

#[derive(Debug, Default)]
struct Entries {
    requests: Mutex<Vec<RecordedRequest>>,
    changes: watch::Sender<()>,
}

impl RequestLog {
    /// Records a request and returns the ticket of its answer.
    pub(crate) fn record(&self, request: RecordedRequest) -> Ticket {
        let mut requests = self.lock();
        requests.push(request);
        let place = requests.len() - 1;
        drop(requests);
        self.0.changes.send_replace(());
        Ticket { log: self.clone(), place, is_finished: false }
    }

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.lock().clone()
    }

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

    fn lock(&self) -> MutexGuard<'_, Vec<RecordedRequest>> {
        self.0.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Belongs to the answer of one recorded request. Dropped before it is finished, it marks the
/// request as cancelled.
#[derive(Debug)]
pub(crate) struct Ticket {
    log: RequestLog,
    place: usize,
    is_finished: bool,
}

impl Ticket {
    /// Says that the whole answer was handed over.
    pub(crate) const fn finish(&mut self) {
        self.is_finished = true;
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if self.is_finished {
            return;
        }
        if let Some(request) = self.log.lock().get_mut(self.place) {
            request.cancelled = true;
        }
        self.log.0.changes.send_replace(());
    }
}
