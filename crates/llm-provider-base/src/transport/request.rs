//! What is sent: method, URL, headers and the whole body.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method};
use url::Url;

/// One HTTP request.
///
/// The body is whole, so that every attempt of a call sends the same bytes; cloning it shares them.
/// Headers that hold a secret should be marked
/// [`sensitive`](http::HeaderValue::set_sensitive), which keeps them out of `Debug` and of HTTP/2 header compression.
#[derive(Clone)]
#[non_exhaustive]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// Where to. Parsed once and shared by all attempts.
    pub url: Url,
    /// The headers, complete but for `Host` and `Content-Length`.
    pub headers: HeaderMap,
    /// The body; nothing is sent when it is empty.
    pub body: Bytes,
}

impl HttpRequest {
    /// A request without headers and body.
    pub fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: HeaderMap::new(), body: Bytes::new() }
    }

    /// Replaces the headers.
    #[must_use]
    pub fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.headers = headers;
        self
    }

    /// Replaces the body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }
}

/// Shows neither the query of the URL nor the body: both may hold what must not be logged.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, url, headers, body } = self;
        f.debug_struct("HttpRequest")
            .field("method", method)
            .field("host", &url.host_str())
            .field("path", &url.path())
            .field("headers", headers)
            .field("body_len", &body.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn debug_shows_neither_query_nor_body_nor_sensitive_headers() {
        let url = Url::parse("https://user:pass@example.com/v1?code=canary").unwrap();
        let mut request = HttpRequest::new(Method::POST, url).with_body("canary");
        let mut secret = HeaderValue::from_static("Bearer canary");
        secret.set_sensitive(true);
        request.headers.insert(http::header::AUTHORIZATION, secret);

        let shown = format!("{request:?}");

        assert!(shown.contains("example.com") && shown.contains("/v1"), "{shown}");
        assert!(!shown.contains("canary") && !shown.contains("pass"), "{shown}");
    }
}
