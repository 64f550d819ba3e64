//! The items of an answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    ApplyPatchCall, CodeInterpreterCall, ComputerCall, CustomToolCall, FileSearchCall,
    FunctionCall, ImageGenerationCall, Message, ReasoningItem, ShellCall, ShellCallOutput,
    WebSearchCall,
};
use crate::responses::{
    ServerAdvisor, ServerApplyPatch, ServerBash, ServerBrowserUse, ServerCodeInterpreter,
    ServerDatetime, ServerFileSearch, ServerFiles, ServerFusion, ServerImageGeneration, ServerMcp,
    ServerMemory, ServerSearchModels, ServerShell, ServerSubagent, ServerTextEditor,
    ServerToolSearch, ServerWebFetch, ServerWebSearch,
};

/// An item of an answer, told apart by `type`.
///
/// Their order is that of the upstream: what the model thought may come after what it said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum OutputItem {
    /// What the model said.
    #[serde(rename = "message")]
    Message(Message),
    /// What the model thought.
    #[serde(rename = "reasoning")]
    Reasoning(ReasoningItem),
    /// A call of a function of the application.
    #[serde(rename = "function_call")]
    FunctionCall(FunctionCall),
    /// A call of a tool that takes text.
    #[serde(rename = "custom_tool_call")]
    CustomToolCall(CustomToolCall),
    /// A web search by the upstream.
    #[serde(rename = "web_search_call")]
    WebSearchCall(WebSearchCall),
    /// A file search by the upstream.
    #[serde(rename = "file_search_call")]
    FileSearchCall(FileSearchCall),
    /// An image that the upstream made.
    #[serde(rename = "image_generation_call")]
    ImageGenerationCall(ImageGenerationCall),
    /// Code that the upstream ran.
    #[serde(rename = "code_interpreter_call")]
    CodeInterpreterCall(CodeInterpreterCall),
    /// Something to do on a screen.
    #[serde(rename = "computer_call")]
    ComputerCall(ComputerCall),
    /// A patch that the application is to apply.
    #[serde(rename = "apply_patch_call")]
    ApplyPatchCall(ApplyPatchCall),
    /// Commands to run.
    #[serde(rename = "shell_call")]
    ShellCall(ShellCall),
    /// What the commands printed.
    #[serde(rename = "shell_call_output")]
    ShellCallOutput(ShellCallOutput),
    /// The service told the time.
    #[serde(rename = "openrouter:datetime")]
    ServerDatetime(ServerDatetime),
    /// The service searched the web.
    #[serde(rename = "openrouter:web_search")]
    ServerWebSearch(ServerWebSearch),
    /// The service read a web page.
    #[serde(rename = "openrouter:web_fetch")]
    ServerWebFetch(ServerWebFetch),
    /// The service ran code.
    #[serde(rename = "openrouter:code_interpreter")]
    ServerCodeInterpreter(ServerCodeInterpreter),
    /// The service searched files.
    #[serde(rename = "openrouter:file_search")]
    ServerFileSearch(ServerFileSearch),
    /// The service had an image made.
    #[serde(rename = "openrouter:image_generation")]
    ServerImageGeneration(ServerImageGeneration),
    /// The service used a browser.
    #[serde(rename = "openrouter:browser_use")]
    ServerBrowserUse(ServerBrowserUse),
    /// The service ran a command.
    #[serde(rename = "openrouter:bash")]
    ServerBash(ServerBash),
    /// The service ran commands.
    #[serde(rename = "openrouter:shell")]
    ServerShell(ServerShell),
    /// The service edited a text.
    #[serde(rename = "openrouter:text_editor")]
    ServerTextEditor(ServerTextEditor),
    /// The service checked a patch, which the application is to apply.
    #[serde(rename = "openrouter:apply_patch")]
    ServerApplyPatch(ServerApplyPatch),
    /// The service searched for tools.
    #[serde(rename = "openrouter:tool_search")]
    ServerToolSearch(ServerToolSearch),
    /// The service used its memory.
    #[serde(rename = "openrouter:memory")]
    ServerMemory(ServerMemory),
    /// The service called a tool of an MCP server.
    #[serde(rename = "openrouter:mcp")]
    ServerMcp(ServerMcp),
    /// The service searched its catalogue of models.
    #[serde(rename = "openrouter:experimental__search_models")]
    ServerSearchModels(ServerSearchModels),
    /// The service asked several models.
    #[serde(rename = "openrouter:fusion")]
    ServerFusion(ServerFusion),
    /// The service asked another model for advice.
    #[serde(rename = "openrouter:advisor")]
    ServerAdvisor(ServerAdvisor),
    /// The service handed a task to another model.
    #[serde(rename = "openrouter:subagent")]
    ServerSubagent(ServerSubagent),
    /// The service worked on files of the workspace.
    #[serde(rename = "openrouter:files")]
    ServerFiles(ServerFiles),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}
