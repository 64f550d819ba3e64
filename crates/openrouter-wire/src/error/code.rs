//! The `code` of an error.

use serde::{Deserialize, Serialize};
use serde_json::Number;

/// A code: an HTTP status as a number, or a name.
///
/// Recorded errors have numbers; the documentation also shows names such as `server_error`, in
/// streams.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ErrorCode {
    /// An HTTP status.
    Number(Number),
    /// A name, or a status as text.
    Text(String),
}

impl ErrorCode {
    /// Returns the HTTP status that the code stands for, if it is one, also as text.
    pub fn status(&self) -> Option<u16> {
        let status = match self {
            Self::Number(number) => whole(&number.to_string())?,
            Self::Text(text) => whole(text)?,
        };
        (100..=599).contains(&status).then_some(status)
    }
}

/// A small whole number, also one that is written with a fraction that is none.
fn whole(text: &str) -> Option<u16> {
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}

impl From<u16> for ErrorCode {
    fn from(status: u16) -> Self {
        Self::Number(status.into())
    }
}

impl From<&str> for ErrorCode {
    fn from(name: &str) -> Self {
        Self::Text(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, status: Option<u16>) {
        let code: ErrorCode = serde_json::from_str(json).unwrap();
        assert_eq!(code.status(), status, "{json}");
        assert_eq!(serde_json::to_string(&code).unwrap(), json);
    }

    #[test]
    fn a_status_is_read_from_numbers_and_from_digits() {
        check("429", Some(429));
        check("\"524\"", Some(524));
        check("429.0", Some(429));
    }

    #[test]
    fn what_is_no_status_stays_a_code() {
        for json in ["\"server_error\"", "\"\"", "0", "-1", "1000", "65965", "429.5"] {
            check(json, None);
        }
    }
}
