//! What applications build on any provider: typed tools and the loop that runs them, typed answers, conversations that fit.

mod conversation;
pub use conversation::{
    CachePlan, Conversation, FitError, Fitted, TokenBudget, TokenCounter, TokenEstimate,
};
mod extract;
pub use extract::{
    AnswerForm, ExtractError, ExtractErrorKind, ExtractExt, ExtractStream, Extracted, Extraction,
    Partial, PartialJson, Round,
};
mod schema;
pub use schema::{Misfit, MisfitKind, NotStrict, TypeSchema};
mod tool;
pub use tool::{IntoToolOutput, ToolError, ToolHandler, ToolOutput, TypedTool, function_tool};
mod tool_loop;
pub use tool_loop::{
    Approval, ApprovalRequest, ToolLoop, ToolLoopAnswer, ToolLoopError, ToolLoopErrorKind,
    ToolLoopEvent, ToolLoopProgress, ToolLoopStep, ToolLoopStream, ToolOutcome, ToolRun,
};

/// The example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
