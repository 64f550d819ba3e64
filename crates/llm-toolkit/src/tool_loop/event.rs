//! [`ToolLoopEvent`]: one thing that happens in a loop.

use std::time::Duration;

use llm_types::{Message, StreamEvent, ToolCall};

use super::{ToolLoopAnswer, ToolLoopStep, ToolOutcome};
use crate::ToolOutput;

/// One thing that happens in a loop. Steps are counted from 1; step 0 runs calls that stood in the
/// conversation already.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ToolLoopEvent {
    /// The model is asked.
    StepStarted {
        /// Which step.
        step: u32,
    },
    /// The model says something: its own events, [`Finished`](StreamEvent::Finished) included.
    Model {
        /// Which step.
        step: u32,
        /// What.
        event: StreamEvent,
    },
    /// Somebody is asked whether this may be run.
    ApprovalAsked {
        /// Which step.
        step: u32,
        /// The call.
        call: ToolCall,
    },
    /// A tool is run.
    ToolStarted {
        /// Which step.
        step: u32,
        /// The call, with the arguments that the tool gets.
        call: ToolCall,
    },
    /// A call is over, whether or not it was run. There is one for each call, in the order in which
    /// they end.
    ToolFinished {
        /// Which step.
        step: u32,
        /// The call as the model made it.
        call: ToolCall,
        /// What became of it.
        outcome: ToolOutcome,
        /// What the model is told: the result, or the error.
        output: ToolOutput,
        /// How long it ran.
        duration: Duration,
    },
    /// A step is over, its tools included.
    StepFinished {
        /// What was done.
        step: Box<ToolLoopStep>,
        /// What it added to the conversation: the model's message and the results of its calls.
        /// Whoever appends this to what was asked has a conversation that can be gone on with
        /// after any step.
        messages: Vec<Message>,
    },
    /// The end: the model's answer.
    Finished(Box<ToolLoopAnswer>),
}

impl ToolLoopEvent {
    /// The next piece of text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Model { event, .. } => event.as_text(),
            _ => None,
        }
    }
}
