//! Log probabilities of tokens.

use openrouter_sim::Simulator;
use serde_json::{Value, json};

use crate::client::{ask, chat, chunks, json_of, with};

#[tokio::test]
async fn the_tokens_of_an_answer_have_log_probabilities_if_asked_for() {
    let simulator = Simulator::start().await.unwrap();
    let body = ask("openai/gpt-4o-mini", "Hello");
    let none = json_of(chat(&simulator, &body), 200).await;
    assert!(none["choices"][0].as_object().unwrap()["logprobs"].is_null());

    let body = with(body, &json!({"logprobs": true, "top_logprobs": 2}));
    let whole = json_of(chat(&simulator, &body), 200).await;
    let tokens = whole["choices"][0]["logprobs"]["content"].as_array().unwrap();
    let text: String = tokens.iter().map(|token| token["token"].as_str().unwrap()).collect();
    assert_eq!(text, whole["choices"][0]["message"]["content"].as_str().unwrap());
    for token in tokens {
        assert_eq!(token["bytes"], json!(token["token"].as_str().unwrap().as_bytes()));
        assert!(token["logprob"].as_f64().unwrap() <= 0.0);
        let top = token["top_logprobs"].as_array().unwrap();
        assert_eq!((top.len(), &top[0]["token"]), (2, &token["token"]));
        assert!(top[0]["logprob"].as_f64() > top[1]["logprob"].as_f64());
    }

    let stream = chat(&simulator, &with(body, &json!({"stream": true}))).send().await.unwrap();
    let streamed: Vec<Value> = chunks(&stream.text().await.unwrap())
        .iter()
        .filter_map(|chunk| chunk["choices"][0]["logprobs"]["content"].as_array().cloned())
        .flatten()
        .collect();
    assert_eq!(&streamed, tokens);
}

#[tokio::test]
async fn a_model_without_log_probabilities_ignores_the_wish() {
    let simulator = Simulator::start().await.unwrap();
    let body = with(ask("anthropic/claude-haiku-4.5", "Hello"), &json!({"logprobs": true}));
    let reply = json_of(chat(&simulator, &body), 200).await;
    assert!(reply["choices"][0]["logprobs"].is_null());
}
