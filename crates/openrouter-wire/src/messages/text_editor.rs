//! What editing files in the upstream's sandbox gave.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Count, Extra, open_enum::open_enum};

/// What editing a file gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEditorResultBlock {
    /// The call that it answers.
    pub tool_use_id: String,
    /// What was seen or done, or an error.
    pub content: TextEditorContent,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What was seen of a file or done to it, or an error, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum TextEditorContent {
    /// The file was looked at.
    #[serde(rename = "text_editor_code_execution_view_result")]
    View(TextEditorView),
    /// The file was written.
    #[serde(rename = "text_editor_code_execution_create_result")]
    Create(TextEditorCreate),
    /// A text in the file was replaced.
    #[serde(rename = "text_editor_code_execution_str_replace_result")]
    StrReplace(TextEditorStrReplace),
    /// An error.
    #[serde(rename = "text_editor_code_execution_tool_result_error")]
    Error(TextEditorError),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEditorView {
    /// The lines, or the whole file.
    pub content: String,
    /// What kind of file it is.
    pub file_type: ViewedFileType,
    /// How many lines are shown.
    pub num_lines: Option<Count>,
    /// The first line that is shown, from 1.
    pub start_line: Option<Count>,
    /// How many lines the file has.
    pub total_lines: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What kind of file was looked at.
    pub enum ViewedFileType {
        /// Text.
        Text = "text",
        /// An image.
        Image = "image",
        /// A PDF.
        Pdf = "pdf",
    }
}

/// A file was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEditorCreate {
    /// Whether the file was there before.
    pub is_file_update: bool,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A text in a file was replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEditorStrReplace {
    /// The lines as a difference, each with its mark in front.
    pub lines: Option<Vec<String>>,
    /// How many lines there were.
    pub old_lines: Option<Count>,
    /// The first of them, from 1.
    pub old_start: Option<Count>,
    /// How many lines there are in their place.
    pub new_lines: Option<Count>,
    /// The first of them, from 1.
    pub new_start: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Why a file was neither seen nor changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEditorError {
    /// Why.
    pub error_code: TextEditorErrorCode,
    /// The same, for people.
    pub error_message: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Why a file was neither seen nor changed.
    pub enum TextEditorErrorCode {
        /// The model called it wrongly.
        InvalidToolInput = "invalid_tool_input",
        /// It is down.
        Unavailable = "unavailable",
        /// There were too many calls in a short time.
        TooManyRequests = "too_many_requests",
        /// It took too long.
        ExecutionTimeExceeded = "execution_time_exceeded",
        /// There is no such file.
        FileNotFound = "file_not_found",
    }
}
