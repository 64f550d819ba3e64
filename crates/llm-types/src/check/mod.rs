//! Checking a request against what is known of a model, before it is sent.

mod finding;
mod model_check;
mod report;

#[cfg(test)]
mod tests;

pub use finding::{Finding, Problem, Severity};
pub use model_check::{CheckRules, Room};
pub use report::RequestCheck;
