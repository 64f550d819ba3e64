//! Errors in replies of success.

use std::collections::BTreeMap;

use llm_provider_base::Replay;
use openrouter_wire::error::{ApiError, ErrorType};
use openrouter_wire::{messages, router};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::client::{Call, Client};
use crate::error::{Failure, from_api_error};

/// What a reply says beside what was asked for. None of it keeps the others from being read.
#[derive(Deserialize)]
struct Aside {
    #[serde(default, deserialize_with = "if_known")]
    error: Option<ErrorAside>,
    /// The cause of an error whose code is only OpenAI's word for it.
    #[serde(default, deserialize_with = "if_known")]
    error_type: Option<ErrorType>,
    /// How far the answer is.
    #[serde(default, deserialize_with = "if_known")]
    status: Option<String>,
    #[serde(default, deserialize_with = "if_known")]
    openrouter_metadata: Option<router::Metadata>,
}

/// What stands where errors do.
#[derive(Deserialize)]
#[serde(untagged)]
enum ErrorAside {
    Known(ApiError),
    /// Parts of it have another shape.
    Odd(BTreeMap<String, Value>),
}

impl From<ErrorAside> for ApiError {
    fn from(aside: ErrorAside) -> Self {
        match aside {
            ErrorAside::Known(error) => error,
            ErrorAside::Odd(mut parts) => {
                let code = parts.remove("code").and_then(|code| serde_json::from_value(code).ok());
                let message = parts.get("message").and_then(Value::as_str).map(ToOwned::to_owned);
                Self { code, message, ..Self::default() }
            }
        }
    }
}

/// The value, if it has the shape that it should have.
fn if_known<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    value: D,
) -> Result<Option<T>, D::Error> {
    Value::deserialize(value).map(|value| serde_json::from_value(value).ok())
}

fn aside(body: &[u8]) -> Option<Aside> {
    // A list would be taken for the fields in their order.
    if !body.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    serde_json::from_slice(body).ok()
}

/// Why a document is a failure although its status is a success. A status of 200 says only that
/// the service began to answer.
pub(super) fn failure_in(body: &[u8], call: &Call, client: &Client) -> Option<Failure> {
    let is_answer = matches!(call.http.replay, Replay::Answer | Replay::WholeAnswer);
    let suspicious = mentions(body, "\"error\"") || (is_answer && mentions(body, "\"failed\""));
    if !suspicious {
        return None;
    }
    let Aside { error, error_type, status, .. } = aside(body)?;
    // Anthropic's form has words of its own.
    if let Ok(body) = openrouter_wire::decode::<messages::ErrorBody>(body)
        && body.kind == messages::ErrorBodyKind::Error
    {
        return Some(from_api_error(&body.to_api_error(), None, None, client.moment()));
    }
    match error.map(ApiError::from) {
        // Text may be a field like any other: a video says so why it failed.
        Some(error) if is_answer || !error.is_text => {
            let api = ApiError { error_type: error.error_type.clone().or(error_type), ..error };
            Some(from_api_error(&api, None, None, client.moment()))
        }
        _ if is_answer && status.as_deref() == Some("failed") => Some(Failure::upstream_failed()),
        _ => None,
    }
}

/// How the call was routed, if the reply says so at its top.
pub(super) fn router(body: &[u8]) -> Option<router::Metadata> {
    if !mentions(body, "\"openrouter_metadata\"") {
        return None;
    }
    aside(body)?.openrouter_metadata
}

/// True if the word stands in the text. Long replies that do not are not read twice.
fn mentions(body: &[u8], word: &str) -> bool {
    memchr::memmem::find(body, word.as_bytes()).is_some()
}
