//! What the simulator sends, before it is HTTP.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde_json::json;

use crate::frame::Frame;

const EVENT_STREAM: &str = "text/event-stream";

/// What the simulator sends, before it is HTTP.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) frames: Vec<Frame>,
    /// How long the client waits for the head.
    pub(crate) wait: Duration,
    pub(crate) head: Head,
}

/// Whether the client gets a head at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Head {
    /// It does.
    #[default]
    Sent,
    /// It waits for ever.
    Withheld,
    /// The connection breaks instead.
    Refused,
}

impl Reply {
    /// Creates a reply from its body, which is `content_type`.
    pub(crate) fn new(status: StatusCode, content_type: &str, frames: Vec<Frame>) -> Self {
        let reply = Self {
            status,
            headers: HeaderMap::new(),
            frames,
            wait: Duration::ZERO,
            head: Head::Sent,
        };
        reply.with_header(header::CONTENT_TYPE, content_type)
    }

    /// Creates a reply that is one JSON document.
    pub(crate) fn json(status: StatusCode, body: String) -> Self {
        Self::new(status, "application/json", vec![Frame::Raw(body.into())])
    }

    /// Creates a success whose body is a wire type.
    pub(crate) fn ok<T: serde::Serialize + ?Sized>(wire: &T) -> Self {
        Self::json(StatusCode::OK, encode(wire))
    }

    /// Creates a reply that is a stream of events.
    pub(crate) fn events(frames: Vec<Frame>) -> Self {
        Self::new(StatusCode::OK, EVENT_STREAM, frames)
            .with_header(header::CACHE_CONTROL, "no-cache")
    }

    /// Creates a reply that never comes.
    pub(crate) fn headless(head: Head) -> Self {
        Self { head, ..Self::new(StatusCode::OK, "text/plain", Vec::new()) }
    }

    /// Returns whether it is a stream of events.
    pub(crate) fn is_stream(&self) -> bool {
        self.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == EVENT_STREAM)
    }

    /// Sets a header. A value that HTTP cannot carry is left out.
    #[must_use]
    pub(crate) fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }
}

/// Encodes a wire type, with its fields in the order of the service's.
///
/// This cannot fail: no map has a key that is not text. Should that change, the client gets an
/// error that says so.
pub(crate) fn encode<T: serde::Serialize + ?Sized>(wire: &T) -> String {
    serde_json::to_string(wire).unwrap_or_else(|error| {
        let message = format!("the simulator cannot encode this: {error}");
        json!({"error": {"code": 500, "message": message}}).to_string()
    })
}
