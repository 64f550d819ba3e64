//! Documented shapes with invented values, and the check that nothing of them is lost.

use serde_json::{Value, json};

use super::{Accumulator, ErrorBody, Event, Request, Response};
use crate::{
    Stage, StreamedEvent, decode,
    fixtures::{check, events, without_nulls},
};

pub(crate) const REQUEST: &str = include_str!("../../fixtures/messages_request.json");
pub(crate) const REPLY: &str = include_str!("../../fixtures/messages_reply.json");
pub(crate) const STREAM: &str = include_str!("../../fixtures/messages_stream.sse");

fn data() -> impl Iterator<Item = &'static str> {
    events(STREAM).filter(|data| *data != "[DONE]")
}

#[test]
fn every_field_of_a_request_has_a_place() {
    check::<Request>(REQUEST);
    for (name, other) in [
        ("system", json!("Be brief.")),
        ("tool_choice", json!({"type": "auto", "disable_parallel_tool_use": true})),
        ("tool_choice", json!({"type": "any", "disable_parallel_tool_use": false})),
        ("tool_choice", json!({"type": "none"})),
        ("thinking", json!({"type": "disabled"})),
        ("thinking", json!({"type": "adaptive", "display": "omitted"})),
    ] {
        let mut request: Value = serde_json::from_str(REQUEST).unwrap();
        request[name] = other;
        check::<Request>(&request.to_string());
    }
}

#[test]
fn every_field_of_a_reply_has_a_place() {
    check::<Response>(REPLY);
}

#[test]
fn every_field_of_an_event_has_a_place() {
    data().for_each(check::<Event>);
    check::<Event>(
        &json!({
            "type": "error",
            "error": {"type": "overloaded_error", "message": "Busy",
                      "error_type": "provider_overloaded"},
            "openrouter_metadata": {"region": "fra"},
        })
        .to_string(),
    );
}

#[test]
fn every_field_of_an_error_has_a_place() {
    check::<ErrorBody>(
        &json!({
            "type": "error",
            "error": {"type": "timeout_error", "message": "Late", "error_type": "timeout"},
            "request_id": "gen-1",
            "metadata": {"provider_name": "Acme Cloud"},
            "openrouter_metadata": {"pipeline": []},
        })
        .to_string(),
    );
}

#[test]
fn the_stages_of_a_stream_follow_each_other() {
    let stages: String = data()
        .map(|data| match decode::<Event>(data.as_bytes()).unwrap().stage() {
            Stage::Preamble => 'p',
            Stage::Content => 'c',
            Stage::Last => 'l',
            Stage::Failed(_) => 'f',
        })
        .collect();
    assert_eq!(stages, format!("pp{}l", "c".repeat(stages.len() - 3)));
}

#[test]
fn a_stream_amounts_to_the_reply_without_one() {
    let mut accumulator = Accumulator::new();
    for data in data() {
        accumulator.push(decode(data.as_bytes()).unwrap()).unwrap();
    }
    let reply = serde_json::to_value(accumulator.finish().unwrap()).unwrap();
    let expected = json!({
        "id": "gen-1", "type": "message", "role": "assistant", "model": "acme/quill-2",
        "provider": "Acme Cloud",
        "container": {"id": "ctr_1", "expires_at": "2026-08-06T12:00:00Z"},
        "content": [
            {"type": "thinking", "thinking": "Two herons.", "signature": "EqQBCgIYAhIk+/=="},
            {"type": "redacted_thinking", "data": "EmwKAhgB"},
            {"type": "text", "text": "A \"grey\" h\u{e9}ron.", "citations": [
                {"type": "web_search_result_location", "cited_text": "grey",
                 "encrypted_index": "Eo8B", "url": "https://example.org"},
            ]},
            {"type": "tool_use", "id": "toolu_1", "name": "count",
             "input": {"of": "herons", "at": 1.5}, "caller": {"type": "direct"}},
            {"type": "compaction", "content": "Of herons.", "encrypted_content": "Eo8B"},
        ],
        "stop_reason": "tool_use",
        "usage": {
            "input_tokens": 12, "output_tokens": 34,
            "output_tokens_details": {"thinking_tokens": 5},
            "cache_creation_input_tokens": 7, "cache_read_input_tokens": 8,
            "cache_creation": {"ephemeral_5m_input_tokens": 7, "ephemeral_1h_input_tokens": 0},
            "inference_geo": "eu",
            "server_tool_use": {"web_search_requests": 1, "web_fetch_requests": 0},
            "service_tier": "standard", "speed": "standard",
            "iterations": [{"type": "message", "output_tokens": 34}],
        },
        "openrouter_metadata": {"requested": "acme/quill-2", "attempt": 1},
    });
    assert_eq!(without_nulls(reply), expected);
}
