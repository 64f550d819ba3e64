//! [`Approval`]: what somebody says of a call before it is run.

use llm_types::ToolCall;
use serde_json::Value;

/// A call that somebody is asked about before it is run.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ApprovalRequest {
    /// The call as the model made it.
    pub call: ToolCall,
    /// Its arguments, read as JSON. That they fit the tool is not certain yet.
    pub arguments: Value,
}

/// What somebody says of a call before it is run.
#[derive(Debug, Clone, PartialEq)]
pub enum Approval {
    /// Run it.
    Allow,
    /// Do not run it. The model is told this reason, and may try something else.
    Deny(String),
    /// Run it with these arguments. The model is told that they were changed, and to what.
    Replace(Value),
    /// End the loop. None of the step's calls is run, and running the conversation again asks about
    /// them again: the way to wait for somebody who is not there now.
    Stop,
}
