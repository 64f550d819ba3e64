//! [`ConcurrencyStatus`]: how a limit stands, as plain data.

use llm_types::DurationHistogram;
use serde::Serialize;

/// How a [`ConcurrencyLimit`](super::ConcurrencyLimit) stands. Where it holds for each model by
/// itself, the counts are of all models together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ConcurrencyStatus {
    /// How many calls may be under way at once.
    pub limit: usize,
    /// How many are.
    pub in_flight: usize,
    /// How many wait.
    pub waiting: usize,
    /// How many were refused so far, because too many waited.
    pub refused: u64,
    /// How long those waited that were let through after a wait.
    pub waited: DurationHistogram,
}
