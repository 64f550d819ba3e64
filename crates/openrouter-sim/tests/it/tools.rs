//! Tool calls.

use openrouter_sim::{Answer, Simulator};
use serde_json::{Value, json};

use crate::client::{ask, chat, chunks, json_of, with};

fn tools() -> Value {
    let city = json!({
        "type": "object",
        "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1}},
        "required": ["city"],
    });
    json!([
        {"type": "function", "function": {
            "name": "get_weather", "description": "Forecast of the weather", "parameters": city,
        }},
        {"type": "function", "function": {"name": "get_time"}},
        {"type": "openrouter:web_search"},
    ])
}

fn body(model: &str) -> Value {
    with(ask(model, "What will the weather be in Lisbon for 3 days?"), &json!({"tools": tools()}))
}

#[tokio::test]
async fn a_question_with_tools_is_answered_with_a_call() {
    let simulator = Simulator::start().await.unwrap();
    let reply = json_of(chat(&simulator, &body("openai/gpt-4o-mini")), 200).await;
    let choice = &reply["choices"][0];
    assert_eq!(choice["finish_reason"], "tool_calls");
    assert!(choice["message"].as_object().unwrap()["content"].is_null());
    let [call] = choice["message"]["tool_calls"].as_array().unwrap().as_slice() else {
        panic!("one call")
    };
    assert_eq!((&call["index"], &call["type"]), (&json!(0), &json!("function")));
    assert!(call["id"].as_str().unwrap().starts_with("call_"));
    assert_eq!(call["function"]["name"], "get_weather");
    let arguments: Value =
        serde_json::from_str(call["function"]["arguments"].as_str().unwrap()).unwrap();
    assert_eq!(arguments["days"], 3);
    assert!(arguments["city"].is_string());
}

#[tokio::test]
async fn the_fragments_of_a_call_are_those_of_the_recordings() {
    let simulator = Simulator::start().await.unwrap();
    let body = body("anthropic/claude-haiku-4.5");
    let whole = json_of(chat(&simulator, &body), 200).await;
    let stream = chat(&simulator, &with(body, &json!({"stream": true}))).send().await.unwrap();
    let chunks = chunks(&stream.text().await.unwrap());
    let fragments: Vec<&Value> = chunks
        .iter()
        .filter(|chunk| chunk["choices"][0]["delta"].get("tool_calls").is_some())
        .map(|chunk| {
            let delta = chunk["choices"][0]["delta"].as_object().unwrap();
            assert!(delta["content"].is_null(), "null, not absent");
            assert_eq!(delta["tool_calls"].as_array().unwrap().len(), 1);
            &delta["tool_calls"][0]
        })
        .collect();
    let [first, second, rest @ ..] = fragments.as_slice() else { panic!("fragments") };
    assert!(first["id"].as_str().unwrap().starts_with("toolu_"));
    assert_eq!(first["function"], json!({"name": "get_weather", "arguments": ""}));
    assert_eq!(**second, json!({"index": 0, "function": {"arguments": ""}}));
    assert!(rest.iter().all(|fragment| fragment.get("id").is_none()));
    let arguments: String =
        rest.iter().map(|fragment| fragment["function"]["arguments"].as_str().unwrap()).collect();
    assert_eq!(whole["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"], arguments);
    assert_eq!(chunks.last().unwrap()["choices"][0]["native_finish_reason"], "tool_use");
}

#[tokio::test]
async fn parallel_calls_come_one_after_another() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::tool_call("a", "{\"x\": 1}").and_tool_call("b", "{}"));
    let body = with(ask("openai/gpt-4o-mini", "Hello"), &json!({"stream": true}));
    let stream = chat(&simulator, &body).send().await.unwrap();
    let chunks = chunks(&stream.text().await.unwrap());
    let indexes: Vec<u64> = chunks
        .iter()
        .filter_map(|chunk| chunk["choices"][0]["delta"]["tool_calls"][0]["index"].as_u64())
        .collect();
    assert!(indexes.is_sorted());
    assert_eq!((indexes.first(), indexes.last()), (Some(&0), Some(&1)));
}

#[tokio::test]
async fn the_results_of_tools_are_answered_with_text() {
    let simulator = Simulator::start().await.unwrap();
    let mut body = body("openai/gpt-4o-mini");
    let call = json_of(chat(&simulator, &body), 200).await["choices"][0]["message"].clone();
    let result = json!({
        "role": "tool",
        "tool_call_id": call["tool_calls"][0]["id"],
        "content": "Sunny, 31 degrees",
    });
    body["messages"].as_array_mut().unwrap().extend([call, result]);
    let reply = json_of(chat(&simulator, &body), 200).await;
    assert_eq!(reply["choices"][0]["finish_reason"], "stop");
    assert!(
        reply["choices"][0]["message"]["content"].as_str().unwrap().contains("Sunny, 31 degrees")
    );
}

#[tokio::test]
async fn a_call_that_is_cut_off_ends_with_tool_calls() {
    let simulator = Simulator::start().await.unwrap();
    let body = with(body("openai/gpt-4o-mini"), &json!({"max_tokens": 6}));
    let reply = json_of(chat(&simulator, &body), 200).await;
    let choice = &reply["choices"][0];
    assert_eq!(choice["finish_reason"], "tool_calls");
    assert_eq!(choice["native_finish_reason"], "length");
    let arguments = choice["message"]["tool_calls"][0]["function"]["arguments"].as_str().unwrap();
    assert!(serde_json::from_str::<Value>(arguments).is_err(), "{arguments}");
}
