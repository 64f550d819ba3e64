//! What calls keep in memory (rows Y).

mod at_once;
mod many_calls;
#[cfg(target_os = "linux")]
mod overwritten;
mod unread;

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt as _;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use llm_provider_base::{Body, HttpRequest, HttpResponse, Transport, TransportError};

/// Answers at once with one word, and then goes on or is silent.
#[derive(Debug, Clone, Copy)]
enum Canned {
    Whole,
    Endless,
}

#[async_trait]
impl Transport for Canned {
    async fn send(&self, _: HttpRequest) -> Result<HttpResponse, TransportError> {
        let word = "data: {\"id\":\"gen-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\
            \"model\":\"a/m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word\"},\
            \"finish_reason\":null}]}\n\n";
        let word = || Ok(Bytes::from_static(word.as_bytes()));
        let body = match self {
            Self::Whole => {
                let finish = "data: {\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{},\
                    \"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
                let finish = Ok(Bytes::from_static(finish.as_bytes()));
                Body::new(futures::stream::iter([word(), finish]))
            }
            Self::Endless => {
                let silence = futures::stream::pending();
                Body::new(futures::stream::iter([word()]).chain(silence))
            }
        };
        let mut head = HeaderMap::new();
        head.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        Ok(HttpResponse::new(StatusCode::OK, head, body))
    }
}

/// A runtime on this thread, whose allocations are counted.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(600);
