//! The simulator as a client sees it.

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use super::*;

async fn start(personality: Personality) -> Simulator {
    Simulator::builder().personality(personality).start().await.unwrap()
}

fn client() -> Client {
    Client::builder().build().unwrap()
}

async fn post(simulator: &Simulator, body: Value) -> (StatusCode, String) {
    let url = format!("{}/chat/completions", simulator.base_url());
    let response = client().post(url).json(&body).send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

/// The document that is answered.
async fn whole(simulator: &Simulator, mut body: Value) -> Value {
    body["model"] = simulator.model().into();
    let (status, text) = post(simulator, body).await;
    assert_eq!(status, StatusCode::OK, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// The events that are answered, without the last word.
async fn events(simulator: &Simulator, mut body: Value) -> Vec<Value> {
    (body["model"], body["stream"]) = (simulator.model().into(), true.into());
    let (status, text) = post(simulator, body).await;
    assert_eq!(status, StatusCode::OK, "{text}");
    let text = text.strip_suffix("data: [DONE]\n\n").expect("the last word");
    let event = |event: &str| serde_json::from_str(event.strip_prefix("data: ").unwrap()).unwrap();
    text.split_terminator("\n\n").map(event).collect()
}

fn hello() -> Value {
    json!({"messages": [{"role": "user", "content": "Hello"}]})
}

fn with_tools(prompt: &str) -> Value {
    let tool = |name: &str| {
        let schema = json!({"type": "object", "properties": {"city": {"type": "string"}}});
        json!({"type": "function", "function": {"name": name, "parameters": schema}})
    };
    json!({
        "messages": [{"role": "user", "content": prompt}],
        "tools": [tool("weather"), tool("time")],
    })
}

#[tokio::test]
async fn both_ways_say_the_same_and_that_it_is_simulated() {
    for personality in Personality::ALL {
        let simulator = start(personality).await;
        let answer = whole(&simulator, hello()).await;
        let text = answer["choices"][0]["message"]["content"].as_str().unwrap().to_owned();
        assert!(text.contains("simulated answer") && text.ends_with("Hello"), "{text}");
        assert!(answer["usage"]["total_tokens"].as_u64().unwrap() > 0);
        let events = events(&simulator, hello()).await;
        let said = events.iter().filter_map(|it| it["choices"][0]["delta"]["content"].as_str());
        assert_eq!(said.collect::<String>(), text, "{personality:?}");
        let last = events.last().unwrap();
        assert_eq!(last["choices"][0]["finish_reason"], "stop");
        assert!(last.get("usage").is_none(), "nobody asked for it");
    }
}

#[tokio::test]
async fn usage_comes_last_and_by_itself_if_it_is_asked_for() {
    let simulator = start(Personality::OpenAi).await;
    let mut body = hello();
    body["stream_options"] = json!({"include_usage": true});
    let events = events(&simulator, body).await;
    let last = events.last().unwrap();
    assert_eq!(last["choices"], json!([]));
    assert!(last["usage"]["completion_tokens"].as_u64().unwrap() > 0);
}

#[tokio::test]
async fn tools_that_a_prompt_names_are_called() {
    for personality in Personality::ALL {
        let simulator = start(personality).await;
        let answer = whole(&simulator, with_tools("Use weather and time")).await;
        let choice = &answer["choices"][0];
        assert_eq!(choice["finish_reason"], "tool_calls");
        let calls = choice["message"]["tool_calls"].as_array().unwrap();
        assert_eq!(calls.len(), 2);
        assert_eq!(calls[1]["function"]["arguments"], r#"{"city":"simulated"}"#);
        let quiet = whole(&simulator, with_tools("Hello")).await;
        assert_eq!(quiet["choices"][0]["finish_reason"], "stop");
    }
}

#[tokio::test]
async fn calls_are_streamed_as_each_server_does_it() {
    let simulator = start(Personality::OpenAi).await;
    let pieces = |events: Vec<Value>| -> Vec<Value> {
        let calls = events.iter().map(|it| it["choices"][0]["delta"]["tool_calls"][0].clone());
        calls.filter(|call| !call.is_null()).collect()
    };
    let calls = pieces(events(&simulator, with_tools("weather and time")).await);
    assert_eq!((calls.len(), &calls[5]["index"]), (6, &json!(1)));
    let joined: Vec<_> =
        calls[..3].iter().map(|it| it["function"]["arguments"].as_str().unwrap()).collect();
    assert_eq!(joined.concat(), r#"{"city":"simulated"}"#);

    let simulator = start(Personality::Ollama).await;
    let calls = pieces(events(&simulator, with_tools("weather and time")).await);
    assert_eq!((calls.len(), &calls[1]["index"]), (2, &json!(0)));
    assert_eq!(calls[1]["function"]["name"], "time");
}

#[tokio::test]
async fn a_structured_answer_fits_its_schema() {
    let simulator = start(Personality::Vllm).await;
    let mut body = hello();
    let schema = json!({"type": "object", "properties": {"degrees": {"type": "integer"}}});
    body["response_format"] =
        json!({"type": "json_schema", "json_schema": {"name": "d", "schema": schema}});
    let answer = whole(&simulator, body).await;
    assert_eq!(answer["choices"][0]["message"]["content"], r#"{"degrees":1}"#);
}

#[tokio::test]
async fn thoughts_have_the_name_that_each_server_gives_them() {
    for (personality, name) in [
        (Personality::LlamaCpp, Some("reasoning_content")),
        (Personality::Ollama, Some("reasoning")),
        (Personality::OpenAi, None),
    ] {
        let simulator = start(personality).await;
        let mut body = hello();
        body["reasoning_effort"] = "low".into();
        let answer = whole(&simulator, body).await;
        let message = &answer["choices"][0]["message"];
        for known in ["reasoning", "reasoning_content"] {
            assert_eq!(message.get(known).is_some(), name == Some(known), "{message}");
        }
    }
}

#[tokio::test]
async fn limits_and_stops_cut_an_answer_short() {
    let simulator = start(Personality::Ollama).await;
    let mut body = hello();
    body["max_completion_tokens"] = 2.into();
    assert_eq!(whole(&simulator, body.clone()).await["choices"][0]["finish_reason"], "stop");
    body["max_tokens"] = 2.into();
    let answer = whole(&simulator, body).await;
    assert_eq!(answer["choices"][0]["finish_reason"], "length");
    assert_eq!(answer["choices"][0]["message"]["content"], "A simulated ");
    let mut body = hello();
    body["stop"] = json!([" answer"]);
    let answer = whole(&simulator, body).await;
    assert_eq!(answer["choices"][0]["message"]["content"], "A simulated");
}

#[tokio::test]
async fn openai_refuses_what_it_does_not_know() {
    let simulator = start(Personality::OpenAi).await;
    for (name, value) in [("max_tokens", json!(2)), ("top_k", json!(1))] {
        let mut body = hello();
        (body["model"], body[name]) = (simulator.model().into(), value);
        let (status, text) = post(&simulator, body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(text.contains(name), "{text}");
    }
    let missing = json!({"model": "other", "messages": [{"role": "user", "content": "Hello"}]});
    let (status, text) = post(&simulator, missing).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(text.contains("model_not_found"), "{text}");
}

#[tokio::test]
async fn a_key_is_asked_for_where_one_is_set_and_never_recorded() {
    let simulator = Simulator::builder().api_key("sk-canary").start().await.unwrap();
    let url = format!("{}/models", simulator.base_url());
    let status =
        async |key: &str| client().get(&url).bearer_auth(key).send().await.unwrap().status();
    assert_eq!(status("sk-other").await, StatusCode::UNAUTHORIZED);
    assert_eq!(status("sk-canary").await, StatusCode::OK);
    let requests = simulator.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[1].header("authorization"), Some("[redacted]"));
    assert!(!format!("{requests:?} {simulator:?}").contains("canary"));
}

#[tokio::test]
async fn errors_have_the_envelope_of_their_server() {
    for (personality, expected) in [
        (
            Personality::LlamaCpp,
            r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#,
        ),
        (Personality::LmStudio, r#"{"error":"Loading model"}"#),
    ] {
        let simulator = start(personality).await;
        simulator.fail_next(Fault::error(503, "Loading model"));
        let (status, text) = post(&simulator, hello()).await;
        assert_eq!((status, text.as_str()), (StatusCode::SERVICE_UNAVAILABLE, expected));
        assert_eq!(post(&simulator, hello()).await.0, StatusCode::OK, "once only");
    }
}

#[tokio::test]
async fn streams_end_as_they_are_told_to() {
    let simulator = start(Personality::LmStudio).await;
    let mut body = hello();
    body["stream"] = true.into();
    simulator.fail_next(Fault::end_after(2));
    let (_, text) = post(&simulator, body.clone()).await;
    assert_eq!(text.matches("data: ").count(), 2);
    simulator.fail_next(Fault::without_done());
    let (_, text) = post(&simulator, body.clone()).await;
    assert!(text.contains(r#""finish_reason":"stop""#) && !text.contains("[DONE]"));
    simulator.fail_next(Fault::fail_after(1, "out of memory"));
    let (_, text) = post(&simulator, body.clone()).await;
    assert!(text.ends_with("event: error\ndata: {\"error\":\"out of memory\"}\n\n"), "{text}");
    simulator.fail_next(Fault::cut_after(2));
    let url = format!("{}/chat/completions", simulator.base_url());
    let response = client().post(url).json(&body).send().await.unwrap();
    assert!(response.bytes().await.is_err(), "the connection broke");
}

#[tokio::test]
async fn who_goes_away_is_noticed() {
    let simulator = start(Personality::OpenAi).await;
    simulator.fail_next(Fault::hang_after(1));
    let mut body = hello();
    (body["model"], body["stream"]) = (simulator.model().into(), true.into());
    let url = format!("{}/chat/completions", simulator.base_url());
    let mut response = client().post(url).json(&body).send().await.unwrap();
    response.chunk().await.unwrap().unwrap();
    assert_eq!(simulator.cancelled(), 0);
    drop(response);
    simulator.wait_until(|requests| requests[0].cancelled).await;
}

#[tokio::test]
async fn connections_end_with_the_simulator() {
    let simulator = start(Personality::OpenAi).await;
    simulator.fail_next(Fault::hang_after(1));
    let mut body = hello();
    (body["model"], body["stream"]) = (simulator.model().into(), true.into());
    let url = format!("{}/chat/completions", simulator.base_url());
    let mut response = client().post(&url).json(&body).send().await.unwrap();
    response.chunk().await.unwrap().unwrap();
    simulator.shutdown().await;
    assert!(response.chunk().await.is_err(), "it was in the middle");
    assert!(client().post(url).json(&body).send().await.is_err(), "nobody listens");
}
