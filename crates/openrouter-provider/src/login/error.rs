//! [`LoginError`]: why a login did not come to its end, and the key, if there is one already.

use std::fmt;

use llm_types::{Error, ErrorKind};
use openrouter_auth::IssuedKey;

/// Why a login did not come to its end.
///
/// A code is exchanged once. What fails after the exchange, such as storing the key, leaves a key
/// that exists at OpenRouter and cannot be had again: [`take_key`](Self::take_key) hands it over.
/// It is shown nowhere else.
pub struct LoginError {
    error: Error,
    key: Option<Box<IssuedKey>>,
}

impl LoginError {
    /// Before there was a key.
    pub(super) const fn without_key(error: Error) -> Self {
        Self { error, key: None }
    }

    /// When there was one already.
    pub(super) fn with_key(error: Error, key: IssuedKey) -> Self {
        Self { error, key: Some(Box::new(key)) }
    }

    /// What to do about it.
    pub const fn kind(&self) -> ErrorKind {
        self.error.kind()
    }

    /// True if there is a key: [`take_key`](Self::take_key) gives it.
    pub const fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// The key that the login gave before it failed, once.
    pub fn take_key(&mut self) -> Option<IssuedKey> {
        self.key.take().map(|key| *key)
    }

    /// The error as any other. A key that was not taken is forgotten.
    pub fn into_error(self) -> Error {
        self.error
    }
}

impl From<LoginError> for Error {
    fn from(error: LoginError) -> Self {
        error.into_error()
    }
}

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl fmt::Debug for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginError")
            .field("error", &self.error)
            .field("has_key", &self.has_key())
            .finish_non_exhaustive()
    }
}

impl std::error::Error for LoginError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}
