//! [`Error`]: one error type across all traits.

mod kind;
pub use kind::ErrorKind;
mod operation;
pub use operation::Operation;
mod redact;
mod retry;
pub use retry::Retry;
mod upstream;
pub use upstream::UpstreamError;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::{Attempt, ModelId, ResponseId, StandardResponse};

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call failed, and what can be done about it.
///
/// Cloning is cheap enough to hand one failure to all who wait for the same thing.
///
/// `Display` is one line without the source; walk [`source`](std::error::Error::source) for the
/// causes. No prompt, no answer, no key is ever in it: what had been answered before a stream broke
/// is in [`partial`](Self::partial) and nowhere else.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    message: String,
    retry: Retry,
    operation: Option<Operation>,
    model: Option<ModelId>,
    status: Option<u16>,
    response_id: Option<ResponseId>,
    upstream: Option<UpstreamError>,
    attempts: Vec<Attempt>,
    maybe_billed: bool,
    affordable_tokens: Option<u64>,
    partial: Option<StandardResponse>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of this kind. The message is lower case, without a full stop, and holds neither
    /// secrets nor user content. Retrying is not advised unless
    /// [`with_retry`](Self::with_retry) says so.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            retry: Retry::Never,
            operation: None,
            model: None,
            status: None,
            response_id: None,
            upstream: None,
            attempts: Vec::new(),
            maybe_billed: false,
            affordable_tokens: None,
            partial: None,
            source: None,
        }))
    }

    /// What the caller can do about it.
    pub const fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What happened, in one line.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Whether trying the same again may help.
    pub const fn retry(&self) -> Retry {
        self.0.retry
    }

    /// True if trying the same again may help.
    pub const fn is_retryable(&self) -> bool {
        self.0.retry.is_advised()
    }

    /// How long the service asked to wait, if it did.
    pub const fn retry_after(&self) -> Option<Duration> {
        match self.0.retry {
            Retry::After(delay) => Some(delay),
            _ => None,
        }
    }

    /// What was being done.
    pub const fn operation(&self) -> Option<Operation> {
        self.0.operation
    }

    /// The model that was asked.
    pub const fn model(&self) -> Option<&ModelId> {
        self.0.model.as_ref()
    }

    /// The HTTP status, or the status that stands in a body.
    pub const fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The provider's name for the response that failed; quote it when asking for help.
    pub const fn response_id(&self) -> Option<&ResponseId> {
        self.0.response_id.as_ref()
    }

    /// What the company that ran the model said.
    pub const fn upstream(&self) -> Option<&UpstreamError> {
        self.0.upstream.as_ref()
    }

    /// Every request that was sent for the call.
    pub fn attempts(&self) -> &[Attempt] {
        &self.0.attempts
    }

    /// True if the provider may charge for it although it failed.
    pub fn maybe_billed(&self) -> bool {
        self.0.maybe_billed || self.0.attempts.iter().any(|attempt| attempt.maybe_billed)
    }

    /// The longest answer, in tokens, that the account can afford, if that is what it failed for:
    /// the same request with no more `max_tokens` than this would be taken.
    pub const fn affordable_tokens(&self) -> Option<u64> {
        self.0.affordable_tokens
    }

    /// What had been answered before the stream broke. Cut-off tool calls in it are
    /// [`PartialToolCall`](crate::PartialToolCall)s.
    pub const fn partial(&self) -> Option<&StandardResponse> {
        self.0.partial.as_ref()
    }

    /// Takes the partial response out.
    pub const fn take_partial(&mut self) -> Option<StandardResponse> {
        self.0.partial.take()
    }

    /// With another kind.
    #[must_use]
    pub const fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// With another message, of the same form as in [`new`](Self::new).
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.0.message = message.into();
        self
    }

    /// With advice on retrying.
    #[must_use]
    pub const fn with_retry(mut self, retry: Retry) -> Self {
        self.0.retry = retry;
        self
    }

    /// With the operation.
    #[must_use]
    pub const fn with_operation(mut self, operation: Operation) -> Self {
        self.0.operation = Some(operation);
        self
    }

    /// With the model that was asked.
    #[must_use]
    pub fn with_model(mut self, model: impl Into<ModelId>) -> Self {
        self.0.model = Some(model.into());
        self
    }

    /// With the HTTP status.
    #[must_use]
    pub const fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// With the provider's name for the response.
    #[must_use]
    pub fn with_response_id(mut self, id: impl Into<ResponseId>) -> Self {
        self.0.response_id = Some(id.into());
        self
    }

    /// With the upstream's words.
    #[must_use]
    pub fn with_upstream(mut self, upstream: UpstreamError) -> Self {
        self.0.upstream = Some(upstream);
        self
    }

    /// With the requests that were sent.
    #[must_use]
    pub fn with_attempts(mut self, attempts: Vec<Attempt>) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// Says that the provider may charge for it.
    #[must_use]
    pub const fn with_maybe_billed(mut self, maybe_billed: bool) -> Self {
        self.0.maybe_billed = maybe_billed;
        self
    }

    /// With the longest answer that the account can afford, in tokens.
    #[must_use]
    pub const fn with_affordable_tokens(mut self, tokens: u64) -> Self {
        self.0.affordable_tokens = Some(tokens);
        self
    }

    /// With what had been answered.
    #[must_use]
    pub fn with_partial(mut self, partial: StandardResponse) -> Self {
        self.0.partial = Some(partial);
        self
    }

    /// With the cause.
    #[must_use]
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(source.into().into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        f.write_str(inner.kind.summary())?;
        if let Some(status) = inner.status {
            write!(f, " ({status})")?;
        }
        write!(f, ": {}", OneLine(&inner.message))?;
        if let Some(upstream) = &inner.upstream {
            let name = OneLine(upstream.name.as_deref().unwrap_or("upstream"));
            match &upstream.message {
                Some(message) => write!(f, ": {name} says: {}", OneLine(message))?,
                None => write!(f, " (from {name})")?,
            }
        }
        if let Some(model) = &inner.model {
            write!(f, " [model {}]", OneLine(model.as_str()))?;
        }
        if let Some(id) = &inner.response_id {
            write!(f, " [response {}]", OneLine(id.as_str()))?;
        }
        match inner.attempts.len() {
            0 | 1 => Ok(()),
            attempts => write!(f, " [{attempts} attempts]"),
        }
    }
}

/// Text of others, which may hold line breaks and terminal escapes, on one line of a log.
struct OneLine<'a>(&'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, piece) in self.0.split(char::is_control).enumerate() {
            if place > 0 {
                f.write_str(" ")?;
            }
            f.write_str(piece)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("message", &inner.message)
            .field("retry", &inner.retry)
            .field("operation", &inner.operation)
            .field("model", &inner.model)
            .field("status", &inner.status)
            .field("response_id", &inner.response_id)
            .field("upstream", &inner.upstream)
            .field("attempts", &inner.attempts)
            .field("maybe_billed", &self.maybe_billed())
            .field("affordable_tokens", &inner.affordable_tokens)
            // What was answered is user content: said to be there, not shown.
            .field("partial", &inner.partial.as_ref().map(|_| format_args!("..")))
            .field("source", &inner.source)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}

#[cfg(test)]
mod tests;
