//! What becomes of the connection at the end of a stream.

use std::sync::Arc;
use std::task::Poll;

use async_trait::async_trait;
use bytes::Bytes;
use futures::{StreamExt, stream};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use llm_provider_base::{Body, DrainLot, HttpRequest, HttpResponse, Transport, TransportError};
use llm_types::{ChatProvider, StandardRequest};
use openrouter_wire::responses;

use super::canned::{DONE, error, finish, text};
use crate::OpenRouter;

/// Gives a body without an end, which has a place to wait for it.
#[derive(Debug, Clone)]
struct Endless {
    said: Bytes,
    lot: Arc<DrainLot>,
    /// Held by the body as well.
    connection: Arc<()>,
}

#[async_trait]
impl Transport for Endless {
    async fn send(&self, _: HttpRequest) -> Result<HttpResponse, TransportError> {
        let connection = Arc::clone(&self.connection);
        let rest = stream::poll_fn(move |_| {
            let _held = &connection;
            Poll::Pending
        });
        let said = stream::iter([Ok(self.said.clone())]);
        let body = Body::new(said.chain(rest)).with_drain_lot(Arc::clone(&self.lot));
        let mut head = HeaderMap::new();
        head.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        Ok(HttpResponse::new(StatusCode::OK, head, body))
    }
}

/// Reads what is said to its end, and tells whether the connection is still there.
async fn is_kept(said: String, chat: bool) -> bool {
    let transport = Endless { said: said.into(), lot: Arc::default(), connection: Arc::new(()) };
    let builder = OpenRouter::builder().api_key("sk-or-v1-canary-one").transport(transport.clone());
    let provider = builder.build().unwrap();
    if chat {
        let request = StandardRequest::prompt("hi").with_model("a/m");
        drop(provider.stream(request).await.unwrap().collect().await);
    } else {
        let request = responses::Request::new("a/m", "hi");
        provider.events(&request).await.unwrap().for_each(async |_| {}).await;
    }
    drop(provider);
    Arc::strong_count(&transport.connection) > 1
}

#[tokio::test(start_paused = true)]
async fn only_after_a_whole_answer_is_a_connection_kept() {
    let garbage = "data: {bad\n\n".to_owned();
    for (said, kept) in [
        (text("ok") + &finish("stop") + DONE, true),
        (text("ok") + &finish("stop"), true),
        (text("ok") + &garbage, false),
        (text("ok") + &error(r#"{"code":502,"message":"m"}"#), false),
        // It falls silent.
        (text("ok"), false),
    ] {
        assert_eq!(is_kept(said.clone(), true).await, kept, "{said}");
    }
    let delta = "data: {\"type\":\"response.output_text.delta\",\"delta\":\"ok\"}\n\n".to_owned();
    let last = "data: {\"type\":\"response.completed\",\"response\":0}\n\n";
    for (said, kept) in
        [(delta.clone() + last + DONE, true), (delta.clone() + &garbage, false), (delta, false)]
    {
        assert_eq!(is_kept(said.clone(), false).await, kept, "{said}");
    }
}
