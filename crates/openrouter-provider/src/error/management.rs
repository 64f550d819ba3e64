//! Refusals for want of a management key.

use llm_types::Error;

use super::{Blamed, Failure, ModelBlame};

/// A key of the pool's was refused what only a management key may ask. The service says so in words
/// that do not say what to do.
pub(crate) fn not_a_management_key(failure: Failure) -> Failure {
    let Failure { error: said, class, blame } = failure;
    let message = format!(
        "{}; this takes a management key: set OPENROUTER_MANAGEMENT_KEY, or give one to the builder",
        said.message()
    );
    let mut error = Error::new(said.kind(), message).with_retry(said.retry());
    if let Some(status) = said.status() {
        error = error.with_status(status);
    }
    let blame = Blamed { model: ModelBlame::None, ..blame };
    Failure { error, class, blame }
}
