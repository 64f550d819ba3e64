//! Whether and when to try again.
//!
//! Three things keep retries from making an outage worse: a limit for each call, full jitter
//! between attempts, and a budget that all calls share, so that a dead service gets barely more
//! requests than a healthy one. What failed, and whether trying again may help, is said by the
//! provider, as a [`FailureClass`] and a [`Retry`](llm_types::Retry); what is done about it is
//! decided here, by values that do no I/O.

mod budget;
pub use budget::RetryBudget;
mod policy;
pub use policy::RetryPolicy;
mod retries;
pub use retries::{FailureClass, GiveUp, Retries, RetryDecision};
mod retry_after;
pub use retry_after::{reset_delay, retry_after};
