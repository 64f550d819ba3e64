//! Answers in one piece.

use openrouter_sim::Simulator;
use openrouter_wire::chat::Response;
use serde_json::json;

use crate::client::{ask, chat, json_of, with};

#[tokio::test]
async fn an_answer_has_the_recorded_shape() {
    let simulator = Simulator::start().await.unwrap();
    let body = ask("anthropic/claude-sonnet-4.6", "What are glaciers?");
    let reply = json_of(chat(&simulator, &body), 200).await;

    assert_eq!(reply["object"], "chat.completion");
    assert_eq!(reply["model"], "anthropic/claude-4.6-sonnet-20260217");
    assert_eq!(reply["provider"], "Anthropic");
    assert_eq!(reply["choices"].as_array().unwrap().len(), 1);
    assert_eq!(reply["choices"][0]["finish_reason"], "stop");
    assert_eq!(reply["choices"][0]["native_finish_reason"], "end_turn");
    assert!(reply["choices"][0]["message"]["content"].as_str().unwrap().contains("simulat"));
    for null in ["refusal", "reasoning"] {
        assert!(reply["choices"][0]["message"].as_object().unwrap()[null].is_null());
    }
    assert!(!reply["choices"][0]["message"].as_object().unwrap().contains_key("tool_calls"));

    let wire: Response = serde_json::from_value(reply).unwrap();
    let choice = &wire.choices.unwrap()[0];
    assert!(wire.extra.is_empty() && choice.extra.is_empty());
    assert!(choice.message.as_ref().unwrap().extra.is_empty());
}

#[tokio::test]
async fn the_same_request_gets_the_same_answer() {
    let simulator = Simulator::start().await.unwrap();
    let text = async |question| {
        let reply = json_of(chat(&simulator, &ask("openai/gpt-4o-mini", question)), 200).await;
        (reply["id"].clone(), reply["choices"][0]["message"]["content"].clone())
    };
    let (first, second, other) = (text("One?").await, text("One?").await, text("Two?").await);
    assert_eq!(first.1, second.1);
    assert_ne!(first.0, second.0, "each generation has its own id");
    assert_ne!(first.1, other.1);
}

#[tokio::test]
async fn n_is_ignored() {
    let simulator = Simulator::start().await.unwrap();
    let body = with(ask("openai/gpt-4o-mini", "Hello"), &json!({"n": 2, "unheard_of": true}));
    let reply = json_of(chat(&simulator, &body), 200).await;
    assert_eq!(reply["choices"].as_array().unwrap().len(), 1);
}
