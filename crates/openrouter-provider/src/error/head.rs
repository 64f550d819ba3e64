//! Replies whose status is not a success.

use http::{HeaderMap, StatusCode};
use llm_provider_base::{is_compressed, plain_text, scrub, without_bom};
use llm_types::ResponseId;
use openrouter_wire::error::{ApiError, Body};
use openrouter_wire::{decode, headers};
use serde_json::Value;

use super::{Failure, Moment, from_api_error};

/// What a reply of failure means. Its body is a hint at best: status and headers decide.
pub(crate) fn from_reply(
    status: StatusCode,
    head: &HeaderMap,
    body: &[u8],
    now: Moment,
) -> Failure {
    if let Some(unexpected) = Failure::unexpected_status(status) {
        return unexpected;
    }
    // What is compressed still is nothing to read.
    let body = if is_compressed(head) { &[] } else { without_bom(body) };
    let (api, request) = api_error(body);
    let mut failure = from_api_error(&api, Some(status.as_u16()), Some(head), now);
    let id = head.get(headers::GENERATION_ID).and_then(|id| id.to_str().ok());
    if let Some(id) = id.map(scrub).or(request) {
        failure.error = failure.error.with_response_id(ResponseId::from(id));
    }
    failure
}

/// The error object in the body, or the best that can be made of what is there instead; and the
/// generation, which refusals in Anthropic's form name.
fn api_error(body: &[u8]) -> (ApiError, Option<String>) {
    if let Ok(Body { error, extra, .. }) = decode::<Body>(body) {
        let request = extra.get("request_id").and_then(Value::as_str).map(scrub);
        return (error, request);
    }
    let text = match serde_json::from_slice::<Value>(body) {
        Ok(Value::String(text)) => Some(scrub(&text)),
        Ok(json) => ["message", "detail", "error_description"]
            .iter()
            .find_map(|name| json.get(name)?.as_str().map(scrub)),
        Err(_) => plain_text(&String::from_utf8_lossy(body)),
    };
    (ApiError { message: text, ..ApiError::default() }, None)
}
