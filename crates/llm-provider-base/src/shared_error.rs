//! [`SharedError`]: one failure that several callers are told of.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use llm_types::Error;

/// One failure that several callers are told of. [`Error`] is not `Clone`, as its causes are not.
#[derive(Debug, Clone)]
pub(crate) struct SharedError(Arc<Error>);

impl SharedError {
    pub(crate) fn new(error: Error) -> Self {
        Self(Arc::new(error))
    }

    pub(crate) fn get(&self) -> &Error {
        &self.0
    }

    /// The same error for one caller: everything but a partial answer, which is one caller's own.
    pub(crate) fn to_error(&self) -> Error {
        let shared = &*self.0;
        let mut error = Error::new(shared.kind(), shared.message())
            .with_retry(shared.retry())
            .with_attempts(shared.attempts().to_vec())
            .with_maybe_billed(shared.maybe_billed());
        if let Some(operation) = shared.operation() {
            error = error.with_operation(operation);
        }
        if let Some(model) = shared.model() {
            error = error.with_model(model.clone());
        }
        if let Some(status) = shared.status() {
            error = error.with_status(status);
        }
        if let Some(id) = shared.response_id() {
            error = error.with_response_id(id.clone());
        }
        if let Some(upstream) = shared.upstream() {
            error = error.with_upstream(upstream.clone());
        }
        if shared.source().is_some() {
            error = error.with_source(SharedSource(Arc::clone(&self.0)));
        }
        error
    }
}

/// The cause of a shared error: it stands for the source of what it holds.
struct SharedSource(Arc<Error>);

impl fmt::Debug for SharedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.source() {
            Some(source) => fmt::Debug::fmt(source, f),
            None => f.write_str("SharedSource"),
        }
    }
}

impl fmt::Display for SharedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.source().map_or(Ok(()), |source| fmt::Display::fmt(source, f))
    }
}

impl StdError for SharedSource {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()?.source()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use llm_types::{
        Attempt, AttemptOutcome, ErrorKind, Operation, Retry, StandardResponse, UpstreamError,
    };

    use super::*;

    #[test]
    fn a_copy_says_all_that_the_original_says() {
        let mut upstream = UpstreamError::default();
        upstream.name = Some("Upstream".to_owned());
        let failed = AttemptOutcome::Failed(ErrorKind::Unavailable);
        let attempt = Attempt::new(failed, Duration::from_secs(1));
        let cause = Error::new(ErrorKind::Network, "inner").with_source("innermost");
        let original = Error::new(ErrorKind::Unavailable, "outer")
            .with_retry(Retry::After(Duration::from_secs(3)))
            .with_operation(Operation::Models)
            .with_model("m")
            .with_status(503)
            .with_response_id("r")
            .with_upstream(upstream)
            .with_attempts(vec![attempt])
            .with_maybe_billed(true)
            .with_source(cause);
        let expected = format!("{original:?}");
        let causes = |error: &Error| {
            std::iter::successors(error.source(), |&error| error.source())
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        let expected_causes = causes(&original);
        let copy = SharedError::new(original).to_error();
        assert_eq!(format!("{copy:?}"), expected);
        assert_eq!(causes(&copy), expected_causes);
        assert_eq!(expected_causes.len(), 2);
    }

    #[test]
    fn a_partial_answer_stays_with_its_caller() {
        let error =
            Error::new(ErrorKind::Interrupted, "cut off").with_partial(StandardResponse::default());
        assert!(SharedError::new(error).to_error().partial().is_none());
    }
}
