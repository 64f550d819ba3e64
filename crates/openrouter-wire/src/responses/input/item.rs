//! The items of a conversation.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    AdditionalTools, AgentMessage, ApplyPatchCallOutput, Compaction, ContextCompaction,
    CustomToolCallOutput, FunctionCallOutput, InputMessage, ItemReference, LocalShellCall,
    LocalShellCallOutput, McpApprovalRequest, McpApprovalResponse, McpCall, McpListTools,
    MessageContent, MessageRole, ToolOutput,
};
use crate::responses::{
    ApplyPatchCall, CodeInterpreterCall, ComputerCall, CustomToolCall, FileSearchCall,
    FunctionCall, ImageGenerationCall, ReasoningItem, ServerAdvisor, ServerApplyPatch, ServerBash,
    ServerBrowserUse, ServerCodeInterpreter, ServerDatetime, ServerFileSearch, ServerFiles,
    ServerFusion, ServerImageGeneration, ServerMcp, ServerMemory, ServerSearchModels, ServerShell,
    ServerSubagent, ServerTextEditor, ServerToolSearch, ServerWebFetch, ServerWebSearch, ShellCall,
    ShellCallOutput, WebSearchCall,
};

/// An item of a conversation, told apart by `type`.
///
/// Items of an answer become these with [`From`], as they came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum InputItem {
    /// What the model thought.
    #[serde(rename = "reasoning")]
    Reasoning(ReasoningItem),
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
    /// A patch that the application is to apply.
    #[serde(rename = "apply_patch_call")]
    ApplyPatchCall(ApplyPatchCall),
    /// What became of the patch.
    #[serde(rename = "apply_patch_call_output")]
    ApplyPatchCallOutput(ApplyPatchCallOutput),
    /// Commands to run.
    #[serde(rename = "shell_call")]
    ShellCall(ShellCall),
    /// What the commands printed.
    #[serde(rename = "shell_call_output")]
    ShellCallOutput(ShellCallOutput),
    /// A command that the application is to run.
    #[serde(rename = "local_shell_call")]
    LocalShellCall(LocalShellCall),
    /// What that command printed.
    #[serde(rename = "local_shell_call_output")]
    LocalShellCallOutput(LocalShellCallOutput),
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
    /// The tools of an MCP server.
    #[serde(rename = "mcp_list_tools")]
    McpListTools(McpListTools),
    /// A tool of an MCP server that needs a permission.
    #[serde(rename = "mcp_approval_request")]
    McpApprovalRequest(McpApprovalRequest),
    /// The permission, or its refusal.
    #[serde(rename = "mcp_approval_response")]
    McpApprovalResponse(McpApprovalResponse),
    /// A call of a tool of an MCP server.
    #[serde(rename = "mcp_call")]
    McpCall(McpCall),
    /// What stands for an earlier part of the conversation.
    #[serde(rename = "compaction")]
    Compaction(Compaction),
    /// The mark of a place where the conversation was shortened.
    #[serde(rename = "context_compaction")]
    ContextCompaction(ContextCompaction),
    /// An item of an earlier answer, by its id.
    #[serde(rename = "item_reference")]
    ItemReference(ItemReference),
    /// Tools that the model has from here on.
    #[serde(rename = "additional_tools")]
    AdditionalTools(AdditionalTools),
    /// A message from one agent to another.
    #[serde(rename = "agent_message")]
    AgentMessage(AgentMessage),
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
    /// A message, with or without `type`.
    #[serde(untagged)]
    Message(InputMessage),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

impl InputItem {
    /// Creates a message of the user.
    pub fn user(content: impl Into<MessageContent>) -> Self {
        Self::Message(InputMessage::new(MessageRole::User, content))
    }

    /// Creates a message with instructions.
    pub fn system(content: impl Into<MessageContent>) -> Self {
        Self::Message(InputMessage::new(MessageRole::System, content))
    }

    /// Creates a message of the model.
    pub fn assistant(content: impl Into<MessageContent>) -> Self {
        Self::Message(InputMessage::new(MessageRole::Assistant, content))
    }

    /// Creates what a function gave, for the call with this id.
    pub fn function_output(call_id: impl Into<String>, output: impl Into<ToolOutput>) -> Self {
        Self::FunctionCallOutput(FunctionCallOutput::new(call_id, output))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::responses::MessageType;

    #[track_caller]
    fn item(json: &Value) -> InputItem {
        let item: InputItem = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(&serde_json::to_value(&item).unwrap(), json);
        item
    }

    #[test]
    fn a_message_needs_no_type() {
        assert_eq!(item(&json!({"role": "user", "content": "Hello"})), InputItem::user("Hello"));
        let InputItem::Message(message) =
            item(&json!({"type": "message", "role": "developer", "content": []}))
        else {
            panic!("a message")
        };
        assert_eq!(message.kind, Some(MessageType::Message));
        assert_eq!(message.role, MessageRole::Developer);
    }

    #[test]
    fn an_item_of_another_shape_is_kept() {
        for json in [
            json!({"type": "dream", "role": "user", "content": "sheep"}),
            json!({"type": "function_call", "name": "f"}),
            json!({"type": "message", "role": "user", "content": 7}),
            json!({"content": "no role"}),
            json!("bare"),
        ] {
            assert_eq!(item(&json), InputItem::Other(json));
        }
    }

    #[test]
    fn a_function_answers_its_call() {
        assert_eq!(
            serde_json::to_value(InputItem::function_output("call_1", "4")).unwrap(),
            json!({"type": "function_call_output", "call_id": "call_1", "output": "4"})
        );
    }
}
