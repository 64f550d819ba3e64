//! [`WireService`]: the service of a scenario, behind a transport without a network.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::{Stream, stream};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use llm_provider_base::conformance::{Ending, Reaction, Scenario, Service};
use llm_provider_base::{
    Body, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind,
};
use serde_json::Value;
use tokio::sync::watch;

use super::chat_wire::Dialect;

/// The service of a scenario, as a transport without a network: it reads the request, and answers
/// in its dialect. All its pieces are cut where no event and no letter ends.
#[derive(Debug, Clone)]
pub(super) struct WireService(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    dialect: Dialect,
    scenario: Scenario,
    requests: AtomicUsize,
    open: watch::Sender<usize>,
}

/// How many bytes come at a time, at least.
const PIECE: usize = 61;

impl WireService {
    pub(super) fn new(dialect: Dialect, scenario: &Scenario) -> Self {
        let (requests, open) = (AtomicUsize::new(0), watch::Sender::new(0));
        Self(Arc::new(Inner { dialect, scenario: scenario.clone(), requests, open }))
    }

    fn broken() -> TransportError {
        TransportError::new(TransportErrorKind::Interrupted)
    }

    fn other(&self, path: &str) -> HttpResponse {
        let Inner { dialect, scenario, .. } = &*self.0;
        if !scenario.is_up {
            let body = Bytes::from_static(br#"{"error":{"code":503,"message":"down"}}"#);
            return reply(StatusCode::SERVICE_UNAVAILABLE, "application/json", Body::full(body));
        }
        let document = dialect.other_document(path, scenario).to_string();
        reply(StatusCode::OK, "application/json", Body::full(document))
    }

    /// A request was read: how the reply to it goes on.
    async fn chat(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let Inner { dialect, scenario, requests, .. } = &*self.0;
        let open = Open::new(&self.0);
        let reaction = scenario.reaction(requests.fetch_add(1, Ordering::SeqCst));
        let asked: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let streams = asked["stream"] == true;
        // No network answers before others had their turn.
        tokio::task::yield_now().await;
        if reaction.deltas.is_empty() {
            wait(reaction.pause).await;
            match &reaction.ending {
                Ending::Silent => std::future::pending().await,
                Ending::CutOff => return Err(Self::broken()),
                Ending::Failed(failure) => {
                    let (status, error) = dialect.error(failure);
                    let status = StatusCode::from_u16(status).unwrap_or_default();
                    let body = Body::full(error.to_string());
                    let mut reply = reply(status, "application/json", body);
                    if let Some(wait) = failure.retry_after {
                        reply.headers.insert(header::RETRY_AFTER, wait.as_secs().into());
                    }
                    return Ok(reply);
                }
                _ => {}
            }
        }
        if !streams
            && *dialect == Dialect::OpenAi
            && let Ending::Failed(failure) = &reaction.ending
        {
            // Its documents have no place for a failure.
            let (_, error) = dialect.error(failure);
            let body = Body::full(error.to_string());
            return Ok(reply(StatusCode::SERVICE_UNAVAILABLE, "application/json", body));
        }
        let kind = if streams { "text/event-stream" } else { "application/json" };
        let pieces = if streams { self.pieces(&reaction) } else { self.halves(&reaction) };
        let body = Body::new(play(pieces, reaction, open));
        Ok(reply(StatusCode::OK, kind, body))
    }

    /// What is written at a time: whole events if there are pauses between them, or else anything.
    fn pieces(&self, reaction: &Reaction) -> Vec<Bytes> {
        let events = self.0.dialect.events(reaction);
        if reaction.pause.is_some() {
            return events;
        }
        cut(&events.concat().into())
    }

    /// A document; what does not come to its end is half of it.
    fn halves(&self, reaction: &Reaction) -> Vec<Bytes> {
        let document = self.0.dialect.document(reaction);
        let whole = matches!(reaction.ending, Ending::Finished | Ending::Failed(_));
        let end = if whole { document.len() } else { document.len() / 2 };
        cut(&document.slice(..end))
    }
}

fn cut(bytes: &Bytes) -> Vec<Bytes> {
    // Long bodies in larger pieces, so that they do not take ages.
    let size = PIECE + bytes.len() / 512;
    let starts = (0..bytes.len()).step_by(size);
    starts.map(|start| bytes.slice(start..bytes.len().min(start + size))).collect()
}

async fn wait(pause: Option<Duration>) {
    if let Some(pause) = pause {
        tokio::time::sleep(pause).await;
    }
}

fn play(
    pieces: Vec<Bytes>,
    reaction: Reaction,
    open: Open,
) -> impl Stream<Item = Result<Bytes, TransportError>> + Send {
    let state = (pieces.into_iter(), reaction, Some(open));
    stream::unfold(state, |(mut pieces, reaction, open)| async move {
        // Without an exchange it is over.
        open.as_ref()?;
        wait(reaction.pause).await;
        if let Some(piece) = pieces.next() {
            return Some((Ok(piece), (pieces, reaction, open)));
        }
        match reaction.ending {
            Ending::Silent => std::future::pending().await,
            Ending::CutOff => Some((Err(WireService::broken()), (pieces, reaction, None))),
            _ => None,
        }
    })
}

fn reply(status: StatusCode, kind: &'static str, body: Body) -> HttpResponse {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    HttpResponse::new(status, headers, body)
}

#[async_trait]
impl Transport for WireService {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let path = request.url.path();
        if path.ends_with("/chat/completions") {
            self.chat(&request).await
        } else {
            Ok(self.other(path))
        }
    }
}

#[async_trait]
impl Service for WireService {
    fn requests(&self) -> usize {
        self.0.requests.load(Ordering::SeqCst)
    }

    async fn idle(&self) {
        // The sender is in the service, and so does not go.
        drop(self.0.open.subscribe().wait_for(|open| *open == 0).await);
    }
}

/// An exchange that goes on.
struct Open(Arc<Inner>);

impl Open {
    fn new(inner: &Arc<Inner>) -> Self {
        inner.open.send_modify(|open| *open += 1);
        Self(Arc::clone(inner))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.send_modify(|open| *open = open.saturating_sub(1));
    }
}
