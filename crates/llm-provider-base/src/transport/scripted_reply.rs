//! What a scripted server does with one request.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::TransportError;

/// What a scripted server does with one request: a head, then one step after the other.
///
/// ```
/// use std::time::Duration;
/// use http::{HeaderValue, StatusCode, header};
/// use llm_provider_base::{ScriptedReply, TransportError, TransportErrorKind};
///
/// // A stream that breaks off after two chunks and a silence.
/// ScriptedReply::event_stream()
///     .chunk("data: one\n\n")
///     .pause(Duration::from_secs(20))
///     .chunk("data: two\n\n")
///     .fail(TransportError::new(TransportErrorKind::Interrupted));
///
/// // A refusal.
/// ScriptedReply::json(StatusCode::TOO_MANY_REQUESTS, r#"{"error":{"code":429}}"#)
///     .header(header::RETRY_AFTER, HeaderValue::from_static("7"));
/// ```
#[derive(Debug)]
#[must_use]
pub struct ScriptedReply {
    pub(super) head: Result<(StatusCode, HeaderMap), TransportError>,
    pub(super) before_head: Option<Duration>,
    pub(super) steps: VecDeque<Step>,
}

#[derive(Debug)]
pub(super) enum Step {
    Chunk(Bytes),
    Pause(Duration),
    Fail(TransportError),
    Hang,
}

/// Longer than any test waits.
const FOR_EVER: Duration = Duration::MAX;

impl ScriptedReply {
    /// A head with this status and no headers; the body is empty unless chunks follow.
    pub fn status(status: StatusCode) -> Self {
        Self::new(Ok((status, HeaderMap::new())))
    }

    /// A JSON document, whole.
    pub fn json(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self::status(status)
            .header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .chunk(body)
    }

    /// A stream of events with status 200.
    pub fn event_stream() -> Self {
        Self::status(StatusCode::OK)
            .header(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"))
    }

    /// No reply but this error.
    pub fn error(error: TransportError) -> Self {
        Self::new(Err(error))
    }

    /// Silence: the request is taken and never answered.
    pub fn silence() -> Self {
        Self::status(StatusCode::OK).after(FOR_EVER)
    }

    fn new(head: Result<(StatusCode, HeaderMap), TransportError>) -> Self {
        Self { head, before_head: None, steps: VecDeque::new() }
    }

    /// Keeps the head back for so long.
    pub fn after(mut self, wait: Duration) -> Self {
        self.before_head = Some(wait);
        self
    }

    /// Adds a header.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        if let Ok((_, headers)) = &mut self.head {
            headers.append(name, value);
        }
        self
    }

    /// Sends a chunk of the body.
    pub fn chunk(self, bytes: impl Into<Bytes>) -> Self {
        self.step(Step::Chunk(bytes.into()))
    }

    /// Sends nothing for so long.
    pub fn pause(self, wait: Duration) -> Self {
        self.step(Step::Pause(wait))
    }

    /// Breaks the body off.
    pub fn fail(self, error: TransportError) -> Self {
        self.step(Step::Fail(error))
    }

    /// Sends nothing more, and does not end the body either.
    pub fn hang(self) -> Self {
        self.step(Step::Hang)
    }

    fn step(mut self, step: Step) -> Self {
        self.steps.push_back(step);
        self
    }
}
