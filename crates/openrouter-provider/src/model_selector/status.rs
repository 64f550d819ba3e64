//! [`ModelState`]: how one of the models is, and [`NoModel`]: that none can be asked.

use std::time::Duration;

use llm_provider_base::BreakerState;
use llm_types::ModelId;

/// How one of the models is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelState {
    /// Which model.
    pub model: ModelId,
    /// Whether it can be asked.
    pub state: BreakerState,
    /// True if the service said that it has no such model.
    pub is_missing: bool,
    /// Failures that were the model's own.
    pub failures: u64,
    /// How long its recent answers took to begin.
    pub first_content: Option<Duration>,
}

/// No model can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no model can be asked: each rests after failures, or is of no use to this call")]
pub struct NoModel {
    /// How long until the first of those that rest can be asked again, if one will be.
    pub soonest: Option<Duration>,
}
