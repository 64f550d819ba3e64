//! Answers in chunks.

use openrouter_sim::Simulator;
use openrouter_wire::chat::Chunk;
use serde_json::json;

use crate::client::{ask, blocks, chat, chunks, json_of, with};

#[tokio::test]
async fn a_stream_has_the_recorded_shape() {
    let simulator = Simulator::start().await.unwrap();
    let body = with(ask("openai/gpt-4o-mini", "What are glaciers?"), &json!({"stream": true}));
    let response = chat(&simulator, &body).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.headers()["cache-control"], "no-cache");
    let id = response.headers()["x-generation-id"].to_str().unwrap().to_owned();
    let text = response.text().await.unwrap();

    assert_eq!(blocks(&text)[0], ": OPENROUTER PROCESSING");
    assert!(blocks(&text)[1].starts_with(r#"{"id":"gen-"#), "fields come in the service's order");
    let chunks = chunks(&text);
    for chunk in &chunks {
        assert_eq!(chunk["id"], id.as_str());
        assert_eq!(chunk["object"], "chat.completion.chunk");
        assert_eq!(chunk["choices"][0]["delta"]["role"], "assistant");
        let wire: Chunk = serde_json::from_value(chunk.clone()).unwrap();
        assert!(wire.extra.is_empty());
    }
    let [.., first_finish, last] = chunks.as_slice() else { panic!("two chunks at least") };
    assert_eq!(first_finish["choices"], last["choices"], "the finish reason comes twice");
    assert!(first_finish.get("usage").is_none());
    assert!(last["usage"]["cost"].is_number());
    assert!(last.as_object().unwrap()["service_tier"].is_null());
}

#[tokio::test]
async fn a_stream_says_what_a_whole_reply_says() {
    let simulator = Simulator::start().await.unwrap();
    let body = ask("deepseek/deepseek-v3.2", "What are glaciers?");
    let whole = json_of(chat(&simulator, &body), 200).await;
    let stream = chat(&simulator, &with(body, &json!({"stream": true}))).send().await.unwrap();
    let chunks = chunks(&stream.text().await.unwrap());
    let text: String = chunks
        .iter()
        .map(|chunk| chunk["choices"][0]["delta"]["content"].as_str().unwrap())
        .collect();
    assert_eq!(whole["choices"][0]["message"]["content"], text);
    assert_eq!(whole["usage"], chunks.last().unwrap()["usage"]);
}
