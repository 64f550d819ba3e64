//! What a text delta costs in heap allocations.

use bytes::Bytes;
use futures::StreamExt;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use llm_provider_base::{Body, HttpRequest, HttpResponse, Transport, TransportError};
use llm_types::{ChatProvider, StandardRequest, StreamEvent};
use openrouter_provider::OpenRouter;

const DELTAS: u64 = 4096;

/// Answers with text in deltas, eight in a piece of the body.
#[derive(Debug)]
struct Talkative;

#[async_trait::async_trait]
impl Transport for Talkative {
    async fn send(&self, _: HttpRequest) -> Result<HttpResponse, TransportError> {
        let deltas: Vec<_> = (0..DELTAS)
            .map(|number| {
                format!(
                    "data: {{\"id\":\"gen-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\
                     \"model\":\"a/m\",\"provider\":\"P\",\"choices\":[{{\"index\":0,\"delta\":\
                     {{\"role\":\"assistant\",\"content\":\" word{number:04}\"}},\
                     \"finish_reason\":null,\"native_finish_reason\":null}}]}}\n\n"
                )
            })
            .collect();
        let mut pieces: Vec<Bytes> = deltas.chunks(8).map(|some| some.concat().into()).collect();
        pieces.push("data: [DONE]\n\n".into());
        let mut head = HeaderMap::new();
        head.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        let body = Body::new(futures::stream::iter(pieces.into_iter().map(Ok)));
        Ok(HttpResponse::new(StatusCode::OK, head, body))
    }
}

#[test]
fn a_text_delta_costs_at_most_two_allocations() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let provider =
        OpenRouter::builder().api_key("sk-or-v1-any").transport(Talkative).build().unwrap();
    let request = StandardRequest::prompt("hi");
    let mut stream = runtime.block_on(provider.stream(request)).unwrap();
    let mut deltas = 0;
    let counted = allocation_counter::measure(|| {
        runtime.block_on(async {
            while let Some(Ok(StreamEvent::Text { .. })) = stream.next().await {
                deltas += 1;
            }
        });
    });
    assert_eq!(deltas, DELTAS);
    // One is the event's own text. The rest is what the runtime and the end of the stream take.
    let counted = counted.count_total;
    assert!(counted <= 2 * DELTAS, "{counted} allocations for {DELTAS} deltas");
}
