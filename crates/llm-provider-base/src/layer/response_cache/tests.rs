//! What is remembered, for how long, and who shares what with whom.

use futures::FutureExt as _;
use futures::future::join_all;
use llm_types::mock::{ScriptedAnswer, ScriptedProvider};
use llm_types::{
    Attempt, AttemptOutcome, AuthProvider as _, CallState, ChatProvider as _, FinishReason,
    HealthProvider as _, PartialToolCall, ProviderExt as _, Receipt, ToolCall, Usage, strategies,
};
use proptest::prelude::*;
use tokio::time::{advance, sleep};

use super::flight::Flights;
use super::*;
use crate::{LayerExt as _, Layered};

type Cached = Layered<ResponseCache, ScriptedProvider>;

fn cached(script: ScriptedProvider) -> Cached {
    script.layer(ResponseCache::new(10))
}

/// Answers each request with its number.
fn numbered() -> ScriptedProvider {
    (1..20).fold(ScriptedProvider::new(), |script, number: u8| script.then(number.to_string()))
}

fn asked(provider: &Cached) -> usize {
    provider.inner().requests().len()
}

fn outcome(response: &StandardResponse) -> Option<&CacheOutcome> {
    response.extension()
}

fn down() -> Error {
    Error::new(ErrorKind::Unavailable, "down")
}

async fn ask(provider: &Cached, text: &str) -> String {
    provider.ask(text).await.unwrap().to_string()
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_remembered_for_its_time_and_says_so() {
    let mut answer = StandardResponse::text("1");
    answer.id = Some("gen-1".into());
    let mut usage = Usage::new(10, 5);
    usage.cost = Some("0.25".parse().unwrap());
    answer.usage = Some(usage.clone());
    answer.attempts = vec![Attempt::new(AttemptOutcome::Succeeded, Duration::ZERO)];
    let script = ScriptedProvider::new().then(answer.clone()).then("2");
    let provider = script.layer(ResponseCache::new(10).with_ttl(Duration::from_secs(60)));
    assert_eq!(provider.complete("a".into()).await.unwrap(), answer);
    advance(Duration::from_secs(59)).await;
    let receipt = Receipt::new();
    let again = StandardRequest::prompt("a").with_receipt(&receipt);
    let hit = provider.complete(again).await.unwrap();
    assert_eq!((hit.joined_text(), &hit.id, hit.attempts.len()), ("1".into(), &answer.id, 0));
    let spent = hit.usage.as_ref().unwrap();
    assert_eq!((spent.total_tokens, spent.cost), (0, Some(llm_types::Usd::ZERO)));
    let expected = CacheOutcome { age: Duration::from_secs(59), saved: Some(usage) };
    assert_eq!(outcome(&hit), Some(&expected));
    assert_eq!((receipt.state(), receipt.attempts().len()), (CallState::Answered, 0));
    advance(Duration::from_secs(1)).await;
    assert_eq!(ask(&provider, "a").await, "2");
    assert_eq!(provider.metrics().responses, CacheMetrics::new(1, 2, 0));
}

#[tokio::test]
async fn both_ways_of_asking_share_what_is_remembered() {
    let provider = cached(numbered());
    let stream = provider.stream("a".into()).await.unwrap();
    assert_eq!(outcome(&stream.collect().await.unwrap()), None);
    let hit = provider.ask("a").await.unwrap();
    assert_eq!((hit.joined_text(), &hit.usage), ("1".to_owned(), &None), "none was told");
    assert_eq!(ask(&provider, "b").await, "2");
    let receipt = Receipt::new();
    let again = StandardRequest::prompt("b").with_receipt(&receipt);
    let mut stream = provider.stream(again).await.unwrap();
    let delta = StreamEvent::Text { choice: 0, text: "2".to_owned() };
    assert_eq!(stream.next_event().await.unwrap(), Some(delta));
    assert_eq!(receipt.state(), CallState::UnderWay);
    let Some(StreamEvent::Finished(end)) = stream.next_event().await.unwrap() else { panic!() };
    assert!(outcome(&end).is_some());
    assert_eq!((receipt.state(), asked(&provider)), (CallState::Answered, 2));
}

#[tokio::test]
async fn only_whole_answers_are_remembered() {
    let finished = |reason: FinishReason| {
        let mut answer = StandardResponse::text("x");
        answer.choices[0].finish_reason = Some(reason);
        StreamEvent::Finished(Box::new(answer))
    };
    let calls = || ScriptedAnswer::tool_calls([ToolCall::new("call_1", "f", "{}")]);
    let mut nothing_said = StandardResponse::text("x");
    nothing_said.choices[0].finish_reason = None;
    let mut cut_call = StandardResponse::text("x");
    cut_call.choices[0].message.partial_tool_calls = vec![PartialToolCall::default()];
    for (answer, is_kept) in [
        (ScriptedAnswer::text("x"), true),
        (calls(), true),
        (ScriptedAnswer::events([finished(FinishReason::Length)]), false),
        (ScriptedAnswer::events([finished(FinishReason::ContentFilter)]), false),
        (ScriptedAnswer::events([StreamEvent::Finished(Box::new(nothing_said))]), false),
        (ScriptedAnswer::events([StreamEvent::Finished(Box::new(cut_call))]), false),
        (ScriptedAnswer::events([StreamEvent::Finished(Box::default())]), false),
        (calls().broken_by(down()), false),
        (down().into(), false),
    ] {
        for is_streamed in [false, true] {
            let script = ScriptedProvider::new().then(answer.clone()).repeat_last();
            let provider = cached(script);
            for _ in 0..2 {
                if is_streamed {
                    if let Ok(stream) = provider.stream("a".into()).await {
                        drop(stream.collect().await);
                    }
                } else {
                    drop(provider.complete("a".into()).await);
                }
            }
            assert_eq!(asked(&provider), if is_kept { 1 } else { 2 }, "{answer:?}");
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_not_kept_is_shared_by_nobody_once_it_is_over() {
    let mut cut = StandardResponse::text("cut");
    cut.choices[0].finish_reason = Some(FinishReason::Length);
    let provider = cached(ScriptedProvider::new().then(cut).then("whole"));
    let mut held = provider.stream("a".into()).await.unwrap();
    while held.next_event().await.unwrap().is_some() {}
    assert_eq!(ask(&provider, "a").await, "whole");
}

#[tokio::test]
async fn a_stream_that_is_dropped_leaves_nothing_behind() {
    let provider = cached(numbered());
    let mut stream = provider.stream("a".into()).await.unwrap();
    stream.next_event().await.unwrap();
    let receipt = stream.receipt();
    drop(stream);
    assert_eq!(receipt.state(), CallState::Dropped);
    assert_eq!(ask(&provider, "a").await, "2");
}

#[tokio::test]
async fn a_call_can_ask_anew_or_pass_the_cache_by() {
    let provider = cached(numbered());
    let with = |policy| StandardRequest::prompt("a").with_extension(policy);
    assert_eq!(ask(&provider, "a").await, "1");
    assert_eq!(provider.ask(with(CachePolicy::Bypass)).await.unwrap().to_string(), "2");
    assert_eq!(ask(&provider, "a").await, "1", "it was not replaced");
    assert_eq!(provider.ask(with(CachePolicy::Refresh)).await.unwrap().to_string(), "3");
    assert_eq!(ask(&provider, "a").await, "3");
    let stream = provider.stream(with(CachePolicy::Refresh)).await.unwrap();
    assert_eq!(stream.collect().await.unwrap().joined_text(), "4");
    assert_eq!(ask(&provider, "a").await, "4");
    assert_eq!(provider.metrics().responses, CacheMetrics::new(3, 3, 0));
    let asked = provider.inner().requests();
    assert!(asked.iter().all(|request| *request == "a".into()), "the policy is not passed on");
}

#[tokio::test]
async fn what_shall_not_be_remembered_is_passed_on() {
    let cache = ResponseCache::new(10).only(|request| request.temperature == Some(0.0));
    let provider = numbered().layer(cache);
    let at = |temperature| StandardRequest::prompt("a").with_temperature(temperature);
    for (temperature, answer) in [(1.0, "1"), (1.0, "2"), (0.0, "3"), (0.0, "3")] {
        assert_eq!(provider.ask(at(temperature)).await.unwrap().to_string(), answer);
    }
}

#[tokio::test]
async fn another_login_begins_with_nothing() {
    let provider = cached(numbered());
    ask(&provider, "a").await;
    let under_way = provider.stream("b".into()).await.unwrap();
    provider.logout().await.unwrap();
    assert_eq!(ask(&provider, "b").await, "3", "nobody joins what is under way");
    assert_eq!(under_way.collect().await.unwrap().joined_text(), "2");
    assert_eq!(ask(&provider, "a").await, "4");
    assert_eq!(ask(&provider, "b").await, "3", "what had been asked for before is not kept");
}

/// Waits a second before each call.
#[derive(Debug)]
struct Slow;

#[async_trait]
impl Layer for Slow {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        sleep(Duration::from_secs(1)).await;
        inner.complete(request).await
    }

    async fn stream(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        sleep(Duration::from_secs(1)).await;
        inner.stream(request).await
    }
}

type SlowlyCached = Layered<ResponseCache, Layered<Slow, ScriptedProvider>>;

fn slowly_cached(script: ScriptedProvider) -> SlowlyCached {
    script.layer(Slow).layer(ResponseCache::new(10))
}

#[tokio::test(start_paused = true)]
async fn a_thousand_who_ask_the_same_make_one_request() {
    for is_streamed in [false, true] {
        let provider = slowly_cached(numbered());
        let answers = join_all((0..1000).map(|caller| {
            let provider = &provider;
            async move {
                if is_streamed || caller % 2 == 1 {
                    provider.stream("a".into()).await.unwrap().collect().await.unwrap()
                } else {
                    provider.complete("a".into()).await.unwrap()
                }
            }
        }))
        .await;
        assert!(answers.iter().all(|answer| answer.joined_text() == "1"));
        let paying = answers.iter().filter(|answer| outcome(answer).is_none()).count();
        assert_eq!((paying, provider.inner().inner().requests().len()), (1, 1));
        assert_eq!(provider.metrics().responses, CacheMetrics::new(999, 1, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn when_the_first_caller_leaves_the_next_one_asks() {
    let provider = slowly_cached(numbered());
    let mut first = provider.complete("a".into()).boxed();
    let mut second = provider.complete("a".into()).boxed();
    assert!((&mut first).now_or_never().is_none() && (&mut second).now_or_never().is_none());
    drop(first);
    assert_eq!(second.await.unwrap().joined_text(), "1");
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_told_to_those_who_wait_and_not_remembered() {
    let down = down().with_maybe_billed(true);
    let provider = slowly_cached(ScriptedProvider::new().then(down).then("up"));
    let (first, second) = futures::join!(provider.ask("a"), provider.stream("a".into()));
    let (first, second) = (first.unwrap_err(), second.unwrap_err());
    assert_eq!([&first, &second].map(Error::kind), [ErrorKind::Unavailable; 2]);
    assert_eq!((first.attempts().len(), second.attempts().len()), (1, 0), "one was sent");
    assert_eq!((first.maybe_billed(), second.maybe_billed()), (true, false));
    assert_eq!(provider.ask("a").await.unwrap().to_string(), "up");
}

#[tokio::test(start_paused = true)]
async fn time_that_runs_out_is_its_callers_own() {
    for kind in [ErrorKind::Timeout, ErrorKind::Cancelled] {
        let over = Error::new(kind, "over");
        let provider = slowly_cached(ScriptedProvider::new().then(over).then("up"));
        let (first, second) = futures::join!(provider.ask("a"), provider.ask("a"));
        assert_eq!(first.unwrap_err().kind(), kind);
        assert_eq!(second.unwrap().to_string(), "up");
    }

    let provider = slowly_cached(numbered());
    let timed = |millis| StandardRequest::prompt("a").with_timeout(Duration::from_millis(millis));
    let (one, other) = futures::join!(provider.ask(timed(5000)), provider.ask(timed(6000)));
    assert_eq!((one.unwrap().to_string(), other.unwrap().to_string()), ("1".into(), "2".into()));
    provider.inner().inner().requests().iter().for_each(|it| assert!(it.timeout.is_some()));
    let tried = |attempts| StandardRequest::prompt("b").with_max_attempts(attempts);
    let (one, other) = futures::join!(provider.ask(tried(1)), provider.ask(tried(2)));
    assert_eq!((one.unwrap().to_string(), other.unwrap().to_string()), ("3".into(), "4".into()));
}

#[tokio::test(start_paused = true)]
async fn waiting_for_another_is_part_of_a_calls_time() {
    let hanging = ScriptedProvider::new().then(ScriptedAnswer::hang()).repeat_last();
    let provider = cached(hanging);
    let request = || StandardRequest::prompt("a").with_timeout(Duration::from_secs(9));
    let mut first = provider.complete(request()).boxed();
    assert!((&mut first).now_or_never().is_none());
    let receipt = Receipt::new();
    let error = provider.complete(request().with_receipt(&receipt)).await.unwrap_err();
    assert_eq!((error.kind(), receipt.state()), (ErrorKind::Timeout, CallState::Failed));
    assert_eq!(asked(&provider), 1);
}

#[tokio::test]
async fn readers_of_one_answer_keep_nobody_waiting() {
    let pieces = ScriptedAnswer::pieces(["a", "b", "c"]);
    let provider = cached(ScriptedProvider::new().then(pieces));
    let mut first = provider.stream("x".into()).await.unwrap();
    let text = |event: Option<StreamEvent>| event.unwrap().as_text().unwrap().to_owned();
    assert_eq!(text(first.next_event().await.unwrap()), "a");
    // The first reads no further, and the second gets all from the beginning.
    let mut second = provider.stream("x".into()).await.unwrap();
    assert_eq!(text(second.next_event().await.unwrap()), "a");
    assert_eq!(text(second.next_event().await.unwrap()), "b");
    let third = provider.stream("x".into()).await.unwrap();
    drop(second);
    let whole = third.collect().await.unwrap();
    assert_eq!((whole.joined_text(), outcome(&whole).is_some()), ("abc".to_owned(), true));
    assert_eq!(text(first.next_event().await.unwrap()), "b");
    assert_eq!(outcome(&first.collect().await.unwrap()), None, "it asked, and is told the cost");
    assert_eq!(asked(&provider), 1);
}

#[tokio::test]
async fn the_cost_is_told_to_who_is_left() {
    let pieces = ScriptedAnswer::pieces(["a", "b"]);
    let provider = cached(ScriptedProvider::new().then(pieces));
    let first = provider.stream("x".into()).await.unwrap();
    let [second, third] = [provider.stream("x".into()), provider.stream("x".into())]
        .map(|stream| stream.now_or_never().unwrap().unwrap());
    drop(first);
    assert_eq!(outcome(&second.collect().await.unwrap()), None);
    assert!(outcome(&third.collect().await.unwrap()).is_some());
}

#[tokio::test(start_paused = true)]
async fn a_reader_is_woken_whoever_polled_last() {
    // A source that gives its second item only after a second, and wakes the last who asked.
    let delayed = futures::stream::once(async {
        sleep(Duration::from_secs(1)).await;
        Ok(StreamEvent::Finished(Box::new(StandardResponse::text("x"))))
    });
    let shared = SharedStream::new(StandardStream::new(delayed));
    let flight = || Flights::default().join(key(), &"x".into());
    let (mut one, two) = (shared.read(flight()), shared.read(flight()));
    let two = async {
        // Polls last, and leaves before anything has come.
        let mut two = two;
        assert!(two.next().now_or_never().is_none());
    };
    let one = async { one.next().await.unwrap().unwrap() };
    let both = async { futures::join!(one, two).0 };
    assert!(both.await.as_finished().is_some());
}

fn key() -> Key {
    Key::of(&ScriptedProvider::new(), &mut "x".into()).unwrap()
}

proptest! {
    #[test]
    fn however_readers_take_turns_each_has_the_whole_answer(
        deltas in proptest::collection::vec(strategies::stream_event(), 0..6),
        turns in proptest::collection::vec(0..3_usize, 0..40),
        breaks in any::<bool>(),
    ) {
        let mut answer = ScriptedAnswer::events(deltas);
        if breaks {
            answer = answer.broken_by(down());
        }
        let own = ScriptedProvider::new().then(answer.clone()).repeat_last();
        let Some(Ok(expected)) = own.stream("x".into()).now_or_never() else { return Ok(()) };
        let expected: Vec<_> = expected.map(shown).collect::<Vec<_>>().now_or_never().unwrap();
        let provider = cached(ScriptedProvider::new().then(answer));
        let mut readers: Vec<_> = (0..3)
            .map(|_| (provider.stream("x".into()).now_or_never().unwrap().unwrap(), Vec::new()))
            .collect();
        for turn in turns.into_iter().chain((0..3).flat_map(|reader| [reader; 10])) {
            let (stream, read) = &mut readers[turn];
            if let Some(item) = stream.next().now_or_never().unwrap() {
                read.push(shown(item));
            }
        }
        for (_, read) in readers {
            prop_assert_eq!(&read, &expected);
        }
    }
}

/// An item as text, without what tells who asked.
fn shown(item: Result<StreamEvent>) -> String {
    match item {
        Ok(StreamEvent::Finished(mut answer)) => {
            answer.extensions.remove::<CacheOutcome>();
            answer.attempts.clear();
            answer.usage = None;
            format!("{answer:?}")
        }
        Ok(delta) => format!("{delta:?}"),
        Err(error) => format!("{:?}", told(&error)),
    }
}
