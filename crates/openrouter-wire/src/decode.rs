//! Decoding, with an error that repeats nothing of what was decoded.

use serde::Deserialize;
use serde_json::error::Category;

/// Decodes one JSON document.
///
/// # Errors
///
/// A [`DecodeError`] if `bytes` are not JSON, or not JSON of the shape of `T`.
pub fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, DecodeError> {
    serde_json::from_slice(bytes).map_err(|error| DecodeError::new(&error))
}

/// Decodes one JSON document of text, which saves looking at its UTF-8 again.
pub(crate) fn decode_str<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, DecodeError> {
    serde_json::from_str(text).map_err(|error| DecodeError::new(&error))
}

/// A document that could not be decoded: what kind of fault, and where.
///
/// `serde_json` puts the offending value into its message, and a value may be a key or a
/// prompt. This error is therefore built from the position alone and has no source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} at line {line}, column {column}", kind.describe())]
pub struct DecodeError {
    kind: DecodeErrorKind,
    line: usize,
    column: usize,
}

/// The kinds of [`DecodeError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The text is not JSON.
    Syntax,
    /// The text ends within a value.
    Truncated,
    /// The JSON does not have the expected shape.
    Shape,
}

impl DecodeError {
    pub(crate) fn new(error: &serde_json::Error) -> Self {
        let kind = match error.classify() {
            Category::Eof => DecodeErrorKind::Truncated,
            Category::Data => DecodeErrorKind::Shape,
            // `Io` cannot happen: nothing here reads from a reader.
            Category::Syntax | Category::Io => DecodeErrorKind::Syntax,
        };
        Self { kind, line: error.line(), column: error.column() }
    }

    /// Returns what kind of fault it is.
    pub fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// Returns the line of the fault, counted from 1; 0 if unknown.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Returns the column of the fault in bytes, counted from 1; 0 if unknown.
    pub fn column(&self) -> usize {
        self.column
    }
}

impl DecodeErrorKind {
    fn describe(self) -> &'static str {
        match self {
            Self::Syntax => "invalid JSON",
            Self::Truncated => "JSON ends too early",
            Self::Shape => "JSON of an unexpected shape",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, kind: DecodeErrorKind, text: &str) {
        let error = decode::<u8>(json.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (kind, text));
    }

    #[test]
    fn an_error_names_the_fault_and_its_place() {
        check("x", DecodeErrorKind::Syntax, "invalid JSON at line 1, column 1");
        check("", DecodeErrorKind::Truncated, "JSON ends too early at line 1, column 0");
        check("\n[]", DecodeErrorKind::Shape, "JSON of an unexpected shape at line 2, column 0");
    }

    #[test]
    fn an_error_does_not_repeat_the_value() {
        let error = decode::<u8>(b"\"sk-or-v1-canary\"").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("canary"));
        assert!(std::error::Error::source(&error).is_none());
    }
}
