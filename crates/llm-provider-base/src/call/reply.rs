//! [`Reply`]: a reply whose head is there.

use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt, stream};
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};

use super::Naming;
use crate::scrub::Echo;
use crate::{Body, TransportError};

/// How much of an error's body is read, in bytes: it is a hint, and may be an error page.
pub const ERROR_BODY_LIMIT: usize = 64 << 10;

/// How long an error's body is waited for.
const ERROR_BODY_TIME: Duration = Duration::from_secs(5);

/// How much white space a body may begin with before nobody looks any further what it is.
const BLANK_LIMIT: usize = 64 << 10;

/// A reply whose head is there; what its body holds is not known yet.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The head.
    pub headers: HeaderMap,
    /// What follows.
    pub body: Body,
    /// What it must not be heard to repeat.
    pub echo: Echo,
    /// Writes down what the answer is called.
    pub naming: Option<Naming>,
}

/// What a body is, whatever was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A stream of events.
    Events,
    /// One JSON document.
    Document,
    /// A page for people: of a captive portal, say.
    Page,
}

impl Reply {
    /// What the body is: as the head says, or else as it begins. No byte of it is lost.
    ///
    /// # Errors
    ///
    /// What kept the beginning of the body from being read.
    pub async fn shape(&mut self) -> Result<Shape, TransportError> {
        if let Some(shape) = self.content_type().and_then(shape_of) {
            return Ok(shape);
        }
        let mut begun = Vec::new();
        let mut blank = 0;
        let mut shape = Shape::Document;
        while let Some(bytes) = self.body.next().await.transpose()? {
            // A byte order mark, and white space to keep the connection alive.
            let first = bytes.iter().find(|byte| !b" \t\r\n\xef\xbb\xbf".contains(byte)).copied();
            blank += bytes.len();
            begun.push(Ok(bytes));
            if let Some(first) = first {
                shape = match first {
                    b'<' => Shape::Page,
                    // A comment, `data`, `event`, `id` or `retry`.
                    b':' | b'd' | b'e' | b'i' | b'r' => Shape::Events,
                    _ => Shape::Document,
                };
                break;
            }
            if blank > BLANK_LIMIT {
                break;
            }
        }
        let rest = std::mem::replace(&mut self.body, Body::empty());
        self.body = Body::new(stream::iter(begun).chain(rest));
        Ok(shape)
    }

    /// The media type without its parameters.
    fn content_type(&self) -> Option<&str> {
        Some(media_type(self.headers.get(CONTENT_TYPE)?.to_str().ok()?))
    }
}

/// A media type without its parameters.
pub fn media_type(value: &str) -> &str {
    value.split(';').next().unwrap_or(value).trim()
}

/// What a media type says; nothing, if it is one that both forms are sent under.
pub fn shape_of(kind: &str) -> Option<Shape> {
    let kind = kind.to_ascii_lowercase();
    match kind.as_str() {
        "text/event-stream" => Some(Shape::Events),
        "text/html" => Some(Shape::Page),
        "application/json" => Some(Shape::Document),
        kind if kind.ends_with("+json") => Some(Shape::Document),
        _ => None,
    }
}

/// A byte order mark is no JSON, and some proxies put one there.
pub fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// True if the body is compressed still. The transport decodes what it offers to understand, and
/// takes the header away.
pub fn is_compressed(head: &HeaderMap) -> bool {
    head.get_all(CONTENT_ENCODING)
        .into_iter()
        .any(|coding| !coding.is_empty() && !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// As much of an error's body as comes in a moment; nothing, if it does not come.
pub async fn error_body(body: Body) -> Bytes {
    match tokio::time::timeout(ERROR_BODY_TIME, body.collect(ERROR_BODY_LIMIT)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) | Err(_) => Bytes::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn shape(kind: Option<&'static str>, pieces: &[&'static str]) -> (Shape, Bytes) {
        let mut headers = HeaderMap::new();
        if let Some(kind) = kind {
            headers.insert(CONTENT_TYPE, http::HeaderValue::from_static(kind));
        }
        let pieces: Vec<_> =
            pieces.iter().map(|piece| Ok(Bytes::from_static(piece.as_bytes()))).collect();
        let mut reply = Reply {
            status: StatusCode::OK,
            headers,
            body: Body::new(stream::iter(pieces)),
            echo: Echo::default(),
            naming: None,
        };
        let shape = reply.shape().await.unwrap();
        (shape, reply.body.collect(1 << 20).await.unwrap())
    }

    #[tokio::test]
    async fn the_head_says_what_a_body_is() {
        for (kind, expected) in [
            ("text/event-stream; charset=latin1", Shape::Events),
            ("TEXT/EVENT-STREAM;", Shape::Events),
            ("text/html; charset=utf-8", Shape::Page),
            ("application/json", Shape::Document),
            ("application/problem+json", Shape::Document),
        ] {
            assert_eq!(shape(Some(kind), &["?"]).await.0, expected, "{kind}");
        }
    }

    #[tokio::test]
    async fn where_it_does_not_the_first_letter_does_and_no_byte_is_lost() {
        for kind in [None, Some("text/plain"), Some("application/octet-stream")] {
            for (pieces, expected) in [
                (&["data: {}\n\n"][..], Shape::Events),
                (&["", "\r\n", ": hi\n\n", "data: {}\n\n"], Shape::Events),
                (&["\u{feff}", "event: x\n"], Shape::Events),
                (&["id: 1\n"], Shape::Events),
                (&["retry: 1\n"], Shape::Events),
                (&["  {", "}"], Shape::Document),
                (&["\n<!doctype html>"], Shape::Page),
                (&[" ", " "], Shape::Document),
                (&[], Shape::Document),
            ] {
                let (shape, bytes) = shape(kind, pieces).await;
                assert_eq!(
                    (shape, bytes),
                    (expected, pieces.concat().into()),
                    "{kind:?} {pieces:?}"
                );
            }
        }
    }

    #[tokio::test]
    async fn endless_white_space_is_not_looked_through() {
        let blank = || Some(Ok(Bytes::from_static(&[b' '; 4096])));
        let body = Body::new(stream::poll_fn(move |_| std::task::Poll::Ready(blank())));
        let (headers, echo) = (HeaderMap::new(), Echo::default());
        let mut reply = Reply { status: StatusCode::OK, headers, body, echo, naming: None };
        assert_eq!(reply.shape().await.unwrap(), Shape::Document);
    }
}
