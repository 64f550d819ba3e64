//! [`ToolLoopProgress`]: how far a loop came.

use std::fmt;
use std::time::Duration;

use llm_types::{
    Attempt, Error, FinishReason, Message, ModelId, ResponseId, StandardResponse, ToolCallId,
    Usage, Usd,
};
use serde::{Deserialize, Serialize};

/// How far a loop came: the conversation, and what it took.
///
/// A loop that is run on [`messages`](Self::messages) goes on where this one ended.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ToolLoopProgress {
    /// The whole conversation: what the loop was given, what the model said, unmodified, and what
    /// the tools gave back.
    pub messages: Vec<Message>,
    /// What was done, one step after the other.
    pub steps: Vec<ToolLoopStep>,
    /// What all steps consumed, as far as the provider said.
    pub usage: Usage,
    /// What all steps cost; `None` if nobody knows it of one of them.
    pub cost: Option<Usd>,
}

impl ToolLoopProgress {
    pub(super) fn new(messages: Vec<Message>) -> Self {
        Self { messages, steps: Vec::new(), usage: Usage::default(), cost: Some(Usd::ZERO) }
    }

    /// How many tokens there were; `None` if nobody knows it of one of the steps.
    pub(super) fn total_tokens(&self) -> Option<u64> {
        self.steps.iter().filter(|step| step.number > 0).try_fold(0, |sum: u64, step| {
            let usage = step.usage.as_ref()?;
            let parts = usage.input_tokens.saturating_add(usage.output_tokens);
            Some(sum.saturating_add(usage.total_tokens.max(parts)))
        })
    }

    /// The model answered.
    pub(super) fn answered(&mut self, step: ToolLoopStep) {
        if let Some(usage) = &step.usage {
            self.usage += usage;
        }
        self.cost = self.cost.zip(step.cost).map(|(sum, cost)| sum + cost);
        self.steps.push(step);
    }

    /// The model did not answer, which may have cost something all the same.
    pub(super) fn failed(&mut self, error: &Error) {
        let usage = error.partial().and_then(|partial| partial.usage.as_ref());
        if let Some(usage) = usage {
            self.usage += usage;
        }
        match usage.and_then(|usage| usage.cost) {
            Some(cost) => self.cost = self.cost.map(|sum| sum + cost),
            None if error.maybe_billed() || error.partial().is_some() => self.cost = None,
            None => {}
        }
    }

    /// Nobody waited for the model's answer.
    pub(super) const fn abandoned(&mut self) {
        self.cost = None;
    }
}

/// Without what users and models wrote.
impl fmt::Debug for ToolLoopProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { messages, steps, usage, cost } = self;
        f.debug_struct("ToolLoopProgress")
            .field("messages", &messages.len())
            .field("steps", steps)
            .field("usage", usage)
            .field("cost", cost)
            .finish()
    }
}

/// One answer of the model, and the tools that it called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ToolLoopStep {
    /// Which, from 1. Step 0 is there if the conversation began with calls that nobody had
    /// answered: it has tools, and no answer.
    pub number: u32,
    /// The provider's name for the answer.
    pub response_id: Option<ResponseId>,
    /// The model that answered.
    pub model: Option<ModelId>,
    /// Why it stopped.
    pub finish_reason: Option<FinishReason>,
    /// What the answer consumed, if the provider said.
    pub usage: Option<Usage>,
    /// What it cost, if anybody knows.
    pub cost: Option<Usd>,
    /// Every request that was sent for it.
    pub attempts: Vec<Attempt>,
    /// What became of its calls, in their order.
    pub tools: Vec<ToolRun>,
}

impl ToolLoopStep {
    /// Calls of an earlier answer.
    pub(super) const fn of_the_conversation() -> Self {
        Self {
            number: 0,
            response_id: None,
            model: None,
            finish_reason: None,
            usage: None,
            cost: None,
            attempts: Vec::new(),
            tools: Vec::new(),
        }
    }

    pub(super) fn new(number: u32, response: &StandardResponse, cost: Option<Usd>) -> Self {
        Self {
            number,
            response_id: response.id.clone(),
            model: response.model.clone(),
            finish_reason: response.finish_reason().cloned(),
            usage: response.usage.clone(),
            cost,
            attempts: response.attempts.clone(),
            tools: Vec::new(),
        }
    }
}

/// What became of one call of a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ToolRun {
    /// The call.
    pub id: ToolCallId,
    /// The name that the model called.
    pub name: String,
    /// What became of it.
    pub outcome: ToolOutcome,
    /// How long the tool ran; nothing if it was not run.
    pub duration: Duration,
}

/// What became of one call of a tool. But for [`Succeeded`](Self::Succeeded), the model is told an
/// error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ToolOutcome {
    /// It gave a result.
    Succeeded,
    /// It failed.
    Failed,
    /// The model wrote arguments that the tool does not take.
    BadArguments,
    /// There is no such tool.
    UnknownTool,
    /// It was not run, since somebody would not have it.
    Denied,
    /// It took too long, and was cut off: nobody knows what it did until then.
    TimedOut,
    /// The loop ended while it ran: nobody knows what it did until then.
    CutOff,
    /// The loop ended before it was run.
    NotRun,
    /// The same call stood in the same answer before, under the same id. It has that one's result.
    Duplicate,
}

impl ToolOutcome {
    /// A stable label for metrics and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::BadArguments => "bad_arguments",
            Self::UnknownTool => "unknown_tool",
            Self::Denied => "denied",
            Self::TimedOut => "timed_out",
            Self::CutOff => "cut_off",
            Self::NotRun => "not_run",
            Self::Duplicate => "duplicate",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_a_loop_came_survives_a_store() {
        use ToolOutcome::{
            BadArguments, CutOff, Denied, Duplicate, Failed, NotRun, Succeeded, TimedOut,
            UnknownTool,
        };
        let mut progress = ToolLoopProgress::new(vec![Message::user("Go.")]);
        let mut response = StandardResponse::text("Hm.");
        response.usage = Some(Usage::new(1, 2));
        let mut step = ToolLoopStep::new(1, &response, Some("0.1".parse().unwrap()));
        let all = [
            Succeeded,
            Failed,
            BadArguments,
            UnknownTool,
            Denied,
            TimedOut,
            CutOff,
            NotRun,
            Duplicate,
        ];
        for outcome in all {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.as_str());
            let (id, name) = ("call_1".into(), "f".to_owned());
            step.tools.push(ToolRun { id, name, outcome, duration: Duration::from_millis(5) });
        }
        progress.answered(step);
        let stored = serde_json::to_string(&progress).unwrap();
        assert_eq!(serde_json::from_str::<ToolLoopProgress>(&stored).unwrap(), progress);
        assert_eq!(progress.cost, Some("0.1".parse().unwrap()));
    }
}
