//! Events of the whole answer.

use serde::{Deserialize, Serialize};

use crate::{
    Count, Extra,
    error::{ApiError, ErrorCode, ErrorType},
    responses::Response,
};

/// The whole answer as far as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseEvent {
    /// The answer.
    pub response: Box<Response>,
    /// Which event of the stream it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The failure of a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorEvent {
    /// What went wrong, in one word.
    pub code: Option<ErrorCode>,
    /// What went wrong, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Which field of the request is at fault.
    pub param: Option<String>,
    /// What went wrong, as an object. Not in the API description: errors within chat streams are
    /// like this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ApiError>,
    /// What went wrong, in one word of OpenRouter. Not in the API description of this event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_type: Option<ErrorType>,
    /// Which event of the stream it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ErrorEvent {
    /// Returns what went wrong, wherever it stands.
    pub fn to_error(&self) -> ApiError {
        let mut error = self.error.clone().unwrap_or_default();
        error.code = error.code.or_else(|| self.code.clone());
        error.message = error.message.or_else(|| self.message.clone());
        error.error_type = error.error_type.or_else(|| self.error_type.clone());
        error
    }
}
