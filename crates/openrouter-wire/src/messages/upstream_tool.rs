//! Tools that Anthropic's models know by heart.

use serde::{Deserialize, Serialize};

use crate::{
    Extra,
    chat::{CacheControl, UserLocation},
    open_enum::open_enum,
};

/// Runs commands; the application does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BashTool {
    /// Always `bash`.
    pub name: BashToolName,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// The name of [`BashTool`].
    #[derive(Default)]
    pub enum BashToolName {
        /// The only one.
        #[default]
        Bash = "bash",
    }
}

/// Edits files; the application does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEditorTool {
    /// Always `str_replace_editor`.
    pub name: TextEditorToolName,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// The name of [`TextEditorTool`].
    #[derive(Default)]
    pub enum TextEditorToolName {
        /// The only one.
        #[default]
        StrReplaceEditor = "str_replace_editor",
    }
}

/// Searches the web.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebSearchTool20250305 {
    /// Always `web_search`.
    pub name: WebSearchToolName,
    /// How many searches there may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u64>,
    /// Only these domains; not with `blocked_domains`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_domains: Option<Vec<String>>,
    /// Not these domains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked_domains: Option<Vec<String>>,
    /// Where the user is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_location: Option<UserLocation>,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Searches the web, also from code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebSearchTool20260209 {
    /// Always `web_search`.
    pub name: WebSearchToolName,
    /// How many searches there may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u64>,
    /// Only these domains; not with `blocked_domains`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_domains: Option<Vec<String>>,
    /// Not these domains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked_domains: Option<Vec<String>>,
    /// Where the user is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_location: Option<UserLocation>,
    /// Who may call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_callers: Option<Vec<AllowedCaller>>,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// The name of [`WebSearchTool20250305`] and [`WebSearchTool20260209`].
    #[derive(Default)]
    pub enum WebSearchToolName {
        /// The only one.
        #[default]
        WebSearch = "web_search",
    }
}

/// Asks another model for advice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdvisorTool {
    /// Always `advisor`.
    pub name: AdvisorToolName,
    /// The model that advises.
    pub model: String,
    /// How often it may be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u64>,
    /// How its prompt is cached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caching: Option<CacheControl>,
    /// Whether the model learns of it only once a search finds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defer_loading: Option<bool>,
    /// Who may call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_callers: Option<Vec<AllowedCaller>>,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// The name of [`AdvisorTool`].
    #[derive(Default)]
    pub enum AdvisorToolName {
        /// The only one.
        #[default]
        Advisor = "advisor",
    }
}

open_enum! {
    /// Who may call a tool.
    pub enum AllowedCaller {
        /// The model.
        Direct = "direct",
        /// Code that the model had run.
        CodeExecution20250825 = "code_execution_20250825",
        /// Code that the model had run, in a later version.
        CodeExecution20260120 = "code_execution_20260120",
    }
}

/// Finds tools by words in their names and descriptions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bm25ToolSearch {
    /// Always `tool_search_tool_bm25`.
    pub name: Bm25ToolSearchName,
    /// Whether the model learns of it only once a search finds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defer_loading: Option<bool>,
    /// Whether arguments must fit the schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
    /// Who may call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_callers: Option<Vec<AllowedCaller>>,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// The name of [`Bm25ToolSearch`].
    #[derive(Default)]
    pub enum Bm25ToolSearchName {
        /// The only one.
        #[default]
        ToolSearchToolBm25 = "tool_search_tool_bm25",
    }
}

/// Finds tools by a pattern in their names and descriptions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegexToolSearch {
    /// Always `tool_search_tool_regex`.
    pub name: RegexToolSearchName,
    /// Whether the model learns of it only once a search finds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defer_loading: Option<bool>,
    /// Whether arguments must fit the schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
    /// Who may call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_callers: Option<Vec<AllowedCaller>>,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// The name of [`RegexToolSearch`].
    #[derive(Default)]
    pub enum RegexToolSearchName {
        /// The only one.
        #[default]
        ToolSearchToolRegex = "tool_search_tool_regex",
    }
}
