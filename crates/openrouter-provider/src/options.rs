//! [`OpenRouterOptions`]: what only OpenRouter understands.

use std::collections::BTreeMap;
use std::time::Duration;

use llm_types::{Extension, ModelId};
use openrouter_wire::chat::{
    AudioOptions, CacheControl, DebugOptions, Plugin, Prediction, PromptCacheOptions,
    ProviderPreferences, ReasoningContext, ReasoningMode, Route, ServiceTier, Speed, StopCondition,
    StreamOptions, Trace, UsageOptions, Verbosity, WebSearchOptions, XSearchFilter,
};
use openrouter_wire::{Extra, Modality, response_cache};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Attribution;

/// What only OpenRouter understands of a request. Other providers ignore it.
///
/// Every field of the API that [`StandardRequest`](llm_types::StandardRequest) has no word for has
/// its place here, in the types of [`openrouter_wire`]; `None` leaves it unsaid.
///
/// ```
/// use llm_types::StandardRequest;
/// use openrouter_provider::OpenRouterOptions;
///
/// let options = OpenRouterOptions::default()
///     .with_fallback_model("anthropic/claude-sonnet-4.6")
///     .with_session("conversation-7");
/// let request = StandardRequest::prompt("Hi").with_extension(options);
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OpenRouterOptions {
    /// Models that the service falls back to, in order. One attempt covers them all, and none of
    /// the [provider's own](crate::OpenRouterBuilder::models) takes part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<ModelId>,
    /// Asks the free variants of the models that are named, and no others: see
    /// [`free_variant`](crate::free_variant). It is not sent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub free_only: bool,
    /// Asks the next of the provider's models what one of them refuses for its content: see
    /// [`rotate_on_refusal`](crate::OpenRouterBuilder::rotate_on_refusal). It is not sent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub rotate_on_refusal: bool,
    /// Takes a shorter answer where the account cannot afford this one, but none of fewer tokens
    /// than these: see
    /// [`shorten_to_afford`](crate::OpenRouterBuilder::shorten_to_afford). It is not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shorten_to_afford: Option<u64>,
    /// Begins a second attempt beside one that keeps its caller waiting for so long: see
    /// [`hedge_after`](crate::OpenRouterBuilder::hedge_after). `Duration::MAX` never does. It is
    /// not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hedge_after: Option<Duration>,
    /// Which application asks, for this request; what it leaves unsaid is said by the
    /// [provider's](crate::OpenRouterBuilder::attribution).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Attribution>,
    /// Which upstreams to use, and how to choose among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderPreferences>,
    /// Plugins, with their settings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plugins: Vec<Plugin>,
    /// A preset's slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    /// Deprecated name of the partition of `provider.sort`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    /// `middle-out` shortens long prompts; now a plugin.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transforms: Vec<String>,
    /// The newer name of `max_tokens`; sent beside it where both are set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_completion_tokens: Option<u64>,
    /// 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_p: Option<f64>,
    /// 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_a: Option<f64>,
    /// 0 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repetition_penalty: Option<f64>,
    /// Bias by token id, -100 to 100.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub logit_bias: BTreeMap<String, f64>,
    /// Which earlier thinking the model sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_context: Option<ReasoningContext>,
    /// How the model thinks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_mode: Option<ReasoningMode>,
    /// Legacy: whether to return the thinking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_reasoning: Option<bool>,
    /// How long the answer is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verbosity: Option<Verbosity>,
    /// What the answer is made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modalities: Vec<Modality>,
    /// Settings of the upstream for images.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub image_config: BTreeMap<String, Value>,
    /// How spoken answers sound; they come on streams only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<AudioOptions>,
    /// Text that much of the answer is expected to repeat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prediction: Option<Prediction>,
    /// Caches the whole prompt, where the upstream asks for a mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Brings calls with the same prefix to the same cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_cache_key: Option<String>,
    /// How the prompt is cached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_cache_options: Option<PromptCacheOptions>,
    /// The upstream's class of service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_tier: Option<ServiceTier>,
    /// Anthropic's name of a class of service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speed: Option<Speed>,
    /// Keeps calls at one upstream and groups them in logs; at most 256 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// Labels: at most 16, names of at most 64 and values of at most 512 characters.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    /// Where the call belongs in a trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<Trace>,
    /// Settings of a model's own web search.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web_search_options: Option<WebSearchOptions>,
    /// Settings of a model's own search of X.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x_search_filter: Option<XSearchFilter>,
    /// How often the service may run its tools, at most 30.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tool_calls: Option<u64>,
    /// When the service stops running its tools; overrides `max_tool_calls`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stop_server_tools_when: Vec<StopCondition>,
    /// Says that structured outputs are wanted, for routing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub structured_outputs: Option<bool>,
    /// Whether the answer may come from the service's cache, and is kept there;
    /// [`OpenRouterOutcome::cache`](crate::OpenRouterOutcome::cache) tells if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_cache: Option<response_cache::Request>,
    /// Asks how the call was routed:
    /// [`OpenRouterOutcome::router`](crate::OpenRouterOutcome::router).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub router_metadata: Option<bool>,
    /// Features that Anthropic is trying out, passed on to it: `interleaved-thinking-2025-05-14`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub anthropic_beta: Vec<String>,
    /// Adds debugging chunks to a stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debug: Option<DebugOptions>,
    /// Deprecated: usage always comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream_options: Option<StreamOptions>,
    /// Deprecated: usage always comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<UsageOptions>,
    /// Fields that this version does not know, sent as they are.
    #[serde(skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

impl Extension for OpenRouterOptions {
    const NAMESPACE: &'static str = "openrouter.options";
}

impl OpenRouterOptions {
    /// With one more model to fall back to.
    #[must_use]
    pub fn with_fallback_model(mut self, model: impl Into<ModelId>) -> Self {
        self.models.push(model.into());
        self
    }

    /// With free variants only.
    #[must_use]
    pub const fn with_free_only(mut self) -> Self {
        self.free_only = true;
        self
    }

    /// With the next model where one refuses what is asked for its content.
    #[must_use]
    pub const fn with_rotate_on_refusal(mut self) -> Self {
        self.rotate_on_refusal = true;
        self
    }

    /// With a shorter answer where the account cannot afford this one, but none of fewer tokens.
    #[must_use]
    pub const fn with_shorten_to_afford(mut self, min_tokens: u64) -> Self {
        self.shorten_to_afford = Some(min_tokens);
        self
    }

    /// With a second attempt beside one that has given no content after so long.
    #[must_use]
    pub const fn with_hedge_after(mut self, wait: Duration) -> Self {
        self.hedge_after = Some(wait);
        self
    }

    /// With preferences among upstreams.
    #[must_use]
    pub fn with_provider(mut self, preferences: ProviderPreferences) -> Self {
        self.provider = Some(preferences);
        self
    }

    /// With one more plugin.
    #[must_use]
    pub fn with_plugin(mut self, plugin: Plugin) -> Self {
        self.plugins.push(plugin);
        self
    }

    /// As part of a conversation: calls of one session stay at one upstream, where its cache is.
    #[must_use]
    pub fn with_session(mut self, session: impl Into<String>) -> Self {
        self.session_id = Some(session.into());
        self
    }

    /// With an answer from the cache, if there is one, and kept there, if not.
    #[must_use]
    pub fn with_response_cache(mut self, cache: response_cache::Request) -> Self {
        self.response_cache = Some(cache);
        self
    }

    /// With an account of how the call was routed.
    #[must_use]
    pub const fn with_router_metadata(mut self) -> Self {
        self.router_metadata = Some(true);
        self
    }

    /// With a label.
    #[must_use]
    pub fn with_metadata(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.insert(name.into(), value.into());
        self
    }
}
