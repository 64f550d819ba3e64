//! [`RecordedError`]: an error on a tape.

use std::error::Error as StdError;
use std::fmt;

use llm_types::{
    Attempt, Error, ErrorKind, ModelId, Operation, ResponseId, Retry, StandardResponse,
    UpstreamError,
};
use serde::{Deserialize, Serialize};

/// An error on a tape: all that it says, its causes as text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct RecordedError {
    kind: ErrorKind,
    message: String,
    retry: Retry,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operation: Option<Operation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    model: Option<ModelId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    response_id: Option<ResponseId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    upstream: Option<UpstreamError>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attempts: Vec<Attempt>,
    #[serde(default)]
    maybe_billed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    affordable_tokens: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    partial: Option<Box<StandardResponse>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    causes: Vec<String>,
}

impl RecordedError {
    /// What became of the requests that were sent.
    pub(super) fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }
}

impl From<&Error> for RecordedError {
    fn from(error: &Error) -> Self {
        let causes = std::iter::successors(error.source(), |&cause| cause.source());
        Self {
            kind: error.kind(),
            message: error.message().to_owned(),
            retry: error.retry(),
            operation: error.operation(),
            model: error.model().cloned(),
            status: error.status(),
            response_id: error.response_id().cloned(),
            upstream: error.upstream().cloned(),
            attempts: error.attempts().to_vec(),
            maybe_billed: error.maybe_billed(),
            affordable_tokens: error.affordable_tokens(),
            partial: error.partial().cloned().map(Box::new),
            causes: causes.map(ToString::to_string).collect(),
        }
    }
}

impl From<RecordedError> for Error {
    fn from(recorded: RecordedError) -> Self {
        let RecordedError {
            kind,
            message,
            retry,
            operation,
            model,
            status,
            response_id,
            upstream,
            attempts,
            maybe_billed,
            affordable_tokens,
            partial,
            causes,
        } = recorded;
        let mut error = Self::new(kind, message)
            .with_retry(retry)
            .with_attempts(attempts)
            .with_maybe_billed(maybe_billed);
        error = operation.into_iter().fold(error, Self::with_operation);
        error = model.into_iter().fold(error, Self::with_model);
        error = status.into_iter().fold(error, Self::with_status);
        error = response_id.into_iter().fold(error, Self::with_response_id);
        error = upstream.into_iter().fold(error, Self::with_upstream);
        error = affordable_tokens.into_iter().fold(error, Self::with_affordable_tokens);
        error = partial.into_iter().fold(error, |error, partial| error.with_partial(*partial));
        let beneath = |inner, text| Some(Box::new(Cause { text, inner }));
        match causes.into_iter().rev().fold(None, beneath) {
            Some(cause) => error.with_source(*cause),
            None => error,
        }
    }
}

/// A cause of which only the text is left.
#[derive(Debug)]
struct Cause {
    text: String,
    inner: Option<Box<Self>>,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.as_deref().map(|cause| cause as _)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use llm_types::AttemptOutcome;

    use super::*;

    #[test]
    fn an_error_says_after_a_recording_all_that_it_said_before() {
        let mut upstream = UpstreamError::default();
        upstream.name = Some("Upstream".to_owned());
        let failed = AttemptOutcome::Failed(ErrorKind::Unavailable);
        let cause = Error::new(ErrorKind::Network, "inner").with_source("innermost");
        let original = Error::new(ErrorKind::Unavailable, "outer")
            .with_retry(Retry::After(Duration::from_millis(2500)))
            .with_operation(Operation::Chat)
            .with_model("a/model")
            .with_status(503)
            .with_response_id("gen-1")
            .with_upstream(upstream)
            .with_attempts(vec![Attempt::new(failed, Duration::from_secs(1))])
            .with_maybe_billed(true)
            .with_affordable_tokens(7)
            .with_partial(StandardResponse::text("Once"))
            .with_source(cause);
        let json = serde_json::to_string(&RecordedError::from(&original)).unwrap();
        let back = Error::from(serde_json::from_str::<RecordedError>(&json).unwrap());
        let shown = |error: &Error| {
            let causes = std::iter::successors(error.source(), |&cause| cause.source());
            let causes: Vec<_> = causes.map(ToString::to_string).collect();
            let mut bare = error.clone();
            bare.rewrite(|_| None);
            (
                error.to_string(),
                format!("{bare:?}").split(", source").next().map(str::to_owned),
                error.partial().cloned(),
                causes,
            )
        };
        assert_eq!(shown(&back), shown(&original));
        assert_eq!(shown(&back).3.len(), 2);
    }
}
