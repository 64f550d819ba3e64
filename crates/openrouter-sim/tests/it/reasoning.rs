//! Thinking.

use openrouter_sim::{Answer, Simulator};
use serde_json::{Value, json};

use crate::client::{ask, chat, chunks, json_of, with};

fn thoughtful(model: &str) -> Value {
    with(ask(model, "How do glaciers shape valleys?"), &json!({"reasoning": {"effort": "high"}}))
}

/// Asks for a whole reply and for a stream, and returns the message and the deltas.
async fn both(model: &str) -> (Value, Vec<Value>) {
    let simulator = Simulator::start().await.unwrap();
    let body = thoughtful(model);
    let whole = json_of(chat(&simulator, &body), 200).await;
    assert!(whole["usage"]["completion_tokens_details"]["reasoning_tokens"].as_u64().unwrap() > 0);
    let stream = chat(&simulator, &with(body, &json!({"stream": true}))).send().await.unwrap();
    let chunks = chunks(&stream.text().await.unwrap());
    assert_eq!(chunks.last().unwrap()["usage"], whole["usage"]);
    let [.., end, last] = chunks.as_slice() else { panic!("two chunks at least") };
    let end = end["choices"][0]["delta"].as_object().unwrap();
    assert!(end["reasoning"].is_null(), "null at the first end, and absent at the second");
    assert!(last["choices"][0]["delta"].get("reasoning").is_none());
    let deltas = chunks.iter().map(|chunk| chunk["choices"][0]["delta"].clone()).collect();
    (whole["choices"][0]["message"].clone(), deltas)
}

/// Joins what the deltas say of a field of the first detail.
fn joined(deltas: &[Value], field: &str) -> String {
    deltas.iter().filter_map(|delta| delta["reasoning_details"][0][field].as_str()).collect()
}

#[tokio::test]
async fn openai_sums_up_and_encrypts() {
    let (message, deltas) = both("openai/gpt-5.2").await;
    let [summary, encrypted] = message["reasoning_details"].as_array().unwrap().as_slice() else {
        panic!("two details")
    };
    assert_eq!((&summary["type"], &summary["index"]), (&json!("reasoning.summary"), &json!(0)));
    assert_eq!(summary["summary"], message["reasoning"]);
    assert!(summary.get("id").is_none());
    assert_eq!(
        (&encrypted["type"], &encrypted["index"]),
        (&json!("reasoning.encrypted"), &json!(1))
    );
    assert!(encrypted["id"].as_str().unwrap().starts_with("rs_"));

    assert_eq!(message["reasoning"], joined(&deltas, "summary"));
    let last = deltas.iter().rfind(|delta| delta.get("reasoning_details").is_some()).unwrap();
    assert_eq!(last["reasoning_details"][0], *encrypted);
    assert!(last.as_object().unwrap()["reasoning"].is_null());
    assert_eq!(last["content"], "");
}

#[tokio::test]
async fn anthropic_thinks_aloud_and_signs() {
    let (message, deltas) = both("anthropic/claude-sonnet-4.6").await;
    let [detail] = message["reasoning_details"].as_array().unwrap().as_slice() else {
        panic!("one detail")
    };
    assert_eq!(detail["text"], message["reasoning"]);
    assert_eq!(message["reasoning"], joined(&deltas, "text"));
    let signed = deltas.iter().rfind(|delta| delta.get("reasoning_details").is_some()).unwrap();
    assert_eq!(signed["reasoning_details"][0]["signature"], detail["signature"]);
    assert!(signed["reasoning_details"][0].get("text").is_none());
    assert!(signed.get("reasoning").is_none());
}

#[tokio::test]
async fn gemini_only_signs() {
    let (message, _) = both("google/gemini-2.5-flash").await;
    assert!(message["reasoning"].is_null());
    assert!(message["reasoning_details"][0].get("text").is_none());
    assert_eq!(message["reasoning_details"][0]["format"], "google-gemini-v1");
}

#[tokio::test]
async fn open_models_think_in_plain_text() {
    let (message, _) = both("deepseek/deepseek-v3.2").await;
    assert_eq!(message["reasoning_details"][0]["format"], "unknown");
    assert_eq!(message["reasoning_details"][0]["text"], message["reasoning"]);
}

#[tokio::test]
async fn thinking_can_be_hidden_but_is_counted() {
    let simulator = Simulator::start().await.unwrap();
    let body = with(ask("openai/gpt-5.2", "Hello"), &json!({"reasoning": {"exclude": true}}));
    let reply = json_of(chat(&simulator, &body), 200).await;
    let message = reply["choices"][0]["message"].as_object().unwrap();
    assert!(message["reasoning"].is_null() && !message.contains_key("reasoning_details"));
    assert!(reply["usage"]["completion_tokens_details"]["reasoning_tokens"].as_u64().unwrap() > 0);
}

#[tokio::test]
async fn a_model_that_must_think_does_and_others_wait_to_be_asked() {
    let simulator = Simulator::start().await.unwrap();
    let thinks = async |model| {
        let reply = json_of(chat(&simulator, &ask(model, "Hello")), 200).await;
        reply["choices"][0]["message"]["reasoning"].is_string()
    };
    assert!(thinks("deepseek/deepseek-r1:free").await);
    assert!(!thinks("deepseek/deepseek-v3.2").await);
}

#[tokio::test]
async fn thinking_can_use_up_all_tokens() {
    let simulator = Simulator::start().await.unwrap();
    let body = with(thoughtful("deepseek/deepseek-v3.2"), &json!({"max_tokens": 3}));
    let reply = json_of(chat(&simulator, &body), 200).await;
    let choice = &reply["choices"][0];
    assert_eq!(choice["finish_reason"], "length");
    assert!(choice["message"]["content"].is_null() && choice["message"]["reasoning"].is_string());
    assert_eq!(reply["usage"]["completion_tokens"], 3);
}

#[tokio::test]
async fn scripted_thinking_is_sent_unasked() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("42").reasoning("Six times seven."));
    let reply = json_of(chat(&simulator, &ask("openai/gpt-4o-mini", "Hello")), 200).await;
    assert_eq!(reply["choices"][0]["message"]["reasoning"], "Six times seven.");
}
