//! Errors in replies of success.

use openrouter_wire::error::{ApiError, ErrorType};
use openrouter_wire::{messages, router};
use serde::Deserialize;

use crate::client::{Call, Client, Replay};
use crate::error::{Failure, from_api_error, upstream_failed};

/// What a reply says beside what was asked for.
#[derive(Deserialize)]
struct Aside {
    error: Option<ApiError>,
    /// The cause of an error whose code is only OpenAI's word for it.
    error_type: Option<ErrorType>,
    /// How far the answer is.
    status: Option<String>,
    openrouter_metadata: Option<router::Metadata>,
}

/// Why a document is a failure although its status is a success. A status of 200 says only that
/// the service began to answer.
pub(super) fn failure_in(body: &[u8], call: &Call, client: &Client) -> Option<Failure> {
    let is_answer = matches!(call.replay, Replay::Answer | Replay::WholeAnswer);
    let suspicious = mentions(body, "\"error\"") || (is_answer && mentions(body, "\"failed\""));
    if !suspicious {
        return None;
    }
    let Aside { error, error_type, status, .. } = serde_json::from_slice(body).ok()?;
    // Anthropic's form has words of its own.
    if let Ok(body) = openrouter_wire::decode::<messages::ErrorBody>(body)
        && body.kind == messages::ErrorBodyKind::Error
    {
        return Some(from_api_error(&body.to_api_error(), None, None, client.clock.wall()));
    }
    match error {
        // Text may be a field like any other: a video says so why it failed.
        Some(error) if is_answer || !error.is_text => {
            let api = ApiError { error_type: error.error_type.clone().or(error_type), ..error };
            Some(from_api_error(&api, None, None, client.clock.wall()))
        }
        _ if is_answer && status.as_deref() == Some("failed") => Some(upstream_failed()),
        _ => None,
    }
}

/// How the call was routed, if the reply says so at its top.
pub(super) fn router(body: &[u8]) -> Option<router::Metadata> {
    if !mentions(body, "\"openrouter_metadata\"") {
        return None;
    }
    serde_json::from_slice::<Aside>(body).ok()?.openrouter_metadata
}

/// True if the word stands in the text. Long replies that do not are not read twice.
fn mentions(body: &[u8], word: &str) -> bool {
    body.windows(word.len()).any(|window| window == word.as_bytes())
}
