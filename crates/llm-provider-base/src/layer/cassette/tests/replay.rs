//! Which recorded call answers, when, and what is said where none does.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use llm_types::{
    Attempt, AttemptOutcome, AuthProvider as _, CallState, Capability, HealthProvider as _,
    HealthState, ModelProvider as _, ProviderExt as _, ProviderIdentity as _, Receipt,
};
use tokio::time::Instant;

use super::*;

async fn record(place: &Place, calls: &[(&str, &str)]) {
    let script = ScriptedProvider::new();
    let script = calls.iter().fold(script, |script, (_, answer)| script.then(*answer));
    let provider = script.layer(place.recorder());
    for (request, _) in calls {
        provider.ask(*request).await.unwrap();
    }
}

async fn ask(provider: &impl ChatProvider, request: &str) -> String {
    match provider.ask(request).await {
        Ok(answer) => answer.to_string(),
        Err(error) => error.message().rsplit_once(": ").unwrap().1.to_owned(),
    }
}

#[tokio::test]
async fn equal_requests_are_answered_in_their_order_and_each_once() {
    let place = place();
    record(&place, &[("a", "1"), ("b", "2"), ("a", "3")]).await;
    let replay = place.replay();
    assert_eq!(ask(&replay, "b").await, "2");
    assert_eq!(ask(&replay, "a").await, "1");
    assert_eq!(replay.unplayed(), [4]);
    assert_eq!(ask(&replay, "a").await, "3");
    replay.assert_played();
    let why = "the one on line 2 was played already, and there is no other";
    assert_eq!(ask(&replay, "a").await, why);
}

#[tokio::test]
async fn a_request_that_was_not_recorded_is_told_where_the_nearest_differs() {
    let place = place();
    record(&place, &[("a", "1"), ("b", "2")]).await;
    let replay = place.replay();
    let near = StandardRequest::prompt("b").with_system("prompt canary").with_temperature(0.5);
    let receipt = Receipt::new();
    let error = replay.complete(near.with_receipt(&receipt)).await.unwrap_err();
    assert_eq!((error.kind(), receipt.state()), (ErrorKind::Configuration, CallState::Failed));
    assert!(error.message().contains("calls.jsonl"), "{error}");
    assert!(!format!("{error:?}").contains("canary"), "prompts are not shown");
    let why =
        "differs in messages[0].role, messages[0].content[0].text, messages[1] and 1 more places";
    assert!(error.message().ends_with(why), "{error}");
    assert_eq!(
        ask(&replay, "c").await,
        "the nearest, on line 2, differs in messages[0].content[0].text"
    );
    assert_eq!(replay.unplayed(), [2, 3], "none was used up");
    let message = catch_unwind(AssertUnwindSafe(|| replay.assert_played())).unwrap_err();
    assert!(message.downcast_ref::<String>().unwrap().contains("[2, 3]"));
    assert_eq!(ask(&replay, "a").await, "1");
    assert_eq!(ask(&replay, "b").await, "2");
    assert_eq!(ask(&replay, "c").await, "all that it holds were played");
    let empty = self::place();
    drop(empty.recorder());
    assert_eq!(ask(&empty.replay(), "c").await, "it holds no call");
}

#[tokio::test]
async fn in_order_the_next_call_answers_whatever_is_asked() {
    let place = place();
    record(&place, &[("a", "1"), ("b", "2")]).await;
    let replay = place.open().in_order().provider();
    assert_eq!(ask(&replay, "x").await, "1");
    assert_eq!(ask(&replay, "a").await, "2");
    assert_eq!(ask(&replay, "x").await, "all that it holds were played");
}

#[tokio::test]
async fn limits_of_a_request_make_no_difference() {
    let place = place();
    record(&place, &[("a", "1")]).await;
    let limited =
        || StandardRequest::prompt("a").with_timeout(Duration::from_secs(1)).with_max_attempts(2);
    let none = limited().with_timeout(Duration::ZERO);
    let error = place.replay().complete(none).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    place.replay().complete(limited()).await.unwrap();
}

#[tokio::test]
async fn what_is_missing_is_asked_for_and_added() {
    let place = place();
    let numbered = || ScriptedProvider::new().then("new 1").then("new 2").then("new 3");
    let missing = || numbered().layer(Recorder::missing(&place.path).unwrap());
    let provider = missing();
    assert_eq!(ask(&provider, "a").await, "new 1");
    assert_eq!(ask(&provider, "a").await, "new 2", "each call is recorded");
    let provider = missing();
    assert_eq!(ask(&provider, "a").await, "new 1");
    let stream = provider.stream("a".into()).await.unwrap();
    assert_eq!(stream.collect().await.unwrap().joined_text(), "new 2");
    assert!(provider.inner().requests().is_empty());
    assert_eq!(ask(&provider, "a").await, "new 1");
    assert_eq!(ask(&provider, "b").await, "new 2");
    let replay = place.replay();
    for (request, answer) in [("b", "new 2"), ("a", "new 1"), ("a", "new 2"), ("a", "new 1")] {
        assert_eq!(ask(&replay, request).await, answer);
    }
    replay.assert_played();
}

/// How long each item took to come, in milliseconds.
async fn laps(provider: &impl ChatProvider) -> Vec<u128> {
    let mut last = Instant::now();
    let mut stream = provider.stream("x".into()).await.unwrap();
    let mut lap = || std::mem::replace(&mut last, Instant::now()).elapsed().as_millis();
    let mut laps = vec![lap()];
    while stream.next_event().await.unwrap().is_some() {
        laps.push(lap());
    }
    laps
}

#[tokio::test(start_paused = true)]
async fn a_replay_takes_the_recorded_time_if_it_shall() {
    let place = place();
    let slow = ScriptedAnswer::pieces(["a", "b", "c"])
        .after(Duration::from_secs(50))
        .with_gaps(Duration::from_millis(20));
    let script = ScriptedProvider::new().with_timer(tokio::time::sleep).then(slow);
    let provider = script.layer(place.recorder());
    let recorded = laps(&provider).await;
    assert_eq!(recorded, [50_000, 0, 20, 20, 20]);
    assert_eq!(laps(&place.replay()).await, [0, 0, 0, 0, 0]);
    let replay = || place.open().with_gaps().provider();
    assert_eq!(laps(&replay()).await, recorded);
    let began = Instant::now();
    replay().complete("x".into()).await.unwrap();
    assert_eq!(began.elapsed().as_millis(), 50_060);

    // A call that has less time than that fails when its own is over.
    let timed = |millis| StandardRequest::prompt("x").with_timeout(Duration::from_millis(millis));
    let said = |error: &Error| error.partial().map(StandardResponse::joined_text);
    for (millis, heard) in [(50_030, Some("ab".to_owned())), (20_000, None)] {
        let began = Instant::now();
        let receipt = Receipt::new();
        let late = replay().complete(timed(millis).with_receipt(&receipt)).await.unwrap_err();
        assert_eq!((late.kind(), said(&late)), (ErrorKind::Timeout, heard.clone()));
        assert_eq!(began.elapsed().as_millis(), u128::from(millis));
        assert_eq!(receipt.state(), CallState::Failed);
        let items = drain(replay().stream(timed(millis)).await).await;
        assert_eq!(began.elapsed().as_millis(), 2 * u128::from(millis));
        let late = items.last().unwrap().as_ref().unwrap_err();
        assert_eq!((late.kind(), said(late)), (ErrorKind::Timeout, heard));
    }
    assert_eq!(replay().ask(timed(50_060)).await.unwrap().to_string(), "abc");
    place.replay().ask(timed(1)).await.unwrap();
}

#[tokio::test]
async fn what_the_caller_dropped_ends_where_it_was_dropped() {
    let place = place();
    let script = ScriptedProvider::new()
        .then(ScriptedAnswer::pieces(["a", "b"]))
        .then(ScriptedAnswer::hang());
    let provider = script.layer(place.recorder());
    let mut stream = provider.stream("x".into()).await.unwrap();
    stream.next_event().await.unwrap();
    drop(stream);
    assert!(provider.complete("y".into()).now_or_never().is_none());
    let replay = place.replay();
    let items = drain(replay.stream("x".into()).await).await;
    assert_eq!(items.len(), 2);
    assert_eq!(items[0].as_ref().unwrap().as_text(), Some("a"));
    let error = items[1].as_ref().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert_eq!(error.partial().unwrap().joined_text(), "a");
    let error = replay.complete("y".into()).await.unwrap_err();
    assert!(error.message().contains("was dropped"), "{error}");
}

#[tokio::test]
async fn a_replay_says_what_the_recorded_provider_said_of_itself() {
    let place = place();
    let mut answer = StandardResponse::text("1");
    answer.model = Some("a/dated-model".into());
    answer.attempts = vec![Attempt::new(AttemptOutcome::Succeeded, Duration::ZERO)];
    let provider = ScriptedProvider::new()
        .with_name("beneath")
        .with_capabilities([Capability::OAuth])
        .with_default_model("a/model")
        .then(answer)
        .layer(place.recorder());
    provider.complete("a".into()).await.unwrap();
    let replay = place.replay();
    assert_eq!((replay.name(), replay.provider_type()), ("beneath", provider.provider_type()));
    assert_eq!(replay.capabilities(), provider.capabilities());
    assert_eq!(replay.default_model(), Some("a/model".into()));
    assert_eq!(replay.last_used_model(), None);
    let receipt = Receipt::new();
    let stream = replay.stream(StandardRequest::prompt("a").with_receipt(&receipt)).await.unwrap();
    assert_eq!(receipt.state(), CallState::UnderWay);
    stream.collect().await.unwrap();
    assert_eq!((receipt.state(), receipt.attempts().len()), (CallState::Answered, 1));
    assert_eq!(replay.last_used_model(), Some("a/dated-model".into()));
    assert_eq!(replay.health_check().await.state, HealthState::Healthy);
    assert!(replay.is_authenticated());
    replay.logout().await.unwrap();
    assert!(!replay.is_authenticated());
}
