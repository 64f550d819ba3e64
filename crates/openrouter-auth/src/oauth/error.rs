//! [`OAuthError`]: what can go wrong on the way to a key.

use llm_types::{Error, ErrorKind, Operation};

/// Why a login failed. Shows no code, no verifier, no key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OAuthError {
    /// The system has no randomness to give.
    #[error("the system's source of randomness failed")]
    Randomness(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The text is no code verifier (RFC 7636 §4.1).
    #[error("a code verifier is 43 to 128 letters, digits and -._~")]
    Verifier,
    /// The callback URL cannot be used.
    #[error("the callback URL {0}")]
    CallbackUrl(&'static str),
    /// The address of the authorization page cannot be used.
    #[error("the address of the authorization page {0}")]
    Page(&'static str),
    /// A wish about the key cannot be expressed.
    #[error("the {field} of the key {problem}")]
    Wish {
        /// Which wish.
        field: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The user said no, or the page sent them back with another error.
    #[error("access was not granted ({error})")]
    Denied {
        /// The page's word for it, if it is one plain word, else `unknown`.
        error: String,
    },
    /// The callback, or what was pasted, holds no authorization code that could be right.
    #[error("no authorization code: {0}")]
    Code(&'static str),
    /// The address that the user came back to is not the callback URL of this login.
    #[error("the user came back to another address than the login's callback URL")]
    OtherCallback,
    /// This machine's loopback interface cannot be listened on. Log in without it.
    #[error("cannot listen for the browser on this machine")]
    Listen(#[source] std::io::Error),
    /// The user took too long: the flow is older than ten minutes, and so is its code, or nobody
    /// came back in the time that was given. Start again.
    #[error("the login took too long and expired")]
    Expired,
    /// A stored flow cannot be written or read.
    #[error("the state of the login is unusable")]
    State,
    /// The service refused code or verifier (403): wrong, expired or used before. Start again.
    #[error("the service refused the authorization code")]
    Refused,
    /// The service answered the exchange with another status.
    #[error("the service answered the exchange of the code with status {status}")]
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// The service's answer to the exchange is not what it promises.
    #[error("the service's answer to the exchange of the code {0}")]
    Reply(&'static str),
}

/// As a caller of the provider sees it.
impl From<OAuthError> for Error {
    fn from(error: OAuthError) -> Self {
        let kind = match &error {
            OAuthError::Randomness(_)
            | OAuthError::CallbackUrl(_)
            | OAuthError::Page(_)
            | OAuthError::Wish { .. }
            | OAuthError::Listen(_) => ErrorKind::Configuration,
            OAuthError::Verifier
            | OAuthError::Code(_)
            | OAuthError::OtherCallback
            | OAuthError::State => ErrorKind::InvalidRequest,
            OAuthError::Denied { .. } => ErrorKind::PermissionDenied,
            OAuthError::Expired => ErrorKind::Timeout,
            OAuthError::Refused => ErrorKind::Authentication,
            OAuthError::Status { status: 500.. } => ErrorKind::Unavailable,
            OAuthError::Status { .. } => ErrorKind::InvalidRequest,
            OAuthError::Reply(_) => ErrorKind::Decode,
        };
        let mut converted = Self::new(kind, error.to_string()).with_operation(Operation::Login);
        match error {
            OAuthError::Status { status } => converted = converted.with_status(status),
            OAuthError::Refused => converted = converted.with_status(403),
            OAuthError::Randomness(source) => converted = converted.with_source(source),
            OAuthError::Listen(source) => converted = converted.with_source(source),
            _ => {}
        }
        converted
    }
}
