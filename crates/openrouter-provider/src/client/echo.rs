//! What the service repeats of the secrets that it is sent: nothing of it is passed on.

use bytes::Bytes;
use llm_types::Operation;
use openrouter_auth::ApiKey;
use serde_json::Value;

use super::Call;
use crate::error::{Failure, REDACTED};

/// Shorter texts are words.
const SHORTEST: usize = 8;

/// The body without the key. Text is cut before it enters an error, and of a key that was cut
/// nobody could say that it was one.
pub(super) fn without_key(body: Bytes, key: Option<&ApiKey>) -> Bytes {
    let Some(key) = key else { return body };
    let text = String::from_utf8_lossy(&body);
    let key = key.expose();
    if text.contains(key) { text.replace(key, REDACTED).into() } else { body }
}

/// The failure without the key: a body may spell it so that it is found only once it has been read,
/// and a head may hold it too.
pub(super) fn without_echo(mut failure: Failure, key: Option<&ApiKey>, call: &Call) -> Failure {
    if let Some(key) = key {
        failure.error.redact(key.expose());
    }
    // A login sends a code and a verifier, which are as good as a key until they are used.
    if call.operation == Operation::Login
        && let Ok(Value::Object(sent)) = serde_json::from_slice(&call.body)
    {
        let texts = sent.values().filter_map(Value::as_str);
        for text in texts.filter(|text| text.len() >= SHORTEST) {
            failure.error.redact(text);
        }
    }
    failure
}
