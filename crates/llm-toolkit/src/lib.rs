//! What applications build on any provider: typed tools and the loop that runs them, typed answers,
//! conversations that fit.
//!
//! - A [`TypedTool`] is made of an async function and its types; a [`ToolLoop`] lets a model call
//!   it until it answers.
//! - [`ExtractExt::extract`] asks for a Rust value in place of a text.
//! - A [`Conversation`] is cut to what a model can read ([`TokenBudget`]), and marked for what the
//!   provider can cache ([`CachePlan`]).
//!
//! All of it takes any provider of [`llm_types`], and names none.

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
