//! The instructions of a request, as a reply repeats them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    ApplyPatchCall, ApplyPatchCallOutput, CustomToolCall, CustomToolCallOutput, FunctionCall,
    FunctionCallOutput, ImageGenerationCall, InputMessage,
};

/// The instructions of a request, as a reply repeats them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Instructions {
    /// Text.
    Text(String),
    /// Items.
    Items(Vec<InstructionItem>),
    /// Another shape.
    Other(Value),
}

/// An item of instructions, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum InstructionItem {
    /// A call of a function of the application.
    #[serde(rename = "function_call")]
    FunctionCall(FunctionCall),
    /// What the function gave.
    #[serde(rename = "function_call_output")]
    FunctionCallOutput(FunctionCallOutput),
    /// A call of a tool that takes text.
    #[serde(rename = "custom_tool_call")]
    CustomToolCall(CustomToolCall),
    /// What that tool gave.
    #[serde(rename = "custom_tool_call_output")]
    CustomToolCallOutput(CustomToolCallOutput),
    /// An image that the upstream made.
    #[serde(rename = "image_generation_call")]
    ImageGenerationCall(ImageGenerationCall),
    /// A patch that the application is to apply.
    #[serde(rename = "apply_patch_call")]
    ApplyPatchCall(ApplyPatchCall),
    /// What became of the patch.
    #[serde(rename = "apply_patch_call_output")]
    ApplyPatchCallOutput(ApplyPatchCallOutput),
    /// A message, with or without `type`.
    #[serde(untagged)]
    Message(InputMessage),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}
