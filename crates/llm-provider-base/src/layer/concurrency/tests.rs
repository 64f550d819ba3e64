//! Calls that come in a crowd, wait, give up, and leave their place to the next.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use llm_types::mock::{ScriptedAnswer, ScriptedProvider};
use llm_types::{
    CallState, ChatProvider as _, EmbeddingResponse, ErrorKind, ProviderExt as _, Receipt, Retry,
};
use proptest::prelude::*;
use tokio::time::{advance, sleep, timeout};

use super::*;
use crate::{LayerExt as _, Layered};

/// Answers that begin, and never end.
fn endless() -> ScriptedProvider {
    ScriptedProvider::new().then(ScriptedAnswer::text("Well").then_hang()).repeat_last()
}

fn limited(
    limit: ConcurrencyLimit,
) -> (Arc<ConcurrencyLimit>, Layered<Arc<ConcurrencyLimit>, ScriptedProvider>) {
    let limit = Arc::new(limit);
    (Arc::clone(&limit), endless().layer(limit))
}

fn counts(limit: &ConcurrencyLimit) -> (usize, usize) {
    let status = limit.status();
    (status.in_flight, status.waiting)
}

#[tokio::test]
async fn a_stream_holds_its_place_until_it_ends_or_is_dropped() {
    let limit = Arc::new(ConcurrencyLimit::new(1));
    let provider = ScriptedProvider::new()
        .then("Hello")
        .then(ScriptedAnswer::text("Well").then_hang())
        .then("Bye")
        .layer(Arc::clone(&limit));
    let mut stream = provider.stream("a".into()).await.unwrap();
    stream.next_event().await.unwrap();
    assert_eq!(counts(&limit), (1, 0));
    assert!(stream.next_event().await.unwrap().unwrap().as_finished().is_some());
    assert_eq!(counts(&limit), (0, 0), "the end is the end, though the stream is still held");
    let endless = provider.stream("b".into()).await.unwrap();
    let mut next = provider.ask("c").boxed();
    assert!((&mut next).now_or_never().is_none());
    assert_eq!(counts(&limit), (1, 1));
    drop(endless);
    assert_eq!(next.await.unwrap().to_string(), "Bye");
    assert_eq!(counts(&limit), (0, 0));
}

#[tokio::test]
async fn those_who_wait_are_let_through_in_their_order() {
    let (limit, provider) = limited(ConcurrencyLimit::new(1));
    let first = provider.stream("0".into()).await.unwrap();
    let mut waiting: Vec<_> =
        ["1", "2", "3"].map(|text| provider.stream(text.into()).boxed()).into();
    assert!(waiting.iter_mut().all(|call| call.now_or_never().is_none()));
    drop(waiting.remove(1));
    assert_eq!(counts(&limit), (1, 2), "who gave up left no trace");
    drop(first);
    assert!((&mut waiting[1]).now_or_never().is_none(), "it is not its turn");
    drop((&mut waiting[0]).now_or_never().unwrap().unwrap());
    drop((&mut waiting[1]).now_or_never().unwrap().unwrap());
    let asked = provider.inner().requests();
    assert_eq!(asked, ["0", "1", "3"].map(StandardRequest::from));
}

#[tokio::test]
async fn too_many_who_wait_are_refused_and_told_what_to_do() {
    let (limit, provider) = limited(ConcurrencyLimit::new(1).with_max_waiting(1));
    let _first = provider.stream("a".into()).await.unwrap();
    let mut second = provider.stream("b".into()).boxed();
    assert!((&mut second).now_or_never().is_none());
    let request = StandardRequest::prompt("c").with_model("a/model");
    // Who is not refused waits for ever.
    let refused = provider.complete(request.clone()).now_or_never();
    let error = refused.expect("it is told at once").unwrap_err();
    assert_eq!((error.kind(), error.retry()), (ErrorKind::RateLimited, Retry::Backoff));
    assert_eq!(error.model(), request.model.as_ref());
    assert!(error.message().contains("1 calls are under way and 1 wait"), "{error}");
    assert_eq!((limit.status().refused, provider.inner().requests().len()), (1, 1));
    let (_, provider) = limited(ConcurrencyLimit::new(0).with_max_waiting(0));
    let _only = provider.stream("a".into()).await.unwrap();
    let refused = provider.stream("b".into()).now_or_never();
    assert!(refused.expect("it is told at once").is_err());
}

#[tokio::test(start_paused = true)]
async fn a_wait_is_part_of_the_time_that_a_call_may_take() {
    let (limit, provider) = limited(ConcurrencyLimit::new(1));
    let first = provider.stream("a".into()).await.unwrap();
    let receipt = Receipt::new();
    let request = StandardRequest::prompt("b").with_timeout(Duration::from_secs(10));
    let waits = provider.stream(request.clone().with_receipt(&receipt));
    let error = timeout(Duration::from_secs(60), waits).await.expect("it waits on").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.message().contains("10000 ms"), "{error}");
    assert_eq!(receipt.state(), CallState::Failed);
    assert_eq!((provider.inner().requests().len(), counts(&limit)), (1, (1, 0)));

    let leave = async {
        sleep(Duration::from_secs(4)).await;
        drop(first);
    };
    let (second, ()) = futures::join!(provider.stream(request.clone()), leave);
    drop(second.unwrap());
    let sent = &provider.inner().requests()[1];
    assert_eq!(sent.timeout, Some(Duration::from_secs(6)));
    let waited = limit.status().waited;
    assert_eq!((waited.count, waited.sum), (1, Duration::from_secs(4)));

    let none = StandardRequest::prompt("c").with_timeout(Duration::ZERO);
    assert_eq!(provider.complete(none).await.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(provider.inner().requests().len(), 2, "nothing was sent");
}

#[tokio::test(start_paused = true)]
async fn a_turn_that_comes_when_the_time_is_over_is_not_taken() {
    let (limit, provider) = limited(ConcurrencyLimit::new(1));
    let first = provider.stream("a".into()).await.unwrap();
    let request = StandardRequest::prompt("b").with_timeout(Duration::from_secs(1));
    let mut second = provider.stream(request).boxed();
    assert!((&mut second).now_or_never().is_none());
    drop(first);
    advance(Duration::from_secs(1)).await;
    assert_eq!(second.await.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!((provider.inner().requests().len(), counts(&limit)), (1, (0, 0)));
}

#[tokio::test]
async fn each_model_has_its_own_limit_if_it_shall() {
    let limit = Arc::new(ConcurrencyLimit::new(1).per_model());
    let provider = endless().with_default_model("a").layer(Arc::clone(&limit));
    let of = |model: &str| provider.stream(StandardRequest::prompt("x").with_model(model));
    let _a = of("a").await.unwrap();
    let _b = of("b").await.unwrap();
    assert!(of("a").now_or_never().is_none());
    assert!(provider.stream("x".into()).now_or_never().is_none(), "which is of the default, a");
    assert_eq!(counts(&limit), (2, 0));
}

#[tokio::test]
async fn vectors_count_too() {
    let limit = Arc::new(ConcurrencyLimit::new(1).with_max_waiting(0));
    let provider = endless()
        .then_embeddings(Ok(EmbeddingResponse::new([vec![1.0]])))
        .layer(Arc::clone(&limit));
    let stream = provider.stream("a".into()).await.unwrap();
    let request = || EmbeddingRequest::new("m", ["x"]);
    let refused = provider.embed(request()).now_or_never().expect("it is told at once");
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::RateLimited);
    drop(stream);
    provider.embed(request()).await.unwrap();
    assert_eq!(counts(&limit), (0, 0));
}

/// What somebody does with calls.
#[derive(Debug, Clone, Copy)]
enum Step {
    Begin,
    Poll(usize),
    Drop(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Begin),
        (0..8_usize).prop_map(Step::Poll),
        (0..8_usize).prop_map(Step::Drop),
    ]
}

enum Call<'a> {
    Waiting(BoxFuture<'a, Result<StandardStream>>),
    Begun(StandardStream),
}

impl Call<'_> {
    fn poll(&mut self) {
        if let Self::Waiting(call) = self
            && let Some(stream) = call.now_or_never()
        {
            *self = Self::Begun(stream.unwrap());
        }
    }
}

proptest! {
    #[test]
    fn the_limit_is_kept_and_used_up_whoever_leaves_and_when(
        limit in 1..4_usize,
        steps in proptest::collection::vec(step(), 0..60),
    ) {
        let limited = Arc::new(ConcurrencyLimit::new(limit));
        let provider = endless().layer(Arc::clone(&limited));
        let mut calls = Vec::new();
        for step in steps {
            match step {
                Step::Begin => calls.push(Call::Waiting(provider.stream("a".into()))),
                Step::Poll(place) if place < calls.len() => calls[place].poll(),
                Step::Drop(place) if place < calls.len() => drop(calls.swap_remove(place)),
                _ => {}
            }
            let is_open = |call: &&Call<'_>| {
                matches!(call, Call::Begun(stream) if stream.receipt().state() == CallState::UnderWay)
            };
            let begun = calls.iter().filter(is_open).count();
            prop_assert!(begun <= limit);
        }
        // Places that are free are taken, in whatever order those who wait are looked at.
        for _ in 0..calls.len() {
            calls.iter_mut().for_each(Call::poll);
        }
        let status = limited.status();
        prop_assert_eq!(status.in_flight, calls.len().min(limit));
        prop_assert_eq!(status.waiting, calls.len() - status.in_flight);
        drop(calls);
        let status = limited.status();
        prop_assert_eq!((status.in_flight, status.waiting), (0, 0));
    }
}
