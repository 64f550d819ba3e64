//! [`Echo`]: what a request says that no error says again.

use std::fmt;

use bytes::Bytes;
use llm_types::{Error, Operation, Secret};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::REDACTED;
use super::overlap::Overlap;

/// Shorter secrets of a login are words.
const SHORTEST: usize = 8;

/// What stands in place of a stretch of the prompt.
const PROMPT: &str = "[prompt]";

/// What these fields of a message say is no prompt, and helps who reads the error.
const LABELS: [&str; 11] = [
    "call_id",
    "detail",
    "format",
    "id",
    "media_type",
    "model",
    "name",
    "role",
    "status",
    "tool_call_id",
    "type",
];

/// What a request says that no error says again: the secrets of a login, what the model is asked,
/// and the key that it is sent with. Services have been seen to repeat each of them.
///
/// ```
/// use llm_provider_base::Echo;
/// use llm_types::{Error, ErrorKind, Operation, Secret};
///
/// let body = br#"{"messages":[{"role":"user","content":"the merger is on Friday"}]}"#;
/// let echo = Echo::new(&body[..], Operation::Chat, Some(Secret::new("key-0123456789")));
/// let said = "key-0123456789 may not ask: the merger is on Friday";
/// let mut error = Error::new(ErrorKind::InvalidRequest, said);
/// echo.take_out_of(&mut error);
/// assert_eq!(error.message(), "[redacted] may not ask: [prompt]");
/// ```
#[derive(Clone, Default)]
pub struct Echo {
    /// As it was sent: of an answer that breaks in the middle, the end must be compared with it.
    body: Bytes,
    is_login: bool,
    secret: Option<Secret>,
}

/// The parts of a request that say what the model is asked, whatever the operation.
#[derive(Deserialize)]
struct Asked<'a> {
    #[serde(borrow, default)]
    messages: Option<&'a RawValue>,
    #[serde(borrow, default)]
    system: Option<&'a RawValue>,
    #[serde(borrow, default)]
    input: Option<&'a RawValue>,
    #[serde(borrow, default)]
    instructions: Option<&'a RawValue>,
    #[serde(borrow, default)]
    prompt: Option<&'a RawValue>,
    #[serde(borrow, default)]
    query: Option<&'a RawValue>,
    #[serde(borrow, default)]
    documents: Option<&'a RawValue>,
}

impl Echo {
    /// Of a request for this, with this body and this key.
    pub fn new(body: impl Into<Bytes>, operation: Operation, secret: Option<Secret>) -> Self {
        Self { body: body.into(), is_login: operation == Operation::Login, secret }
    }

    /// Takes all of it out of an error: a body may spell it so that it is found only once it has
    /// been read, and a head may hold it too.
    pub fn take_out_of(&self, error: &mut Error) {
        if let Some(secret) = &self.secret {
            error.redact(secret.expose());
        }
        if self.is_login {
            // A code and a verifier are as good as a key until they are used.
            if let Ok(Value::Object(sent)) = serde_json::from_slice(&self.body) {
                let texts = sent.values().filter_map(Value::as_str);
                texts.filter(|text| text.len() >= SHORTEST).for_each(|text| error.redact(text));
            }
            return;
        }
        let mut overlap = Overlap::default();
        error.rewrite(|text| {
            overlap.look_for(text);
            None
        });
        // What is no JSON says nothing in words.
        let Ok(asked) = serde_json::from_slice::<Asked<'_>>(&self.body) else { return };
        let Asked { messages, system, input, instructions, prompt, query, documents } = asked;
        let parts = [messages, system, input, instructions, prompt, query, documents];
        for part in parts.into_iter().flatten() {
            each_text(part.get(), |text| overlap.look_in(text));
        }
        if !overlap.is_empty() {
            error.rewrite(|text| overlap.replaced_in(text, PROMPT));
        }
    }

    /// A body without the key. Text is cut before it enters an error, and of a key that was cut
    /// nobody could say that it was one.
    pub fn without_key(&self, body: Bytes) -> Bytes {
        let Some(secret) = &self.secret else { return body };
        let text = String::from_utf8_lossy(&body);
        let secret = secret.expose();
        if text.contains(secret) { text.replace(secret, REDACTED).into() } else { body }
    }

    /// True if a text holds the key.
    pub(crate) fn has_key_in(&self, text: &str) -> bool {
        self.secret.as_ref().is_some_and(|secret| text.contains(secret.expose()))
    }
}

/// Shows each text of a JSON value as it is written, but for names and labels.
fn each_text(json: &str, mut show: impl FnMut(&str)) {
    let mut name = "";
    let mut rest = json;
    while let Some((before, text)) = rest.split_once('"') {
        if before.contains('}') {
            name = "";
        }
        let (text, after) = text.split_at(end_of_string(text));
        rest = after.get(1..).unwrap_or_default();
        if rest.trim_ascii_start().starts_with(':') {
            name = text;
        } else if !LABELS.contains(&name) {
            show(text);
        }
    }
}

/// Where a string ends whose opening quote is before `text`.
fn end_of_string(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.unwrap_or(text.len())
}

impl fmt::Debug for Echo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Echo").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use llm_types::{ErrorKind, UpstreamError};
    use serde_json::json;

    use super::*;

    /// What is left of a text in an error about this request.
    fn left(body: &Value, text: &str) -> String {
        let body = body.to_string();
        let mut upstream = UpstreamError::default();
        upstream.message = Some(text.to_owned());
        let mut error = Error::new(ErrorKind::InvalidRequest, text).with_upstream(upstream);
        Echo::new(body, Operation::Chat, None).take_out_of(&mut error);
        assert_eq!(error.upstream().unwrap().message.as_deref(), Some(error.message()));
        error.message().to_owned()
    }

    #[test]
    fn what_the_model_is_asked_is_taken_out_wherever_it_stands() {
        let secret = "the merger is on Friday";
        let said = format!("invalid input: {secret}.");
        for body in [
            json!({ "messages": [{ "role": "user", "content": secret }] }),
            json!({ "messages": [{ "role": "user", "content": [
                { "type": "text", "text": secret }] }] }),
            json!({ "messages": [{ "role": "tool", "content": format!("{{\"a\":\"{secret}\"}}"),
                "tool_call_id": "call_1" }] }),
            json!({ "input": ["a text", secret] }),
            json!({ "input": [{ "type": "x" }, secret] }),
            json!({ "prompt": secret, "model": "a/model" }),
            json!({ "system": [{ "type": "text", "text": secret }], "messages": [] }),
        ] {
            assert_eq!(left(&body, &said), "invalid input: [prompt].", "{body}");
        }
    }

    #[test]
    fn names_and_labels_are_no_prompt() {
        let body = json!({
            "model": "anthropic/claude-sonnet-4.6",
            "max_completion_tokens": 5,
            "tools": [{ "type": "function", "function": { "name": "get_current_weather" } }],
            "messages": [{ "role": "tool", "tool_call_id": "call_0123456789abcdef",
                "image_url_of_it": "short" }],
        });
        for text in [
            "anthropic/claude-sonnet-4.6 is not available",
            "max_completion_tokens is too large",
            "get_current_weather has no result",
            "call_0123456789abcdef is unknown",
            "image_url_of_it must not be short",
        ] {
            assert_eq!(left(&body, text), text);
        }
    }

    #[test]
    fn what_is_kept_to_compare_is_not_shown() {
        let body = Bytes::from_static(b"{\"prompt\":\"canary\"}");
        let echo = Echo::new(body, Operation::Chat, Some(Secret::new("canary")));
        assert_eq!(format!("{echo:?}"), "Echo { .. }");
    }
}
