//! Models that fail, are not there, or are too busy, and the others that step in (rows M).

use std::time::Duration;

use futures::StreamExt as _;
use llm_types::{ChatProvider, Error, ErrorKind, Retry, StandardRequest, StandardResponse};
use openrouter_provider::{ModelStrategy, OpenRouter, OpenRouterOptions};
use openrouter_sim::fault::{ReceivedRequest, Script};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::refusal::error;
use super::two_models::{ONE, TWO, first_of_two, healthy};
use super::{A1, Trial};

fn replies(status: u16, body: &Value) -> Script {
    Script::new().json(status, body).close()
}

/// Asks once more, as a stream, and reads it to its end.
async fn ask(provider: &OpenRouter, request: &StandardRequest) -> Result<StandardResponse, Error> {
    provider.stream(request.clone()).await?.collect().await
}

fn body(request: &ReceivedRequest) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

#[tokio::test(start_paused = true)]
async fn m01_what_cannot_be_a_model_is_not_sent() {
    let long = "x".repeat(10 << 10);
    for model in ["", "  ", "a b", "a/b\n", "a/\u{7}b", &long] {
        let (server, provider, request) = Trial::of([Script::healthy(1)]).begin().await;
        let request = request.with_model(model);
        let error = ask(&provider, &request).await.unwrap_err();
        assert_eq!((error.kind(), server.requests().len()), (ErrorKind::InvalidRequest, 0));
        let options = OpenRouterOptions::default().with_fallback_model(model);
        let request = request.with_model("a/b").with_extension(options);
        assert_eq!(ask(&provider, &request).await.unwrap_err().kind(), ErrorKind::InvalidRequest);
        assert_eq!(server.requests().len(), 0);
        let refused = OpenRouter::builder().models([model]).build().unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Configuration);
    }
}

#[tokio::test(start_paused = true)]
async fn m02_a_model_that_the_service_does_not_know_is_told_and_not_asked_again() {
    let unknown = replies(400, &error(400, "a/one is not a valid model ID"));
    let script = Script::new().read().then(unknown);
    let trial = || Trial::of([script.clone()]).models([ONE]);
    let watched = trial().stream().await;
    let watched = watched.failed(ErrorKind::ModelNotFound, false).asked([ONE]).no_key_blamed();
    assert!(watched.models[0].is_missing);

    let (server, provider, request) = trial().begin().await;
    for (attempts, kind, retry) in [
        (1, ErrorKind::ModelNotFound, Retry::Never),
        (0, ErrorKind::Unavailable, Retry::After(Duration::from_secs(3600))),
    ] {
        let error = ask(&provider, &request).await.unwrap_err();
        assert_eq!((error.attempts().len(), error.kind(), error.retry()), (attempts, kind, retry));
    }
    provider.reset_models();
    ask(&provider, &request).await.unwrap_err();
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn m03_a_model_that_is_gone_gives_way_to_the_next_that_is_configured() {
    for (code, is_missing) in
        [("model_deprecated", true), ("free_variant_ended", true), ("no_endpoints", false)]
    {
        let body = json!({ "error": { "code": 404, "message": "gone", "availability": {
            "code": code, "retryable": false, "fallback_models": ["c/dear"] } } });
        let trial = first_of_two(replies(404, &body)).stream().await;
        let trial = trial.succeeded_after(1).asked([ONE, TWO]).sent([A1, A1]).within(0..=0);
        let states = &trial.models;
        assert_eq!(
            (states[0].is_missing, trial.model_failures()),
            (is_missing, vec![0, 0]),
            "{code}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn m04_a_model_that_failed_three_times_is_passed_over_until_a_probe() {
    let mut session = first_of_two(replies(502, &error(502, "m"))).open().await;
    for (wait, expected) in [
        // The same once more, then the next.
        (0, &[ONE, ONE, TWO][..]),
        // The third failure in a row puts it to rest.
        (0, &[ONE, TWO]),
        (0, &[TWO]),
        // Ten seconds later one call looks whether it works.
        (9, &[TWO]),
        (1, &[ONE, TWO]),
        (19, &[TWO]),
    ] {
        tokio::time::advance(Duration::from_secs(wait)).await;
        session.stream().await.succeeded_after(expected.len() - 1).asked(expected);
    }
    session.close().await;
}

#[tokio::test(start_paused = true)]
async fn m05_if_every_model_rests_the_soonest_is_waited_for_or_told() {
    let script = Script::new().read().json(502, &error(502, "m")).close();
    let (server, provider, request) = Trial::of([script]).models([ONE, TWO]).begin().await;
    while provider.model_status().iter().any(|state| state.state.admits()) {
        ask(&provider, &request).await.unwrap_err();
    }
    let (start, sent) = (Instant::now(), server.requests().len());
    let hurried = request.clone().with_timeout(Duration::from_secs(5));
    let error = ask(&provider, &hurried).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Unavailable, 0));
    assert!(error.retry_after().is_some_and(|wait| wait > Duration::from_secs(5)), "{error:?}");
    assert_eq!((start.elapsed(), server.requests().len()), (Duration::ZERO, sent), "told at once");

    let soonest = error.retry_after().unwrap();
    let error = ask(&provider, &request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(start.elapsed() >= soonest, "it waits until the first comes back");
    assert!((1..=3).contains(&error.attempts().len()), "{:?}", error.attempts());
}

#[tokio::test(start_paused = true)]
async fn m05_of_many_calls_one_probes_a_model_that_comes_back() {
    let script = Script::new().read().json(502, &error(502, "m")).close();
    let well = Script::new().read().then(healthy());
    let (server, provider, request) =
        Trial::of([script.clone(), script.clone(), script, well]).models([ONE]).begin().await;
    ask(&provider, &request).await.unwrap_err();
    assert!(!provider.model_status()[0].state.admits());
    let calls = futures::stream::iter(0..20).map(|_| ask(&provider, &request));
    let mut ended = calls.buffer_unordered(20);
    let first = ended.next().await.unwrap();
    first.unwrap();
    assert_eq!(server.requests().len(), 4, "one probe, and the others wait for it");
    while let Some(answer) = ended.next().await {
        answer.unwrap();
    }
    assert_eq!(server.requests().len(), 23);
}

#[tokio::test(start_paused = true)]
async fn m06_failures_are_counted_by_model_as_often_as_it_was_asked() {
    let trial = first_of_two(replies(502, &error(502, "m"))).stream().await;
    let trial = trial.succeeded_after(2).asked([ONE, ONE, TWO]).within(0..=1);
    assert_eq!(trial.model_failures(), [2, 0]);
    let of = |name: &str| {
        let model = trial.by_model.iter().find(|row| row.model == name).unwrap();
        (model.calls.started, model.calls.succeeded, model.calls.failed, model.calls.in_flight)
    };
    assert_eq!((of(ONE), of(TWO)), ((1, 0, 1, 0), (1, 1, 0, 0)));
}

#[tokio::test(start_paused = true)]
async fn m07_a_model_that_is_too_busy_leaves_the_others_and_the_key_alone() {
    let busy = json!({ "error": { "code": 429, "message": "Provider returned error", "metadata": {
        "provider_name": "P", "raw": "overloaded", "headers": { "Retry-After": "30" } } } });
    let trial = first_of_two(replies(429, &busy)).stream().await;
    let trial = trial.succeeded_after(1).asked([ONE, TWO]).sent([A1, A1]).within(0..=0);
    let states = &trial.models;
    assert!(!states[0].state.admits() && states[1].state.admits(), "{states:?}");
    trial.no_key_blamed();

    let mut session = first_of_two(replies(429, &busy)).open().await;
    for (wait, expected) in [(0, &[ONE, TWO][..]), (29, &[TWO]), (1, &[ONE, TWO])] {
        tokio::time::advance(Duration::from_secs(wait)).await;
        session.complete().await.succeeded_after(expected.len() - 1).asked(expected);
    }
    session.close().await;
}

#[tokio::test(start_paused = true)]
async fn m08_health_goes_to_the_model_that_was_asked_and_cost_to_the_one_that_answered() {
    // The server answers as `simulated/fault`, whatever was asked.
    let trial = first_of_two(healthy()).stream().await.succeeded_after(0).asked([ONE]);
    assert!(trial.models[0].first_content.is_some());
    let calls = |name: &str| &trial.by_model.iter().find(|row| row.model == name).unwrap().calls;
    assert_eq!((calls(ONE).succeeded, calls(ONE).usage.output_tokens), (1, 0));
    let answered = calls("simulated/fault");
    assert_eq!((answered.succeeded, answered.usage.output_tokens), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn m09_the_services_list_and_ours_are_never_both_at_work() {
    let down = || Script::new().read().json(502, &error(502, "m")).close();
    let list = |trial: Trial| trial.with(|builder| builder.model_strategy(ModelStrategy::Service));
    let trial = list(Trial::of([down()]).models([ONE, TWO])).stream().await;
    let trial = trial.failed(ErrorKind::Unavailable, false).asked([ONE, ONE, ONE]);
    for request in &trial.requests {
        assert_eq!(body(request)["models"], json!([TWO]));
    }
    assert!(trial.models.is_empty());

    // The list of a request is the service's to choose from: ours is left alone.
    let (server, provider, request) = Trial::of([down()]).models([ONE, TWO]).begin().await;
    let options = OpenRouterOptions::default().with_fallback_model("c/three");
    ask(&provider, &request.with_extension(options)).await.unwrap_err();
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    for request in requests {
        let body = body(&request);
        assert_eq!((&body["model"], &body["models"]), (&Value::Null, &json!(["c/three"])));
    }
    assert!(provider.model_status().iter().all(|model| model.failures == 0));
}

#[tokio::test(start_paused = true)]
async fn m10_no_chat_waits_for_the_list_of_models() {
    let trial = first_of_two(healthy());
    let trial = trial.with(|builder| builder.model_strategy(ModelStrategy::Cheapest));
    let trial = trial.stream().await.succeeded_after(0).asked([ONE]).within(0..=0);
    assert_eq!(trial.requests[0].path, "/api/v1/chat/completions", "nothing else is asked");
}

#[tokio::test(start_paused = true)]
async fn m13_a_model_with_a_longer_context_gets_the_same_prompt() {
    let too_long = error(400, "This endpoint's maximum context length is 8192 tokens");
    let trial = first_of_two(replies(400, &too_long)).stream().await;
    let trial = trial.succeeded_after(1).asked([ONE, TWO]).within(0..=0);
    let mut bodies: Vec<_> = trial.requests.iter().map(|request| body(request)).collect();
    for body in &mut bodies {
        body["model"] = Value::Null;
    }
    assert_eq!(bodies[0], bodies[1]);
}
