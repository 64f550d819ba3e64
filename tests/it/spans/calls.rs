//! The span of a call.

use llm_provider_base::gen_ai;
use llm_types::{ChatProvider, EmbeddingProvider, EmbeddingRequest, ResponseFormat};
use openrouter_provider::{CallOptions, OpenRouterOptions};
use openrouter_sim::Answer;
use openrouter_wire::{embeddings, key, response_cache};

use super::heard;
use crate::set_up::{MODEL, builder, provider, request};

#[tokio::test]
async fn a_call_is_a_span_that_names_what_was_asked_and_what_came_back() {
    let (simulator, tree, _listening) = heard().await;
    let mut request = request()
        .with_max_tokens(100)
        .with_temperature(0.5)
        .with_seed(7)
        .with_stop("END")
        .with_response_format(ResponseFormat::JsonObject)
        .with_extension(OpenRouterOptions::default().with_session("talk-1"));
    request.top_p = Some(0.25);
    request.top_k = Some(40);
    request.frequency_penalty = Some(-1.0);
    request.presence_penalty = Some(1.0);
    request.choices = Some(1);
    let answer = provider(&simulator).complete(request).await.unwrap();
    let usage = answer.usage.as_ref().unwrap();
    let span = tree.only("call");
    assert!(span.is_closed());
    let port = simulator.addr().port().to_string();
    let (input, output) = (usage.input_tokens.to_string(), usage.output_tokens.to_string());
    for (name, value) in [
        (gen_ai::SPAN_NAME, &*format!("chat {MODEL}")),
        (gen_ai::SPAN_KIND, "client"),
        (gen_ai::SPAN_STATUS, ""),
        (gen_ai::OPERATION_NAME, "chat"),
        (gen_ai::PROVIDER_NAME, "openrouter"),
        (gen_ai::SERVER_ADDRESS, "127.0.0.1"),
        (gen_ai::SERVER_PORT, &port),
        (gen_ai::REQUEST_MODEL, MODEL),
        (gen_ai::REQUEST_STREAM, ""),
        (gen_ai::CONVERSATION_ID, "talk-1"),
        (gen_ai::OUTPUT_TYPE, "json"),
        (gen_ai::REQUEST_MAX_TOKENS, "100"),
        (gen_ai::REQUEST_TEMPERATURE, "0.5"),
        (gen_ai::REQUEST_TOP_P, "0.25"),
        (gen_ai::REQUEST_TOP_K, "40.0"),
        (gen_ai::REQUEST_FREQUENCY_PENALTY, "-1.0"),
        (gen_ai::REQUEST_PRESENCE_PENALTY, "1.0"),
        (gen_ai::REQUEST_SEED, "7"),
        (gen_ai::REQUEST_STOP_SEQUENCES, r#"["END"]"#),
        (gen_ai::REQUEST_CHOICE_COUNT, ""),
        (gen_ai::RESPONSE_ID, answer.id.as_ref().unwrap().as_str()),
        (gen_ai::RESPONSE_MODEL, answer.model.as_ref().unwrap().as_str()),
        (gen_ai::RESPONSE_FINISH_REASONS, r#"["stop"]"#),
        (gen_ai::RESPONSE_TIME_TO_FIRST_CHUNK, ""),
        (gen_ai::USAGE_INPUT_TOKENS, &input),
        (gen_ai::USAGE_OUTPUT_TOKENS, &output),
        (gen_ai::ERROR_TYPE, ""),
        ("llm.attempts", "1"),
        ("llm.outcome", "succeeded"),
        ("llm.maybe_billed", ""),
    ] {
        assert_eq!(span.text(name), value, "{name}");
    }
    assert!(span.said_again.is_empty(), "{:?}", span.said_again);
    let cost: f64 = span.text("llm.cost").parse().unwrap();
    let exact: f64 = usage.cost.unwrap().to_string().parse().unwrap();
    assert!((cost - exact).abs() < 1e-12, "{cost} {exact}");
    assert!(!span.text("llm.upstream").is_empty());
    let signless: Vec<_> = span.fields.0.iter().filter(|(_, text)| text.ends_with("u64")).collect();
    assert!(signless.is_empty(), "exporters make texts of {signless:?}");
}

#[tokio::test]
async fn a_call_that_is_not_told_of_a_thing_says_nothing_of_it() {
    let (simulator, tree, _listening) = heard().await;
    provider(&simulator).complete(request()).await.unwrap();
    let span = tree.only("call");
    let said: Vec<_> = span.fields.0.keys().filter(|name| name.contains(".request.")).collect();
    assert_eq!(said, [gen_ai::REQUEST_MODEL].iter().collect::<Vec<_>>());
    assert_eq!(span.text(gen_ai::CONVERSATION_ID), "");
}

#[tokio::test]
async fn a_call_that_fails_says_how() {
    let (simulator, tree, _listening) = heard().await;
    simulator.script(Answer::error(400, "no"));
    provider(&simulator).complete(request()).await.unwrap_err();
    let span = tree.only("call");
    assert!(span.is_closed());
    for (name, value) in [
        (gen_ai::SPAN_STATUS, "ERROR"),
        (gen_ai::ERROR_TYPE, "invalid_request"),
        ("llm.outcome", "failed"),
        ("llm.attempts", "1"),
        (gen_ai::RESPONSE_ID, ""),
    ] {
        assert_eq!(span.text(name), value, "{name}");
    }
}

#[tokio::test]
async fn a_model_that_is_chosen_is_named_as_soon_as_it_is_known() {
    let (simulator, tree, _listening) = heard().await;
    simulator.script(Answer::error(503, "down").for_model(MODEL).always());
    let other = "anthropic/claude-sonnet-4.6";
    let provider = builder(simulator.base_url()).models([MODEL, other]).build().unwrap();
    let mut request = request();
    request.model = None;
    provider.complete(request).await.unwrap();
    let span = tree.only("call");
    let asked: Vec<_> = tree.named("attempt");
    let asked: Vec<_> = asked.iter().map(|it| it.text(gen_ai::REQUEST_MODEL)).collect();
    assert_eq!(asked, [MODEL, MODEL, other]);
    assert_eq!(span.text(gen_ai::REQUEST_MODEL), other, "the one that answered");
    assert_eq!(span.text(gen_ai::SPAN_NAME), format!("chat {other}"));
}

#[tokio::test]
async fn what_is_no_chat_has_a_span_by_its_name() {
    let (simulator, tree, _listening) = heard().await;
    let provider = provider(&simulator);
    let model = "openai/text-embedding-3-small";
    provider.embed(EmbeddingRequest::new(model, ["One."])).await.unwrap();
    provider.call(&key::Get {}).await.unwrap();
    let request = embeddings::Request::new(model, "Two.");
    let options = CallOptions::default().with_session("talk-2");
    provider.call_with(&request, &options).await.unwrap();
    assert_eq!(
        tree.outline(),
        "embeddings openai/text-embedding-3-small succeeded\n  POST succeeded\n\
         account succeeded\n  GET succeeded\n\
         embeddings openai/text-embedding-3-small succeeded\n  POST succeeded\n"
    );
    assert_eq!(tree.spans()[4].text(gen_ai::CONVERSATION_ID), "talk-2");
}

#[tokio::test]
async fn an_answer_from_the_cache_says_so() {
    let (simulator, tree, _listening) = heard().await;
    let options = OpenRouterOptions::default().with_response_cache(response_cache::Request::on());
    let request = request().with_extension(options);
    let provider = provider(&simulator);
    for _ in 0..2 {
        provider.complete(request.clone()).await.unwrap();
    }
    let calls = tree.named("call");
    let hits: Vec<_> = calls.iter().map(|call| call.text("llm.cache.hit")).collect();
    assert_eq!(hits, ["false", "true"]);
}

#[tokio::test]
async fn where_nobody_listens_to_what_is_ordinary_there_is_no_span() {
    let simulator = openrouter_sim::Simulator::start().await.unwrap();
    let tree = super::Tree::at(tracing::Level::WARN);
    let _listening = tree.listen();
    provider(&simulator).complete(request()).await.unwrap();
    assert_eq!(tree.outline(), "");
}
