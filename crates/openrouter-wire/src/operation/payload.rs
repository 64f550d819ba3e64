//! What is sent with an operation.

use std::{borrow::Cow, fmt};

use serde::Serialize;

use super::EncodeError;

/// The body of an operation, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Payload {
    /// Its media type.
    pub content_type: Cow<'static, str>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Payload {
    /// Encodes JSON.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Json`] if `value` has no form in JSON.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, EncodeError> {
        let bytes = serde_json::to_vec(value).map_err(|_| EncodeError::Json)?;
        Ok(Self { content_type: Cow::Borrowed("application/json"), bytes })
    }
}

/// Shows the size only: the bytes may hold prompts.
impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payload")
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}
