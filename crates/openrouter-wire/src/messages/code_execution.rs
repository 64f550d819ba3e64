//! What code and commands in the upstream's sandbox gave.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Count, Extra, open_enum::open_enum};

/// What running code gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeExecutionResultBlock {
    /// The call that it answers.
    pub tool_use_id: String,
    /// What it printed, or an error.
    pub content: CodeExecutionContent,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What code printed, or an error, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum CodeExecutionContent {
    /// What it printed.
    #[serde(rename = "code_execution_result")]
    Result(CodeExecutionResult),
    /// The same, readable for the upstream only.
    #[serde(rename = "encrypted_code_execution_result")]
    EncryptedResult(EncryptedCodeExecutionResult),
    /// An error.
    #[serde(rename = "code_execution_tool_result_error")]
    Error(CodeExecutionError),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// What code printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeExecutionResult {
    /// What it printed.
    pub stdout: String,
    /// What it printed as errors.
    pub stderr: String,
    /// Its exit code; 0 is success.
    pub return_code: Count,
    /// The files it made.
    pub content: Vec<CodeExecutionOutput>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What code printed, readable for the upstream only. It is sent back as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EncryptedCodeExecutionResult {
    /// What it printed, encrypted.
    pub encrypted_stdout: String,
    /// What it printed as errors.
    pub stderr: String,
    /// Its exit code; 0 is success.
    pub return_code: Count,
    /// The files it made.
    pub content: Vec<CodeExecutionOutput>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A file that code made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeExecutionOutput {
    /// Always `code_execution_output`.
    #[serde(rename = "type")]
    pub kind: CodeExecutionOutputKind,
    /// Its id.
    pub file_id: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Kinds of [`CodeExecutionOutput`].
    #[derive(Default)]
    pub enum CodeExecutionOutputKind {
        /// The only one.
        #[default]
        CodeExecutionOutput = "code_execution_output",
    }
}

/// Why code was not run to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeExecutionError {
    /// Why.
    pub error_code: ServerToolErrorCode,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Why a tool of the upstream failed.
    pub enum ServerToolErrorCode {
        /// The model called it wrongly.
        InvalidToolInput = "invalid_tool_input",
        /// It is down.
        Unavailable = "unavailable",
        /// There were too many calls in a short time.
        TooManyRequests = "too_many_requests",
        /// It took too long.
        ExecutionTimeExceeded = "execution_time_exceeded",
    }
}

/// What running commands gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BashCodeExecutionResultBlock {
    /// The call that it answers.
    pub tool_use_id: String,
    /// What they printed, or an error.
    pub content: BashCodeExecutionContent,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What commands printed, or an error, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum BashCodeExecutionContent {
    /// What they printed.
    #[serde(rename = "bash_code_execution_result")]
    Result(BashCodeExecutionResult),
    /// An error.
    #[serde(rename = "bash_code_execution_tool_result_error")]
    Error(BashCodeExecutionError),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// What commands printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BashCodeExecutionResult {
    /// What they printed.
    pub stdout: String,
    /// What they printed as errors.
    pub stderr: String,
    /// Their exit code; 0 is success.
    pub return_code: Count,
    /// The files they made.
    pub content: Vec<BashCodeExecutionOutput>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A file that commands made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BashCodeExecutionOutput {
    /// Always `bash_code_execution_output`.
    #[serde(rename = "type")]
    pub kind: BashCodeExecutionOutputKind,
    /// Its id.
    pub file_id: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Kinds of [`BashCodeExecutionOutput`].
    #[derive(Default)]
    pub enum BashCodeExecutionOutputKind {
        /// The only one.
        #[default]
        BashCodeExecutionOutput = "bash_code_execution_output",
    }
}

/// Why commands were not run to their end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BashCodeExecutionError {
    /// Why.
    pub error_code: BashCodeExecutionErrorCode,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Why commands were not run to their end.
    pub enum BashCodeExecutionErrorCode {
        /// The model called it wrongly.
        InvalidToolInput = "invalid_tool_input",
        /// It is down.
        Unavailable = "unavailable",
        /// There were too many calls in a short time.
        TooManyRequests = "too_many_requests",
        /// They took too long.
        ExecutionTimeExceeded = "execution_time_exceeded",
        /// A file that they made is too large.
        OutputFileTooLarge = "output_file_too_large",
    }
}
