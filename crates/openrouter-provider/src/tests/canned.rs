//! [`Canned`]: a transport that gives prepared replies and keeps what was sent.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::{self, StreamExt};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};
use llm_provider_base::{
    Body, FixedRandom, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind,
};

use openrouter_wire::{Method, Operation};

use crate::{OpenRouter, OpenRouterBuilder};

/// A prepared reply.
#[derive(Debug, Clone)]
pub(super) enum Reply {
    /// A head and pieces of a body.
    Body {
        status: u16,
        kind: &'static str,
        pieces: Vec<Piece>,
        headers: Vec<(&'static str, String)>,
    },
    /// No reply at all.
    Fails(TransportErrorKind),
    /// Never a reply.
    Hangs,
}

/// A piece of a body.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Bytes(Bytes),
    /// The connection breaks.
    Breaks,
    /// Nothing more, and no end.
    Hangs,
    /// Nothing for so many seconds.
    Waits(u64),
}

impl Reply {
    pub(super) fn json(status: u16, body: impl Into<String>) -> Self {
        let pieces = vec![Piece::Bytes(Bytes::from(body.into()))];
        Self::Body { status, kind: "application/json", pieces, headers: Vec::new() }
    }

    pub(super) fn sse(body: impl Into<String>) -> Self {
        Self::pieces([Piece::Bytes(Bytes::from(body.into()))])
    }

    pub(super) fn pieces(pieces: impl IntoIterator<Item = Piece>) -> Self {
        let pieces = pieces.into_iter().collect();
        Self::Body { status: 200, kind: "text/event-stream", pieces, headers: Vec::new() }
    }

    /// The same, under another media type.
    pub(super) fn of_type(mut self, media: &'static str) -> Self {
        if let Self::Body { kind, .. } = &mut self {
            *kind = media;
        }
        self
    }

    pub(super) fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Self::Body { headers, .. } = &mut self {
            headers.push((name, value.to_owned()));
        }
        self
    }
}

/// Gives the replies in order, the last one for ever; or each request its own.
#[derive(Clone)]
pub(super) struct Canned(Arc<Mutex<State>>);

type Answer = Box<dyn FnMut(&Asked) -> Reply + Send>;

struct State {
    replies: VecDeque<Reply>,
    answer: Option<Answer>,
    sent: Vec<HttpRequest>,
}

/// What a reply may depend on.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) key: String,
    pub(super) path: String,
}

impl fmt::Debug for Canned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Canned").finish_non_exhaustive()
    }
}

impl Canned {
    pub(super) fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies = replies.into_iter().collect();
        Self(Arc::new(Mutex::new(State { replies, answer: None, sent: Vec::new() })))
    }

    /// Answers each request by who asks for what.
    pub(super) fn answering(answer: impl FnMut(&Asked) -> Reply + Send + 'static) -> Self {
        let (replies, answer) = (VecDeque::new(), Some(Box::new(answer) as Answer));
        Self(Arc::new(Mutex::new(State { replies, answer, sent: Vec::new() })))
    }

    /// How many requests were sent to a path that ends so.
    pub(super) fn sends_to(&self, end: &str) -> usize {
        self.paths().iter().filter(|path| path.ends_with(end)).count()
    }

    /// How many requests were sent.
    pub(super) fn sends(&self) -> usize {
        self.0.lock().unwrap().sent.len()
    }

    /// The keys with which they were sent.
    pub(super) fn keys(&self) -> Vec<String> {
        let state = self.0.lock().unwrap();
        state.sent.iter().map(key_of).collect()
    }

    /// Where it was sent.
    pub(super) fn paths(&self) -> Vec<String> {
        self.0.lock().unwrap().sent.iter().map(|request| request.url.path().to_owned()).collect()
    }

    /// How and where, in full.
    pub(super) fn urls(&self) -> Vec<String> {
        let state = self.0.lock().unwrap();
        state.sent.iter().map(|request| format!("{} {}", request.method, request.url)).collect()
    }

    /// With which headers.
    pub(super) fn headers(&self) -> Vec<HeaderMap> {
        self.0.lock().unwrap().sent.iter().map(|request| request.headers.clone()).collect()
    }

    /// What was sent.
    pub(super) fn bodies(&self) -> Vec<Bytes> {
        self.0.lock().unwrap().sent.iter().map(|request| request.body.clone()).collect()
    }

    /// A provider over it, with two keys.
    pub(super) fn provider(&self) -> OpenRouter {
        self.builder().build().unwrap()
    }

    pub(super) fn builder(&self) -> OpenRouterBuilder {
        OpenRouter::builder()
            .api_keys(["sk-or-v1-canary-one", "sk-or-v1-canary-two"])
            .transport(self.clone())
            .random(FixedRandom(0.5))
    }
}

/// The key of a request; nothing, if it has none.
fn key_of(request: &HttpRequest) -> String {
    let value = request.headers.get(AUTHORIZATION).map_or("", |value| value.to_str().unwrap());
    value.trim_start_matches("Bearer ").to_owned()
}

#[async_trait]
impl Transport for Canned {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let reply = {
            let mut state = self.0.lock().unwrap();
            let asked = Asked { key: key_of(&request), path: request.url.path().to_owned() };
            state.sent.push(request);
            let left = state.replies.len();
            match &mut state.answer {
                Some(answer) => answer(&asked),
                None if left == 1 => state.replies[0].clone(),
                None => state.replies.pop_front().expect("a reply"),
            }
        };
        let (status, kind, pieces, headers) = match reply {
            Reply::Body { status, kind, pieces, headers } => (status, kind, pieces, headers),
            Reply::Fails(kind) => return Err(TransportError::new(kind)),
            Reply::Hangs => return std::future::pending().await,
        };
        let mut head = HeaderMap::new();
        head.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        for (name, value) in headers {
            head.insert(name, value.parse().unwrap());
        }
        let chunks = stream::iter(pieces).then(async |piece| match piece {
            Piece::Bytes(bytes) => Ok(bytes),
            Piece::Breaks => Err(TransportError::new(TransportErrorKind::Interrupted)),
            Piece::Hangs => std::future::pending().await,
            Piece::Waits(seconds) => {
                tokio::time::sleep(std::time::Duration::from_secs(seconds)).await;
                Ok(Bytes::new())
            }
        });
        let status = StatusCode::from_u16(status).unwrap();
        Ok(HttpResponse::new(status, head, Body::new(chunks)))
    }
}

/// An operation that is answered without a word.
#[derive(Debug, serde::Serialize)]
pub(super) struct Forget;

impl Operation for Forget {
    const ID: &'static str = "forget";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/memory";
    type Response = ();
}

/// A chunk with these members of the choice.
pub(super) fn event(choice: &str) -> String {
    format!(
        "data: {{\"id\":\"gen-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\
         \"model\":\"a/m\",\"provider\":\"P\",\"choices\":[{{\"index\":0,{choice}}}]}}\n\n"
    )
}

/// A delta of text.
pub(super) fn text(text: &str) -> String {
    let text = serde_json::to_string(text).unwrap();
    event(&format!(
        "\"delta\":{{\"role\":\"assistant\",\"content\":{text}}},\"finish_reason\":null,\
         \"native_finish_reason\":null"
    ))
}

/// A finish chunk.
pub(super) fn finish(reason: &str) -> String {
    event(&format!(
        "\"delta\":{{\"role\":\"assistant\",\"content\":\"\"}},\"finish_reason\":\"{reason}\",\
         \"native_finish_reason\":\"{reason}\""
    ))
}

/// A chunk with an error.
pub(super) fn error(error: &str) -> String {
    format!(
        "data: {{\"id\":\"gen-1\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"\"}},\
         \"finish_reason\":\"error\"}}],\"error\":{error}}}\n\n"
    )
}

pub(super) const DONE: &str = "data: [DONE]\n\n";

pub(super) fn bytes(text: impl Into<String>) -> Piece {
    Piece::Bytes(Bytes::from(text.into()))
}
