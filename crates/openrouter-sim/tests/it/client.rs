//! A plain client: it sends JSON and reads what comes.

use openrouter_sim::Simulator;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

pub(crate) const KEY: &str = "sk-or-v1-0123456789abcdef0123456789abcdef";

/// Creates a request for a completion, with [`KEY`].
pub(crate) fn chat(simulator: &Simulator, body: &Value) -> RequestBuilder {
    post(simulator, "/chat/completions").bearer_auth(KEY).json(body)
}

pub(crate) fn post(simulator: &Simulator, path: &str) -> RequestBuilder {
    http().post(format!("{}{path}", simulator.base_url()))
}

pub(crate) fn get(simulator: &Simulator, path: &str) -> RequestBuilder {
    http().get(format!("{}{path}", simulator.base_url()))
}

pub(crate) fn patch(simulator: &Simulator, path: &str) -> RequestBuilder {
    http().patch(format!("{}{path}", simulator.base_url()))
}

pub(crate) fn delete(simulator: &Simulator, path: &str) -> RequestBuilder {
    http().delete(format!("{}{path}", simulator.base_url()))
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// Asks a model something.
pub(crate) fn ask(model: &str, question: &str) -> Value {
    json!({"model": model, "messages": [{"role": "user", "content": question}]})
}

/// Adds fields to a body.
pub(crate) fn with(mut body: Value, fields: &Value) -> Value {
    let fields = fields.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(fields);
    body
}

/// Sends a request and reads the JSON of a reply with this status.
pub(crate) async fn json_of(request: RequestBuilder, status: u16) -> Value {
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::from_u16(status).unwrap());
    json_body(response).await
}

/// Decodes a reply, which must lose nothing by that.
pub(crate) fn decoded<T: DeserializeOwned + Serialize>(json: &Value) -> T {
    let wire: T = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(&wire).unwrap(), *json, "it is encoded as it came");
    wire
}

pub(crate) async fn json_body(response: Response) -> Value {
    assert_eq!(response.headers()["content-type"], "application/json");
    json_in(&response.text().await.unwrap())
}

/// Reads a document that the simulator wrote. A key that stands twice gets lost in a [`Value`], and
/// is refused by types.
pub(crate) fn json_in(text: &str) -> Value {
    let json: Value = serde_json::from_str(text).unwrap();
    assert_eq!(json.to_string(), text, "no key stands twice");
    json
}

/// Returns the blocks of a stream: comments, and the data of events.
pub(crate) fn blocks(text: &str) -> Vec<&str> {
    let blocks: Vec<_> = text.split_terminator("\n\n").collect();
    assert!(text.ends_with("\n\n"), "the last block is whole");
    blocks.into_iter().map(|block| block.strip_prefix("data: ").unwrap_or(block)).collect()
}

/// Returns the chunks of a stream that ends with `[DONE]`.
pub(crate) fn chunks(text: &str) -> Vec<Value> {
    let blocks = blocks(text);
    assert_eq!(blocks.last(), Some(&"[DONE]"));
    let events = blocks.into_iter().filter(|block| !block.starts_with(':') && *block != "[DONE]");
    events.map(json_in).collect()
}
