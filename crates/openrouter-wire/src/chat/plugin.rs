//! Plugins.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::{Tool, ToolEngine, UserLocation, WebSearchMode};
use crate::{Extra, open_enum::open_enum};

/// A plugin and its settings, told apart by `id`.
///
/// What the request says wins over what the account says, unless the account forbids it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "id", rename_all = "kebab-case")]
#[expect(clippy::large_enum_variant, reason = "a request has a few at the most")]
pub enum Plugin {
    /// Searches the web. Deprecated for the tool.
    Web(WebPlugin),
    /// Reads web pages.
    WebFetch(WebFetchPlugin),
    /// Reads PDFs.
    FileParser(FileParserPlugin),
    /// Repairs malformed JSON in answers that are not streamed.
    ResponseHealing(SwitchPlugin),
    /// Shortens prompts that do not fit. On by default for small models.
    ContextCompression(ContextCompressionPlugin),
    /// Settings of `openrouter/auto`.
    AutoRouter(AutoRouterPlugin),
    /// Settings of `openrouter/auto-beta`.
    AutoBetaRouter(AutoRouterPlugin),
    /// Settings of `openrouter/pareto-code`.
    ParetoRouter(ParetoRouterPlugin),
    /// Settings of `openrouter/fusion`.
    Fusion(FusionPlugin),
    /// Moderates prompts.
    Moderation(SwitchPlugin),
    /// Another id, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A plugin that can only be switched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchPlugin {
    /// Whether it is on; yes if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Settings of `web`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebPlugin {
    /// Whether it is on; yes if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Who searches; the upstream if it can, else Exa.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<ToolEngine>,
    /// How thoroughly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<WebSearchMode>,
    /// How many results; 5 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<u64>,
    /// How many searches there may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u64>,
    /// What comes before the results in the prompt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_prompt: Option<String>,
    /// Only these domains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_domains: Option<Vec<String>>,
    /// Not these domains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude_domains: Option<Vec<String>>,
    /// Where the user is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_location: Option<UserLocation>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Settings of `web-fetch`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebFetchPlugin {
    /// Whether it is on; yes if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
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

/// Settings of `file-parser`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileParserPlugin {
    /// Whether it is on; yes if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// How PDFs are read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pdf: Option<PdfOptions>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How PDFs are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PdfOptions {
    /// Who reads them; the upstream if it can, else Mistral.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<PdfEngine>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Who reads PDFs.
    pub enum PdfEngine {
        /// Mistral: reads pictures of text, at a price for each page.
        MistralOcr = "mistral-ocr",
        /// Cloudflare: free.
        CloudflareAi = "cloudflare-ai",
        /// The upstream.
        Native = "native",
        /// The older name of `cloudflare-ai`.
        PdfText = "pdf-text",
    }
}

/// Settings of `context-compression`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextCompressionPlugin {
    /// Whether it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// How: `middle-out` is the only way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Settings of the automatic routers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoRouterPlugin {
    /// Whether it is on; yes if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Only these models; `*` stands for anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_models: Option<Vec<String>>,
    /// Not these models.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excluded_models: Option<Vec<String>>,
    /// How dear the model may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_tier: Option<CostTier>,
    /// 0 to 10. Deprecated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_quality_tradeoff: Option<u64>,
    /// Whether to stay with the model of the last answer; not in the beta router.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin_model: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// How dear a model may be.
    pub enum CostTier {
        /// Cheap.
        Low = "low",
        /// In between.
        Medium = "medium",
        /// Dear.
        High = "high",
        /// Dearer.
        XHigh = "xhigh",
        /// At any price.
        Max = "max",
    }
}

/// Settings of the router that weighs price against skill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParetoRouterPlugin {
    /// Whether it is on; yes if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// The least skill, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_coding_score: Option<Number>,
    /// The highest price, in US dollars for a million tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_price: Option<Number>,
    /// Which price counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_source: Option<PriceSource>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Which price of a model counts.
    pub enum PriceSource {
        /// That of the prompt.
        Prompt = "prompt",
        /// A mean of prompt and answer.
        WeightedAvg = "weighted_avg",
    }
}

/// Settings of `fusion`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FusionPlugin {
    /// Whether it is on; yes if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// A ready-made choice: `general-high`, `general-budget` or `general-fast`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    /// The models to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub analysis_models: Option<Vec<String>>,
    /// The model that joins the answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// How often they may use tools.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tool_calls: Option<u64>,
    /// Their tools; only those that the service runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<Tool>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
