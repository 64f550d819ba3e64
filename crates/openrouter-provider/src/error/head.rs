//! Replies whose status is not a success.

use std::borrow::Cow;

use http::header::CONTENT_ENCODING;
use http::{HeaderMap, StatusCode};
use llm_types::{ErrorKind, ResponseId};
use openrouter_wire::error::{ApiError, Body};
use openrouter_wire::{decode, headers};
use serde_json::Value;

use super::{Failure, Moment, from_api_error, scrub};
use crate::client::without_bom;

/// Statuses that are neither an answer nor an error.
///
/// A redirect is not followed: it would hand the prompt, or the key, to whoever it points at.
fn is_unexpected(status: StatusCode) -> bool {
    let code = status.as_u16();
    status.is_informational() || status.is_redirection() || (200..300).contains(&code) || code > 599
}

/// True if the body is compressed still. The transport decodes what it offers to understand, and
/// takes the header away.
pub(crate) fn is_compressed(head: &HeaderMap) -> bool {
    head.get_all(CONTENT_ENCODING)
        .into_iter()
        .any(|coding| !coding.is_empty() && !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// What a reply of failure means. Its body is a hint at best: status and headers decide.
pub(crate) fn from_reply(
    status: StatusCode,
    head: &HeaderMap,
    body: &[u8],
    now: Moment,
) -> Failure {
    if is_unexpected(status) {
        let advice = if status.is_redirection() { "; check base_url" } else { "" };
        let message = format!("the service answered with status {}{advice}", status.as_u16());
        return Failure::fatal(ErrorKind::Decode, message);
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
        Err(_) => scrub::plain_text(&String::from_utf8_lossy(body)).map(Cow::into_owned),
    };
    (ApiError { message: text, ..ApiError::default() }, None)
}
