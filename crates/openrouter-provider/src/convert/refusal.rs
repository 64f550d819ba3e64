//! Why a request is not sent.

use llm_types::{Error, ErrorKind};

/// The request is wrong, for whichever provider.
pub(super) fn invalid(message: &str) -> Error {
    Error::new(ErrorKind::InvalidRequest, message)
}

/// The request is right, and this provider cannot express it.
pub(super) fn unsupported(what: &str) -> Error {
    Error::new(ErrorKind::Unsupported, format!("OpenRouter cannot take {what}"))
}
