//! The checker sees what it is there to see: for each thing that must be true of every call, one of
//! which it is not.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::{FutureExt as _, Stream, StreamExt as _, stream};
use integration_tests::Canaries;
use llm_provider_base::{
    HttpRequest, HttpResponse, ReqwestTransport, RetryPolicy, StreamTimeouts, Transport,
    TransportError,
};
use llm_types::{
    Attempt, AttemptOutcome, CallMetrics, Error, ErrorKind, ModelMetrics, ProviderMetrics,
    StandardResponse, StreamEvent,
};
use openrouter_auth::{ApiKey, KeyPool, LeaseRequest};
use openrouter_sim::fault::{Fault, Script};
use tokio::time::Instant;

use super::heap::Heap;
use super::invariants::{self, End};
use super::{A1, B1, Trial, Watched};

fn transport() -> ReqwestTransport {
    ReqwestTransport::builder().without_default_roots().build().unwrap()
}

fn word(text: &str) -> StreamEvent {
    StreamEvent::Text { choice: 0, text: text.to_owned() }
}

fn broken() -> Error {
    Error::new(ErrorKind::Interrupted, "broken")
}

/// What a trial says is wrong.
async fn objection(trial: impl Future<Output = Watched>) -> String {
    let caught = AssertUnwindSafe(trial).catch_unwind().await;
    let objection: Box<dyn Any + Send> = caught.err().expect("an objection");
    *objection.downcast::<String>().unwrap()
}

#[track_caller]
fn assert_says(verdict: Result<impl Sized, String>, says: &str) {
    let wrong = verdict.err().expect("an objection");
    assert!(wrong.contains(says), "{wrong}");
}

/// Logs what it sends.
#[derive(Debug)]
struct Telltale(ReqwestTransport);

#[async_trait]
impl Transport for Telltale {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let key = request.headers.get("authorization").and_then(|key| key.to_str().ok());
        tracing::trace!(key, "sends");
        self.0.send(request).await
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_in_the_log_is_seen() {
    let trial = Trial::of([Script::healthy(1)]).words(1);
    let said = objection(trial.with(|it| it.transport(Telltale(transport()))).stream()).await;
    assert!(said.starts_with("the log shows the canary A1"), "{said}");
}

#[test]
fn a_prompt_in_an_error_or_below_it_is_seen() {
    let canaries = Canaries::new([("prompt", super::PROMPT)]);
    let shows = Err(Error::new(ErrorKind::InvalidRequest, super::PROMPT));
    assert_says(invariants::hidden_in(&canaries, &shows), "the error shows the canary prompt");
    let source = std::io::Error::other(super::PROMPT);
    let below = Err(broken().with_source(source));
    assert_says(invariants::hidden_in(&canaries, &below), "shows the canary prompt");
    assert_eq!(invariants::hidden_in(&canaries, &Err(broken())), Ok(()));
}

#[test]
fn a_word_too_many_or_too_few_or_out_of_order_is_seen() {
    let (mut answer, words) = (StandardResponse::default(), [word("w0 "), word("w1 ")]);
    let end = |answer: &StandardResponse| Err(broken().with_partial(answer.clone()));
    assert_says(invariants::delivered("w0 ", &words, &end(&answer)), "was delivered");
    assert_says(invariants::delivered("w1 w0 ", &words, &end(&answer)), "was delivered");
    assert_says(invariants::delivered("w0 w1 w2 ", &words, &end(&answer)), "was delivered");
    assert_says(invariants::delivered("w0 w1 ", &words, &end(&answer)), "is in the end");
    answer = StandardResponse::text("w0 w1 ");
    assert_eq!(invariants::delivered("w0 w1 ", &words, &end(&answer)), Ok(()));
}

async fn read(items: impl Stream<Item = Result<StreamEvent, Error>>) -> Result<(), String> {
    let (limits, mut heap) = (StreamTimeouts::default(), Heap::default());
    let read = invariants::read(Box::pin(items), &limits, async {}, &mut heap);
    read.await.map(|_| ())
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_has_no_end_or_two_is_seen() {
    let finished = || Ok(StreamEvent::Finished(Box::default()));
    let (word, failed) = (|| Ok(word("w0 ")), || Err(broken()));
    assert_says(read(stream::iter([word()])).await, "no last item");
    assert_says(read(stream::iter([finished(), failed()])).await, "follows the end");
    assert_says(read(stream::iter([failed(), word()])).await, "follows the end");
    assert_eq!(read(stream::iter([word(), finished()])).await, Ok(()));
    // One that is over, and goes on when it is asked again.
    let mut items = vec![Some(failed()), None, Some(word())].into_iter();
    let undead = stream::poll_fn(move |_| items.next().flatten().into());
    assert_says(read(undead).await, "comes after");
}

#[tokio::test(start_paused = true)]
async fn an_item_that_comes_too_late_is_seen() {
    let after = |seconds| async move {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        Ok(word("w0 "))
    };
    assert_says(read(stream::once(after(301))).await, "an item of the stream took 301s");
    let slow = stream::iter(0..20).then(move |_| after(100));
    assert_says(read(slow).await, "the stream took 1900s");
    assert_eq!(invariants::in_time("a call", Duration::MAX, None), Ok(()));
}

#[test]
fn a_request_without_a_record_is_seen() {
    let record = |key: &str, outcome, status| {
        let mut attempt = Attempt::new(outcome, Duration::ZERO);
        attempt.key = Some(ApiKey::new(key).unwrap().id().to_string());
        attempt.status = status;
        attempt
    };
    let failed = |key| record(key, AttemptOutcome::Failed(ErrorKind::Network), None);
    let succeeded = |key| record(key, AttemptOutcome::Succeeded, Some(200));
    let both = [failed(A1), succeeded(B1)];
    assert_eq!(invariants::records(&both, &[A1, B1], true), Ok(()));
    assert_eq!(invariants::records(&both, &[B1], true), Ok(()), "the first one was not read");
    assert_says(invariants::records(&both, &[B1, A1], true), "no record");
    assert_says(invariants::records(&both[1..], &[A1, B1], true), "no record");
    assert_says(invariants::records(&both[..1], &[A1], true), "did not succeed");
    assert_says(invariants::records(&both, &[], true), "1 answers to 0 requests");
    let twice = [succeeded(A1), failed(B1)];
    assert_says(invariants::records(&twice, &[A1, B1], false), "follows one that succeeded");
    let mut beside = twice;
    beside[1].is_hedge = true;
    assert_eq!(invariants::records(&beside, &[A1, B1], true), Ok(()));
    beside[0].is_hedge = true;
    assert_says(invariants::records(&beside, &[A1, B1], true), "beside one that has no record");
    let lost = [record(A1, AttemptOutcome::Lost, None), succeeded(B1)];
    assert_says(invariants::records(&lost, &[A1, B1], true), "1 attempts were broken off");
}

#[test]
fn a_call_that_is_counted_wrongly_is_seen() {
    let none = CallMetrics::default();
    let calls = |started, failed, retries| {
        let mut calls = CallMetrics::default();
        (calls.started, calls.failed, calls.retries) = (started, failed, retries);
        calls
    };
    let failed: End = Err(broken());
    assert_eq!(invariants::counted(&none, &calls(1, 1, 0), &failed), Ok(()));
    assert_says(invariants::counted(&none, &calls(2, 1, 0), &failed), "2 calls begun");
    assert_says(invariants::counted(&none, &calls(1, 0, 0), &failed), "calls ended");
    assert_says(invariants::counted(&none, &calls(1, 1, 1), &failed), "1 of them are retries");
    let mut sent = calls(1, 1, 0);
    sent.attempts = 1;
    assert_says(
        invariants::counted(&none, &sent, &failed),
        "1 attempts are counted, and 0 recorded",
    );
    let mut metrics = ProviderMetrics::default();
    metrics.models.push(ModelMetrics::new("b/model".into(), none));
    assert_says(invariants::labels(&metrics, &["a/model"]), "was not asked");
    assert_eq!(invariants::labels(&metrics, &["b/model"]), Ok(()));
}

#[tokio::test]
async fn a_lease_that_is_kept_is_seen() {
    let pool = KeyPool::builder().keys([ApiKey::new(A1).unwrap()]).build();
    let lease = pool.lease(&LeaseRequest::new(), Instant::now()).unwrap();
    let none = CallMetrics::default();
    let given_back = || invariants::given_back(&none, &pool.status(Instant::now()));
    assert_says(given_back(), "leases are out");
    drop(lease);
    assert_eq!(given_back(), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_kept_is_seen() {
    let kept = Arc::new(transport());
    let trial = Trial::of([Script::healthy(1).hold()]).words(1);
    let given = Arc::clone(&kept);
    let said = objection(trial.with(move |it| it.transport(Arc::clone(&given))).stream()).await;
    drop(kept);
    assert!(said.contains("tasks live"), "{said}");
}

#[tokio::test]
async fn memory_is_counted_over_all_that_is_held() {
    let mut heap = Heap::default();
    let megabyte = || vec![0_u8; 1 << 20];
    let mut held = Vec::with_capacity(8);
    for _ in 0..4 {
        // What is freed is free.
        heap.measure(async { drop(megabyte()) }).await;
    }
    assert_eq!(heap.within(1), Ok(()));
    for _ in 0..2 {
        heap.measure(async { held.push(megabyte()) }).await;
    }
    assert_says(heap.within(1), "the call held 2");
    assert_eq!(heap.within(1 << 20), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_trial_is_made_both_ways() {
    let trial = Trial::of([Fault::ResetAfterRequest.script()]);
    for trial in trial.with(|it| it.retry_policy(RetryPolicy::never())).both_ways().await {
        trial.failed(ErrorKind::Network, true).sent([A1]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_session_makes_several_calls_on_one_connection() {
    let answer = |words| Script::new().read().events().words(words).finish("stop").done().end();
    let mut session = Trial::of([answer(1).then(answer(2)).hold()]).words(1).open().await;
    let first = session.stream().await.succeeded_after(0).sent([A1]);
    session.says("w0 w1 ");
    let second = session.stream().await.succeeded_after(0);
    assert_eq!((first.connections, second.connections), (1, 1));
    session.close().await;
}
