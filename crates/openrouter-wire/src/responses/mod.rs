//! `POST /responses`: OpenAI's Responses API, without its memory.
//!
//! A [`Request`] is answered with a [`Response`] or, if it asked for a stream, with [`Event`]s,
//! one in each SSE event; the stream has no event names and ends with `[DONE]`. The service
//! stores nothing: a conversation goes on by sending the [`OutputItem`]s of the answer back as
//! [`InputItem`]s, unchanged.
//!
//! ```
//! use openrouter_wire::{decode, responses::{InputItem, Request, Response}};
//!
//! let mut conversation = vec![InputItem::user("What is 2 + 2?")];
//! let reply: Response = decode(
//!     br#"{"output": [{"type": "function_call", "call_id": "call_1", "name": "add", "arguments": "{}"}]}"#,
//! )?;
//! let answers: Vec<_> = reply
//!     .function_calls()
//!     .map(|call| InputItem::function_output(&call.call_id, "4"))
//!     .collect();
//! conversation.extend(reply.output.into_iter().flatten().map(InputItem::from));
//! conversation.extend(answers);
//! let next = Request::new("openai/gpt-4o-mini", conversation);
//! assert_eq!(next.input.as_ref().and_then(|input| input.items()).map(<[_]>::len), Some(3));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Refusals before an answer have the shape of all others, [`error::Body`](crate::error::Body).

mod annotation;
mod bare;
mod content;
mod event;
mod failure;
mod input;
mod instructions;
mod logprobs;
mod output;
mod prompt;
mod request;
mod response;
mod server;
mod status;
mod text;
mod tool;
mod tool_choice;
mod usage;

pub use annotation::{Annotation, FileCitation, FilePath, UrlCitation};
pub use bare::Bare;
pub use content::{
    AudioData, AudioFormat, ContentPart, InputAudio, InputFile, InputImage, InputText, InputVideo,
    MessagePart, OutputPart, OutputText, ReasoningPart, ReasoningText, Refusal, SummaryPart,
    SummaryText,
};
pub use event::{
    AnalysisCompleted, AnalysisStarted, AnnotationAdded, ArgumentsDelta, ArgumentsDone, CallEvent,
    CodeDelta, CodeDone, DebugEvent, DebugInfo, DiffDelta, DiffDone, ErrorEvent, Event, InputDelta,
    InputDone, ItemEvent, Milestone, PanelCompleted, PanelDelta, PanelEvent, PanelFailed,
    PartEvent, PartialImage, ReasoningDelta, ReasoningDone, RefusalDelta, RefusalDone,
    ResponseEvent, StreamedPart, SummaryDelta, SummaryDone, SummaryPartEvent, TextDelta, TextDone,
    Timing,
};
pub use failure::{Failure, FailureCode, FailureName, IncompleteDetails, IncompleteReason};
pub use input::{
    AdditionalTools, Agent, AgentMessage, AgentPart, ApplyPatchCallOutput, Compaction,
    ContextCompaction, CustomToolCallOutput, EncryptedContent, FunctionCallOutput, Input,
    InputItem, InputMessage, ItemReference, LocalShellAction, LocalShellCall, LocalShellCallOutput,
    LocalShellKind, McpApprovalRequest, McpApprovalResponse, McpCall, McpListTools, McpListedTool,
    MessageContent, MessageRole, MessageType, Phase, ToolOutput, ToolsRole,
};
pub use instructions::{InstructionItem, Instructions};
pub use logprobs::{TokenLogprob, TopLogprob};
pub use output::{
    ApplyPatchCall, AssistantRole, CodeFile, CodeImage, CodeInterpreterCall, CodeLogs, CodeOutput,
    ComputerCall, CustomToolCall, FilePatch, FileRemoval, FileSearchCall, FindInPageAction,
    FunctionCall, ImageGenerationCall, Message, OpenPageAction, OutputItem, PatchOperation,
    ReasoningFormat, ReasoningItem, SafetyCheck, SearchAction, ShellAction, ShellCall,
    ShellCallOutput, ShellExit, ShellOutcome, ShellOutput, SubagentItem, WebSearchAction,
    WebSearchCall, WebSource, WebSourceKind,
};
pub use prompt::{PromptTemplate, PromptVariable};
pub use request::{Include, Request, Truncation};
pub use response::{Response, ResponseObject, ResponseStatus};
pub use server::{
    EditorCommand, FusionAnalysis, FusionContradiction, FusionCoverage, FusionFailure,
    FusionInsight, FusionResponse, FusionSource, FusionStance, MemoryAction, ServerAdvisor,
    ServerApplyPatch, ServerBash, ServerBrowserUse, ServerCodeInterpreter, ServerDatetime,
    ServerFileSearch, ServerFiles, ServerFusion, ServerImageGeneration, ServerMcp, ServerMemory,
    ServerSearchAction, ServerSearchKind, ServerSearchModels, ServerShell, ServerSubagent,
    ServerTextEditor, ServerToolSearch, ServerWebFetch, ServerWebSearch,
};
pub use status::{
    CodeStatus, FailableStatus, ImageStatus, ItemStatus, PatchOutcome, PatchStatus, SearchStatus,
};
pub use text::{JsonSchemaFormat, TextConfig, TextFormat};
pub use tool::{
    ApplyPatchParameters, AutoContainer, AutoContainerKind, Caller, CodeContainer,
    CodeInterpreterTool, Comparison, ComparisonFilter, CompoundFilter, ComputerTool, Conjunction,
    Connector, CustomFormat, CustomTool, DomainFilter, FileFilter, FileSearchTool, FilterEntry,
    FilterValue, FunctionTool, Grammar, GrammarSyntax, ImageBackground, ImageFormat,
    ImageGenerationTool, ImageMask, ImageModeration, ImageQuality, InputFidelity, McpAllowedTools,
    McpApproval, McpApprovalFilter, McpApprovalMode, McpTool, McpToolFilter, McpToolNames,
    MemoryLimit, NamespaceTool, NamespacedFunction, NamespacedTool, Ranker, RankingOptions,
    ScreenEnvironment, ShellParameters, Tool, ToolSearchParameters, WebSearchTool,
};
pub use tool_choice::{AllowedTools, AllowedToolsMode, NamedTool, ToolChoice};
pub use usage::{CostDetails, InputTokensDetails, OutputTokensDetails, Usage};

#[cfg(test)]
pub(crate) mod fixtures;
