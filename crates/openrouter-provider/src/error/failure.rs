//! [`Failure`]: an attempt that failed.

use llm_provider_base::FailureClass;
use llm_types::{Error, ErrorKind, RateLimitInfo};
use openrouter_auth::Blame;

use super::ModelBlame;

/// An attempt that failed: the error, and what the call path must know besides.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The error, with advice on trying the same again.
    pub(crate) error: Error,
    /// How the wait before the next attempt is chosen.
    pub(crate) class: FailureClass,
    /// What it says about the key.
    pub(crate) blame: Blame,
    /// What it says about the model.
    pub(crate) model: ModelBlame,
    /// What it says of limits.
    pub(crate) limits: Vec<RateLimitInfo>,
}

impl Failure {
    /// One that blames no key and no model.
    pub(crate) const fn new(error: Error, class: FailureClass) -> Self {
        Self { error, class, blame: Blame::None, model: ModelBlame::None, limits: Vec::new() }
    }

    /// One that another attempt would not mend.
    pub(crate) fn fatal(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::new(Error::new(kind, message), FailureClass::Server)
    }

    pub(crate) fn with_limits(mut self, limits: Vec<RateLimitInfo>) -> Self {
        self.limits = limits;
        self
    }

    pub(crate) const fn with_blame(mut self, blame: Blame) -> Self {
        self.blame = blame;
        self
    }

    /// One that says this about the model.
    pub(crate) const fn about_model(mut self, model: ModelBlame) -> Self {
        self.model = model;
        self
    }
}

/// An error of conversion or set-up: found here, so that nothing was sent.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::new(error, FailureClass::Server)
    }
}
