//! Tests of [`ScriptedProvider`]: what is played when, and what is told of it.

mod log;
mod time;

use std::sync::Arc;

use super::*;
use crate::{
    Allowance, Attempt, AttemptOutcome, CallState, ChatProvider, Error, ErrorKind, Freshness,
    ModelProvider, Operation, ProviderExt, RateLimitInfo, RateLimitProvider, RateLimitScope,
    RateLimitSource, Receipt, StandardResponse, StreamEvent,
};

fn reset() -> Error {
    Error::new(ErrorKind::Interrupted, "connection reset").with_maybe_billed(true)
}

fn named(text: &str) -> StandardResponse {
    let mut response = StandardResponse::text(text);
    response.id = Some("gen-1".into());
    response
}

#[tokio::test]
async fn an_answer_is_chosen_by_the_request_then_by_the_script_then_by_the_function() {
    let provider = ScriptedProvider::new()
        .when(asks("Rome"), "warm")
        .when(|request| !request.messages.is_empty(), "a rule")
        .then("the script")
        .answer_with(|request| format!("{} messages", request.messages.len()));
    let nothing = || StandardRequest::new([]);
    for (request, expected) in [
        ("to Rome".into(), "warm"),
        ("to Oslo".into(), "a rule"),
        (nothing(), "the script"),
        ("to Rome".into(), "warm"),
        (nothing(), "0 messages"),
    ] {
        assert_eq!(provider.ask(request).await.unwrap().to_string(), expected);
    }
    provider.assert_all_played();
}

#[tokio::test]
async fn a_function_of_the_test_may_look_into_the_log() {
    let provider = Arc::new_cyclic(|provider: &std::sync::Weak<ScriptedProvider>| {
        let provider = provider.clone();
        ScriptedProvider::new().answer_with(move |_| {
            let asked = provider.upgrade().map_or(0, |provider| provider.requests().len());
            format!("request {asked}")
        })
    });
    provider.ask("a").await.unwrap();
    assert_eq!(provider.ask("b").await.unwrap().to_string(), "request 2");
}

#[tokio::test]
async fn an_answer_is_one_attempt_at_the_model_that_was_asked() {
    let provider = ScriptedProvider::new().with_default_model("m/default").then(named("hi"));
    let receipt = Receipt::new();
    let request = StandardRequest::prompt("a").with_receipt(&receipt);
    let answer = provider.complete(request).await.unwrap();
    let mut attempt = Attempt::new(AttemptOutcome::Succeeded, Duration::ZERO);
    attempt.model = Some("m/default".into());
    attempt.response_id = Some("gen-1".into());
    assert_eq!(answer.attempts, [attempt]);
    assert_eq!((receipt.attempts(), receipt.state()), (answer.attempts, CallState::Answered));
}

#[tokio::test]
async fn an_error_tells_of_its_attempt_and_says_what_was_done() {
    let busy = Error::new(ErrorKind::RateLimited, "busy").with_status(429);
    let provider = ScriptedProvider::new().then(busy);
    let receipt = Receipt::new();
    let request = StandardRequest::prompt("a").with_model("m/x").with_receipt(&receipt);
    let error = provider.stream(request).await.unwrap_err();
    let failed = AttemptOutcome::Failed(ErrorKind::RateLimited);
    let [attempt] = error.attempts() else { panic!("{error:?}") };
    assert_eq!((attempt.outcome, attempt.status), (failed, Some(429)));
    assert!(!attempt.maybe_billed && !error.maybe_billed());
    assert_eq!((receipt.attempts(), receipt.state()), (vec![attempt.clone()], CallState::Failed));
    assert_eq!(error.operation(), Some(Operation::Chat));
}

#[tokio::test]
async fn a_receipt_shows_a_stream_while_it_goes_on_and_after_it_was_dropped() {
    let provider = ScriptedProvider::new()
        .then(named("hi"))
        .then(ScriptedAnswer::from(named("hi")).broken_by(reset()));
    let mut stream = provider.stream("a".into()).await.unwrap();
    let receipt = stream.receipt();
    stream.next_event().await.unwrap();
    assert_eq!(receipt.state(), CallState::UnderWay);
    assert_eq!(receipt.response_id(), Some("gen-1".into()));
    drop(stream);
    assert_eq!(receipt.state(), CallState::Dropped);
    let [attempt] = &receipt.attempts()[..] else { panic!("{receipt:?}") };
    assert_eq!((attempt.outcome, attempt.maybe_billed), (AttemptOutcome::Unfinished, true));

    let mut stream = provider.stream("a".into()).await.unwrap();
    let receipt = stream.receipt();
    stream.next_event().await.unwrap();
    let error = stream.next_event().await.unwrap_err();
    assert!(error.maybe_billed());
    assert_eq!(
        (receipt.attempts(), receipt.state()),
        (error.attempts().to_vec(), CallState::Failed)
    );
}

#[tokio::test]
async fn attempts_of_the_script_take_the_place_of_the_one() {
    let attempts = [
        Attempt::new(AttemptOutcome::Failed(ErrorKind::Unavailable), Duration::from_secs(1)),
        Attempt::new(AttemptOutcome::Succeeded, Duration::from_secs(2)),
    ];
    let mut response = StandardResponse::text("hi");
    response.attempts = attempts.to_vec();
    let error = reset().with_attempts(attempts[..1].to_vec());
    let provider = ScriptedProvider::new().then(response).then(error);
    let receipt = Receipt::new();
    let request = StandardRequest::prompt("a").with_receipt(&receipt);
    assert_eq!(provider.complete(request).await.unwrap().attempts, attempts);
    assert_eq!(receipt.attempts(), attempts);
    assert_eq!(provider.ask("a").await.unwrap_err().attempts(), &attempts[..1]);
}

#[tokio::test]
async fn a_list_of_models_may_be_missing() {
    let provider = ScriptedProvider::new().with_models_error(reset());
    assert_eq!(provider.models().await.unwrap_err().kind(), ErrorKind::Interrupted);
}

#[tokio::test]
async fn limits_are_those_of_the_model_and_of_everything() {
    let now = std::time::SystemTime::UNIX_EPOCH;
    let info = |scope| RateLimitInfo::new(RateLimitSource::Headers, now).with_scope(scope);
    let all = [
        info(RateLimitScope::All),
        info(RateLimitScope::Model("m/x".into())),
        info(RateLimitScope::Model("m/y".into())),
        info(RateLimitScope::Operation(Operation::Models)),
    ];
    let unlimited = ScriptedProvider::new();
    let error = unlimited.rate_limits(Freshness::Fresh).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(unlimited.tracked_rate_limits(None).is_empty());

    let mut allowance = Allowance::new(now);
    allowance.is_free_tier = Some(true);
    let provider =
        ScriptedProvider::new().with_allowance(allowance.clone()).with_rate_limits(all.clone());
    assert_eq!(provider.rate_limits(Freshness::Fresh).await.unwrap(), allowance);
    assert_eq!(provider.tracked_rate_limits(None), all);
    assert_eq!(provider.tracked_rate_limits(Some("m/x".into())), &all[..2]);
    let combined = provider.combined_rate_limits(None).await.unwrap();
    assert_eq!(combined.allowance.is_free_tier.get(), Some(&true));
}
