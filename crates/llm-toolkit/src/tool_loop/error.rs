//! [`ToolLoopError`]: a loop that ended without an answer.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use llm_types::{Error, PartialToolCall, ToolCall, Usd};

use super::ToolLoopProgress;
use crate::ToolError;

/// A loop that ended without an answer, and how far it came.
///
/// Nothing is lost: [`progress`](Self::progress) has the conversation so far and what was spent, and
/// a loop that is run on these messages goes on from there.
///
/// ```
/// # use llm_toolkit::{ToolLoop, ToolLoopAnswer, ToolLoopError, ToolLoopErrorKind};
/// # use llm_types::{ChatProvider, StandardRequest};
/// async fn ask(
///     agent: &ToolLoop<&dyn ChatProvider>,
///     request: StandardRequest,
/// ) -> Result<ToolLoopAnswer, ToolLoopError> {
///     match agent.run(request.clone()).await {
///         // Another sixteen steps, if the first were cheap.
///         Err(error) if matches!(error.kind(), ToolLoopErrorKind::StepLimit(_)) => {
///             let mut request = request;
///             request.messages = error.into_progress().messages;
///             agent.run(request).await
///         }
///         result => result,
///     }
/// }
/// ```
pub struct ToolLoopError(Box<Inner>);

struct Inner {
    kind: ToolLoopErrorKind,
    progress: ToolLoopProgress,
}

/// Why a loop ended without an answer.
#[non_exhaustive]
pub enum ToolLoopErrorKind {
    /// Asking the model failed. What can be done its kind says.
    Provider(Error),
    /// The loop cannot work as it is set up, for this reason. Nothing was asked, and nothing run.
    Configuration(String),
    /// The model was asked as often as it may be. What it called last was run.
    StepLimit(u32),
    /// As much was spent as may be.
    CostLimit(Usd),
    /// As many tokens were used as may be.
    TokenLimit(u64),
    /// There is a limit on cost or tokens, and the provider does not say what an answer took.
    /// [`reckon_cost`](crate::ToolLoop::reckon_cost) can.
    Unmetered,
    /// Time was up. What was running is cut off, and what it did until then nobody knows.
    TimeLimit(Duration),
    /// The model made the same calls and got the same results, so many times in a row.
    Repetition(u32),
    /// These calls were cut off, by the longest answer allowed, say. None of the step was run, and
    /// the answer is not in the conversation: with more `max_tokens`, run it again.
    CutOff(Vec<PartialToolCall>),
    /// This tool failed in a way that the model cannot mend, or panicked.
    Tool {
        /// Its name.
        name: String,
        /// What happened.
        error: ToolError,
    },
    /// Somebody who was asked about this call ended the loop. None of the step was run; the calls
    /// stand in the conversation, and running it again asks again.
    Stopped(ToolCall),
}

impl ToolLoopErrorKind {
    /// A stable label for metrics and logs.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Provider(error) => error.kind().as_str(),
            Self::Configuration(_) => "configuration",
            Self::StepLimit(_) => "step_limit",
            Self::CostLimit(_) => "cost_limit",
            Self::TokenLimit(_) => "token_limit",
            Self::Unmetered => "unmetered",
            Self::TimeLimit(_) => "time_limit",
            Self::Repetition(_) => "repetition",
            Self::CutOff(_) => "cut_off",
            Self::Tool { .. } => "tool",
            Self::Stopped(_) => "stopped",
        }
    }
}

impl ToolLoopError {
    pub(super) fn new(kind: ToolLoopErrorKind, progress: ToolLoopProgress) -> Self {
        Self(Box::new(Inner { kind, progress }))
    }

    /// Why it ended.
    pub const fn kind(&self) -> &ToolLoopErrorKind {
        &self.0.kind
    }

    /// How far it came, and what was spent.
    pub const fn progress(&self) -> &ToolLoopProgress {
        &self.0.progress
    }

    /// Takes out how far it came, to go on with the conversation.
    pub fn into_progress(self) -> ToolLoopProgress {
        self.0.progress
    }

    /// Takes both out.
    pub fn into_parts(self) -> (ToolLoopErrorKind, ToolLoopProgress) {
        let Inner { kind, progress } = *self.0;
        (kind, progress)
    }
}

impl fmt::Display for ToolLoopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ToolLoopErrorKind::Provider(_) => f.write_str("asking the model failed"),
            ToolLoopErrorKind::Configuration(reason) => {
                write!(f, "the tool loop cannot work: {reason}")
            }
            ToolLoopErrorKind::StepLimit(steps) => write!(f, "no answer after {steps} steps"),
            ToolLoopErrorKind::CostLimit(cost) => write!(f, "no answer for {cost} USD"),
            ToolLoopErrorKind::TokenLimit(tokens) => write!(f, "no answer with {tokens} tokens"),
            ToolLoopErrorKind::Unmetered => {
                f.write_str("cost or tokens are limited, and nobody says what an answer took")
            }
            ToolLoopErrorKind::TimeLimit(limit) => write!(f, "no answer within {limit:?}"),
            ToolLoopErrorKind::Repetition(rounds) => {
                write!(f, "the model made the same calls {rounds} times, with the same results")
            }
            ToolLoopErrorKind::CutOff(_) => {
                f.write_str("the model was cut off while it called a tool")
            }
            ToolLoopErrorKind::Tool { name, error } if error.is_panic() => {
                write!(f, "tool {name} panicked")
            }
            ToolLoopErrorKind::Tool { name, .. } => write!(f, "tool {name} ended the loop"),
            ToolLoopErrorKind::Stopped(_) => f.write_str("stopped by who was asked about a call"),
        }
    }
}

/// Without what users and models wrote.
impl fmt::Debug for ToolLoopErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Provider(error) => f.debug_tuple("Provider").field(error).finish(),
            Self::Configuration(reason) => f.debug_tuple("Configuration").field(reason).finish(),
            Self::Tool { name, error } => {
                f.debug_struct("Tool").field("name", name).field("error", error).finish()
            }
            kind => f.write_str(kind.as_str()),
        }
    }
}

/// Without what users and models wrote.
impl fmt::Debug for ToolLoopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolLoopError")
            .field("kind", self.kind())
            .field("progress", self.progress())
            .finish()
    }
}

impl StdError for ToolLoopError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self.kind() {
            ToolLoopErrorKind::Provider(error) => Some(error),
            ToolLoopErrorKind::Tool { error, .. } => error.source(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use llm_types::ErrorKind;

    use super::*;

    #[test]
    fn a_tool_that_ends_the_loop_gives_its_cause() {
        let error = ToolError::fatal("gone").with_source("the disk is full");
        let kind = ToolLoopErrorKind::Tool { name: "f".to_owned(), error };
        let error = ToolLoopError::new(kind, ToolLoopProgress::new(Vec::new()));
        assert_eq!(StdError::source(&error).unwrap().to_string(), "the disk is full");
        assert!(format!("{error:?}").starts_with("ToolLoopError { kind: Tool"), "{error:?}");
    }

    #[test]
    fn each_end_says_in_a_line_what_happened_and_has_a_label() {
        use ToolLoopErrorKind::{
            Configuration, CostLimit, CutOff, Provider, Repetition, StepLimit, Stopped, TimeLimit,
            TokenLimit, Tool, Unmetered,
        };
        let tool = |error| Tool { name: "f".to_owned(), error };
        let panic: Box<dyn std::any::Any + Send> = Box::new("oh");
        let lines: Vec<_> = [
            Provider(Error::new(ErrorKind::RateLimited, "slow down")),
            Configuration("two tools are called f".to_owned()),
            StepLimit(16),
            CostLimit("0.05".parse().unwrap()),
            TokenLimit(1000),
            Unmetered,
            TimeLimit(Duration::from_secs(60)),
            Repetition(5),
            CutOff(Vec::new()),
            tool(ToolError::fatal("gone")),
            tool(ToolError::panicked(&*panic)),
            Stopped(ToolCall::new("1", "f", "{}")),
        ]
        .into_iter()
        .map(|kind| {
            let label = kind.as_str().to_owned();
            let error = ToolLoopError::new(kind, ToolLoopProgress::new(Vec::new()));
            let has_source = StdError::source(&error).is_some();
            format!("{label}: {error}{}", if has_source { " (with its cause)" } else { "" })
        })
        .collect();
        insta::assert_snapshot!(lines.join("\n"), @"
        rate_limited: asking the model failed (with its cause)
        configuration: the tool loop cannot work: two tools are called f
        step_limit: no answer after 16 steps
        cost_limit: no answer for 0.05 USD
        token_limit: no answer with 1000 tokens
        unmetered: cost or tokens are limited, and nobody says what an answer took
        time_limit: no answer within 60s
        repetition: the model made the same calls 5 times, with the same results
        cut_off: the model was cut off while it called a tool
        tool: tool f ended the loop
        tool: tool f panicked
        stopped: stopped by who was asked about a call
        ");
    }
}
