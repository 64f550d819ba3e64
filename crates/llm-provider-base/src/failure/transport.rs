//! Failures of the transport: no reply, or a body that broke off.

use llm_types::{Error, ErrorKind, Retry};

use super::{Failure, Fault};
use crate::{Delivery, FailureClass, TransportError, TransportErrorKind};

/// A failure to get a reply, or to read its body to the end.
impl<B: From<Fault>> From<TransportError> for Failure<B> {
    fn from(error: TransportError) -> Self {
        let delivered = error.delivery() == Delivery::Unknown;
        let (kind, retry, class) = match error.kind() {
            TransportErrorKind::Connect => {
                (ErrorKind::Network, Retry::Backoff, FailureClass::Connect)
            }
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
            TransportErrorKind::TooLarge => {
                (ErrorKind::TooLarge, Retry::Never, FailureClass::Server)
            }
            TransportErrorKind::InvalidRequest => {
                (ErrorKind::Configuration, Retry::Never, FailureClass::Connect)
            }
            _ => (ErrorKind::Network, Retry::Never, FailureClass::Ambiguous),
        };
        let fault = match error.kind() {
            TransportErrorKind::Timeout if delivered => Fault::Silence,
            _ => Fault::Nobody,
        };
        let message = error.to_string();
        let error = Error::new(kind, message)
            .with_retry(retry)
            .with_maybe_billed(delivered)
            .with_source(error);
        Self::new(error, class).with_blame(fault)
    }
}

impl<B: From<Fault>> Failure<B> {
    /// After the first words it makes no difference to the caller how the transfer came to its end: the
    /// answer broke off.
    #[must_use]
    pub fn within_answer(mut self) -> Self {
        let source = std::error::Error::source(&self.error);
        let is_of_transport =
            source.and_then(|source| source.downcast_ref::<TransportError>()).is_some();
        if self.error.kind() == ErrorKind::Decode && is_of_transport {
            self.error = self.error.with_kind(ErrorKind::Interrupted);
        }
        self
    }

    /// The connection broke within an answer. What broke off is the model's answer, but where it was
    /// larger than anybody reads.
    pub fn broken_transfer(error: TransportError) -> Self {
        let mut failure = Self::from(error);
        if failure.error.kind() != ErrorKind::TooLarge {
            failure.blame = Fault::Model.into();
        }
        if failure.error.kind() == ErrorKind::Network {
            failure.error = failure.error.with_kind(ErrorKind::Interrupted);
        }
        failure
    }
}
