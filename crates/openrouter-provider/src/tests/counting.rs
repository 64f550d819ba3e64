//! Each call is counted once, as what it was, whichever way it was made.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use llm_types::{
    CallEnd, CallMetrics, CallReport, ChatProvider, ErrorKind, HealthProvider, ModelProvider,
    Operation, StandardRequest,
};

use super::canned::{Canned, DONE, Piece, Reply, bytes, finish, text};
use crate::OpenRouter;

const USAGE: &str = r#"data: {"id":"gen-1","model":"a/model","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"cost":0.25}}

"#;

fn request() -> StandardRequest {
    StandardRequest::prompt("hi").with_model("a/model")
}

fn whole() -> Reply {
    Reply::sse(text("ok") + &finish("stop") + USAGE + DONE)
}

fn document() -> Reply {
    Reply::json(
        200,
        r#"{"id":"gen-1","model":"a/model","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"ok"}}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"cost":0.25}}"#,
    )
}

/// A provider, and what its observer was told.
fn observed(canned: &Canned) -> (OpenRouter, Arc<Mutex<Vec<CallReport>>>) {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&reports);
    let tell = move |report: &CallReport| told.lock().unwrap().push(report.clone());
    (canned.builder().on_call_end(tell).build().unwrap(), reports)
}

/// The figures of chats, and the reports of them, which must agree.
fn chats(
    provider: &OpenRouter,
    reports: &Mutex<Vec<CallReport>>,
) -> (CallMetrics, Vec<CallReport>) {
    let metrics = provider.metrics();
    let calls = metrics.operation(Operation::Chat).cloned().unwrap_or_default();
    let reports = reports.lock().unwrap().clone();
    assert_eq!(calls.ended(), reports.len() as u64, "each call is told of once");
    let attempts: u32 = reports.iter().map(|report| report.attempts).sum();
    assert_eq!(calls.attempts, u64::from(attempts));
    let billed: u32 = reports.iter().map(|report| report.maybe_billed).sum();
    assert_eq!(calls.maybe_billed, u64::from(billed));
    (calls, reports)
}

#[tokio::test(start_paused = true)]
async fn a_whole_answer_is_counted_once_with_what_it_used() {
    let canned = Canned::new([document()]);
    let (provider, reports) = observed(&canned);
    provider.complete(request()).await.unwrap();
    let (calls, reports) = chats(&provider, &reports);
    assert_eq!((calls.started, calls.succeeded, calls.attempts), (1, 1, 1));
    assert_eq!((calls.usage.output_tokens, calls.usage.cost), (2, "0.25".parse().ok()));
    assert_eq!((calls.duration.count, calls.first_content.count), (1, 0), "no stream");
    assert_eq!(provider.metrics().model("a/model"), Some(&calls));
    assert_eq!(reports[0].end, CallEnd::Succeeded);
    assert_eq!(reports[0].model, Some("a/model".into()));
    assert_eq!(reports[0].usage.as_ref().unwrap().cost, "0.25".parse().ok());
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_counted_once_with_its_times() {
    let reply = Reply::pieces([
        Piece::Waits(2),
        bytes(text("one")),
        Piece::Waits(3),
        bytes(text("two") + &text("three")),
        Piece::Waits(1),
        bytes(finish("stop") + USAGE + DONE),
    ]);
    let (provider, reports) = observed(&Canned::new([reply]));
    let mut stream = provider.stream(request()).await.unwrap();
    let (calls, _) = chats(&provider, &reports);
    assert_eq!((calls.started, calls.in_flight, calls.ended()), (1, 1, 0));
    stream.next_event().await.unwrap();
    // The time that the reader takes is its own.
    tokio::time::advance(Duration::from_secs(1)).await;
    while stream.next_event().await.unwrap().is_some() {}
    let (calls, reports) = chats(&provider, &reports);
    assert_eq!((calls.succeeded, calls.in_flight, calls.usage.total_tokens), (1, 0, 5));
    assert_eq!(calls.first_content.max, Some(Duration::from_secs(2)));
    let gaps = &calls.chunk_gap;
    assert_eq!((gaps.count, gaps.min), (2, Some(Duration::ZERO)), "two came together");
    assert_eq!(gaps.max, Some(Duration::from_secs(3)), "{gaps:?}");
    assert_eq!(reports[0].first_content, Some(Duration::from_secs(2)));
    assert_eq!(provider.metrics().total, calls);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_fails_is_counted_once_with_its_retries_and_their_reason() {
    let down = || Reply::json(503, "{}");
    let (provider, reports) = observed(&Canned::new([down(), down(), down()]));
    provider.stream(request()).await.unwrap_err();
    let (calls, reports) = chats(&provider, &reports);
    assert_eq!((calls.started, calls.failed, calls.succeeded), (1, 1, 0));
    assert_eq!((calls.attempts, calls.retries), (3, 2));
    assert_eq!(calls.retries_after[&ErrorKind::Unavailable], 2);
    assert_eq!(calls.errors[&ErrorKind::Unavailable], 1);
    assert_eq!(reports[0].end, CallEnd::Failed(ErrorKind::Unavailable));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_succeeds_after_a_retry_is_one_call() {
    let (provider, reports) = observed(&Canned::new([Reply::json(503, "{}"), whole()]));
    provider.complete(request()).await.unwrap();
    let (calls, reports) = chats(&provider, &reports);
    assert_eq!((calls.started, calls.succeeded, calls.failed), (1, 1, 0));
    assert_eq!((calls.attempts, calls.retries, reports[0].attempts), (2, 1, 2));
    assert_eq!(calls.duration.count, 1);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_breaks_off_has_failed_and_may_be_billed() {
    let (provider, reports) = observed(&Canned::new([Reply::sse(text("ok"))]));
    let mut stream = provider.stream(request()).await.unwrap();
    stream.next_event().await.unwrap();
    let error = stream.next_event().await.unwrap_err();
    let (calls, _) = chats(&provider, &reports);
    assert_eq!((calls.started, calls.failed, calls.in_flight), (1, 1, 0));
    assert_eq!((calls.errors[&error.kind()], calls.maybe_billed), (1, 1));
    assert_eq!(calls.first_content.count, 1);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_dropped_is_cancelled_once_and_may_be_billed() {
    let reply = Reply::pieces([bytes(text("one")), Piece::Waits(3), bytes(text("two"))]);
    let (provider, reports) = observed(&Canned::new([reply]));
    let mut stream = provider.stream(request()).await.unwrap();
    for _ in 0..2 {
        stream.next_event().await.unwrap();
    }
    drop(stream);
    let (calls, reports) = chats(&provider, &reports);
    assert_eq!((calls.started, calls.cancelled, calls.failed, calls.in_flight), (1, 1, 0, 0));
    assert_eq!((calls.attempts, calls.maybe_billed), (1, 1));
    assert_eq!((calls.first_content.count, calls.chunk_gap.count), (1, 1));
    assert_eq!((reports[0].end, reports[0].duration), (CallEnd::Cancelled, None));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_with_a_request_under_way_may_be_billed() {
    let (provider, reports) = observed(&Canned::new([Reply::json(503, "{}"), Reply::Hangs]));
    let call = provider.complete(request());
    tokio::time::timeout(Duration::from_secs(60), call).await.unwrap_err();
    let (calls, reports) = chats(&provider, &reports);
    assert_eq!((calls.started, calls.cancelled, calls.in_flight), (1, 1, 0));
    assert_eq!((calls.attempts, calls.retries, calls.maybe_billed), (2, 1, 1));
    assert_eq!(reports[0].end, CallEnd::Cancelled);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_sends_nothing_has_no_attempts() {
    let provider = OpenRouter::builder().transport(Canned::new([])).build().unwrap();
    provider.complete(request()).await.unwrap_err();
    let total = provider.metrics().total;
    assert_eq!((total.started, total.failed, total.attempts, total.retries), (1, 1, 0, 0));
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_the_services_cache_is_counted_as_a_hit() {
    let hit = document().header("x-openrouter-cache-status", "HIT");
    let (provider, reports) = observed(&Canned::new([hit, document()]));
    for _ in 0..2 {
        provider.complete(request()).await.unwrap();
    }
    let (calls, reports) = chats(&provider, &reports);
    assert_eq!((calls.succeeded, calls.cache_hits), (2, 1));
    assert!(reports[0].from_cache && !reports[1].from_cache);
}

#[tokio::test(start_paused = true)]
async fn the_caches_of_a_provider_are_counted_beside_its_calls() {
    let canned = Canned::new([Reply::json(200, r#"{"data":[]}"#)]);
    let (provider, _) = observed(&canned);
    for _ in 0..3 {
        provider.models().await.unwrap();
    }
    let metrics = provider.metrics();
    assert_eq!((metrics.model_list.hits, metrics.model_list.misses), (2, 1));
    assert_eq!(metrics.operation(Operation::Models).unwrap().succeeded, 1);
    assert_eq!(metrics.connectivity.misses, 0);
}

#[tokio::test(start_paused = true)]
async fn an_observer_that_panics_breaks_no_call() {
    let canned = Canned::new([document(), whole()]);
    let panics = |_: &CallReport| std::panic::resume_unwind(Box::new("broken"));
    let provider = canned.builder().on_call_end(panics).build().unwrap();
    provider.complete(request()).await.unwrap();
    drop(provider.stream(request()).await.unwrap());
    let total = provider.metrics().total;
    assert_eq!((total.succeeded, total.cancelled, total.in_flight), (1, 1, 0));
}
