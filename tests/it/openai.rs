//! The second provider, against a server of each kind.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use llm_provider_base::{ProviderRegistry, RetryPolicy};
use llm_types::{
    AssistantMessage, ChatProvider, ErrorKind, FinishReason, Freshness, HealthProvider, JsonSchema,
    Message, ModelProvider, Provider, ProviderConfig, ProviderExt, ReasoningEffort,
    StandardRequest, StandardResponse, StreamEvent, Tool, ToolChoice,
};
use openai_provider::{OpenAi, OpenAiOptions, OpenAiOutcome};
use openai_sim::{Fault, Personality, Simulator};
use serde_json::json;

async fn start(personality: Personality) -> (Simulator, OpenAi) {
    let simulator = Simulator::builder().personality(personality).start().await.unwrap();
    // Its address is that of no host of OpenAI.
    let at_once =
        RetryPolicy::default().with_delays(Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let builder = OpenAi::builder()
        .base_url(simulator.base_url())
        .model(simulator.model())
        .retry_policy(at_once);
    let builder = match personality {
        Personality::OpenAi => builder.dialect(openai_provider::Dialect::OpenAi),
        _ => builder,
    };
    (simulator, builder.build().unwrap())
}

fn weather() -> Tool {
    let schema = json!({"type": "object", "properties": {"city": {"type": "string"}}});
    Tool::function("weather", "The weather in a city", schema)
}

/// What both ways give, without the records of how they were asked for and the names, which differ.
async fn both(provider: &OpenAi, request: StandardRequest) -> StandardResponse {
    let streamed = provider.stream(request.clone()).await.unwrap().collect().await.unwrap();
    let whole = provider.complete(request).await.unwrap();
    let strip = |mut answer: StandardResponse| {
        answer.attempts.clear();
        answer.id = None;
        if let Some(outcome) = answer.extension::<OpenAiOutcome>() {
            let mut outcome = outcome.clone();
            outcome.extra.remove("timings");
            answer.extensions.insert(outcome);
        }
        for choice in &mut answer.choices {
            for call in &mut choice.message.tool_calls {
                call.id = "call".into();
            }
        }
        answer
    };
    let (streamed, whole) = (strip(streamed), strip(whole));
    assert_eq!(streamed, whole);
    whole
}

#[tokio::test]
async fn each_server_answers_both_ways_alike() {
    for personality in Personality::ALL {
        let (simulator, provider) = start(personality).await;
        let request = StandardRequest::prompt("Hello")
            .with_system("Be brief.")
            .with_max_tokens(50)
            .with_temperature(0.0)
            .with_seed(7);
        let answer = both(&provider, request).await;
        assert!(answer.joined_text().ends_with("to: Hello"), "{personality:?}: {answer:?}");
        assert_eq!(answer.finish_reason(), Some(&FinishReason::Stop));
        assert!(answer.usage.is_some_and(|usage| usage.total_tokens > 0), "{personality:?}");
        assert_eq!(answer.model.map(|it| it.to_string()).as_deref(), Some(simulator.model()));
        assert_eq!(
            provider.last_used_model().map(|it| it.to_string()).as_deref(),
            Some(simulator.model())
        );
    }
}

#[tokio::test]
async fn a_limit_is_sent_under_the_name_that_each_server_obeys() {
    for personality in Personality::ALL {
        let (_simulator, provider) = start(personality).await;
        let request = StandardRequest::prompt("Hello").with_max_tokens(2);
        let answer = both(&provider, request).await;
        assert_eq!(answer.joined_text(), "A simulated ", "{personality:?}");
        assert_eq!(answer.finish_reason(), Some(&FinishReason::Length));
    }
}

#[tokio::test]
async fn thoughts_come_back_and_are_sent_back() {
    for personality in Personality::ALL {
        let (simulator, provider) = start(personality).await;
        let request = StandardRequest::prompt("Hello").with_reasoning_effort(ReasoningEffort::Low);
        let answer = both(&provider, request.clone()).await;
        let shown =
            (personality != Personality::OpenAi).then_some("Simulated thoughts of low effort.");
        assert_eq!(answer.reasoning_text(), shown, "{personality:?}");
        let message = answer.into_message().unwrap();
        provider.complete(request.with_message(message)).await.unwrap();
        let sent = simulator.requests().last().unwrap().json().unwrap();
        for name in ["reasoning", "reasoning_content"] {
            assert_eq!(sent["messages"][1][name].as_str(), shown, "{personality:?}");
        }
    }
}

#[tokio::test]
async fn tools_are_called_and_their_results_understood() {
    for personality in Personality::ALL {
        let (_simulator, provider) = start(personality).await;
        let mut request = StandardRequest::prompt("Ask weather and time").with_tool(weather());
        request.tools.push(Tool::function("time", "The time", json!({"type": "object"})));
        let answer = both(&provider, request.clone()).await;
        assert_eq!(answer.finish_reason(), Some(&FinishReason::ToolCalls), "{personality:?}");
        let answer = provider.complete(request.clone()).await.unwrap();
        let names: Vec<_> = answer.tool_calls().iter().map(|call| call.name.as_str()).collect();
        assert_eq!(names, ["weather", "time"], "{personality:?}");
        assert_eq!(answer.tool_calls()[0].arguments, r#"{"city":"simulated"}"#);
        let results: Vec<_> = answer
            .tool_calls()
            .iter()
            .map(|call| Message::tool_result(call.id.clone(), "21 degrees"))
            .collect();
        request.messages.extend(answer.into_message().map(Message::from));
        request.messages.extend(results);
        let answer = both(&provider, request).await;
        assert!(answer.joined_text().contains("the tool says 21 degrees"), "{answer:?}");
    }
}

#[tokio::test]
async fn a_call_that_a_server_ends_with_stop_is_one_all_the_same() {
    let (_simulator, provider) = start(Personality::Vllm).await;
    let request = StandardRequest::prompt("Hello")
        .with_tool(weather())
        .with_tool_choice(ToolChoice::Function("weather".to_owned()));
    let answer = both(&provider, request).await;
    assert_eq!(answer.finish_reason(), Some(&FinishReason::ToolCalls));
    assert_eq!(answer.tool_calls().len(), 1);
}

#[tokio::test]
async fn a_structured_answer_fits_its_schema() {
    for personality in Personality::ALL {
        let (_simulator, provider) = start(personality).await;
        let schema = json!({
            "type": "object", "properties": {"degrees": {"type": "integer"}},
            "required": ["degrees"], "additionalProperties": false,
        });
        let request = StandardRequest::prompt("How warm is it?")
            .with_response_format(JsonSchema::strict("degrees", schema));
        let answer = both(&provider, request).await;
        assert_eq!(answer.joined_text(), r#"{"degrees":1}"#, "{personality:?}");
    }
}

#[tokio::test]
async fn several_answers_and_their_certainty_can_be_asked_for() {
    let (_simulator, provider) = start(Personality::OpenAi).await;
    let mut request = StandardRequest::prompt("Hello");
    (request.choices, request.logprobs) = (Some(2), Some(true));
    let answer = both(&provider, request).await;
    assert_eq!(answer.choices.len(), 2);
    let sure = answer.choices[1].logprobs.as_ref().unwrap();
    let said: String = sure.content.iter().map(|token| token.token.as_str()).collect();
    assert_eq!(said, answer.joined_text());
}

#[tokio::test]
async fn what_only_one_server_takes_goes_with_the_options() {
    let (simulator, provider) = start(Personality::LlamaCpp).await;
    let options = OpenAiOptions::default().with_extra("min_p", 0.05);
    let answer =
        provider.complete(StandardRequest::prompt("Hello").with_extension(options)).await.unwrap();
    assert_eq!(simulator.requests()[0].json().unwrap()["min_p"], 0.05);
    let outcome = answer.extension::<OpenAiOutcome>().unwrap();
    assert!(outcome.extra.contains_key("timings"), "{outcome:?}");
}

#[tokio::test]
async fn models_are_listed_and_health_is_checked() {
    for (personality, length) in [
        (Personality::OpenAi, None),
        (Personality::LlamaCpp, Some(4096)),
        (Personality::Vllm, Some(8192)),
        (Personality::Ollama, None),
        (Personality::LmStudio, None),
    ] {
        let (simulator, provider) = start(personality).await;
        let models = provider.models().await.unwrap();
        assert_eq!((models[0].id.as_str(), models[0].context_length), (simulator.model(), length));
        provider.test_connectivity(Freshness::Fresh).await.unwrap();
        simulator.fail_next(Fault::error(503, "Loading model"));
        simulator.fail_next(Fault::error(503, "Loading model"));
        simulator.fail_next(Fault::error(503, "Loading model"));
        let error = provider.test_connectivity(Freshness::Fresh).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable, "{personality:?}: {error}");
        assert!(error.message().contains("Loading model"), "{error}");
    }
}

#[tokio::test]
async fn a_model_that_is_not_there_is_missing() {
    for personality in [Personality::OpenAi, Personality::Vllm, Personality::Ollama] {
        let (_simulator, provider) = start(personality).await;
        let error = provider
            .complete(StandardRequest::prompt("Hello").with_model("other"))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ModelNotFound, "{personality:?}: {error}");
        assert_eq!(error.attempts().len(), 1);
    }
}

#[tokio::test]
async fn a_refused_key_is_named_and_not_shown() {
    let simulator = Simulator::builder().api_key("sk-right-key-0123").start().await.unwrap();
    let build = |key: &str| {
        OpenAi::builder().base_url(simulator.base_url()).model("gpt-simulated").api_key(key).build()
    };
    assert!(build("sk-right-key-0123").unwrap().ask("Hello").await.is_ok());
    let error = build("sk-wrong-key-4567").unwrap().ask("Hello").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert!(!format!("{error} {error:?}").contains("wrong-key"));
}

#[tokio::test]
async fn a_stream_that_breaks_leaves_what_had_come_in_each_of_its_ways() {
    for personality in Personality::ALL {
        for (fault, kind) in [
            (Fault::cut_after(4), ErrorKind::Interrupted),
            (Fault::end_after(4), ErrorKind::Interrupted),
            (Fault::fail_after(4, "out of memory"), ErrorKind::Unavailable),
        ] {
            let (simulator, provider) = start(personality).await;
            simulator.fail_next(fault);
            let stream = provider.stream(StandardRequest::prompt("Hello")).await.unwrap();
            let error = stream.collect().await.unwrap_err();
            assert_eq!(error.kind(), kind, "{personality:?}: {error}");
            let partial = error.partial().map(StandardResponse::joined_text);
            assert_eq!(partial.as_deref(), Some("A simulated answer "), "{personality:?}");
            assert_eq!(simulator.requests().len(), 1, "what was heard is not asked for again");
        }
        let (simulator, provider) = start(personality).await;
        simulator.fail_next(Fault::without_done());
        let stream = provider.stream(StandardRequest::prompt("Hello")).await.unwrap();
        let answer = stream.collect().await.unwrap();
        assert!(answer.extension::<OpenAiOutcome>().unwrap().unterminated, "{personality:?}");
    }
}

#[tokio::test]
async fn what_breaks_before_anything_was_heard_is_asked_for_again() {
    for fault in [Fault::cut_after(0), Fault::end_after(0), Fault::text(502, "<html>no</html>")] {
        let (simulator, provider) = start(Personality::OpenAi).await;
        simulator.fail_next(fault);
        let stream = provider.stream(StandardRequest::prompt("Hello")).await.unwrap();
        let answer = stream.collect().await.unwrap();
        assert_eq!((answer.attempts.len(), simulator.requests().len()), (2, 2));
    }
}

#[tokio::test]
async fn the_server_hears_of_a_stream_that_is_dropped() {
    let (simulator, provider) = start(Personality::Ollama).await;
    simulator.fail_next(Fault::hang_after(4));
    let mut stream = provider.stream(StandardRequest::prompt("Hello")).await.unwrap();
    assert!(matches!(stream.next().await, Some(Ok(StreamEvent::Text { .. }))));
    drop(stream);
    let heard = simulator.wait_until(|requests| requests[0].cancelled);
    tokio::time::timeout(Duration::from_secs(10), heard).await.unwrap();
    assert_eq!(provider.metrics().total.cancelled, 1);
}

#[tokio::test]
async fn it_is_made_by_its_name_and_used_by_its_traits() {
    let simulator = Simulator::start().await.unwrap();
    let mut registry = ProviderRegistry::new();
    registry.register("openai", |config| Ok(Arc::new(OpenAi::from_config(config)?)));
    let config = ProviderConfig::new("openai")
        .with_base_url(simulator.base_url())
        .with_model(simulator.model());
    let provider: Arc<dyn Provider> = registry.create(config).unwrap();
    let request = StandardRequest::new([
        Message::user("Hello"),
        AssistantMessage::text("Hi.").into(),
        Message::user("And now?"),
    ]);
    let answer = provider.ask(request).await.unwrap();
    assert!(answer.to_string().ends_with("to: And now?"), "{answer}");
    let limits = provider.tracked_rate_limits(None);
    assert_eq!(limits[0].requests.remaining, Some(499));
}
