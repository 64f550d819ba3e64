//! Refusals, in the envelope of the API.

use http::StatusCode;
use openrouter_wire::error::{ApiError, Body};

use crate::{
    account::USER_ID,
    reply::{Reply, encode},
};

/// Why a request is not carried out.
///
/// It becomes a reply late, so that an endpoint with an envelope of its own can put it there.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) error: Box<ApiError>,
    names_user: bool,
}

impl Refusal {
    /// Creates a refusal that names the user, as the service does once it knows them.
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self::of(status, ApiError::new(status.as_u16(), message))
    }

    /// Creates a refusal from an error.
    pub(crate) fn of(status: StatusCode, error: ApiError) -> Self {
        Self { status, error: Box::new(error), names_user: true }
    }

    /// Creates a refusal that is sent before the service knows who asks.
    pub(crate) fn anonymous(status: StatusCode, message: impl Into<String>) -> Self {
        Self { names_user: false, ..Self::new(status, message) }
    }

    /// Refuses a request that is wrong in itself.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// Refuses a request for something that does not exist.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// Makes the reply that most endpoints send.
    pub(crate) fn into_reply(self) -> Reply {
        let user_id = self.names_user.then(|| USER_ID.to_owned());
        Reply::json(self.status, encode(&Body { error: *self.error, user_id, ..Body::default() }))
    }
}
