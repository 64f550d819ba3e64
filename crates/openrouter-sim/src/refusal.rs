//! Refusals, in the envelope of the API.

use http::{HeaderName, HeaderValue, StatusCode};
use openrouter_wire::error::{ApiError, Body};

use crate::{
    accounts::USER_ID,
    reply::{Reply, encode},
};

/// Why a request is not carried out.
///
/// It becomes a reply late, so that an endpoint with an envelope of its own can put it there.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) error: Box<ApiError>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    names_user: bool,
    /// The user, once it is known which.
    user_id: Option<String>,
}

impl Refusal {
    /// Creates a refusal that names the user, as the service does once it knows them.
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self::of(status, ApiError::new(status.as_u16(), message))
    }

    /// Creates a refusal from an error.
    pub(crate) fn of(status: StatusCode, error: ApiError) -> Self {
        let error = Box::new(error);
        Self { status, error, headers: Vec::new(), names_user: true, user_id: None }
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

    /// Sets a header of the reply. A value that HTTP cannot carry is left out.
    #[must_use]
    pub(crate) fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.extend(HeaderValue::from_str(value).map(|value| (name, value)));
        self
    }

    /// Says which user asks.
    #[must_use]
    pub(crate) fn of_user(self, user_id: &str) -> Self {
        Self { user_id: Some(user_id.to_owned()), ..self }
    }

    /// Makes the reply that most endpoints send.
    pub(crate) fn into_reply(self) -> Reply {
        let user_id = self.user_id.unwrap_or_else(|| USER_ID.to_owned());
        let user_id = self.names_user.then_some(user_id);
        Reply::json(self.status, encode(&Body { error: *self.error, user_id, ..Body::default() }))
    }
}
