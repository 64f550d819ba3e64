//! One after another: when the next is asked, and what is known of it afterwards.

use std::sync::Arc;

use llm_types::{
    AttemptOutcome, CallState, ChatProvider, Error, ErrorKind, Extension, HealthProvider, Provider,
    ProviderExt, Receipt, Retry, StandardResponse,
};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::{Act, Actor, NOW, ends, failure, question, seconds, text};
use crate::composite::call::GRACE;
use crate::{BreakerState, Failover, Fallback, Member};

const ANSWERED: AttemptOutcome = AttemptOutcome::Succeeded;

const fn failed(kind: ErrorKind) -> AttemptOutcome {
    AttemptOutcome::Failed(kind)
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Options(u8);

impl Extension for Options {
    const NAMESPACE: &'static str = "one.options";
}

#[tokio::test(start_paused = true)]
async fn the_next_one_is_asked_where_one_fails() {
    let one = Actor::new("one", [Act::fails(seconds(1), failure(ErrorKind::RateLimited))]);
    let other = Actor::new("other", [Act::says(seconds(2), &["Be", "cause"])]);
    let local = Member::new(Arc::clone(&other)).with_model("small");
    let provider = Fallback::new([Member::new(Arc::clone(&one)), local]);
    let request = question().with_model("large").with_extension(Options(7));
    let answer = provider.complete(request.clone()).await.unwrap();
    assert_eq!(answer.joined_text(), "Because");
    let expected = [("one", failed(ErrorKind::RateLimited)), ("other", ANSWERED)];
    assert_eq!(ends(&answer.attempts), expected);
    let (sent, durations): (Vec<_>, Vec<_>) =
        answer.attempts.iter().map(|it| (it.model.clone(), it.duration)).unzip();
    assert_eq!(sent, [Some("large".into()), Some("small".into())]);
    assert_eq!(durations, [seconds(1), seconds(2)]);
    assert_eq!(one.requests()[0].model, Some("large".into()));
    let asked = &other.requests()[0];
    assert_eq!((&asked.model, asked.extension()), (&Some("small".into()), Some(&Options(7))));

    let mut stream = provider.stream(request).await.unwrap();
    assert_eq!(stream.next_event().await.unwrap(), Some(text("Be")));
    let answer = stream.collect().await.unwrap();
    assert_eq!(ends(&answer.attempts), expected);
    let asked: Vec<_> = provider.members().iter().map(|it| (it.failed, it.answered)).collect();
    assert_eq!(asked, [(2, 0), (0, 2)]);
}

#[tokio::test(start_paused = true)]
async fn what_no_other_provider_mends_is_the_calls_failure() {
    for kind in [ErrorKind::InvalidRequest, ErrorKind::ContentPolicy, ErrorKind::BudgetExceeded] {
        let one = Actor::new("one", [Act::fails(NOW, failure(kind))]);
        let other = Actor::new("other", [Act::says(NOW, &["Hi"])]);
        let members = || [Arc::clone(&one), Arc::clone(&other)];
        let error = Fallback::new(members()).ask("Why?").await.unwrap_err();
        assert_eq!((error.kind(), error.message()), (kind, "one: it failed"));
        assert_eq!(ends(error.attempts()), [("one", failed(kind))]);
        let provider = Fallback::new(members()).failover(Failover::default().on(kind));
        assert_eq!(provider.ask("Why?").await.unwrap().to_string(), "Hi");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_breaks_before_its_first_content_goes_on_elsewhere() {
    let nothing = (NOW, Ok(text("")));
    let broken = (seconds(1), Err(failure(ErrorKind::Interrupted)));
    let act = Act { items: vec![nothing, broken], is_eager: true, ..Act::default() };
    let one = Actor::new("one", [act]);
    let other = Actor::new("other", [Act::says(NOW, &["Hi"])]);
    let provider = Fallback::new([Arc::clone(&one), other]);
    let answer = provider.stream(question()).await.unwrap().collect().await.unwrap();
    let expected = [("one", failed(ErrorKind::Interrupted)), ("other", ANSWERED)];
    assert_eq!(ends(&answer.attempts), expected);
    assert_eq!(one.at_work(), 0);
}

#[tokio::test(start_paused = true)]
async fn after_the_first_content_nobody_else_is_asked() {
    let partial = StandardResponse::text("Be");
    let broken = failure(ErrorKind::Interrupted).with_partial(partial.clone());
    let broken = broken.with_maybe_billed(true).with_retry(Retry::Backoff);
    let items = vec![(NOW, Ok(text("Be"))), (seconds(1), Err(broken))];
    let one = Actor::new("one", [Act { items, ..Act::default() }]);
    let other = Actor::new("other", [Act::says(NOW, &["Hi"])]);
    let provider = Fallback::new([one, Arc::clone(&other)]);
    let mut stream = provider.stream(question()).await.unwrap();
    assert_eq!(stream.next_event().await.unwrap(), Some(text("Be")));
    let error = stream.next_event().await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Interrupted, "one: it failed"));
    assert_eq!((error.partial(), error.retry()), (Some(&partial), Retry::Never));
    assert_eq!(ends(error.attempts()), [("one", failed(ErrorKind::Interrupted))]);
    assert_eq!(stream.next_event().await.unwrap(), None);
    assert!(other.requests().is_empty());
    let calls = provider.metrics().total;
    assert_eq!((calls.started, calls.failed, calls.attempts, calls.maybe_billed), (1, 1, 1, 1));

    // Of a whole answer nothing was handed out.
    assert_eq!(provider.ask("Why?").await.unwrap().to_string(), "Hi");
}

#[tokio::test(start_paused = true)]
async fn time_is_for_all_members_together() {
    let one = Actor::new("one", [Act::fails(seconds(3), failure(ErrorKind::Unavailable))]);
    let other = Actor::new("other", [Act::hangs().named("gen-1")]);
    let provider = Fallback::new([one, Arc::clone(&other)]);
    let started = Instant::now();
    let error = provider.stream(question().with_timeout(seconds(5))).await.unwrap_err();
    assert_eq!(started.elapsed(), seconds(5) + GRACE);
    assert_eq!(other.requests()[0].timeout, Some(seconds(2)));
    assert_eq!((error.kind(), other.at_work()), (ErrorKind::Timeout, 0));
    let expected = [("one", failed(ErrorKind::Unavailable)), ("other", failed(ErrorKind::Timeout))];
    assert_eq!(ends(error.attempts()), expected);
    assert_eq!(error.attempts()[1].response_id, Some("gen-1".into()));
    assert!(error.maybe_billed());

    let error = provider.ask(question().with_timeout(NOW)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Timeout, 0));
    assert_eq!(other.requests().len(), 1, "nobody was asked");
}

#[tokio::test(start_paused = true)]
async fn a_member_that_does_not_keep_to_the_time_is_broken_off() {
    let act = Act::says(NOW, &["Be", "cause"]).pausing(1, seconds(1_000));
    let one = Actor::new("one", [act]);
    let provider = Fallback::new([Arc::clone(&one)]);
    let mut stream = provider.stream(question().with_timeout(seconds(5))).await.unwrap();
    stream.next_event().await.unwrap();
    let error = stream.next_event().await.unwrap_err();
    assert_eq!((error.kind(), one.at_work()), (ErrorKind::Timeout, 0));
    assert_eq!(ends(error.attempts()), [("one", failed(ErrorKind::Timeout))]);
}

#[tokio::test(start_paused = true)]
async fn a_member_says_itself_that_the_time_is_over() {
    let partial = StandardResponse::text("Be");
    let late = failure(ErrorKind::Timeout).with_partial(partial.clone());
    let one = Actor::new("one", [Act::fails(seconds(5), late)]);
    let other = Actor::new("other", [Act::says(NOW, &["Hi"])]);
    let provider = Fallback::new([one, Arc::clone(&other)]);
    let started = Instant::now();
    let error = provider.complete(question().with_timeout(seconds(5))).await.unwrap_err();
    assert_eq!((error.kind(), started.elapsed()), (ErrorKind::Timeout, seconds(5)));
    assert_eq!(error.message(), "no answer within 5s: one: it failed");
    assert_eq!(error.partial(), Some(&partial));
    assert!(other.requests().is_empty(), "there is no time left");
}

#[tokio::test(start_paused = true)]
async fn what_had_come_of_an_answer_is_in_the_error_whoever_failed_last() {
    let partial = StandardResponse::text("Be");
    let broken = failure(ErrorKind::Interrupted).with_partial(partial.clone());
    let one = Actor::new("one", [Act::fails(NOW, broken)]);
    let other = Actor::new("other", [Act::fails(NOW, failure(ErrorKind::Unavailable))]);
    let error = Fallback::new([one, other]).complete(question()).await.unwrap_err();
    assert_eq!((error.kind(), error.partial()), (ErrorKind::Unavailable, Some(&partial)));
}

#[tokio::test(start_paused = true)]
async fn attempts_are_for_all_members_together() {
    let names = ["one", "two", "three"];
    let down = || Act::fails(NOW, failure(ErrorKind::Unavailable));
    let members = names.map(|name| Actor::new(name, [down()]));
    let provider = Fallback::new(members.clone());
    let asked = async |most| {
        let error = provider.ask(question().with_max_attempts(most)).await.unwrap_err();
        let last = |actor: &Arc<Actor>| actor.requests().last().and_then(|it| it.max_attempts);
        (error.attempts().len(), members.each_ref().map(last))
    };
    assert_eq!(asked(1).await, (1, [Some(1), None, None]));
    assert_eq!(asked(5).await, (3, [Some(3), Some(3), Some(3)]), "what is not used is passed on");
    assert_eq!(asked(2).await, (2, [Some(1), Some(1), Some(3)]));
}

#[tokio::test(start_paused = true)]
async fn who_sent_nothing_has_spent_no_attempt() {
    let waits = Actor::new("waits", [Act::hangs().sending_nothing()]);
    let provider = Fallback::new([waits]);
    let error = provider.ask(question().with_timeout(seconds(5))).await.unwrap_err();
    assert_eq!((error.kind(), error.maybe_billed()), (ErrorKind::Timeout, false));
    let mut call = Box::pin(provider.ask("Why?"));
    assert!(futures::poll!(&mut call).is_pending());
    drop(call);
    assert_eq!(provider.metrics().total.maybe_billed, 0);

    let fails = |name| Actor::new(name, [Act::fails(NOW, failure(ErrorKind::Unavailable))]);
    let fails_before = Act::fails(NOW, failure(ErrorKind::Configuration)).sending_nothing();
    let last = fails("last");
    let members = [Actor::new("before", [fails_before]), fails("sends"), Arc::clone(&last)];
    let request = question().with_max_attempts(2);
    Fallback::new(members).ask(request).await.unwrap_err();
    assert_eq!(last.requests()[0].max_attempts, Some(1), "one was left for it");
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_says_nothing_for_long_is_not_kept_for_ever() {
    let mut items: Vec<_> = (0..5_000).map(|_| (NOW, Ok(text("")))).collect();
    items.push((seconds(1_000), Ok(text("Hi"))));
    let one = Actor::new("one", [Act { items, is_eager: true, ..Act::default() }]);
    let started = Instant::now();
    let mut stream = Fallback::new([one]).stream(question()).await.unwrap();
    assert_eq!(started.elapsed(), NOW, "it is handed out as it is");
    assert_eq!(stream.next_event().await.unwrap(), Some(text("")));
}

#[tokio::test(start_paused = true)]
async fn where_all_fail_everything_is_told() {
    let wait = |seconds| Retry::After(super::seconds(seconds));
    let busy = failure(ErrorKind::RateLimited).with_status(429).with_retry(wait(30));
    let one = Actor::new("one", [Act::fails(NOW, failure(ErrorKind::Authentication))]);
    let two = Actor::new("two", [Act::fails(NOW, busy)]);
    let error = Fallback::new([one, two]).ask("Why?").await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::RateLimited, Some(429)));
    assert_eq!(error.message(), "one: authentication: it failed; two: rate_limited: it failed");
    assert_eq!(error.retry(), wait(30), "nobody has waited yet");
    assert_eq!(error.attempts().len(), 2);

    let down = failure(ErrorKind::Unavailable).with_retry(Retry::Backoff);
    let down = |()| Actor::new("one", [Act::fails(NOW, down.clone())]);
    let error = Fallback::new([(); 2].map(down)).ask("Why?").await.unwrap_err();
    assert_eq!(error.retry(), Retry::Never, "each has retried for itself");

    let error = Fallback::new(Vec::<Member>::new()).ask("Why?").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.message(), "there is no provider in this fallback");
}

#[tokio::test(start_paused = true)]
async fn who_failed_lately_rests_until_a_probe() {
    let down = || Act::fails(NOW, failure(ErrorKind::Unavailable));
    let one = Actor::new("one", [down(), down(), down(), Act::says(NOW, &["one"])]);
    let other = Actor::new("other", [Act::says(NOW, &["other"])]);
    let provider = Fallback::new([Arc::clone(&one), other]);
    for _ in 0..5 {
        assert_eq!(provider.ask("Why?").await.unwrap().to_string(), "other");
    }
    assert_eq!(one.requests().len(), 3, "three failures in a row are enough");
    assert!(matches!(provider.members()[0].breaker, BreakerState::Open { .. }));
    tokio::time::advance(seconds(12)).await;
    assert_eq!(provider.ask("Why?").await.unwrap().to_string(), "one");
    assert_eq!(provider.members()[0].breaker, BreakerState::Closed);
}

#[tokio::test(start_paused = true)]
async fn what_was_under_way_after_a_failure_when_the_call_was_dropped_is_counted() {
    let fails = Actor::new("fails", [Act::fails(NOW, failure(ErrorKind::Network))]);
    let provider = Fallback::new([fails, Actor::new("slow", [Act::hangs()])]);
    let mut call = Box::pin(provider.stream(question()));
    assert!(futures::poll!(&mut call).is_pending());
    assert!(futures::poll!(&mut call).is_pending());
    drop(call);
    let calls = provider.metrics().total;
    assert_eq!((calls.cancelled, calls.attempts, calls.maybe_billed), (1, 2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_is_dropped_is_made_again() {
    let down = || Act::fails(NOW, failure(ErrorKind::Unavailable));
    let acts = [down(), down(), down(), Act::hangs(), Act::says(NOW, &["one"])];
    let one = Actor::new("one", acts);
    let other = Actor::new("other", [Act::says(NOW, &["other"])]);
    let provider = Fallback::new([one, other]);
    for _ in 0..3 {
        provider.ask("Why?").await.unwrap();
    }
    tokio::time::advance(seconds(12)).await;
    let mut probe = Box::pin(provider.ask("Why?"));
    assert!(futures::poll!(&mut probe).is_pending());
    assert_eq!(provider.ask("Why?").await.unwrap().to_string(), "other", "one probe at a time");
    drop(probe);
    assert_eq!(provider.ask("Why?").await.unwrap().to_string(), "one");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_fails_everywhere_lets_nobody_rest() {
    let long = || Act::fails(NOW, failure(ErrorKind::ContextLength));
    let provider = Fallback::new(["one", "two"].map(|name| Actor::new(name, [long()])));
    for _ in 0..10 {
        provider.ask("Why?").await.unwrap_err();
    }
    assert!(provider.members().iter().all(|it| it.breaker == BreakerState::Closed));
}

#[tokio::test(start_paused = true)]
async fn who_rests_is_asked_where_nobody_else_answers() {
    let wait = Retry::After(seconds(60));
    let busy = || Act::fails(NOW, failure(ErrorKind::RateLimited).with_retry(wait));
    let one = Actor::new("one", [busy(), Act::says(NOW, &["one"])]);
    let other = Actor::new("other", [busy()]);
    let provider = Fallback::new([Arc::clone(&one), other]);
    provider.ask("Why?").await.unwrap_err();
    let resting = |it: &crate::MemberStatus| matches!(it.breaker, BreakerState::Open { .. });
    assert!(provider.members().iter().all(resting));
    assert_eq!(provider.ask("Why?").await.unwrap().to_string(), "one");
    assert_eq!(provider.members()[0].breaker, BreakerState::Closed, "it has proven to work");
}

#[tokio::test(start_paused = true)]
async fn the_receipt_of_the_call_shows_all_members_as_they_go() {
    let one = Actor::new("one", [Act::fails(seconds(1), failure(ErrorKind::Network))]);
    let act = Act::says(seconds(1), &["Be", "cause"]).named("gen-2");
    let other = Actor::new("other", [act]);
    let provider: Arc<dyn Provider> = Arc::new(Fallback::new([one, other]));
    let receipt = Receipt::new();
    let mut call = Box::pin(provider.stream(question().with_receipt(&receipt)));
    assert!(futures::poll!(&mut call).is_pending());
    assert_eq!(ends(&receipt.attempts()), [("one", AttemptOutcome::Unfinished)]);
    assert!(receipt.attempts()[0].maybe_billed, "it keeps no receipt: nobody knows");
    tokio::time::advance(seconds(1)).await;
    assert!(futures::poll!(&mut call).is_pending());
    let gone = ("one", failed(ErrorKind::Network));
    assert_eq!(ends(&receipt.attempts()), [gone, ("other", AttemptOutcome::Unfinished)]);
    assert_eq!(receipt.response_id(), Some("gen-2".into()));
    let stream = call.await.unwrap();
    assert_eq!((stream.receipt(), receipt.state()), (receipt.clone(), CallState::UnderWay));
    drop(stream);
    assert_eq!(receipt.state(), CallState::Dropped);
    assert_eq!(ends(&receipt.attempts()), [gone, ("other", AttemptOutcome::Unfinished)]);
    let calls = provider.metrics().total;
    assert_eq!((calls.cancelled, calls.attempts, calls.maybe_billed), (1, 2, 1));
}

#[tokio::test(start_paused = true)]
async fn composites_nest() {
    let down = |name| Actor::new(name, [Act::fails(NOW, failure(ErrorKind::Unavailable))]);
    let inner = Fallback::new([down("one"), down("two")]).named("cloud");
    let local = Actor::new("local", [Act::says(NOW, &["Hi"])]);
    let provider = Fallback::new([Member::new(inner), Member::new(local)]);
    let answer = provider.ask("Why?").await.unwrap();
    let down = failed(ErrorKind::Unavailable);
    assert_eq!(ends(&answer.attempts), [("one", down), ("two", down), ("local", ANSWERED)]);
}

#[tokio::test(start_paused = true)]
async fn two_of_a_name_are_told_apart() {
    let refused = |()| Actor::new("one", [Act::fails(NOW, failure(ErrorKind::Authentication))]);
    let error = Fallback::new([(); 2].map(refused)).ask("Why?").await.unwrap_err();
    let refused = failed(ErrorKind::Authentication);
    assert_eq!(ends(error.attempts()), [("one", refused), ("one-2", refused)]);
    let names = ["one", "one-2", "one", "one"].map(|name| Actor::new(name, []));
    let names: Vec<_> = Fallback::new(names).members().into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["one", "one-2", "one-3", "one-4"], "what one is called stays its own");
}

#[tokio::test(start_paused = true)]
async fn an_error_that_rules_decide_about_goes_by_them() {
    let teapot = failure(ErrorKind::Unavailable).with_status(418);
    let one = Actor::new("one", [Act::fails(NOW, teapot)]);
    let other = Actor::new("other", [Act::says(NOW, &["Hi"])]);
    let stays = |error: &Error| (error.status() == Some(418)).then_some(false);
    let provider =
        Fallback::new([one, Arc::clone(&other)]).failover(Failover::default().rule(stays));
    assert_eq!(provider.ask("Why?").await.unwrap_err().status(), Some(418));
    assert!(other.requests().is_empty());
}
