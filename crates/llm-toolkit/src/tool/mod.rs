//! Tools: what a model may call, and what is run when it does.

mod error;
pub use error::ToolError;
mod handler;
pub use handler::ToolHandler;
mod output;
pub use output::{IntoToolOutput, ToolOutput};
mod typed;
pub(crate) use typed::or_nothing;
pub use typed::{TypedTool, function_tool};
