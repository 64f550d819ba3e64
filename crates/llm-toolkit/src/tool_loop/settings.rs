//! What a loop is set up with, beside whom it asks.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use llm_types::{StandardResponse, Usd};

use super::{Approval, ApprovalRequest};
use crate::{CachePlan, ToolHandler};

/// How often a model may be asked, if nothing else is said.
const MAX_STEPS: u32 = 16;
/// How many tools run at once, if nothing else is said.
const MAX_PARALLEL: usize = 8;
/// How many rounds may be the same, if nothing else is said.
const MAX_REPEATS: u32 = 5;

/// Asks somebody.
pub(super) type Approve =
    Arc<dyn Fn(ApprovalRequest) -> BoxFuture<'static, Approval> + Send + Sync>;
/// Says what an answer cost.
pub(super) type CostOf = Arc<dyn Fn(&StandardResponse) -> Option<Usd> + Send + Sync>;

/// What a loop is set up with, beside whom it asks.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) tools: Vec<Arc<dyn ToolHandler>>,
    pub(super) max_steps: u32,
    pub(super) max_cost: Option<Usd>,
    pub(super) max_total_tokens: Option<u64>,
    pub(super) time_limit: Option<Duration>,
    pub(super) tool_time_limit: Option<Duration>,
    pub(super) max_parallel: usize,
    pub(super) max_repeats: u32,
    pub(super) last_step_answers: bool,
    pub(super) cache_plan: Option<CachePlan>,
    pub(super) approve: Option<Approve>,
    pub(super) cost_of: Option<CostOf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tools: Vec::new(),
            max_steps: MAX_STEPS,
            max_cost: None,
            max_total_tokens: None,
            time_limit: None,
            tool_time_limit: None,
            max_parallel: MAX_PARALLEL,
            max_repeats: MAX_REPEATS,
            last_step_answers: false,
            cache_plan: None,
            approve: None,
            cost_of: None,
        }
    }
}

impl Settings {
    /// The tool of this name.
    pub(super) fn tool(&self, name: &str) -> Option<&Arc<dyn ToolHandler>> {
        self.tools.iter().find(|tool| tool.definition().name == name)
    }

    /// What an answer cost: what the provider says, or else what the caller reckons.
    pub(super) fn cost_of(&self, response: &StandardResponse) -> Option<Usd> {
        let said = response.usage.as_ref().and_then(|usage| usage.cost);
        said.or_else(|| self.cost_of.as_ref().and_then(|cost_of| cost_of(response)))
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.tools.iter().map(|tool| &tool.definition().name).collect();
        f.debug_struct("Settings")
            .field("tools", &names)
            .field("max_steps", &self.max_steps)
            .field("max_cost", &self.max_cost)
            .field("max_total_tokens", &self.max_total_tokens)
            .field("time_limit", &self.time_limit)
            .field("tool_time_limit", &self.tool_time_limit)
            .field("max_parallel", &self.max_parallel)
            .field("max_repeats", &self.max_repeats)
            .field("last_step_answers", &self.last_step_answers)
            .field("cache_plan", &self.cache_plan)
            .finish_non_exhaustive()
    }
}
