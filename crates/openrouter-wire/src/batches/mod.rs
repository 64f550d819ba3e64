//! `/batches`: many requests at once, which are answered within a day at about half the price.
//!
//! Not under the usual address but under [`Root::Beta`](crate::Root::Beta), and not in the API
//! description: what is here follows the documentation.

mod batch;
mod create;
mod get;
mod outcome;

pub use batch::{Batch, BatchError, RequestCounts, Status, Usage};
pub use create::{Create, Endpoint, Request};
pub use get::Get;
pub use outcome::{Outcome, OutcomeError, Reply};
