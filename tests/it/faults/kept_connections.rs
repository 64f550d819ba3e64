//! Faults of HTTP/1.1 connections that were kept for the next call (rows N).

use llm_types::ChatProvider as _;
use openrouter_sim::fault::{Fault, Script};

use super::Trial;
use super::trial::Session;

/// A provider that keeps the connection of its first call, on which this happens to the next one.
async fn second(then: Script) -> Session {
    let kept = Script::healthy(1).then(then);
    let mut session = Trial::of([kept, Script::healthy(1)]).words(1).open().await;
    let first = session.stream().await.succeeded_after(0).sent_with_one_key(1);
    assert_eq!(first.connections, 1);
    session
}

#[tokio::test(start_paused = true)]
async fn n17_a_kept_connection_that_is_closed_after_the_request_is_not_used_again() {
    let mut session = second(Fault::ClosedAfterRequest.script()).await;
    let trial = session.stream().await.succeeded_after(1).sent_with_one_key(2).within(0..=2);
    assert_eq!(trial.no_key_blamed().connections, 2);
    session.close().await;
}

#[tokio::test(start_paused = true)]
async fn n18_a_kept_connection_that_was_closed_meanwhile_is_not_noticed() {
    let mut session = second(Script::new().close()).await;
    let trial = session.stream().await.succeeded_after(0).sent_with_one_key(1).within(0..=0);
    assert_eq!(trial.no_key_blamed().connections, 2);
    session.close().await;
}

#[tokio::test(start_paused = true)]
async fn n19_a_kept_connection_that_is_dead_costs_one_timeout() {
    let mut session = second(Script::new().deaf()).await;
    let trial = session.stream().await.succeeded_after(1).sent_with_one_key(1).within(120..=121);
    assert_eq!(trial.no_key_blamed().connections, 2);
}

#[tokio::test(start_paused = true)]
async fn n28_a_thousand_calls_one_after_another_need_one_connection() {
    let answers = Script::new().forever(Script::answers(1));
    let (server, provider, request) = Trial::of([answers]).begin().await;
    for _ in 0..1000 {
        assert_eq!(provider.complete(request.clone()).await.unwrap().attempts.len(), 1);
    }
    assert_eq!((server.requests().len(), server.connections()), (1000, 1));
    drop(provider);
    assert!(server.all_closed().await);
}
