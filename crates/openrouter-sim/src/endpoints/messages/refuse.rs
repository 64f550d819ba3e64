//! Errors in Anthropic's form.

use openrouter_wire::{
    Extra,
    error::ApiError,
    messages::{ErrorBody, ErrorBodyKind, ErrorDetail, ErrorKind},
};
use serde_json::Value;

use crate::{
    endpoints::error_type::error_type,
    refusal::Refusal,
    reply::{Reply, encode},
};

/// Makes the reply of a refusal. There is no generation yet that it could name.
pub(super) fn refuse(refusal: Refusal) -> Reply {
    let Refusal { status, error, .. } = refusal;
    let metadata = error.metadata.as_ref().and_then(|metadata| serde_json::to_value(metadata).ok());
    let body = ErrorBody {
        kind: ErrorBodyKind::Error,
        error: detail(&error),
        request_id: None,
        metadata: metadata.and_then(|metadata| match metadata {
            Value::Object(fields) => Some(fields),
            _ => None,
        }),
        openrouter_metadata: None,
        extra: Extra::default(),
    };
    Reply::json(status, encode(&body))
}

/// Says what went wrong.
pub(super) fn detail(error: &ApiError) -> ErrorDetail {
    ErrorDetail {
        kind: kind(error.status()),
        message: error.message.clone().unwrap_or_default(),
        error_type: error_type(error),
        extra: Extra::default(),
    }
}

/// Returns what went wrong in Anthropic's words.
fn kind(status: Option<u16>) -> ErrorKind {
    match status {
        Some(401) => ErrorKind::AuthenticationError,
        Some(402) => ErrorKind::BillingError,
        Some(403) => ErrorKind::PermissionError,
        Some(404) => ErrorKind::NotFoundError,
        Some(408 | 504 | 524) => ErrorKind::TimeoutError,
        Some(429) => ErrorKind::RateLimitError,
        Some(503 | 529) => ErrorKind::OverloadedError,
        Some(400..=499) => ErrorKind::InvalidRequestError,
        _ => ErrorKind::ApiError,
    }
}
