//! Refusals, in the envelope of the API.

use http::StatusCode;
use openrouter_wire::error::{ApiError, Body};
use serde_json::json;

use crate::reply::Reply;

/// Who the simulator says has asked.
const USER_ID: &str = "user_simulated";

/// Creates a refusal that names the user, as the service does once it knows them.
pub(crate) fn refusal(status: StatusCode, message: impl Into<String>) -> Reply {
    of(status, ApiError::new(status.as_u16(), message))
}

/// Creates a refusal from an error.
pub(crate) fn of(status: StatusCode, error: ApiError) -> Reply {
    let user_id = Some(USER_ID.to_owned());
    Reply::json(status, encode(&Body { error, user_id, ..Body::default() }))
}

/// Creates a refusal that is sent before the service knows who asks.
pub(crate) fn anonymous_refusal(status: StatusCode, message: impl Into<String>) -> Reply {
    let error = ApiError::new(status.as_u16(), message);
    Reply::json(status, encode(&Body { error, ..Body::default() }))
}

/// Encodes a wire type, with its fields in the order of the service's.
///
/// This cannot fail: no map has a key that is not text. Should that change, the client gets an
/// error that says so.
pub(crate) fn encode<T: serde::Serialize + ?Sized>(wire: &T) -> String {
    serde_json::to_string(wire).unwrap_or_else(|error| {
        let message = format!("the simulator cannot encode this: {error}");
        json!({"error": {"code": 500, "message": message}}).to_string()
    })
}
