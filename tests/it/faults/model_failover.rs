//! What is the model's fault, and what is not: with several models, where the next attempt goes.

use std::time::Duration;

use llm_types::{ErrorKind, StandardRequest};
use openrouter_provider::OpenRouterOptions;
use openrouter_sim::fault::Script;
use serde_json::{Value, json};

use super::refusal::error;
use super::two_models::{ONE, TWO, first_of_two, healthy};
use super::{A1, A2, B1, Trial};

fn replies(status: u16, body: &Value) -> Script {
    Script::new().json(status, body).close()
}

#[tokio::test(start_paused = true)]
async fn h02_a_prompt_that_is_too_long_goes_to_the_next_model_at_once() {
    let body = error(400, "This endpoint's maximum context length is 8192 tokens");
    let trial = first_of_two(replies(400, &body)).stream().await;
    let trial = trial.succeeded_after(1).sent([A1, A1]).asked([ONE, TWO]).within(0..=0);
    // It is unfit for this, and for nothing else.
    assert!(trial.models.iter().all(|one| one.failures == 0 && one.state.admits()));
    trial.no_key_blamed();
    let trial = Trial::of([Script::replies(400, &body)]).stream().await;
    trial.failed(ErrorKind::ContextLength, false).sent([A1]);
}

#[tokio::test(start_paused = true)]
async fn h11_a_model_that_nobody_serves_gives_way_and_a_suggestion_is_only_told() {
    let body = json!({ "error": { "code": 404, "message": "No endpoints found", "availability": {
        "code": "no_endpoints", "retryable": false, "fallback_models": ["c/dear", "d/dearer"] } } });
    let trial = Trial::of([Script::replies(404, &body)]).stream().await;
    let trial = trial.failed(ErrorKind::ModelNotFound, false).sent([A1]).no_key_blamed();
    let told = trial.end.unwrap_err().message().to_owned();
    assert!(told.contains("c/dear") && told.contains("d/dearer"), "{told}");
    let trial = first_of_two(replies(404, &body)).stream().await;
    trial.succeeded_after(1).asked([ONE, TWO]).within(0..=0).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn h18_without_a_quota_for_free_models_a_paid_one_is_asked() {
    const FREE: &str = "a/one:free";
    let body = error(429, "Rate limit exceeded: free-models-per-day. Add 10 credits");
    let script = Script::new().read().by_model([(FREE, replies(429, &body))], healthy());
    let models = [FREE, "c/three:free", TWO];
    let trial = || Trial::of([script.clone()]).models(models);
    let watched = trial().words(1).stream().await;
    // Another account first; then a model that has no such quota.
    let watched = watched.succeeded_after(2).sent([A1, B1, B1]).asked([FREE, FREE, TWO]);
    watched.within(0..=0);
    // Until the reset no call asks a model that there is no quota for.
    let mut session = trial().words(1).open().await;
    session.complete().await.asked([FREE, FREE, TWO]);
    session.complete().await.asked([TWO]);
    session.close().await;
}

#[tokio::test(start_paused = true)]
async fn h19_a_model_whose_upstreams_are_too_busy_gives_way_at_once() {
    let body = json!({ "error": { "code": 429, "message": "Provider returned error", "metadata": {
        "provider_name": "P", "raw": "overloaded" } } });
    let trial = first_of_two(replies(429, &body)).stream().await;
    trial.succeeded_after(1).sent([A1, A1]).asked([ONE, TWO]).within(0..=0).no_key_blamed();
    // With no other, the same is asked after a wait, and there are three attempts at most.
    let script = Script::new().read().then(replies(429, &body));
    let trial = Trial::of([script]).models([ONE]).stream().await;
    trial.failed(ErrorKind::RateLimited, false).asked([ONE, ONE, ONE]).within(1..=4);
}

#[tokio::test(start_paused = true)]
async fn h20_a_limit_without_a_name_goes_to_another_account_and_then_to_another_model() {
    let trial = first_of_two(replies(429, &error(429, "Rate limit exceeded"))).stream().await;
    let trial = trial.succeeded_after(2).sent([A1, B1, B1]).asked([ONE, ONE, TWO]).within(0..=0);
    // Nobody is to blame but the two together.
    assert!(trial.models.iter().all(|one| one.failures == 0));
    trial.no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn a_request_that_names_a_model_asks_no_other() {
    let script = Script::new().read().by_model([(ONE, replies(502, &error(502, "m")))], healthy());
    let trial = Trial::of([script]).models([ONE, TWO]).model(ONE).stream().await;
    let trial = trial.failed(ErrorKind::Unavailable, false).asked([ONE, ONE, ONE]);
    assert!(trial.models.iter().all(|one| one.failures == 0), "nor is it counted");
}

#[tokio::test(start_paused = true)]
async fn what_fails_before_the_first_content_is_the_models_the_second_time() {
    let events = || Script::new().events();
    for fault in [
        replies(500, &error(500, "m")),
        replies(408, &error(408, "m")),
        // In place of an answer, in the middle of a stream, and a stream that ends.
        replies(200, &error(502, "m")),
        replies(200, &json!({ "choices": [] })),
        events().error(&json!({ "code": 502, "message": "m" })).done().end().close(),
        events().comment().end().close(),
        events().comment().reset(),
        events().finish("stop").usage(0).done().end().close(),
    ] {
        let trial = first_of_two(fault.clone()).stream().await;
        let trial = trial.succeeded_after(2).asked([ONE, ONE, TWO]).sent([A1, A1, A1]);
        assert_eq!(trial.model_failures(), [2, 0], "{fault:?}");
        trial.no_key_blamed();
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_the_models_fault_is_not_counted_against_it() {
    for (status, message, asked) in [
        (400, "no", 1),
        (403, "Request blocked: guardrail", 1),
        (401, "User not found.", 3),
        (402, "Insufficient credits. Add more credits", 2),
    ] {
        let script = Script::new().read().then(replies(status, &error(status, message)));
        let trial = Trial::of([script]).models([ONE, TWO]).stream().await;
        assert_eq!(trial.requests.len(), asked, "{status}");
        let others =
            trial.requests.iter().filter(|request| request.model().as_deref() != Some(ONE));
        assert_eq!(others.count(), 0, "another model would be refused as well");
        assert!(trial.models.iter().all(|one| one.failures == 0), "{status}");
    }
    // A connection that ends says nothing of a model.
    let script = Script::new().read().reset();
    let trial = Trial::of([script]).models([ONE, TWO]).stream().await;
    let trial = trial.failed(ErrorKind::Network, true).asked([ONE, ONE]);
    assert!(trial.models.iter().all(|one| one.failures == 0));
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_gives_way_and_the_model_stays() {
    let refused = replies(401, &error(401, "User not found."));
    let script = Script::new().read().by_key([(A1, refused)], healthy());
    let trial = Trial::of([script]).models([ONE, TWO]).words(1).stream().await;
    trial.succeeded_after(1).sent([A1, A2]).asked([ONE, ONE]).within(0..=0);
}

#[tokio::test(start_paused = true)]
async fn what_was_the_keys_fault_is_no_first_failure_of_the_model() {
    let refused = replies(401, &error(401, "User not found."));
    let script = Script::new().read().by_key([(A1, refused)], replies(502, &error(502, "m")));
    let trial = Trial::of([script]).models([ONE, TWO]).stream().await;
    let trial = trial.failed(ErrorKind::Unavailable, false).sent([A1, A2, A2]);
    assert_eq!(trial.asked([ONE, ONE, ONE]).model_failures(), [2, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_model_that_is_silent_gives_way_to_the_next_and_a_whole_answer_to_none() {
    let trial = first_of_two(Script::new().hold()).stream().await;
    let trial = trial.succeeded_after(1).asked([ONE, TWO]).within(120..=121);
    assert_eq!(trial.models[0].failures, 1);
    trial.no_key_blamed();
    // The model may be at work on it, and the bill with it.
    let trial = first_of_two(Script::new().hold()).words(0).complete().await;
    let trial = trial.failed(ErrorKind::Timeout, true).asked([ONE]).within(300..=300);
    assert_eq!(trial.models[0].failures, 1);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_breaks_off_is_counted_and_asked_of_nobody_else() {
    for fault in [
        Script::new().events().words(2).reset(),
        Script::new().events().words(2).end().close(),
        Script::new().events().words(2).error(&json!({ "code": 502, "message": "m" })).done().end(),
    ] {
        let script = Script::new().read().then(fault);
        let trial = Trial::of([script]).models([ONE, TWO]).words(2).stream().await;
        let trial = trial.asked([ONE]);
        assert!(trial.end.is_err());
        assert_eq!(trial.models[0].failures, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_rest_that_is_too_long_to_wait_for_is_one_of_the_model() {
    let headers = [("content-type", "application/json"), ("retry-after", "3600")];
    let down = Script::new().reply_with(503, &headers, error(503, "m").to_string()).close();
    let trial = first_of_two(down).stream().await;
    trial.succeeded_after(1).asked([ONE, TWO]).within(0..=0);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_wants_free_models_only_gets_their_free_variants() {
    let script = Script::new().read().then(healthy());
    let (server, provider, request) = Trial::of([script]).models([ONE, TWO]).begin().await;
    let free = OpenRouterOptions::default().with_free_only();
    let ask = |request: StandardRequest| async {
        let answer = llm_types::ChatProvider::stream(&provider, request).await?;
        tokio::time::timeout(Duration::from_secs(9), answer.collect()).await.unwrap()
    };
    ask(request.clone().with_extension(free.clone())).await.unwrap();
    ask(request.clone().with_model("c/three:online").with_extension(free.clone())).await.unwrap();
    ask(request.clone()).await.unwrap();
    let asked: Vec<_> = server.requests().iter().filter_map(|request| request.model()).collect();
    assert_eq!(asked, ["a/one:free", "c/three:free:online", ONE]);
    let body = String::from_utf8(server.requests()[0].body.clone()).unwrap();
    assert!(!body.contains("free_only"), "{body}");
    let router = request.with_model("openrouter/auto").with_extension(free);
    let error = ask(router).await.unwrap_err();
    assert_eq!((error.kind(), server.requests().len()), (ErrorKind::InvalidRequest, 3));
}
