//! [`ToolHandler`]: a tool of any kind.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use llm_types::{FunctionTool, ToolCall};

use super::{ToolError, ToolOutput};

/// A tool: what the model is told of it, and what is run when it is called.
///
/// Most tools are a [`TypedTool`](crate::TypedTool), made of a function. This is for those that are
/// known only at run time, from a plugin or another protocol:
///
/// ```
/// use async_trait::async_trait;
/// use llm_toolkit::{ToolError, ToolHandler, ToolOutput};
/// use llm_types::{FunctionTool, ToolCall};
///
/// #[derive(Debug)]
/// struct Plugin {
///     definition: FunctionTool,
/// }
///
/// #[async_trait]
/// impl ToolHandler for Plugin {
///     fn definition(&self) -> &FunctionTool {
///         &self.definition
///     }
///
///     async fn call(&self, call: &ToolCall) -> Result<ToolOutput, ToolError> {
///         let arguments: serde_json::Value = call.parse()?;
///         Ok(format!("{} was asked with {arguments}", call.name).into())
///     }
/// }
/// ```
#[async_trait]
pub trait ToolHandler: Debug + Send + Sync + 'static {
    /// What the model is told: the name, what it is for, what arguments it takes.
    fn definition(&self) -> &FunctionTool;

    /// Runs it. The arguments are JSON of any shape: that they fit is for the tool to see.
    ///
    /// # Errors
    ///
    /// What the model shall be told, or what shall end the loop.
    ///
    /// # Cancel safety
    ///
    /// The future is dropped when the loop is, and when time is up: it must leave nothing half done
    /// between two `await`s, or put it right in a `Drop`.
    async fn call(&self, call: &ToolCall) -> Result<ToolOutput, ToolError>;

    /// Whether somebody must be asked before it is run. By default nobody is.
    fn needs_approval(&self) -> bool {
        false
    }

    /// How long it may run, if that differs from what the loop allows each tool.
    fn time_limit(&self) -> Option<Duration> {
        None
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<T: ToolHandler + ?Sized> ToolHandler for Arc<T> {
    fn definition(&self) -> &FunctionTool {
        (**self).definition()
    }

    async fn call(&self, call: &ToolCall) -> Result<ToolOutput, ToolError> {
        (**self).call(call).await
    }

    fn needs_approval(&self) -> bool {
        (**self).needs_approval()
    }

    fn time_limit(&self) -> Option<Duration> {
        (**self).time_limit()
    }
}
