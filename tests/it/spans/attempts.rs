//! The spans of attempts.

use std::time::Duration;

use llm_provider_base::gen_ai;
use llm_types::{ChatProvider, HealthProvider};
use openrouter_auth::ApiKey;
use openrouter_sim::Answer;

use super::{heard, tree};
use crate::set_up::{KEY, MODEL, builder, provider, read, request};

#[tokio::test]
async fn each_request_is_a_span_under_that_of_its_call() {
    let (simulator, tree, _listening) = heard().await;
    simulator.script(Answer::error(503, "down"));
    simulator.script(Answer::error(429, "slow down").header("retry-after", "7"));
    let answer = provider(&simulator).complete(request()).await.unwrap();
    assert_eq!(answer.attempts.len(), 3);
    assert_eq!(
        tree.outline(),
        "chat openai/gpt-4o-mini succeeded\n  POST failed unavailable\n  \
         POST failed rate_limited\n  POST succeeded\n"
    );
    let attempts = tree.named("attempt");
    let told = |name: &str| attempts.iter().map(|it| it.text(name)).collect::<Vec<_>>();
    assert!(attempts.iter().all(tree::Recorded::is_closed));
    assert_eq!(told(gen_ai::SPAN_KIND), ["client"; 3]);
    assert_eq!(told(gen_ai::SPAN_STATUS), ["ERROR", "ERROR", ""]);
    assert_eq!(told(gen_ai::HTTP_REQUEST_METHOD), ["POST"; 3]);
    assert_eq!(told(gen_ai::HTTP_RESPONSE_STATUS_CODE), ["503", "429", "200"]);
    assert_eq!(told(gen_ai::HTTP_REQUEST_RESEND_COUNT), ["", "1", "2"]);
    assert_eq!(told("llm.retry.reason"), ["", "unavailable", "rate_limited"]);
    assert_eq!(told(gen_ai::REQUEST_MODEL), [MODEL; 3]);
    let id = ApiKey::new(KEY).unwrap().id().to_string();
    assert_eq!(told("llm.key.id"), [&*id; 3]);
}

#[tokio::test]
async fn waits_are_told_of_within_the_call() {
    let (simulator, tree, _listening) = heard().await;
    simulator.script(Answer::error(429, "slow down").header("retry-after", "7"));
    provider(&simulator).complete(request()).await.unwrap();
    let events = tree.only("call").events;
    let retry = events.iter().find(|event| event.0["message"] == "retrying").unwrap();
    assert_eq!(retry.0[gen_ai::ERROR_TYPE], "rate_limited");
    let waits = events.iter().filter_map(|event| event.0.get("llm.wait"));
    let waited: f64 = waits.map(|wait| wait.parse::<f64>().unwrap()).sum();
    assert!((7.0..9.0).contains(&waited), "{events:#?}");
}

#[tokio::test]
async fn a_call_that_needs_no_patience_tells_of_nothing_but_itself() {
    let (simulator, tree, _listening) = heard().await;
    let provider = provider(&simulator);
    provider.complete(request()).await.unwrap();
    read(provider.stream(request()).await.unwrap()).await.1.unwrap();
    let events: Vec<_> = tree.spans().into_iter().flat_map(|span| span.events).collect();
    assert_eq!(events, []);
}

#[tokio::test]
async fn a_second_attempt_beside_the_first_is_a_span_beside_its_span() {
    let (simulator, tree, _listening) = heard().await;
    simulator.script(Answer::hang());
    let second = "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";
    let provider = builder(simulator.base_url()).api_key(second);
    let provider = provider.hedge_after(Duration::from_secs(2)).build().unwrap();
    provider.complete(request()).await.unwrap();
    assert_eq!(
        tree.outline(),
        "chat openai/gpt-4o-mini succeeded\n  POST lost\n  POST succeeded\n"
    );
    let attempts = tree.named("attempt");
    let told = |name: &str| attempts.iter().map(|it| it.text(name)).collect::<Vec<_>>();
    assert_eq!(told("llm.hedge"), ["", "true"]);
    assert_eq!(told(gen_ai::HTTP_REQUEST_RESEND_COUNT), ["", "1"]);
    assert_eq!(told("llm.maybe_billed"), ["true", ""]);
    let call = tree.only("call");
    assert_eq!((call.text("llm.attempts"), call.text("llm.maybe_billed")), ("2", "true"));
}

#[tokio::test]
async fn what_is_not_sent_is_no_attempt() {
    let (simulator, tree, _listening) = heard().await;
    let provider =
        openrouter_provider::OpenRouter::builder().base_url(simulator.base_url()).build().unwrap();
    provider.complete(request()).await.unwrap_err();
    assert_eq!(tree.outline(), "chat openai/gpt-4o-mini failed configuration\n");
    assert_eq!(tree.only("call").text("llm.attempts"), "0");
}

#[tokio::test]
async fn a_check_that_rides_along_is_a_call_of_its_own() {
    let (simulator, tree, _listening) = heard().await;
    simulator.script(Answer::error(401, "User not found.").for_key(KEY).times(1));
    let second = "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";
    let provider = builder(simulator.base_url()).api_key(second).build().unwrap();
    for _ in 0..4 {
        provider.complete(request()).await.unwrap();
        if tree.named("call").iter().any(|call| call.text(gen_ai::OPERATION_NAME) == "account") {
            break;
        }
        simulator.advance(Duration::from_secs(600));
    }
    assert_eq!(provider.metrics().total.in_flight, 0);
    for (place, span) in tree.spans().iter().enumerate().filter(|(_, it)| it.name == "attempt") {
        let parent = &tree.spans()[span.parent.unwrap()];
        let is_check = span.text(gen_ai::HTTP_REQUEST_METHOD) == "GET";
        assert_eq!(parent.text(gen_ai::OPERATION_NAME) == "account", is_check, "{place}");
    }
}
