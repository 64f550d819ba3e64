//! What an exporter says of calls: the example is scraped over HTTP while calls run, and its figures
//! are those of the snapshot.

#![expect(clippy::float_cmp, reason = "counts, as the format has them")]

mod exposition;
#[path = "../../../crates/openrouter-provider/examples/prometheus.rs"]
#[expect(dead_code, reason = "its own `main`")]
mod prometheus;

use std::net::SocketAddr;
use std::time::Duration;

use llm_types::{
    CallMetrics, ChatProvider, DurationHistogram, ErrorKind, HealthProvider, ModelProvider,
    Operation,
};
use openrouter_provider::{OpenRouter, OpenRouterOptions};
use openrouter_sim::{Answer, Simulator};
use openrouter_wire::response_cache;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use self::exposition::Exposition;
use crate::set_up::{MODEL, builder, read, request};

/// One scrape, as Prometheus makes it.
async fn scrape(address: SocketAddr) -> Exposition {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: test\r\n\r\n").await.unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await.unwrap();
    let (head, body) = reply.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(head.contains("text/plain; version=0.0.4"), "{head}");
    Exposition::parse(body)
}

/// A call of each kind: whole, streamed, tried again, remembered, refused, dropped. Gives how many
/// pieces the one that was streamed to its end came in.
async fn make_calls(simulator: &Simulator, provider: &OpenRouter) -> usize {
    simulator.script(Answer::text("Because of the air.").split_every(3));
    let (deltas, end) = read(provider.stream(request()).await.unwrap()).await;
    end.unwrap();
    simulator.script(Answer::error(503, "down"));
    provider.complete(request()).await.unwrap();
    let cached = OpenRouterOptions::default().with_response_cache(response_cache::Request::on());
    for _ in 0..2 {
        provider.complete(request().with_extension(cached.clone())).await.unwrap();
    }
    simulator.script(Answer::error(400, "no"));
    provider.complete(request()).await.unwrap_err();
    simulator.script(Answer::text("one two three").hang_after(2));
    let mut stream = provider.stream(request()).await.unwrap();
    stream.next_event().await.unwrap();
    drop(stream);
    provider.models().await.unwrap();
    deltas.len()
}

/// Labels that every chat to the model has.
const CHAT: [(&str, &str); 3] = [
    ("gen_ai_provider_name", "openrouter"),
    ("gen_ai_operation_name", "chat"),
    ("gen_ai_request_model", MODEL),
];

/// The labels of a chat, and one more.
fn chat<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    CHAT.into_iter().chain([(name, value)]).collect()
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
const fn number(count: u64) -> f64 {
    count as f64
}

/// A histogram says the same, bucket by bucket. `labels` may fit several, which are added.
fn check_histogram(
    exported: &Exposition,
    name: &str,
    labels: &[(&str, &str)],
    expected: &DurationHistogram,
) {
    let histogram = exported.histogram(name, labels);
    assert_eq!(histogram.count, number(expected.count), "{name}");
    let sum = expected.sum.as_secs_f64();
    assert!((histogram.sum - sum).abs() < 1e-6, "{name}: {} and {sum}", histogram.sum);
    let mut below = 0;
    let bounds = DurationHistogram::BOUNDS.map(|bound| bound.as_secs_f64());
    for (bound, count) in bounds.into_iter().chain([f64::INFINITY]).zip(expected.buckets) {
        below += count;
        assert_eq!(histogram.below(bound), Some(number(below)), "{name} below {bound}");
    }
}

/// The exporter and the snapshot agree on chats.
fn check(exported: &Exposition, calls: &CallMetrics) {
    let value = |name: &str, labels: &[(&str, &str)]| exported.sum(name, labels);
    let ended = |outcome| value("llm_provider_calls", &chat("outcome", outcome));
    assert_eq!(ended("succeeded"), number(calls.succeeded));
    assert_eq!(ended("failed"), number(calls.failed));
    assert_eq!(ended("cancelled"), number(calls.cancelled));
    assert_eq!(ended("moved"), 0.0);
    for kind in ErrorKind::ALL {
        let failed = value("llm_provider_calls", &chat("error_type", kind.as_str()));
        assert_eq!(failed, number(calls.errors.get(&kind).copied().unwrap_or_default()), "{kind}");
        let retries = value("llm_provider_retries", &chat("reason", kind.as_str()));
        let expected = calls.retries_after.get(&kind).copied().unwrap_or_default();
        assert_eq!(retries, number(expected), "{kind}");
    }
    for (name, expected) in [
        ("llm_provider_calls_in_flight", calls.in_flight),
        ("llm_provider_attempts", calls.attempts),
        ("llm_provider_retries", calls.retries),
        ("llm_provider_hedges", calls.hedges),
        ("llm_provider_maybe_billed", calls.maybe_billed),
        ("llm_provider_cache_hits", calls.cache_hits),
    ] {
        assert_eq!(value(name, &CHAT), number(expected), "{name}");
    }
    check_histogram(exported, "gen_ai_client_operation_duration", &CHAT, &calls.duration);
    let first = "gen_ai_client_operation_time_to_first_chunk";
    check_histogram(exported, first, &CHAT, &calls.first_content);
    let gap = "gen_ai_client_operation_time_per_output_chunk";
    check_histogram(exported, gap, &CHAT, &calls.chunk_gap);
    for (which, expected) in
        [("input", calls.usage.input_tokens), ("output", calls.usage.output_tokens)]
    {
        let labels = chat("gen_ai_token_type", which);
        let tokens = exported.histogram("gen_ai_client_token_usage", &labels);
        assert_eq!(tokens.sum, number(expected), "{which}");
        assert_eq!(tokens.count, number(calls.succeeded), "each answer says what it used");
    }
    let cost: f64 = calls.usage.cost.unwrap().to_string().parse().unwrap();
    let exported_cost = value("llm_provider_cost_sum", &CHAT);
    assert!(cost > 0.0 && (exported_cost - cost).abs() < 1e-12, "{exported_cost} and {cost}");
}

#[tokio::test]
async fn prometheus_scrapes_what_the_snapshot_says() {
    let recorder = prometheus::recorder().unwrap();
    let handle = recorder.handle();
    // Of this thread, which is the test's own.
    let _installed = metrics::set_default_local_recorder(&recorder);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(prometheus::serve(listener, handle));

    let simulator = Simulator::start().await.unwrap();
    let provider = builder(simulator.base_url()).build().unwrap();
    assert_eq!(scrape(address).await.families(), 0, "nothing was done");

    simulator.script(Answer::text("one two three").hang_after(2));
    let running = provider.stream(request()).await.unwrap();
    let during = scrape(address).await;
    assert_eq!(during.sum("llm_provider_calls_in_flight", &CHAT), 1.0);
    assert_eq!(during.sum("llm_provider_calls", &CHAT), 0.0);
    drop(running);

    let pieces = make_calls(&simulator, &provider).await;
    let metrics = provider.metrics();
    let chats = metrics.operation(Operation::Chat).unwrap();
    assert_eq!((chats.succeeded, chats.failed, chats.cancelled), (4, 1, 2));
    assert_eq!((chats.attempts, chats.retries, chats.cache_hits), (8, 1, 1));
    assert_eq!((chats.maybe_billed, chats.first_content.count), (2, 3));
    assert!(pieces > 3, "{pieces}");
    assert_eq!(chats.chunk_gap.count, pieces as u64 - 1, "each after the first");
    assert_eq!(metrics.model(MODEL), Some(chats));
    let exported = scrape(address).await;
    check(&exported, chats);
    let lists = [("gen_ai_operation_name", "models"), ("outcome", "succeeded")];
    assert_eq!(exported.sum("llm_provider_calls", &lists), 1.0);
    assert_eq!(exported.label_values("gen_ai_request_model"), [MODEL], "no list asks a model");

    // Scrapes while calls run disturb neither.
    let scrapes = async {
        for _ in 0..10 {
            scrape(address).await;
            tokio::time::timeout(Duration::ZERO, std::future::pending::<()>()).await.unwrap_err();
        }
    };
    let calls = async {
        for _ in 0..10 {
            provider.complete(request()).await.unwrap();
        }
    };
    tokio::join!(scrapes, calls);
    let metrics = provider.metrics();
    check(&scrape(address).await, metrics.operation(Operation::Chat).unwrap());
    server.abort();
}
