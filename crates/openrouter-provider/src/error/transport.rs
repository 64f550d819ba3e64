//! Failures of the transport: no reply, or a body that broke off.

use llm_provider_base::{Delivery, FailureClass, TransportError, TransportErrorKind};
use llm_types::{Error, ErrorKind, Retry};

use super::{Failure, ModelBlame};

/// A failure to get a reply, or to read its body to the end.
pub(crate) fn from_transport(error: TransportError) -> Failure {
    let delivered = error.delivery() == Delivery::Unknown;
    let (kind, retry, class) = match error.kind() {
        TransportErrorKind::Connect => (ErrorKind::Network, Retry::Backoff, FailureClass::Connect),
        TransportErrorKind::Tls => (ErrorKind::Tls, Retry::Never, FailureClass::Connect),
        TransportErrorKind::Timeout if !delivered => {
            (ErrorKind::Timeout, Retry::Backoff, FailureClass::Connect)
        }
        TransportErrorKind::Timeout => {
            (ErrorKind::Timeout, Retry::Backoff, FailureClass::Ambiguous)
        }
        TransportErrorKind::Interrupted if !delivered => {
            (ErrorKind::Network, Retry::Backoff, FailureClass::Unprocessed)
        }
        TransportErrorKind::Interrupted => {
            (ErrorKind::Network, Retry::Backoff, FailureClass::Ambiguous)
        }
        TransportErrorKind::Protocol => {
            (ErrorKind::Decode, Retry::Backoff, FailureClass::Ambiguous)
        }
        TransportErrorKind::TooLarge => (ErrorKind::TooLarge, Retry::Never, FailureClass::Server),
        TransportErrorKind::InvalidRequest => {
            (ErrorKind::Configuration, Retry::Never, FailureClass::Connect)
        }
        _ => (ErrorKind::Network, Retry::Never, FailureClass::Ambiguous),
    };
    let model = match error.kind() {
        TransportErrorKind::Timeout if delivered => ModelBlame::Silent,
        _ => ModelBlame::None,
    };
    let message = error.to_string();
    let error =
        Error::new(kind, message).with_retry(retry).with_maybe_billed(delivered).with_source(error);
    Failure::new(error, class).about_model(model)
}

/// After the first words it makes no difference to the caller how the transfer came to its end: the
/// answer broke off.
pub(crate) fn within_answer(mut failure: Failure) -> Failure {
    let source = std::error::Error::source(&failure.error);
    let is_of_transport =
        source.and_then(|source| source.downcast_ref::<TransportError>()).is_some();
    if failure.error.kind() == ErrorKind::Decode && is_of_transport {
        failure.error = failure.error.with_kind(ErrorKind::Interrupted);
    }
    failure
}

/// The connection broke within an answer. What broke off is the model's answer, but where it was
/// larger than anybody reads.
pub(crate) fn broken_transfer(mut failure: Failure) -> Failure {
    if failure.error.kind() != ErrorKind::TooLarge {
        failure.model = ModelBlame::Failed;
    }
    if failure.error.kind() == ErrorKind::Network {
        failure.error = failure.error.with_kind(ErrorKind::Interrupted);
    }
    failure
}
