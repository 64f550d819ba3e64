//! What an answer contains.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    BashCodeExecutionResultBlock, Citation, CodeExecutionResultBlock, RedactedThinkingBlock,
    TextEditorResultBlock, ThinkingBlock, ToolSearchResultBlock, WebFetchResultBlock,
    WebSearchResultBlock,
};
use crate::{DecodeError, Extra};

/// A block of an answer, told apart by `type`.
///
/// To send an answer back, make it a [`Message`](super::Message).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ContentBlock {
    /// Text.
    Text(TextBlock),
    /// What the model thought.
    Thinking(ThinkingBlock),
    /// What the model thought, readable for the upstream only.
    RedactedThinking(RedactedThinkingBlock),
    /// A call of a tool of the application.
    ToolUse(ToolUseBlock),
    /// A call of a tool that the upstream or the service runs.
    ServerToolUse(ServerToolUseBlock),
    /// What a web search gave.
    WebSearchToolResult(WebSearchResultBlock),
    /// What reading a web page gave.
    WebFetchToolResult(Box<WebFetchResultBlock>),
    /// What running code gave.
    CodeExecutionToolResult(CodeExecutionResultBlock),
    /// What running commands gave.
    BashCodeExecutionToolResult(BashCodeExecutionResultBlock),
    /// What editing a file gave.
    TextEditorCodeExecutionToolResult(TextEditorResultBlock),
    /// What a search among tools gave.
    ToolSearchToolResult(ToolSearchResultBlock),
    /// A file put into the sandbox.
    ContainerUpload(ContainerUploadBlock),
    /// A summary in place of the conversation before it.
    Compaction(CompactionBlock),
    /// What an adviser said.
    AdvisorToolResult(OpenResultBlock),
    /// What the service's shell gave.
    OpenrouterShellToolResult(OpenResultBlock),
    /// What commands in the service's sandbox gave.
    OpenrouterBashToolResult(OpenResultBlock),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

impl ContentBlock {
    /// Creates a block that is text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(TextBlock { text: text.into(), ..TextBlock::default() })
    }

    /// Returns the text, if it is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(block) => Some(&block.text),
            _ => None,
        }
    }
}

/// Text of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextBlock {
    /// The text.
    pub text: String,
    /// Where it comes from.
    pub citations: Option<Vec<Citation>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A call of a tool of the application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolUseBlock {
    /// Names the call; the result repeats it.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments: an object. In a stream they begin empty.
    ///
    /// Text where the model was cut off within them: see [`parse`](Self::parse).
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub input: Value,
    /// Who calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ToolUseBlock {
    /// Reads the arguments.
    ///
    /// # Errors
    ///
    /// A [`DecodeError`] if they do not have the shape of `T`. Arguments that were cut off have
    /// none but that of a string.
    pub fn parse<'a, T: Deserialize<'a>>(&'a self) -> Result<T, DecodeError> {
        T::deserialize(&self.input).map_err(|error| DecodeError::new(&error))
    }
}

/// A call of a tool that the upstream or the service runs. Its result follows in the same answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerToolUseBlock {
    /// Names the call; the result repeats it.
    pub id: String,
    /// The tool, such as `web_search`.
    pub name: String,
    /// The arguments. In a stream they begin empty.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub input: Value,
    /// Who calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Who calls a tool, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", deny_unknown_fields)]
pub enum Caller {
    /// The model.
    #[serde(rename = "direct")]
    Direct {},
    /// Code that the model had run.
    #[serde(rename = "code_execution_20250825")]
    CodeExecution20250825 {
        /// The call of the code.
        tool_id: String,
    },
    /// Code that the model had run, in a later version.
    #[serde(rename = "code_execution_20260120")]
    CodeExecution20260120 {
        /// The call of the code.
        tool_id: String,
    },
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A file put into the sandbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContainerUploadBlock {
    /// The file.
    pub file_id: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A summary in place of the conversation before it. It is sent back as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompactionBlock {
    /// The summary; none if it could not be made.
    pub content: Option<String>,
    /// The same, readable for the upstream only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encrypted_content: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a tool gave, in its own terms. It is sent back as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenResultBlock {
    /// The call that it answers.
    pub tool_use_id: String,
    /// What it gave.
    pub content: Map<String, Value>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
