//! A transport without a network, for tests.

use std::collections::VecDeque;
use std::future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use futures::{Stream, stream};

use super::scripted_reply::{ScriptedReply, Step};
use super::{Body, Delivery, HttpRequest, HttpResponse, Transport};
use super::{TransportError, TransportErrorKind};

/// Answers requests from a script, in order, and keeps them for the test to look at.
///
/// A clone is another handle to the same script.
/// Waiting is done with tokio's timer, so with `start_paused = true` it takes no time.
#[derive(Clone, Debug, Default)]
pub struct ScriptedTransport(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    script: Mutex<VecDeque<ScriptedReply>>,
    requests: Mutex<Vec<HttpRequest>>,
    open: AtomicUsize,
}

impl ScriptedTransport {
    /// A transport that gives these replies.
    pub fn new(script: impl IntoIterator<Item = ScriptedReply>) -> Self {
        let transport = Self::default();
        lock(&transport.0.script).extend(script);
        transport
    }

    /// Adds a reply to the end of the script.
    pub fn push(&self, reply: ScriptedReply) {
        lock(&self.0.script).push_back(reply);
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<HttpRequest> {
        lock(&self.0.requests).clone()
    }

    /// How many replies are left.
    pub fn remaining(&self) -> usize {
        lock(&self.0.script).len()
    }

    /// How many exchanges are going on: neither read to their end nor dropped.
    pub fn open(&self) -> usize {
        self.0.open.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Transport for ScriptedTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let open = Open::new(&self.0);
        lock(&self.0.requests).push(request);
        let reply = lock(&self.0.script).pop_front();
        let Some(ScriptedReply { head, before_head, steps }) = reply else {
            return Err(TransportError::new(TransportErrorKind::Other)
                .with_delivery(Delivery::NotSent)
                .with_source("the script has no reply left"));
        };
        if let Some(wait) = before_head {
            tokio::time::sleep(wait).await;
        }
        let (status, headers) = head?;
        Ok(HttpResponse::new(status, headers, Body::new(play(steps, open))))
    }
}

fn play(
    steps: VecDeque<Step>,
    open: Open,
) -> impl Stream<Item = Result<Bytes, TransportError>> + Send {
    stream::unfold((steps, open), |(mut steps, open)| async {
        loop {
            match steps.pop_front()? {
                Step::Chunk(bytes) => return Some((Ok(bytes), (steps, open))),
                Step::Fail(error) => return Some((Err(error), (steps, open))),
                Step::Pause(wait) => tokio::time::sleep(wait).await,
                Step::Hang => future::pending().await,
            }
        }
    })
}

/// An exchange that is going on.
struct Open(Arc<Shared>);

impl Open {
    fn new(shared: &Arc<Shared>) -> Self {
        shared.open.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(shared))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;
    use std::time::Duration;

    use futures::{FutureExt, StreamExt};
    use http::{Method, StatusCode};
    use tokio::time::Instant;

    use super::*;

    fn request(path: &str) -> HttpRequest {
        let url = url::Url::parse("http://example.com").unwrap().join(path).unwrap();
        HttpRequest::new(Method::GET, url)
    }

    fn broken() -> TransportError {
        TransportError::new(TransportErrorKind::Interrupted)
    }

    #[tokio::test]
    async fn replies_come_in_order_and_requests_are_kept() {
        let transport = ScriptedTransport::new([
            ScriptedReply::error(broken()),
            ScriptedReply::json(StatusCode::NOT_FOUND, "{}"),
        ]);
        let error = transport.send(request("/a")).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Interrupted);
        let response = transport.send(request("/b")).await.unwrap();
        assert_eq!(response.status, StatusCode::NOT_FOUND);
        assert_eq!(response.headers[http::header::CONTENT_TYPE], "application/json");
        assert_eq!(response.body.collect(2).await.unwrap(), "{}");

        let requests = transport.requests();
        let paths: Vec<_> = requests.iter().map(|request| request.url.path()).collect();
        assert_eq!(paths, ["/a", "/b"]);
        assert_eq!(transport.remaining(), 0);
    }

    #[tokio::test]
    async fn the_end_of_the_script_is_an_error_that_says_so() {
        let error = ScriptedTransport::default().send(request("/")).await.unwrap_err();
        assert_eq!(error.source().unwrap().to_string(), "the script has no reply left");
    }

    #[tokio::test(start_paused = true)]
    async fn a_reply_takes_the_time_that_the_script_says() {
        let start = Instant::now();
        let reply = ScriptedReply::event_stream()
            .after(Duration::from_secs(1))
            .chunk("a")
            .pause(Duration::from_secs(2))
            .fail(broken())
            .chunk("never");
        let mut body = ScriptedTransport::new([reply]).send(request("/")).await.unwrap().body;

        assert_eq!(start.elapsed(), Duration::from_secs(1));
        assert_eq!(body.next().await.unwrap().unwrap(), "a");
        assert_eq!(start.elapsed(), Duration::from_secs(1));
        assert!(body.next().await.unwrap().is_err());
        assert_eq!(start.elapsed(), Duration::from_secs(3));
        assert!(body.next().await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn what_hangs_is_open_until_it_is_dropped() {
        let transport = ScriptedTransport::new([
            ScriptedReply::silence(),
            ScriptedReply::event_stream().hang(),
            ScriptedReply::status(StatusCode::OK),
        ]);
        let day = Duration::from_secs(86_400);

        assert!(tokio::time::timeout(day, transport.send(request("/"))).await.is_err());
        assert_eq!(transport.open(), 0);

        let mut body = transport.send(request("/")).await.unwrap().body;
        assert!(tokio::time::timeout(day, body.next()).await.is_err());
        assert_eq!(transport.open(), 1);
        drop(body);
        assert_eq!(transport.open(), 0);

        let mut body = transport.send(request("/")).await.unwrap().body;
        assert_eq!(transport.open(), 1);
        assert!(body.next().now_or_never().unwrap().is_none());
        assert_eq!(transport.open(), 0);
    }
}
