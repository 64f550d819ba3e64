//! Operations: what can be asked of the API, each as a value.
//!
//! An operation is a type. Its fields are what one says with it: the values in its path, and the
//! query or the body. [`Operation`] adds how it is sent and what comes back, so that a client
//! needs one method to carry out all of them.
//!
//! ```
//! use openrouter_wire::{Operation, keys};
//!
//! let operation = keys::Get::new("f01d52606dc8");
//! assert_eq!(keys::Get::ID, "getKey");
//! assert_eq!(operation.path()?, "/keys/f01d52606dc8");
//! # Ok::<(), openrouter_wire::EncodeError>(())
//! ```

mod access;
mod binary;
mod encode_error;
mod event;
mod multipart;
mod paged;
mod path;
mod payload;
mod root;
mod upload;

pub use access::Access;
pub use binary::Binary;
pub use encode_error::EncodeError;
pub use event::{Stage, StreamedEvent, StreamedOperation};
pub use multipart::Part;
pub use paged::PagedOperation;
pub(crate) use paged::paged_by_offset;
pub use payload::Payload;
pub use root::Root;
pub use upload::Upload;

use std::borrow::Cow;

use serde::Serialize;

/// The HTTP method of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads. The fields of the operation are its query.
    Get,
    /// Makes or does. The fields are its body.
    Post,
    /// Puts in place. The fields are its body.
    Put,
    /// Changes. The fields are its body.
    Patch,
    /// Removes. The fields are its query.
    Delete,
}

impl Method {
    /// Returns its name, in capitals.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Returns true if the fields of an operation are its body, and not its query.
    pub const fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch)
    }
}

/// One operation of the API.
///
/// The fields of the type that serialise are the query of a `GET` or `DELETE` and the JSON body
/// of the others; fields that are values in the path are skipped.
pub trait Operation: Serialize + Send + Sync {
    /// Its name in the API description (`operationId`).
    const ID: &'static str;
    /// Its method.
    const METHOD: Method;
    /// Under which address its path lies.
    const ROOT: Root = Root::V1;
    /// Its path under that address, with a name in braces for each value: `/keys/{hash}`.
    const PATH: &'static str;
    /// Who may ask.
    const ACCESS: Access = Access::Key;
    /// What comes back: a type that decodes from JSON, or [`Binary`].
    type Response;

    /// Returns the values in the path, in the order of the braces.
    fn path_values(&self) -> Vec<Cow<'_, str>> {
        Vec::new()
    }

    /// Returns the path with its values, percent-encoded.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if a value is empty or would lead to another path.
    fn path(&self) -> Result<String, EncodeError> {
        path::fill(Self::PATH, &self.path_values())
    }

    /// Returns the query without its question mark; empty if there is none.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if a field has no form in a query.
    fn query(&self) -> Result<String, EncodeError> {
        if Self::METHOD.has_body() {
            return Ok(String::new());
        }
        serde_urlencoded::to_string(self).map_err(|_| EncodeError::Query)
    }

    /// Returns the body.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if a field has no form in JSON.
    fn payload(&self) -> Result<Option<Payload>, EncodeError> {
        if Self::METHOD.has_body() { Payload::json(self).map(Some) } else { Ok(None) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Change, embeddings, keys};

    #[test]
    fn the_fields_of_a_reading_operation_are_its_query() {
        let list = keys::List { include_disabled: Some(true), ..keys::List::default() };
        assert_eq!(list.query().unwrap(), "include_disabled=true");
        assert_eq!(list.path().unwrap(), "/keys");
        assert_eq!(list.payload().unwrap(), None);
    }

    #[test]
    fn the_fields_of_a_writing_operation_are_its_body() {
        let update = keys::Update { limit: Change::Clear, ..keys::Update::new("a b") };
        assert_eq!(update.query().unwrap(), "");
        assert_eq!(update.path().unwrap(), "/keys/a%20b");
        let payload = update.payload().unwrap().unwrap();
        assert_eq!(payload.content_type, "application/json");
        assert_eq!(payload.bytes, br#"{"limit":null}"#);
    }

    #[test]
    fn an_operation_says_how_it_is_sent() {
        assert_eq!(embeddings::Request::METHOD.as_str(), "POST");
        assert_eq!(embeddings::Request::ACCESS, Access::Key);
        assert_eq!(keys::Update::ACCESS, Access::Management);
    }
}
