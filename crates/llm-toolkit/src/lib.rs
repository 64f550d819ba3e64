//! What applications build on any provider: typed tools and the loop that runs them, typed answers, conversations that fit.

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
    Approval, ApprovalRequest, Ending, Progress, Step, ToolLoop, ToolLoopAnswer, ToolLoopError,
    ToolLoopEvent, ToolLoopStream, ToolOutcome, ToolRun,
};
