//! Statuses that mean the same wherever they come from.

use std::time::Duration;

use http::StatusCode;
use llm_types::{Error, ErrorKind, Retry};

use super::{Failure, Fault};
use crate::FailureClass;

impl<B: From<Fault>> Failure<B> {
    /// A status that is neither an answer nor an error.
    ///
    /// A redirect is not followed: it would hand the prompt, or the key, to whoever it points at.
    pub fn unexpected_status(status: StatusCode) -> Option<Self> {
        let code = status.as_u16();
        let is_unexpected = status.is_informational()
            || status.is_redirection()
            || status.is_success()
            || code > 599;
        let advice = if status.is_redirection() { "; check base_url" } else { "" };
        let message = || format!("the service answered with status {code}{advice}");
        is_unexpected.then(|| Self::fatal(ErrorKind::Decode, message()))
    }

    /// What a status of failure means by itself; `asked` is the wait that the service asks for. A
    /// 404 is taken to be about the model, which the loop puts right where none is asked.
    ///
    /// ```
    /// use llm_provider_base::Failure;
    /// use llm_types::{ErrorKind, Retry};
    ///
    /// let failure: Failure = Failure::of_status(503, "loading model", None);
    /// assert_eq!(failure.error.kind(), ErrorKind::Unavailable);
    /// assert_eq!(failure.error.retry(), Retry::Backoff);
    /// ```
    pub fn of_status(status: u16, message: impl Into<String>, asked: Option<Duration>) -> Self {
        let (kind, class, fault) = match status {
            401 => (ErrorKind::Authentication, None, Fault::Nobody),
            402 => (ErrorKind::InsufficientCredits, None, Fault::Nobody),
            403 => (ErrorKind::PermissionDenied, None, Fault::Nobody),
            404 => (ErrorKind::ModelNotFound, None, Fault::Nobody),
            408 | 425 | 504 | 524 => (ErrorKind::Timeout, Some(FailureClass::Server), Fault::Model),
            413 => (ErrorKind::TooLarge, None, Fault::Nobody),
            429 => (ErrorKind::RateLimited, Some(FailureClass::Throttle), Fault::Nobody),
            // What the service cannot do at all, it cannot do again.
            501 | 505 | 511 => (ErrorKind::Unavailable, None, Fault::Nobody),
            500.. => (ErrorKind::Unavailable, Some(FailureClass::Server), Fault::Model),
            _ => (ErrorKind::InvalidRequest, None, Fault::Nobody),
        };
        let advice = match (class, asked) {
            (None, _) => Retry::Never,
            (Some(_), Some(wait)) => Retry::After(wait),
            (Some(_), None) => Retry::Backoff,
        };
        let error = Error::new(kind, message).with_retry(advice).with_status(status);
        Self::new(error, class.unwrap_or(FailureClass::Server)).with_blame(fault)
    }
}
