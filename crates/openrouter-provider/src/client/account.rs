//! [`Account`]: what is known of a call beside its value.

use llm_provider_base::CallGuard;
use llm_types::{Attempt, AttemptOutcome, Error, ModelId, Operation};
use tokio::time::Instant;

/// What is known of a call beside its value. It goes with the value, which may still have to be
/// read.
#[derive(Debug)]
pub(crate) struct Account {
    /// Every request that was sent; the last one succeeded.
    pub(crate) attempts: Vec<Attempt>,
    /// Not closed yet.
    pub(crate) guard: CallGuard,
    pub(crate) operation: Operation,
    pub(crate) model: Option<ModelId>,
}

impl Account {
    /// Closes the account of a call that failed after all, and gives the error that the caller
    /// gets: up to here the last attempt had been a success.
    pub(crate) fn failed(self, error: Error, now: Instant) -> Error {
        let Self { mut attempts, guard, operation, model } = self;
        guard.failed(error.kind(), now);
        if let Some(last) = attempts.last_mut() {
            last.outcome = AttemptOutcome::Failed(error.kind());
            last.maybe_billed = error.maybe_billed();
        }
        let error = error.with_operation(operation).with_attempts(attempts);
        match model {
            Some(model) => error.with_model(model),
            None => error,
        }
    }
}
