//! [`ToolLoopAnswer`]: what a model said when it was done with its tools.

use std::fmt;

use llm_types::{Message, StandardResponse, Usage, Usd};

use super::{ToolLoopProgress, ToolLoopStep};

/// What a model said when it was done with its tools. Prints its text.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct ToolLoopAnswer {
    /// The last answer, which calls no tool. It may be cut off, a refusal, or empty: its finish
    /// reason and its message tell.
    pub response: StandardResponse,
    /// The whole conversation, the last answer included unless it is empty: what the next request
    /// goes on with.
    pub messages: Vec<Message>,
    /// What was done, one step after the other. The last one is the answer.
    pub steps: Vec<ToolLoopStep>,
    /// What all steps consumed, as far as the provider said.
    pub usage: Usage,
    /// What all steps cost; `None` if nobody knows it of one of them.
    pub cost: Option<Usd>,
}

impl ToolLoopAnswer {
    pub(super) fn new(response: StandardResponse, progress: ToolLoopProgress) -> Self {
        let ToolLoopProgress { messages, steps, usage, cost } = progress;
        Self { response, messages, steps, usage, cost }
    }

    /// The text.
    pub fn text(&self) -> String {
        self.response.joined_text()
    }
}

impl fmt::Display for ToolLoopAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// Without what users and models wrote.
impl fmt::Debug for ToolLoopAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { response, messages, steps, usage, cost } = self;
        f.debug_struct("ToolLoopAnswer")
            .field("id", &response.id)
            .field("messages", &messages.len())
            .field("steps", steps)
            .field("usage", usage)
            .field("cost", cost)
            .finish_non_exhaustive()
    }
}
