//! What comes back: the head of the reply now, its body as it arrives.

use http::{HeaderMap, StatusCode};

use super::Body;

/// One HTTP response whose head has arrived.
#[derive(Debug)]
#[non_exhaustive]
pub struct HttpResponse {
    /// The status, whatever it is.
    pub status: StatusCode,
    /// The headers as the server sent them, less those of a content coding that the transport removed.
    pub headers: HeaderMap,
    /// The body, decoded, as it arrives.
    pub body: Body,
}

impl HttpResponse {
    /// A response with this head and body.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Body) -> Self {
        Self { status, headers, body }
    }
}
