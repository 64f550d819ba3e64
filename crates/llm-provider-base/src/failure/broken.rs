//! Answers that broke off, say nothing, or cannot be read.

use llm_types::{Error, ErrorKind, Retry};

use super::{Failure, Fault};
use crate::{FailureClass, StreamTimer};

impl<B: From<Fault>> Failure<B> {
    /// The model, or what runs it, failed.
    fn of_model(error: Error) -> Self {
        Self::new(error, FailureClass::Server).with_blame(Fault::Model)
    }

    /// The stream ended before the model said that it was done.
    pub fn truncated() -> Self {
        let error =
            Error::new(ErrorKind::Interrupted, "the stream ended before the answer was whole")
                .with_retry(Retry::Backoff)
                .with_maybe_billed(true);
        Self::of_model(error)
    }

    /// There is no answer: a cold start or a hiccup. The service does not charge for it.
    pub fn blank() -> Self {
        let error = Error::new(ErrorKind::Unavailable, "the model answered nothing")
            .with_retry(Retry::Backoff);
        Self::of_model(error)
    }

    /// The answer is there, and empty. It was carried out, and what comes to nothing twice is what the
    /// model has to say: the same is asked only once more.
    pub fn empty_answer() -> Self {
        let mut failure = Self::blank();
        failure.class = FailureClass::Ambiguous;
        failure
    }

    /// The service says that the upstream failed, and nothing more.
    pub fn upstream_failed() -> Self {
        let error = Error::new(ErrorKind::Unavailable, "the model failed and gave no reason")
            .with_retry(Retry::Backoff);
        Self::of_model(error)
    }

    /// Something is not what the API promises.
    pub fn not_understood(
        what: &str,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        let error = Error::new(ErrorKind::Decode, format!("{what} could not be read: {source}"))
            .with_retry(Retry::Backoff)
            .with_maybe_billed(true)
            .with_source(source);
        Self::of_model(error)
    }

    /// The answer is JSON of the right shape that makes no sense.
    pub fn malformed(error: Error) -> Self {
        let error = error.with_retry(Retry::Backoff).with_maybe_billed(true);
        Self::of_model(error)
    }

    /// The stream kept its reader waiting too long.
    ///
    /// Where bytes still come, the model may be thinking, and charging for it: that is not tried again.
    pub fn expired(timer: StreamTimer) -> Self {
        let (message, retry) = match timer {
            StreamTimer::Progress => ("the stream is alive but says nothing", Retry::Never),
            StreamTimer::Total => ("the stream has no end", Retry::Never),
            _ => ("the stream fell silent", Retry::Backoff),
        };
        let error =
            Error::new(ErrorKind::Timeout, message).with_retry(retry).with_maybe_billed(true);
        Self::of_model(error)
    }

    /// No reply began in time. The request has been sent, and may be carried out.
    pub fn silent() -> Self {
        let error = Error::new(ErrorKind::Timeout, "no reply began in time")
            .with_retry(Retry::Backoff)
            .with_maybe_billed(true);
        Self::new(error, FailureClass::Ambiguous).with_blame(Fault::Silence)
    }

    /// An answer is larger than anybody reads.
    pub fn too_large(message: impl Into<String>) -> Self {
        let mut failure = Self::fatal(ErrorKind::TooLarge, message);
        failure.error = failure.error.with_maybe_billed(true);
        failure
    }

    /// The same of an answer that was made, and is charged for: it is not asked for again.
    #[must_use]
    pub fn once_made(mut self) -> Self {
        self.error = self.error.with_retry(Retry::Never).with_maybe_billed(true);
        self
    }

    /// The time is over that the caller gave the whole of the call.
    pub fn late() -> Self {
        let mut failure = Self::fatal(ErrorKind::Timeout, "the answer was not whole in time");
        failure.error = failure.error.with_maybe_billed(true);
        failure
    }

    /// The stream is full of events that are no part of an answer.
    pub fn says_nothing() -> Self {
        let message = "the stream has too many events before its first content";
        let error = Error::new(ErrorKind::TooLarge, message).with_maybe_billed(true);
        Self::new(error, FailureClass::Server)
    }

    /// A page for people stands where the answer should be. Nobody knows whose page it is, nor what
    /// became of the request: that is risked once more.
    pub fn web_page() -> Self {
        let message = "the service answered with a web page; a proxy or portal stands between";
        let error = Error::new(ErrorKind::Decode, message)
            .with_retry(Retry::Backoff)
            .with_maybe_billed(true);
        Self::new(error, FailureClass::Ambiguous)
    }

    /// The answer is compressed in a way that nobody asked for. That is risked once more.
    pub fn compressed() -> Self {
        let message = "the answer is compressed in a way that was not asked for";
        let error = Error::new(ErrorKind::Decode, message)
            .with_retry(Retry::Backoff)
            .with_maybe_billed(true);
        Self::new(error, FailureClass::Ambiguous)
    }

    /// A transfer ended before all of it was there.
    pub fn cut_short() -> Self {
        let error = Error::new(ErrorKind::Interrupted, "the transfer ended before the last byte")
            .with_retry(Retry::Backoff)
            .with_maybe_billed(true);
        Self::of_model(error)
    }

    /// A document stands where bytes should be, and says nothing of an error.
    pub fn no_bytes() -> Self {
        let error = Error::new(
            ErrorKind::Decode,
            "the service sent a document in place of sound or pictures",
        )
        .with_maybe_billed(true);
        Self::of_model(error)
    }
}
