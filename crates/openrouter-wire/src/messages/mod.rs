//! `POST /messages`: Anthropic's Messages API, for every model.
//!
//! A [`Request`] is answered with a [`Response`] or, if it asked for a stream, with [`Event`]s,
//! of which an [`Accumulator`] makes the same reply. What goes in is named `Input…` where an
//! answer has it in another shape; [`Message::answer`] turns one into the other.
//!
//! Nothing of this was ever recorded: it follows the API description and the documentation.

mod accumulator;
mod citation;
mod code_execution;
mod content_block;
mod context_management;
mod delta;
mod document;
mod error;
mod event;
#[cfg(test)]
pub(crate) mod fixtures;
mod input_block;
mod message;
mod output_config;
mod request;
mod response;
mod stop;
mod text_editor;
mod thinking;
mod tool;
mod tool_choice;
mod tool_result;
mod tool_search;
mod upstream_tool;
mod usage;
mod web_result;

pub use accumulator::{AccumulateError, Accumulator};
pub use citation::{
    CharLocation, Citation, ContentBlockLocation, InputCharLocation, InputCitation,
    InputContentBlockLocation, InputPageLocation, PageLocation, SearchResultLocation,
    WebSearchResultLocation,
};
pub use code_execution::{
    BashCodeExecutionContent, BashCodeExecutionError, BashCodeExecutionErrorCode,
    BashCodeExecutionOutput, BashCodeExecutionOutputKind, BashCodeExecutionResult,
    BashCodeExecutionResultBlock, CodeExecutionContent, CodeExecutionError, CodeExecutionOutput,
    CodeExecutionOutputKind, CodeExecutionResult, CodeExecutionResultBlock,
    EncryptedCodeExecutionResult, ServerToolErrorCode,
};
pub use content_block::{
    Caller, CompactionBlock, ContainerUploadBlock, ContentBlock, OpenResultBlock,
    ServerToolUseBlock, TextBlock, ToolUseBlock,
};
pub use context_management::{
    AppliedContextManagement, AppliedEdit, ClearThinking, ClearToolInputs, ClearToolUses, Compact,
    ContextEdit, ContextManagement, ContextTrigger, InputTokens, InputTokensKind, KeepName,
    KeepRule, KeepThinking, Threshold, ToolUses, ToolUsesKind,
};
pub use delta::{
    CitationsDelta, CompactionDelta, Delta, InputJsonDelta, SignatureDelta, TextDelta,
    ThinkingDelta,
};
pub use document::{
    Base64Image, ContentSource, DocumentBlock, DocumentSource, FileSource, ImageSource, ImageType,
    InputDocument, InputImage, PdfSource, PdfType, PlainTextSource, PlainTextType, UrlSource,
};
pub use error::{ErrorBody, ErrorBodyKind, ErrorDetail, ErrorKind};
pub use event::{
    ContentBlockDelta, ContentBlockStart, ContentBlockStop, ErrorEvent, Event, MessageChange,
    MessageDelta, MessageStart, MessageStop, Ping, StartMessage,
};
pub use input_block::{
    InputBlock, InputCompaction, InputSearchResult, InputText, InputTextBlock, InputToolUse,
};
pub use message::{Content, Message, Role};
pub use output_config::{
    Effort, OutputConfig, OutputFormat, OutputFormatKind, TaskBudget, TaskBudgetKind,
};
pub use request::{Fallback, Metadata, Request};
pub use response::{Container, Response, ResponseKind, ResponseRole};
pub use stop::{RefusalCategory, StopDetails, StopDetailsKind, StopReason};
pub use text_editor::{
    TextEditorContent, TextEditorCreate, TextEditorError, TextEditorErrorCode,
    TextEditorResultBlock, TextEditorStrReplace, TextEditorView, ViewedFileType,
};
pub use thinking::{
    RedactedThinkingBlock, Thinking, ThinkingAdaptive, ThinkingBlock, ThinkingDisplay,
    ThinkingEnabled,
};
pub use tool::{CustomTool, CustomToolKind, Tool};
pub use tool_choice::{AnyTool, NamedTool, ToolChoice};
pub use tool_result::{
    ChangedTool, FoundTool, InputToolResult, InputWebPage, InputWebSearchContent,
    InputWebSearchError, InputWebSearchErrorCode, InputWebSearchResult, ToolChange, ToolResultPart,
};
pub use tool_search::{
    ToolReference, ToolReferenceKind, ToolSearchContent, ToolSearchError, ToolSearchResult,
    ToolSearchResultBlock,
};
pub use upstream_tool::{
    AdvisorTool, AdvisorToolName, AllowedCaller, BashTool, BashToolName, Bm25ToolSearch,
    Bm25ToolSearchName, RegexToolSearch, RegexToolSearchName, TextEditorTool, TextEditorToolName,
    WebSearchTool20250305, WebSearchTool20260209, WebSearchToolName,
};
pub use usage::{
    CacheCreation, DeltaUsage, Iteration, IterationKind, OutputTokensDetails, ServerToolUsage,
    ServiceTier, StartUsage, Usage,
};
pub use web_result::{
    CitationsConfig, FetchedDocument, FetchedDocumentKind, FetchedSource, WebFetchContent,
    WebFetchError, WebFetchErrorCode, WebFetchResult, WebFetchResultBlock, WebSearchContent,
    WebSearchError, WebSearchErrorCode, WebSearchErrorKind, WebSearchResult, WebSearchResultBlock,
    WebSearchResultKind,
};
