//! The provider over a scripted transport: what is sent, and what becomes of what comes back.

mod models;
mod retries;
mod set_up;
mod streams;

use http::StatusCode;
use llm_provider_base::{FixedRandom, ScriptedReply, ScriptedTransport};
use llm_types::StandardRequest;
use serde_json::{Value, json};

use crate::{OpenAi, OpenAiBuilder};

const KEY: &str = "local-0123456789abcdef";

fn builder(transport: &ScriptedTransport) -> OpenAiBuilder {
    OpenAi::builder()
        .base_url("http://127.0.0.1:9/v1")
        .transport(transport.clone())
        .random(FixedRandom(1.0))
}

/// A provider that gets these replies, and what it sends.
fn provider(script: impl IntoIterator<Item = ScriptedReply>) -> (OpenAi, ScriptedTransport) {
    let transport = ScriptedTransport::new(script);
    (builder(&transport).build().unwrap(), transport)
}

fn hello() -> StandardRequest {
    StandardRequest::prompt("Hello").with_model("m")
}

/// An answer that comes whole.
fn document(text: &str) -> ScriptedReply {
    let message = json!({"role": "assistant", "content": text});
    let choice = json!({"index": 0, "message": message, "finish_reason": "stop"});
    let usage = json!({"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5});
    let whole = json!({"id": "chatcmpl-1", "model": "m-1", "choices": [choice], "usage": usage});
    ScriptedReply::json(StatusCode::OK, whole.to_string())
}

fn refusal(status: u16, body: &Value) -> ScriptedReply {
    ScriptedReply::json(StatusCode::from_u16(status).unwrap(), body.to_string())
}

fn event(choices: &Value) -> String {
    format!("data: {}\n\n", json!({"id": "chatcmpl-1", "model": "m-1", "choices": choices}))
}

fn text(text: &str) -> String {
    event(&json!([{"index": 0, "delta": {"content": text}, "finish_reason": null}]))
}

fn stop() -> String {
    event(&json!([{"index": 0, "delta": {}, "finish_reason": "stop"}]))
}

const DONE: &str = "data: [DONE]\n\n";

/// A stream of these events.
fn stream<S: Into<String>>(events: impl IntoIterator<Item = S>) -> ScriptedReply {
    let events = events.into_iter().map(Into::<String>::into);
    events.fold(ScriptedReply::event_stream(), ScriptedReply::chunk)
}
