//! Recorded shapes with invented values: nothing of them is lost.

use super::{Event, Request, Response};
use crate::fixtures::{check, events};

pub(crate) const REQUEST: &str = include_str!("../../fixtures/responses_request.json");
pub(crate) const RESPONSE: &str = include_str!("../../fixtures/responses_reply.json");
pub(crate) const STREAM: &str = include_str!("../../fixtures/responses_stream.sse");

/// As in 2025: fewer fields, `output_text`, and `user`.
const OLDER: &str = r#"{
    "object": "response", "id": "gen-1764000000-older", "created_at": 1764000000,
    "status": "completed", "error": null, "incomplete_details": null, "output_text": "",
    "output": [
        {"type": "reasoning", "id": "rs_tmp_1", "summary": [],
            "content": [{"type": "reasoning_text", "text": "Count."}]},
        {"type": "message", "id": "msg_tmp_1", "role": "assistant", "status": "completed",
            "content": [{"type": "output_text", "text": "4", "annotations": []}]}
    ],
    "model": "acme/quill-2", "tools": [], "tool_choice": "auto", "parallel_tool_calls": true,
    "max_tool_calls": null, "max_output_tokens": null, "temperature": null, "top_p": null,
    "metadata": {}, "background": false, "previous_response_id": null, "service_tier": "auto",
    "truncation": null, "store": false, "instructions": null, "reasoning": null, "user": null
}"#;

#[test]
fn every_field_of_a_request_has_a_place() {
    check::<Request>(REQUEST);
}

#[test]
fn every_field_of_a_reply_has_a_place() {
    check::<Response>(RESPONSE);
    check::<Response>(OLDER);
}

#[test]
fn every_field_of_an_event_has_a_place() {
    for data in events(STREAM).filter(|data| *data != "[DONE]") {
        check::<Event>(data);
    }
}
