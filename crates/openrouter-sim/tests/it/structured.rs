//! Answers in JSON.

use openrouter_sim::Simulator;
use serde_json::{Value, json};

use crate::client::{ask, chat, json_of, with};

async fn answer(format: Value) -> Value {
    let simulator = Simulator::start().await.unwrap();
    let body = ask("openai/gpt-4o-mini", "Describe glaciers with 4 examples");
    let body = with(body, &json!({"response_format": format}));
    let reply = json_of(chat(&simulator, &body), 200).await;
    serde_json::from_str(reply["choices"][0]["message"]["content"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn an_answer_fits_the_schema_that_is_asked_for() {
    let schema = json!({
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "count": {"type": "integer"},
            "tags": {"type": "array", "items": {"enum": ["ice", "rock"]}, "minItems": 1},
        },
        "required": ["title", "count", "tags"],
        "additionalProperties": false,
    });
    let format = json!({"type": "json_schema", "json_schema": {"name": "x", "schema": schema}});
    let answer = answer(format).await;
    assert_eq!(answer["title"], "glaciers");
    assert_eq!(answer["count"], 4);
    let tags = answer["tags"].as_array().unwrap();
    assert!(!tags.is_empty() && tags.iter().all(|tag| tag == "ice" || tag == "rock"));
}

#[tokio::test]
async fn an_answer_is_an_object_if_that_is_asked_for() {
    let answer = answer(json!({"type": "json_object"})).await;
    assert_eq!(answer["simulated"], true);
    assert!(answer["answer"].is_string());
}
