//! [`InvalidFields`]: all that is wrong with a request, field by field.

use std::fmt;

use crate::{Error, ErrorKind, Result};

/// All that is wrong with a request, field by field, so that it can be mended in one go.
///
/// It is the source of an [`Error`] of the kind [`ErrorKind::InvalidRequest`], whose message says
/// the same in one line.
///
/// ```
/// use llm_types::InvalidFields;
///
/// let mut wrong = InvalidFields::new();
/// wrong.add("temperature", "must be from 0 to 2, and is 3");
/// wrong.add("messages", "must not be empty");
/// let error = wrong.into_result().unwrap_err();
/// assert_eq!(
///     error.message(),
///     "temperature must be from 0 to 2, and is 3; messages must not be empty"
/// );
/// let wrong = InvalidFields::of(&error).unwrap();
/// assert_eq!(wrong.iter().map(|wrong| &*wrong.field).collect::<Vec<_>>(), [
///     "temperature",
///     "messages"
/// ]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InvalidFields(Vec<InvalidField>);

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidField {
    /// Which, as it is called where it is set: `temperature`, `tools[2].name`.
    pub field: String,
    /// What it must be, and what it is, if that is a number: the rest of a sentence that begins
    /// with the field.
    pub reason: String,
}

impl InvalidFields {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more.
    pub fn add(&mut self, field: impl Into<String>, reason: impl Into<String>) {
        self.0.push(InvalidField { field: field.into(), reason: reason.into() });
    }

    /// Those that were found, in order.
    pub fn iter(&self) -> impl Iterator<Item = &InvalidField> {
        self.0.iter()
    }

    /// True if nothing is wrong.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Nothing, if nothing is wrong.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] with all that is wrong.
    pub fn into_result(self) -> Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        let lines: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        Err(Error::new(ErrorKind::InvalidRequest, lines.join("; ")).with_source(self))
    }

    /// The cause of an error, if it is one of these.
    pub fn of(error: &Error) -> Option<&Self> {
        std::error::Error::source(error)?.downcast_ref()
    }
}

impl fmt::Display for InvalidField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field, self.reason)
    }
}

/// The names only: the error that this is the source of has said the rest.
impl fmt::Display for InvalidFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not as they must be:")?;
        self.0.iter().try_for_each(|wrong| write!(f, " {}", wrong.field))
    }
}

impl std::error::Error for InvalidFields {}
