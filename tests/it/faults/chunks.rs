//! Chunks of a stream, for scripts.

use serde_json::{Value, json};

/// What generations are called.
pub(super) const GENERATION: &str = "gen-fault-1";

/// A chunk with these choices.
pub(super) fn choices(choices: &Value) -> Value {
    json!({
        "id": GENERATION, "object": "chat.completion.chunk", "created": 1_790_000_000,
        "model": "simulated/fault", "provider": "Simulated", "choices": choices,
    })
}

/// A chunk that adds this to the answer.
pub(super) fn delta(delta: &Value) -> Value {
    choices(&json!([{ "index": 0, "delta": delta, "finish_reason": null }]))
}

/// A chunk that adds this text to the answer.
pub(super) fn text(text: &str) -> Value {
    delta(&json!({ "role": "assistant", "content": text }))
}

/// A chunk that says why the model stopped.
pub(super) fn finish(reason: &str) -> Value {
    choices(&json!([{ "index": 0, "delta": { "content": "" }, "finish_reason": reason }]))
}

/// A chunk that says what was used, with these choices.
pub(super) fn usage(output: u32, choices: &Value) -> Value {
    let mut chunk = self::choices(choices);
    chunk["usage"] = json!({
        "prompt_tokens": 7, "completion_tokens": output, "total_tokens": 7 + output,
    });
    chunk
}

/// A chunk as an event.
pub(super) fn event(chunk: &Value) -> String {
    format!("data: {chunk}\n\n")
}
