//! The log of calls, and what is asserted of it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;

/// What an assertion says when it does not hold.
fn message(assert: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(assert)).unwrap_err();
    *panic.downcast::<String>().unwrap()
}

#[tokio::test]
async fn each_call_says_how_it_ended() {
    let provider = ScriptedProvider::new()
        .then("a")
        .then(reset())
        .then(ScriptedAnswer::text("b").then_hang())
        .then(ScriptedAnswer::hang());
    let states = || provider.calls().into_iter().map(|call| call.state).collect::<Vec<_>>();
    provider.ask("1").await.unwrap();
    provider.ask("2").await.unwrap_err();
    let stream = provider.stream("3".into()).await.unwrap();
    let silence = tokio::time::timeout(Duration::ZERO, provider.ask("4"));
    assert!(silence.await.is_err());
    let until = [CallState::Answered, CallState::Failed, CallState::UnderWay, CallState::Dropped];
    assert_eq!(states(), until);
    let text = message(|| provider.assert_no_calls_in_flight());
    assert!(text.starts_with("1 call under way; there were 4:\n  1. answered"), "{text}");
    drop(stream);
    assert_eq!(states()[2], CallState::Dropped);
    provider.assert_no_calls_in_flight();
    provider.ask("5").await.unwrap_err();
    assert_eq!(states()[4], CallState::Failed, "the script was at its end");
}

#[tokio::test]
async fn an_answer_that_was_read_to_its_last_event_is_not_dropped() {
    let provider = ScriptedProvider::new().then("a");
    let mut stream = provider.stream("1".into()).await.unwrap();
    while !matches!(stream.next_event().await.unwrap(), Some(StreamEvent::Finished(_))) {}
    assert_eq!(provider.calls()[0].state, CallState::Answered);
}

#[tokio::test]
async fn an_assertion_that_fails_shows_what_came() {
    let provider = ScriptedProvider::new().then("a").then("b").then(reset());
    let text = message(|| provider.assert_requests(1));
    assert_eq!(text, "expected 1 request, but there was none");
    let long = format!("{}!", "é".repeat(100));
    let request = StandardRequest::prompt(&*long).with_system("Be \"brief\".");
    provider.ask(request).await.unwrap();
    provider.ask("Sum up: a tale").await.unwrap();
    provider.assert_requests(2);
    provider.assert_asked("a tale");
    provider.assert_asked("brief");
    let text = message(|| provider.assert_asked("a story"));
    let shown = "é".repeat(100);
    let expected = format!(
        "no request has the text \"a story\"; there were 2:\n  \
         1. answered, system \"Be \\\"brief\\\".\", user \"{shown}\"…\n  \
         2. answered, user \"Sum up: a tale\""
    );
    assert_eq!(text, expected);
    let text = message(|| provider.assert_requests(3));
    assert!(text.starts_with("expected 3 requests, but there were 2:\n"), "{text}");
    let text = message(|| provider.assert_all_played());
    assert!(text.starts_with("nobody asked for 1 answer of the script; there were 2"), "{text}");
    provider.ask("c").await.unwrap_err();
    provider.assert_all_played();
}

#[tokio::test]
async fn a_rule_that_nothing_matched_and_vectors_that_nobody_asked_for_are_told() {
    let provider = ScriptedProvider::new()
        .when(asks("a"), "1")
        .when(asks("b"), "2")
        .then_embeddings(Err(reset()));
    provider.ask("a").await.unwrap();
    let text = message(|| provider.assert_all_played());
    let expected = "nobody asked for 1 answer with vectors, rule 2 of the script; there was 1:";
    assert!(text.starts_with(expected), "{text}");
}

#[tokio::test]
async fn an_answer_that_repeats_is_played_once_it_came() {
    let provider = ScriptedProvider::new().then("a").repeat_last();
    let text = message(|| provider.assert_all_played());
    assert!(text.starts_with("nobody asked for 1 answer of"), "{text}");
    provider.ask("1").await.unwrap();
    provider.assert_all_played();
}
