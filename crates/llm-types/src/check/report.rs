//! [`RequestCheck`]: all that was found.

use std::fmt::Write as _;

use super::{Finding, Problem, Severity};
use crate::{Error, ErrorKind, ModelId, Result};

/// All that was found when a request was checked against a model.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a check that nobody looks at changes nothing"]
#[non_exhaustive]
pub struct RequestCheck {
    /// The model.
    pub model: ModelId,
    /// What does not fit, in the order of the request.
    pub findings: Vec<Finding>,
}

impl RequestCheck {
    /// Nothing found so far.
    pub const fn new(model: ModelId) -> Self {
        Self { model, findings: Vec::new() }
    }

    /// Whether the call can be of use.
    pub fn is_ok(&self) -> bool {
        self.errors().next().is_none()
    }

    /// What makes the call useless.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error)
    }

    /// What is ignored, or may not fit.
    pub fn warnings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.severity == Severity::Warning)
    }

    /// All that makes the call useless, as one error; or else the warnings.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ContextLength`] if it is nothing but too long, or else
    /// [`ErrorKind::InvalidRequest`]. Its one line has every finding that is an error.
    pub fn into_result(self) -> Result<Vec<Finding>> {
        let mut line = String::new();
        let mut is_only_too_long = true;
        for error in self.errors() {
            let separator = if line.is_empty() { "" } else { "; and " };
            // Writing to a string cannot fail.
            let _: std::fmt::Result = write!(line, "{separator}{error}");
            is_only_too_long &= matches!(error.problem, Problem::NoRoom { .. });
        }
        if line.is_empty() {
            return Ok(self.findings);
        }
        let kind =
            if is_only_too_long { ErrorKind::ContextLength } else { ErrorKind::InvalidRequest };
        Err(Error::new(kind, line).with_model(self.model))
    }
}
