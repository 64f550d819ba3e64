//! Tools that the service runs.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::{CacheControl, ReasoningEffort, Tool, ToolEngine};
use crate::Extra;

/// A tool that the service runs, with its settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerTool<P> {
    /// The settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<P>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl<P> ServerTool<P> {
    /// Creates a tool with settings.
    pub fn new(parameters: P) -> Self {
        Self { parameters: Some(parameters), extra: Extra::default() }
    }
}

/// A tool with its default settings.
impl<P> Default for ServerTool<P> {
    fn default() -> Self {
        Self { parameters: None, extra: Extra::default() }
    }
}

/// Settings of `openrouter:web_fetch`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebFetchParameters {
    /// Who fetches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<ToolEngine>,
    /// Only these domains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_domains: Option<Vec<String>>,
    /// Not these domains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked_domains: Option<Vec<String>>,
    /// How much of a page is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_content_tokens: Option<u64>,
    /// How often it may run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u64>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Settings of `openrouter:datetime`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatetimeParameters {
    /// An IANA time zone; UTC if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Settings of `openrouter:image_generation`. Further ones go to the upstream: put them in
/// `extra`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageGenerationParameters {
    /// The model that makes the images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Settings of `openrouter:advisor`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdvisorParameters {
    /// Tells several advisors apart; 1 to 64 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The model that advises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Its instructions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// Whether it sees the conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forward_transcript: Option<bool>,
    /// How many tokens its answer may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_completion_tokens: Option<u64>,
    /// How much it thinks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<ThinkingBudget>,
    /// Its temperature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<Number>,
    /// Whether its answer is streamed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Settings of `openrouter:subagent`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubagentParameters {
    /// Tells several subagents apart; 1 to 64 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The model that works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Its instructions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// Its tools; only those that the service runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<Tool>>,
    /// Whether it has the application's functions; only in `/responses`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inherit_functions: Option<bool>,
    /// Which of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inherited_function_names: Option<Vec<String>>,
    /// How often it may use tools, 1 to 25.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tool_calls: Option<u64>,
    /// How many tokens its answer may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_completion_tokens: Option<u64>,
    /// How much it thinks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<ThinkingBudget>,
    /// Its temperature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<Number>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Settings of `openrouter:fusion`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FusionParameters {
    /// The models to ask, 1 to 8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub analysis_models: Option<Vec<String>>,
    /// The model that joins the answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Their tools, at most 8; only those that the service runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<Tool>>,
    /// How often they may use tools, 1 to 16.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tool_calls: Option<u64>,
    /// How many tokens an answer may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_completion_tokens: Option<u64>,
    /// How much they think.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<ThinkingBudget>,
    /// Their temperature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<Number>,
    /// How their prompts are cached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Settings of `openrouter:bash`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BashParameters {
    /// Who runs it: `auto`, `native` or `openrouter`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<ToolEngine>,
    /// The sandbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<Sandbox>,
    /// After how much idle time the sandbox stops.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sleep_after_seconds: Option<u64>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A sandbox, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Sandbox {
    /// A new one, or that of the conversation.
    ContainerAuto {},
    /// A certain one.
    ContainerReference {
        /// Which.
        container_id: String,
    },
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// Settings of `openrouter:files`. There are none so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesParameters {
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Settings of `openrouter:experimental__search_models`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchModelsParameters {
    /// How many models are found; 5 if left out, at most 20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<u64>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How much a model behind a tool thinks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThinkingBudget {
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effort: Option<ReasoningEffort>,
    /// In tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u64>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
