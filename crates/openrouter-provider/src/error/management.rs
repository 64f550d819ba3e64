//! Refusals for want of a management key.

use llm_types::Error;

use super::Failure;

/// A key of the pool's was refused what only a management key may ask. The service says so in words
/// that do not say what to do.
pub(crate) fn not_a_management_key(failure: Failure) -> Failure {
    let Failure { error: said, class, blame, model: _, limits } = failure;
    let message = format!(
        "{}; this takes a management key: set OPENROUTER_MANAGEMENT_KEY, or give one to the builder",
        said.message()
    );
    let mut error = Error::new(said.kind(), message).with_retry(said.retry());
    if let Some(status) = said.status() {
        error = error.with_status(status);
    }
    Failure::new(error, class).with_blame(blame).with_limits(limits)
}
