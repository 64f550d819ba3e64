//! [`Failure`]: an attempt that failed.
//!
//! Failures that any service may show are understood here, one function for each place where they
//! show: the transport, a body that is no answer, a stream. What a status or an error object of one
//! service means is for its provider to say.

mod broken;
mod status;
mod transport;

use std::time::Duration;

use llm_types::{Error, ErrorKind, Retry};

use crate::FailureClass;

/// An attempt that failed: the error, and what the call path must know besides.
///
/// `B` is what a provider knows of who is to blame: the key, the account, one of several models. A
/// provider with nobody to choose between leaves it out.
///
/// ```
/// use llm_provider_base::{Failure, FailureClass};
/// use llm_types::{Error, ErrorKind, Retry};
///
/// let error = Error::new(ErrorKind::Unavailable, "the model is loading").with_retry(Retry::Backoff);
/// let failure: Failure = Failure::new(error, FailureClass::Server);
/// assert!(failure.error.retry().is_advised());
/// ```
#[derive(Debug)]
pub struct Failure<B = ()> {
    /// The error, with advice on trying the same again.
    pub error: Error,
    /// How the wait before the next attempt is chosen.
    pub class: FailureClass,
    /// Who is to blame.
    pub blame: B,
}

/// Who is to blame, as far as that can be said without knowing the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// Nobody, or nobody can tell.
    Nobody,
    /// The model, or what runs it, failed.
    Model,
    /// It was silent for as long as anybody waits.
    Silence,
}

/// There is nobody to choose between.
impl From<Fault> for () {
    fn from(_: Fault) {}
}

impl<B: From<Fault>> Failure<B> {
    /// One that is nobody's fault.
    pub fn new(error: Error, class: FailureClass) -> Self {
        Self { error, class, blame: Fault::Nobody.into() }
    }

    /// One that another attempt would not mend.
    pub fn fatal(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::new(Error::new(kind, message), FailureClass::Server)
    }
}

impl<B> Failure<B> {
    /// The same, with this to blame.
    #[must_use]
    pub fn with_blame(mut self, blame: impl Into<B>) -> Self {
        self.blame = blame.into();
        self
    }

    /// The failure of what had begun as a success, with the wait that the head of the reply asked
    /// for.
    #[must_use]
    pub fn waiting(self, asked: Option<Duration>) -> Self {
        match (self.error.retry(), asked) {
            (Retry::Backoff, Some(asked)) => {
                self.map_error(|error| error.with_retry(Retry::After(asked)))
            }
            _ => self,
        }
    }

    /// The same, with another error.
    #[must_use]
    pub fn map_error(mut self, change: impl FnOnce(Error) -> Error) -> Self {
        self.error = change(self.error);
        self
    }
}

/// An error of conversion or set-up: found here, so that nothing was sent.
impl<B: From<Fault>> From<Error> for Failure<B> {
    fn from(error: Error) -> Self {
        Self::new(error, FailureClass::Server)
    }
}
