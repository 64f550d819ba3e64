//! One request.

use std::fmt;

use http::HeaderMap;
use serde_json::Value;

/// A request as it arrived, without the API key.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// `GET`, `POST` and so on.
    pub method: String,
    /// The path, from the root: `/api/v1/chat/completions`.
    pub path: String,
    /// What follows the question mark.
    pub query: Option<String>,
    /// The headers. `authorization` is there with `[redacted]` in the place of the key.
    pub headers: HeaderMap,
    /// The [`key_hash`](crate::key_hash) of the bearer token.
    pub key_hash: Option<String>,
    /// The body as text; bytes that are not UTF-8 are replaced.
    pub body: String,
    /// Whether the client went away before it had the whole answer.
    pub cancelled: bool,
}

impl RecordedRequest {
    /// Returns a header, if it is there once and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the body as JSON, if it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }

    /// Returns the model that the body asks for.
    pub fn model(&self) -> Option<String> {
        Some(self.json()?.get("model")?.as_str()?.to_owned())
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
            .field("key_hash", &self.key_hash)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("cancelled", &self.cancelled)
            .finish_non_exhaustive()
    }
}
