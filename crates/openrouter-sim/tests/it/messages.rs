//! `POST /messages`.

use openrouter_sim::{Answer, Simulator, StreamError};
use openrouter_wire::messages::{Accumulator, ErrorBody, Event, Response};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::client::{KEY, ask, chat, decoded, get, json_of, post, with};

const CLAUDE: &str = "anthropic/claude-haiku-4.5";
const GPT: &str = "openai/gpt-5.2";

fn send(simulator: &Simulator, body: &Value) -> RequestBuilder {
    post(simulator, "/messages").bearer_auth(KEY).json(body)
}

fn question(model: &str) -> Value {
    with(ask(model, "How do glaciers shape valleys?"), &json!({"max_tokens": 500}))
}

fn weather(model: &str) -> Value {
    let city =
        json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]});
    let tool = json!({"name": "get_weather", "input_schema": city});
    with(ask(model, "What is the weather in Lisbon?"), &json!({"tools": [tool]}))
}

/// Asks for a stream, and returns its events, whose names are their types.
async fn events(simulator: &Simulator, body: &Value) -> Vec<Value> {
    let body = with(body.clone(), &json!({"stream": true}));
    let stream = send(simulator, &body).send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let text = stream.text().await.unwrap();
    let mut blocks: Vec<_> = text.split_terminator("\n\n").collect();
    assert_eq!(blocks.pop(), Some("data: [DONE]"));
    let blocks = blocks.into_iter().filter(|block| !block.starts_with(':'));
    let event = |block: &str| {
        let (name, data) = block.strip_prefix("event: ").unwrap().split_once("\ndata: ").unwrap();
        let event: Value = serde_json::from_str(data).unwrap();
        assert_eq!(event["type"], name);
        assert!(!matches!(decoded::<Event>(&event), Event::Other(_)), "{event}");
        event
    };
    blocks.map(event).collect()
}

/// The types of events, each run of equal ones once.
fn order(events: &[Value]) -> Vec<&str> {
    let mut types: Vec<_> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    types.dedup();
    types
}

/// The reply that a stream amounts to, without its id and what only a whole reply tells.
fn joined(events: &[Value]) -> Value {
    let mut accumulator = Accumulator::new();
    for event in events {
        accumulator.push(serde_json::from_value(event.clone()).unwrap()).unwrap();
    }
    assert_eq!(accumulator.skipped(), 0);
    comparable(serde_json::to_value(accumulator.finish().unwrap()).unwrap())
}

fn comparable(mut reply: Value) -> Value {
    reply["id"] = json!("");
    for name in ["cost", "cost_details", "is_byok"] {
        reply["usage"].as_object_mut().unwrap().remove(name);
    }
    reply
}

#[tokio::test]
async fn a_reply_says_what_chat_says_in_the_form_of_anthropic() {
    let simulator = Simulator::start().await.unwrap();
    let response = send(&simulator, &question(CLAUDE)).send().await.unwrap();
    let id = response.headers()["x-generation-id"].to_str().unwrap().to_owned();
    let reply: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    let wire: Response = decoded(&reply);
    assert!(wire.extra.is_empty() && wire.usage.unwrap().extra.is_empty());
    assert_eq!(reply["id"], id.as_str());
    assert_eq!(reply["model"], "anthropic/claude-4.5-haiku-20251001");
    assert_eq!(reply["provider"], "Anthropic");
    assert_eq!((&reply["type"], &reply["role"]), (&json!("message"), &json!("assistant")));
    assert_eq!(reply["stop_reason"], "end_turn");
    assert_eq!(reply["usage"]["service_tier"], "standard");

    let chat = json_of(chat(&simulator, &question(CLAUDE)), 200).await;
    assert_eq!(reply["content"][0]["text"], chat["choices"][0]["message"]["content"]);
    assert_eq!(reply["usage"]["cost"], chat["usage"]["cost"]);
    assert_eq!(reply["usage"]["output_tokens"], chat["usage"]["completion_tokens"]);
}

#[tokio::test]
async fn a_stream_amounts_to_the_reply() {
    let simulator = Simulator::start().await.unwrap();
    let thinking = json!({"thinking": {"type": "enabled", "budget_tokens": 1024}});
    for body in [
        question(CLAUDE),
        with(question(CLAUDE), &thinking),
        with(question(GPT), &thinking),
        with(question("google/gemini-2.5-flash"), &thinking),
        weather(CLAUDE),
        with(question(CLAUDE), &json!({"max_tokens": 3})),
        with(question(CLAUDE), &json!({"stop_sequences": ["a"]})),
    ] {
        let stream = events(&simulator, &body).await;
        let whole = json_of(send(&simulator, &body), 200).await;
        assert_eq!(joined(&stream), comparable(whole), "{body}");
    }
}

#[tokio::test]
async fn events_come_block_by_block() {
    let simulator = Simulator::start().await.unwrap();
    let stream = events(&simulator, &question(CLAUDE)).await;
    let expected = [
        "message_start",
        "ping",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ];
    assert_eq!(order(&stream), expected);
    assert_eq!(stream[0]["message"]["content"], json!([]));
    assert_eq!(stream[0]["message"]["stop_reason"], Value::Null);
    assert!(stream[0]["message"]["usage"]["input_tokens"].as_u64().unwrap() > 0);
    let delta = &stream[stream.len() - 2];
    assert_eq!(delta["delta"]["stop_reason"], "end_turn");
    assert!(delta["usage"]["output_tokens"].as_u64().unwrap() > 0);
}

#[tokio::test]
async fn thinking_is_signed_and_may_be_left_out() {
    let simulator = Simulator::start().await.unwrap();
    let think = |model, thinking| {
        let body = with(question(model), &json!({"thinking": thinking}));
        json_of(send(&simulator, &body), 200)
    };
    let shown = think(CLAUDE, json!({"type": "enabled", "budget_tokens": 1024})).await;
    let [thought, text] = shown["content"].as_array().unwrap().as_slice() else {
        panic!("two blocks")
    };
    assert!(!thought["thinking"].as_str().unwrap().is_empty());
    assert!(!thought["signature"].as_str().unwrap().is_empty());
    assert_eq!(text["type"], "text");
    let tokens = &shown["usage"]["output_tokens_details"]["thinking_tokens"];
    assert!(tokens.as_u64().unwrap() > 0);

    let omitted = think(CLAUDE, json!({"type": "adaptive", "display": "omitted"})).await;
    assert_eq!(omitted["content"][0]["thinking"], "");
    assert_eq!(omitted["content"][0]["signature"], thought["signature"]);
    let off = think(CLAUDE, json!({"type": "disabled"})).await;
    assert_eq!(off["content"].as_array().unwrap().len(), 1);
    let gpt = think(GPT, json!({"type": "adaptive"})).await;
    assert_eq!(gpt["content"][1]["type"], "redacted_thinking");
}

#[tokio::test]
async fn tools_are_used_and_their_results_understood() {
    let simulator = Simulator::start().await.unwrap();
    let mut body = weather(CLAUDE);
    let reply = json_of(send(&simulator, &body), 200).await;
    assert_eq!(reply["stop_reason"], "tool_use");
    let call = &reply["content"][0];
    assert_eq!((&call["type"], &call["name"]), (&json!("tool_use"), &json!("get_weather")));
    assert!(call["id"].as_str().unwrap().starts_with("toolu_"));
    assert!(call["input"]["city"].is_string());

    // A reminder beside the result is no new question.
    let result = json!([
        {"type": "tool_result", "tool_use_id": call["id"], "content": [{"type": "text", "text": "31 degrees"}]},
        {"type": "text", "text": "Remember the weather."},
    ]);
    let messages = body["messages"].as_array_mut().unwrap();
    messages.push(json!({"role": "assistant", "content": reply["content"]}));
    messages.push(json!({"role": "user", "content": result}));
    let reply = json_of(send(&simulator, &body), 200).await;
    assert_eq!(reply["stop_reason"], "end_turn");
    assert!(reply["content"][0]["text"].as_str().unwrap().contains("31 degrees"));
}

#[tokio::test]
async fn the_choice_of_a_tool_is_honoured() {
    let simulator = Simulator::start().await.unwrap();
    let tools = ["alpha", "gamma"].map(|name| json!({"name": name, "input_schema": {}}));
    let called = async |choice: Value| {
        let fields = json!({"tools": tools, "tool_choice": choice, "max_tokens": 500});
        let body = with(ask(CLAUDE, "alpha and gamma"), &fields);
        let reply = json_of(send(&simulator, &body), 200).await;
        let blocks = reply["content"].as_array().unwrap().clone();
        blocks.iter().filter_map(|block| Some(block.get("name")?.clone())).collect::<Vec<_>>()
    };
    assert_eq!(called(json!({"type": "auto"})).await, ["alpha", "gamma"]);
    let one = json!({"type": "any", "disable_parallel_tool_use": true});
    assert_eq!(called(one).await, ["alpha"]);
    assert_eq!(called(json!({"type": "tool", "name": "gamma"})).await, ["gamma"]);
    assert!(called(json!({"type": "none"})).await.is_empty());
}

#[tokio::test]
async fn an_answer_ends_where_the_request_wants_it() {
    let simulator = Simulator::start().await.unwrap();
    let stopped = with(question(CLAUDE), &json!({"stop_sequences": ["zzz", "simul"]}));
    let reply = json_of(send(&simulator, &stopped), 200).await;
    assert_eq!(reply["stop_reason"], "stop_sequence");
    assert_eq!(reply["stop_sequence"], "simul");
    assert!(!reply["content"][0]["text"].as_str().unwrap().contains("simul"));

    let cut = with(weather(CLAUDE), &json!({"max_tokens": 4}));
    let reply = json_of(send(&simulator, &cut), 200).await;
    assert_eq!(
        (&reply["stop_reason"], &reply["stop_sequence"]),
        (&json!("max_tokens"), &json!(null))
    );
    assert_eq!(reply["content"][0]["input"], json!({}));

    let schema = json!({"type": "object", "properties": {"n": {"const": 7}}, "required": ["n"]});
    let format = json!({"format": {"type": "json_schema", "schema": schema}});
    let body = with(question(CLAUDE), &json!({"output_config": format}));
    let reply = json_of(send(&simulator, &body), 200).await;
    assert_eq!(reply["content"][0]["text"], r#"{"n":7}"#);
}

#[tokio::test]
async fn anthropic_s_own_names_and_fallbacks_find_a_model() {
    let simulator = Simulator::start().await.unwrap();
    let slug = "anthropic/claude-4.5-haiku-20251001";
    for name in ["claude-haiku-4-5", "claude-haiku-4-5-20251001", CLAUDE] {
        assert_eq!(json_of(send(&simulator, &question(name)), 200).await["model"], slug, "{name}");
    }
    for fields in [json!({"fallbacks": [{"model": CLAUDE}]}), json!({"models": [CLAUDE]})] {
        let body = with(question("acme/none"), &fields);
        assert_eq!(json_of(send(&simulator, &body), 200).await["model"], slug);
    }
}

#[tokio::test]
async fn refusals_have_the_envelope_of_anthropic() {
    let simulator = Simulator::builder().api_key(KEY).start().await.unwrap();
    let four = vec![json!({"model": CLAUDE}); 4];
    for (fields, words) in [
        (json!({"messages": null}), "messages is required"),
        (json!({"messages": []}), "messages is required"),
        (json!({"model": "claude-9"}), "claude-9 is not a valid model ID"),
        (json!({"fallbacks": four}), "more than 3"),
        (json!({"fallbacks": [], "models": []}), "together"),
        (json!({"fallbacks": [{"model": CLAUDE, "max_tokens": 3}]}), "nothing but `model`"),
        (json!({"max_tokens": "many"}), "Invalid request body"),
    ] {
        let refusal = json_of(send(&simulator, &with(question(CLAUDE), &fields)), 400).await;
        decoded::<ErrorBody>(&refusal);
        assert_eq!(refusal["type"], "error");
        assert_eq!(refusal["error"]["type"], "invalid_request_error");
        assert_eq!(refusal["request_id"], Value::Null);
        let message = refusal["error"]["message"].as_str().unwrap();
        assert!(message.contains(words), "{message}");
    }
    let refusal = json_of(post(&simulator, "/messages").json(&question(CLAUDE)), 401).await;
    let expected = json!({
        "type": "error",
        "error": {
            "type": "authentication_error",
            "message": "Missing Authentication header",
            "error_type": "authentication",
        },
        "request_id": null,
    });
    assert_eq!(refusal, expected);
}

#[tokio::test]
async fn scripted_errors_are_told_in_the_words_of_anthropic() {
    let simulator = Simulator::start().await.unwrap();
    for (status, kind, error_type) in [
        (402, "billing_error", "payment_required"),
        (403, "permission_error", "permission_denied"),
        (404, "not_found_error", "not_found"),
        (413, "invalid_request_error", "payload_too_large"),
        (429, "rate_limit_error", "rate_limit_exceeded"),
        (500, "api_error", "server"),
        (502, "api_error", "provider_unavailable"),
        (504, "timeout_error", "timeout"),
        (529, "overloaded_error", "provider_overloaded"),
    ] {
        let error = Answer::error(status, "No").upstream("Acme", "busy");
        simulator.script(error.for_path("/messages"));
        let refusal = json_of(send(&simulator, &question(CLAUDE)), status).await;
        decoded::<ErrorBody>(&refusal);
        assert_eq!(refusal["error"]["type"], kind, "{status}");
        assert_eq!(refusal["error"]["error_type"], error_type, "{status}");
        assert_eq!(refusal["metadata"], json!({"provider_name": "Acme", "raw": "busy"}));
    }
}

#[tokio::test]
async fn scripted_answers_have_the_form_of_the_endpoint() {
    let simulator = Simulator::start().await.unwrap();
    let script = |answer: Answer| simulator.script(answer.for_path("/messages").times(2));
    script(Answer::refusal("I will not."));
    for _ in 0..2 {
        let reply = json_of(send(&simulator, &question(CLAUDE)), 200).await;
        assert_eq!(reply["stop_reason"], "refusal");
        assert_eq!(reply["stop_details"]["explanation"], "I will not.");
    }

    script(Answer::text("Half").finish("error", "error"));
    let refusal = json_of(send(&simulator, &question(CLAUDE)), 502).await;
    assert_eq!(refusal["error"]["type"], "api_error");
    let stream = events(&simulator, &question(CLAUDE)).await;
    assert_eq!(order(&stream)[4..], ["content_block_stop", "error"]);
}

#[tokio::test]
async fn a_stream_that_fails_ends_with_an_error_and_costs_nothing() {
    let simulator = Simulator::start().await.unwrap();
    let error = StreamError::documented(529, "Overloaded", "provider_overloaded");
    simulator.script(Answer::text("a b c").for_path("/messages").fail_after(4, error));
    let stream = events(&simulator, &question(CLAUDE)).await;
    assert_eq!(stream.len(), 5);
    let expected = json!({
        "type": "error",
        "error": {
            "type": "overloaded_error",
            "message": "Overloaded",
            "error_type": "provider_overloaded",
        },
    });
    assert_eq!(stream[4], expected);
    let key = json_of(get(&simulator, "/key").bearer_auth(KEY), 200).await;
    assert_eq!(key["data"]["usage"], 0);
}

#[tokio::test]
async fn an_answer_is_charged_and_recorded() {
    let delay = std::time::Duration::ZERO;
    let simulator = Simulator::builder().generation_delay(delay).start().await.unwrap();
    let reply = json_of(send(&simulator, &question(CLAUDE)), 200).await;
    let key = json_of(get(&simulator, "/key").bearer_auth(KEY), 200).await;
    assert_eq!(key["data"]["usage"], reply["usage"]["cost"]);
    assert!(reply["usage"]["cost"].as_f64().unwrap() > 0.0);
    let path = format!("/generation?id={}", reply["id"].as_str().unwrap());
    let record = json_of(get(&simulator, &path).bearer_auth(KEY), 200).await;
    assert_eq!(record["data"]["total_cost"], reply["usage"]["cost"]);
    assert_eq!(record["data"]["native_finish_reason"], "end_turn");
}
