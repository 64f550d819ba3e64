//! [`Reply`]: a reply that is a success as far as its head goes.

use std::future::Future;

use futures::{StreamExt, stream};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use llm_provider_base::{Body, TransportError};
use openrouter_auth::KeyLease;
use openrouter_wire::headers;

use super::Naming;
use super::echo::Echo;
use crate::error::{Failure, scrub};

/// How much white space a body may begin with before nobody looks any further what it is.
const BLANK_LIMIT: usize = 64 << 10;

/// A reply whose head was a success; what its body holds is not known yet.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    pub(crate) lease: Option<KeyLease>,
    /// What it must not be heard to repeat.
    pub(crate) echo: Echo,
    /// Writes down what the answer is called.
    pub(crate) naming: Option<Naming>,
}

/// What a head says of the answer. The id stands in errors too, and is scrubbed as their texts are.
pub(crate) fn said(head: &HeaderMap) -> headers::Reply {
    let read = headers::Reply::read(|name| head.get(name).and_then(|value| value.to_str().ok()));
    let generation_id = read.generation_id.as_deref().map(scrub);
    headers::Reply { generation_id, ..read }
}

/// What a body is, whatever was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A stream of events.
    Events,
    /// One JSON document.
    Document,
    /// A page for people: of a captive portal, say.
    Page,
}

impl Reply {
    /// What the body is: as the head says, or else as it begins.
    pub(crate) async fn shape(&mut self) -> Result<Shape, TransportError> {
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
pub(crate) fn media_type(value: &str) -> &str {
    value.split(';').next().unwrap_or(value).trim()
}

/// What a media type says; nothing, if it is one that both forms are sent under.
pub(crate) fn shape_of(kind: &str) -> Option<Shape> {
    let kind = kind.to_ascii_lowercase();
    match kind.as_str() {
        "text/event-stream" => Some(Shape::Events),
        "text/html" => Some(Shape::Page),
        "application/json" => Some(Shape::Document),
        kind if kind.ends_with("+json") => Some(Shape::Document),
        _ => None,
    }
}

/// Makes a value of a reply, within the attempt: what fails here may be tried again.
pub(crate) trait Read: Sync {
    /// What it makes.
    type Value: Send;

    /// Reads as much as the value needs.
    fn read(&self, reply: Reply) -> impl Future<Output = Result<Self::Value, Failure>> + Send;
}

/// A byte order mark is no JSON, and some proxies put one there.
pub(crate) fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    async fn shape(kind: Option<&'static str>, pieces: &[&'static str]) -> (Shape, Bytes) {
        let mut headers = HeaderMap::new();
        if let Some(kind) = kind {
            headers.insert(CONTENT_TYPE, http::HeaderValue::from_static(kind));
        }
        let pieces: Vec<_> =
            pieces.iter().map(|piece| Ok(Bytes::from_static(piece.as_bytes()))).collect();
        let mut reply = Reply {
            headers,
            body: Body::new(stream::iter(pieces)),
            lease: None,
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

    #[test]
    fn an_id_in_a_head_is_scrubbed() {
        let id = |value: &'static str| {
            let head = [("x-generation-id", value)].map(|(name, value)| {
                (http::HeaderName::from_static(name), http::HeaderValue::from_static(value))
            });
            said(&head.into_iter().collect()).generation_id.unwrap()
        };
        assert_eq!(id("gen-1790000000-Ab3"), "gen-1790000000-Ab3");
        let odd = id("gen\tsk-or-v1-0123456789abcdef0123456789abcdef");
        assert!(!odd.contains("0123456789abcdef") && !odd.contains('\t'), "{odd}");
    }

    #[tokio::test]
    async fn endless_white_space_is_not_looked_through() {
        let blank = || Some(Ok(Bytes::from_static(&[b' '; 4096])));
        let body = Body::new(stream::poll_fn(move |_| std::task::Poll::Ready(blank())));
        let (headers, echo) = (HeaderMap::new(), Echo::default());
        let mut reply = Reply { headers, body, lease: None, echo, naming: None };
        assert_eq!(reply.shape().await.unwrap(), Shape::Document);
    }
}
