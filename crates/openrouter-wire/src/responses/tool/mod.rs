//! Tools.

mod code_interpreter;
mod computer;
mod file_search;
mod function;
mod image_generation;
mod mcp;
mod parameters;
mod web_search;

pub use code_interpreter::{
    AutoContainer, AutoContainerKind, CodeContainer, CodeInterpreterTool, MemoryLimit,
};
pub use computer::{ComputerTool, ScreenEnvironment};
pub use file_search::{
    Comparison, ComparisonFilter, CompoundFilter, Conjunction, FileFilter, FileSearchTool,
    FilterEntry, FilterValue, Ranker, RankingOptions,
};
pub use function::{
    Caller, CustomFormat, CustomTool, FunctionTool, Grammar, GrammarSyntax, NamespaceTool,
    NamespacedFunction, NamespacedTool,
};
pub use image_generation::{
    ImageBackground, ImageFormat, ImageGenerationTool, ImageMask, ImageModeration, ImageQuality,
    InputFidelity,
};
pub use mcp::{
    Connector, McpAllowedTools, McpApproval, McpApprovalFilter, McpApprovalMode, McpTool,
    McpToolFilter, McpToolNames,
};
pub use parameters::{ApplyPatchParameters, ShellParameters, ToolSearchParameters};
pub use web_search::{DomainFilter, WebSearchTool};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    chat::{
        AdvisorParameters, BashParameters, DatetimeParameters, FilesParameters, FusionParameters,
        ImageGenerationParameters, SearchModelsParameters, ServerTool, SubagentParameters,
        WebFetchParameters, WebSearchParameters,
    },
    responses::Bare,
};

/// A tool, told apart by `type`.
///
/// Functions and custom tools are run by the application, `openrouter:…` tools by the service, the
/// others by the upstream or by the application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Tool {
    /// A function of the application.
    #[serde(rename = "function")]
    Function(FunctionTool),
    /// A tool of the application that takes text.
    #[serde(rename = "custom")]
    Custom(CustomTool),
    /// A group of such tools.
    #[serde(rename = "namespace")]
    Namespace(NamespaceTool),
    /// Searches the web.
    #[serde(rename = "web_search")]
    WebSearch(WebSearchTool),
    /// Searches the web, by a dated name.
    #[serde(rename = "web_search_2025_08_26")]
    WebSearch20250826(WebSearchTool),
    /// Searches the web, by an older name.
    #[serde(rename = "web_search_preview")]
    WebSearchPreview(WebSearchTool),
    /// Searches the web, by an older dated name.
    #[serde(rename = "web_search_preview_2025_03_11")]
    WebSearchPreview20250311(WebSearchTool),
    /// Searches files.
    #[serde(rename = "file_search")]
    FileSearch(FileSearchTool),
    /// Uses a screen.
    #[serde(rename = "computer_use_preview")]
    ComputerUsePreview(ComputerTool),
    /// Runs code.
    #[serde(rename = "code_interpreter")]
    CodeInterpreter(CodeInterpreterTool),
    /// The tools of an MCP server.
    #[serde(rename = "mcp")]
    Mcp(McpTool),
    /// Makes images.
    #[serde(rename = "image_generation")]
    ImageGeneration(ImageGenerationTool),
    /// Runs commands at the application.
    #[serde(rename = "local_shell")]
    LocalShell(Bare),
    /// Runs commands.
    #[serde(rename = "shell")]
    Shell(Bare),
    /// Changes files at the application.
    #[serde(rename = "apply_patch")]
    ApplyPatch(Bare),
    /// Asks another model for advice.
    #[serde(rename = "openrouter:advisor")]
    ServerAdvisor(ServerTool<AdvisorParameters>),
    /// Hands a task to another model.
    #[serde(rename = "openrouter:subagent")]
    ServerSubagent(ServerTool<SubagentParameters>),
    /// Tells the time.
    #[serde(rename = "openrouter:datetime")]
    ServerDatetime(ServerTool<DatetimeParameters>),
    /// Works on files of the workspace.
    #[serde(rename = "openrouter:files")]
    ServerFiles(ServerTool<FilesParameters>),
    /// Asks several models and compares their answers.
    #[serde(rename = "openrouter:fusion")]
    ServerFusion(ServerTool<FusionParameters>),
    /// Makes images.
    #[serde(rename = "openrouter:image_generation")]
    ServerImageGeneration(ServerTool<ImageGenerationParameters>),
    /// Searches the catalogue of models.
    #[serde(rename = "openrouter:experimental__search_models")]
    ServerSearchModels(ServerTool<SearchModelsParameters>),
    /// Reads a web page.
    #[serde(rename = "openrouter:web_fetch")]
    ServerWebFetch(ServerTool<WebFetchParameters>),
    /// Searches the web.
    #[serde(rename = "openrouter:web_search")]
    ServerWebSearch(ServerTool<WebSearchParameters>),
    /// Checks patches, which the application is to apply.
    #[serde(rename = "openrouter:apply_patch")]
    ServerApplyPatch(ServerTool<ApplyPatchParameters>),
    /// Runs commands in a sandbox.
    #[serde(rename = "openrouter:bash")]
    ServerBash(ServerTool<BashParameters>),
    /// Runs commands in a sandbox, as OpenAI's tool does.
    #[serde(rename = "openrouter:shell")]
    ServerShell(ServerTool<ShellParameters>),
    /// Finds tools whose loading is deferred.
    #[serde(rename = "openrouter:tool_search")]
    ServerToolSearch(ServerTool<ToolSearchParameters>),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

impl Tool {
    /// Creates a function of the application, from a JSON Schema of its arguments.
    pub fn function(name: impl Into<String>, parameters: Map<String, Value>) -> Self {
        let parameters = Some(parameters);
        Self::Function(FunctionTool { name: name.into(), parameters, ..FunctionTool::default() })
    }
}
