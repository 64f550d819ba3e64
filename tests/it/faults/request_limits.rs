//! The limits that a request brings: how long its call may take, and how many attempts it has.

use std::time::Duration;

use llm_types::{ErrorKind, StandardRequest};
use openrouter_sim::fault::Script;
use serde_json::json;

use super::Trial;

fn down() -> Script {
    Script::new().read().json(502, &json!({ "error": { "code": 502, "message": "m" } })).close()
}

#[tokio::test(start_paused = true)]
async fn z09_a_call_whose_time_is_over_sends_nothing() {
    let over = || Trial::of([Script::healthy(1)]).asking(|it| it.with_timeout(Duration::ZERO));
    for trial in [over().stream().await, over().complete().await] {
        trial.failed(ErrorKind::Timeout, false).sent([]).within(0..=0).no_key_blamed();
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_of_a_stream_is_that_until_its_end() {
    for going_on in [
        Script::new().hold(),
        // Neither comments nor content give it more time.
        Script::new().forever(Script::new().comment().wait(Duration::from_secs(1))),
    ] {
        let script = Script::new().read().events().words(2).then(going_on);
        let trial = Trial::of([script]).words(2).models(["a/one"]);
        let trial = trial.asking(|it| it.with_timeout(Duration::from_secs(7))).stream().await;
        let trial = trial.failed(ErrorKind::Timeout, true).within(7..=7);
        assert_eq!(trial.requests.len(), 1);
        assert_eq!(trial.models[0].failures, 0, "the caller was in a hurry");
        trial.no_key_blamed();
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_of_a_call_holds_before_the_first_content_too() {
    let silent = || Trial::of([Script::new().read().hold()]).models(["a/one"]);
    let silent = || silent().asking(|it| it.with_timeout(Duration::from_secs(7)));
    for trial in [silent().stream().await, silent().complete().await] {
        let trial = trial.failed(ErrorKind::Timeout, true).within(7..=7);
        assert_eq!(trial.models[0].failures, 0, "the caller was in a hurry");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_has_the_attempts_that_it_says() {
    let trial = Trial::of([down()]).asking(StandardRequest::without_retries).stream().await;
    assert_eq!(trial.failed(ErrorKind::Unavailable, false).requests.len(), 1);
    let trial = Trial::of([down()]).asking(|it| it.with_max_attempts(5)).complete().await;
    assert_eq!(trial.failed(ErrorKind::Unavailable, false).requests.len(), 5);
    let (server, provider, request) = Trial::of([down()]).begin().await;
    let none = llm_types::ChatProvider::complete(&provider, request.with_max_attempts(0)).await;
    assert_eq!(none.unwrap_err().kind(), ErrorKind::InvalidRequest);
    assert_eq!(server.requests().len(), 0);
}
