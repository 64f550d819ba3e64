//! Answers that broke off, say nothing, or cannot be read.

use llm_provider_base::{FailureClass, StreamTimer};
use llm_types::{Error, ErrorKind, Retry};

use super::{Failure, ModelBlame};

/// The model, or what runs it, failed.
const fn failed(error: Error) -> Failure {
    Failure::new(error, FailureClass::Server).about_model(ModelBlame::Failed)
}

/// The stream ended before the model said that it was done.
pub(crate) fn truncated() -> Failure {
    let error = Error::new(ErrorKind::Interrupted, "the stream ended before the answer was whole")
        .with_retry(Retry::Backoff)
        .with_maybe_billed(true);
    failed(error)
}

/// There is no answer: a cold start or a hiccup. The service does not charge for it.
pub(crate) fn blank() -> Failure {
    let error =
        Error::new(ErrorKind::Unavailable, "the model answered nothing").with_retry(Retry::Backoff);
    failed(error)
}

/// The answer is there, and empty. It was carried out, and what comes to nothing twice is what the
/// model has to say: the same is asked only once more.
pub(crate) fn empty_answer() -> Failure {
    let mut failure = blank();
    failure.class = FailureClass::Ambiguous;
    failure
}

/// The service says that the upstream failed, and nothing more.
pub(crate) fn upstream_failed() -> Failure {
    let error = Error::new(ErrorKind::Unavailable, "the model failed and gave no reason")
        .with_retry(Retry::Backoff);
    failed(error)
}

/// Something is not what the API promises.
pub(crate) fn not_understood(
    what: &str,
    source: impl std::error::Error + Send + Sync + 'static,
) -> Failure {
    let error = Error::new(ErrorKind::Decode, format!("{what} could not be read: {source}"))
        .with_retry(Retry::Backoff)
        .with_maybe_billed(true)
        .with_source(source);
    failed(error)
}

/// The answer is JSON of the right shape that makes no sense.
pub(crate) fn malformed(error: Error) -> Failure {
    let error = error.with_retry(Retry::Backoff).with_maybe_billed(true);
    failed(error)
}

/// The stream kept its reader waiting too long.
///
/// Where bytes still come, the model may be thinking, and charging for it: that is not tried again.
pub(crate) fn expired(timer: StreamTimer) -> Failure {
    let (message, retry) = match timer {
        StreamTimer::Progress => ("the stream is alive but says nothing", Retry::Never),
        StreamTimer::Total => ("the stream has no end", Retry::Never),
        _ => ("the stream fell silent", Retry::Backoff),
    };
    let error = Error::new(ErrorKind::Timeout, message).with_retry(retry).with_maybe_billed(true);
    failed(error)
}

/// The time is over that the caller gave the whole of the call.
pub(crate) fn late() -> Failure {
    let mut failure = Failure::fatal(ErrorKind::Timeout, "the answer was not whole in time");
    failure.error = failure.error.with_maybe_billed(true);
    failure
}

/// The stream is full of events that are no part of an answer.
pub(crate) fn says_nothing() -> Failure {
    let message = "the stream has too many events before its first content";
    let error = Error::new(ErrorKind::TooLarge, message).with_maybe_billed(true);
    Failure::new(error, FailureClass::Server)
}

/// A page for people stands where the answer should be. Nobody knows whose page it is, nor what
/// became of the request: that is risked once more.
pub(crate) fn web_page() -> Failure {
    let message = "the service answered with a web page; a proxy or portal stands between";
    let error =
        Error::new(ErrorKind::Decode, message).with_retry(Retry::Backoff).with_maybe_billed(true);
    Failure::new(error, FailureClass::Ambiguous)
}

/// The answer is compressed in a way that nobody asked for. That is risked once more.
pub(crate) fn compressed() -> Failure {
    let message = "the answer is compressed in a way that was not asked for";
    let error =
        Error::new(ErrorKind::Decode, message).with_retry(Retry::Backoff).with_maybe_billed(true);
    Failure::new(error, FailureClass::Ambiguous)
}

/// A transfer ended before all of it was there.
pub(crate) fn cut_short() -> Failure {
    let error = Error::new(ErrorKind::Interrupted, "the transfer ended before the last byte")
        .with_retry(Retry::Backoff)
        .with_maybe_billed(true);
    failed(error)
}

/// A document stands where bytes should be, and says nothing of an error.
pub(crate) fn no_bytes() -> Failure {
    let error =
        Error::new(ErrorKind::Decode, "the service sent a document in place of sound or pictures")
            .with_maybe_billed(true);
    failed(error)
}
