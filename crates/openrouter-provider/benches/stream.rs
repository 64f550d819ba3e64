//! From the bytes of a reply to events, next to two floors in the same run.
//!
//! - `drain`: the body is read to its end, and nothing is parsed.
//! - `serde_borrowed`: lines found with memchr, and each event read into a minimal borrowed struct.
//! - `provider`: all of it: call path, framing, chunks, events, accumulator, timers, metrics.
//!
//! One text delta is a realistic event of 307 bytes. `bursts` puts 32 events into one piece of the
//! body, as fast models and proxies do; `single` one; `tools` has deltas that no shortcut knows.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use futures::stream::{self, StreamExt};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use llm_provider_base::{Body, HttpRequest, HttpResponse, Transport, TransportError};
use llm_types::{ChatProvider, StandardRequest, StreamEvent};
use openrouter_provider::OpenRouter;
use serde::Deserialize;

const EVENTS: usize = 1024;

fn event(delta: &str) -> String {
    format!(
        "data: {{\"id\":\"gen-1786000000-AbCdEfGhIjKlMnOpQrSt\",\"object\":\"chat.completion.chunk\",\
         \"created\":1786000000,\"model\":\"anthropic/claude-4.6-sonnet-20260217\",\
         \"provider\":\"Anthropic\",\"system_fingerprint\":null,\"choices\":[{{\"index\":0,\
         \"delta\":{delta},\"finish_reason\":null,\"native_finish_reason\":null}}]}}\n\n"
    )
}

fn text(number: usize) -> String {
    event(&format!("{{\"role\":\"assistant\",\"content\":\" word{number:04}\"}}"))
}

fn tool(number: usize) -> String {
    event(&format!(
        "{{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{{\"index\":0,\
         \"function\":{{\"arguments\":\"{number:04}\"}}}}]}}"
    ))
}

/// The body of a stream, `burst` events a piece.
fn body(make: fn(usize) -> String, burst: usize) -> Vec<Bytes> {
    let events: Vec<String> = (0..EVENTS).map(make).collect();
    let mut pieces: Vec<Bytes> = events.chunks(burst).map(|burst| burst.concat().into()).collect();
    let end = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\",\
               \"native_finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    pieces.push(end.into());
    pieces
}

#[derive(Debug)]
struct Canned(Vec<Bytes>);

impl Canned {
    fn body(&self) -> Body {
        Body::new(stream::iter(self.0.clone()).map(Ok))
    }
}

#[async_trait]
impl Transport for Canned {
    async fn send(&self, _: HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut head = HeaderMap::new();
        head.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        Ok(HttpResponse::new(StatusCode::OK, head, self.body()))
    }
}

async fn drain(transport: &Canned) -> usize {
    let mut body = transport.body();
    let mut length = 0;
    while let Some(Ok(bytes)) = body.next().await {
        length += bytes.len();
    }
    length
}

#[derive(Deserialize)]
struct Chunk<'a> {
    #[serde(borrow)]
    choices: Vec<Choice<'a>>,
}

#[derive(Deserialize)]
struct Choice<'a> {
    #[serde(borrow)]
    delta: Delta<'a>,
}

#[derive(Deserialize)]
struct Delta<'a> {
    content: Option<&'a str>,
}

async fn serde_borrowed(transport: &Canned) -> usize {
    let mut body = transport.body();
    let mut length = 0;
    while let Some(Ok(bytes)) = body.next().await {
        let mut rest = &bytes[..];
        while let Some(end) = memchr::memchr(b'\n', rest) {
            if let Some(data) = rest[..end].strip_prefix(b"data: ")
                && let Ok(chunk) = serde_json::from_slice::<Chunk<'_>>(data)
            {
                length += chunk.choices[0].delta.content.map_or(0, str::len);
            }
            rest = &rest[end + 1..];
        }
    }
    length
}

#[expect(clippy::expect_used, reason = "a benchmark that fails cannot go on")]
async fn events(provider: &OpenRouter) -> usize {
    let mut stream = provider.stream(StandardRequest::prompt("hi")).await.expect("a stream");
    let mut length = 0;
    while let Some(event) = stream.next().await {
        if let StreamEvent::Text { text, .. } = event.expect("an event") {
            length += text.len();
        }
    }
    length
}

/// A name, what makes its events, and how many come in a piece of the body.
type Case = (&'static str, fn(usize) -> String, usize);

#[expect(clippy::expect_used, reason = "a benchmark that cannot be set up cannot go on")]
fn stream_benchmark(c: &mut Criterion) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let mut group = c.benchmark_group("stream");
    group.throughput(Throughput::Elements(EVENTS as u64));
    let cases: [Case; 3] = [("bursts", text, 32), ("single", text, 1), ("tools", tool, 32)];
    for (name, make, burst) in cases {
        let transport = Arc::new(Canned(body(make, burst)));
        let provider = OpenRouter::builder()
            .api_key("sk-or-v1-benchmark")
            .transport(Arc::clone(&transport))
            .build()
            .expect("a provider");
        group.bench_with_input(BenchmarkId::new("drain", name), &transport, |b, transport| {
            b.to_async(&runtime).iter(|| drain(transport));
        });
        group.bench_with_input(
            BenchmarkId::new("serde_borrowed", name),
            &transport,
            |b, transport| b.to_async(&runtime).iter(|| serde_borrowed(transport)),
        );
        group.bench_with_input(BenchmarkId::new("provider", name), &provider, |b, provider| {
            b.to_async(&runtime).iter(|| events(provider));
        });
    }
    group.finish();
}

criterion_group!(benches, stream_benchmark);
criterion_main!(benches);
