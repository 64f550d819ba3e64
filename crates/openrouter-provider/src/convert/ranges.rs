//! What the API takes: the ranges of each field, from its description and from what it was seen to
//! refuse. All that is wrong is found at once, before anything is sent.

use llm_types::{InvalidFields, ResponseFormat, Result, StandardRequest, Tool};
use openrouter_wire::chat::{Plugin, ProviderPreferences, Threshold, XSearchFilter};
use openrouter_wire::{Amount, chat as wire};
use serde_json::Number;

use crate::options::OpenRouterOptions;

/// The longest name of a function, or of a schema, in characters.
const NAME: usize = 64;

/// Checks a request with all that only OpenRouter understands of it.
pub(super) fn check(request: &StandardRequest, options: Option<&OpenRouterOptions>) -> Result<()> {
    let mut wrong = InvalidFields::new();
    neutral(request, &mut wrong);
    if let Some(options) = options {
        own(options, &mut wrong);
    }
    wrong.into_result()
}

impl OpenRouterOptions {
    /// Checks these options against what the API takes, as each request that carries them is
    /// checked before it is sent.
    ///
    /// ```
    /// use openrouter_provider::OpenRouterOptions;
    /// use openrouter_provider::llm_types::InvalidFields;
    ///
    /// let mut options = OpenRouterOptions::default().with_session("s".repeat(257));
    /// options.min_p = Some(1.5);
    /// let error = options.validate().unwrap_err();
    /// assert_eq!(
    ///     error.message(),
    ///     "min_p must be from 0 to 1, and is 1.5; session_id must have at most 256 characters"
    /// );
    /// assert_eq!(InvalidFields::of(&error).unwrap().iter().count(), 2);
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`](llm_types::ErrorKind::InvalidRequest) with all that is wrong,
    /// field by field: [`InvalidFields`].
    pub fn validate(&self) -> Result<()> {
        let mut wrong = InvalidFields::new();
        own(self, &mut wrong);
        wrong.into_result()
    }
}

fn neutral(request: &StandardRequest, wrong: &mut InvalidFields) {
    if request.messages.is_empty() {
        wrong.add("messages", "must not be empty");
    }
    at_least_one(wrong, "max_tokens", request.max_tokens);
    range(wrong, "temperature", request.temperature, 0.0, 2.0);
    range(wrong, "top_p", request.top_p, 0.0, 1.0);
    range(wrong, "frequency_penalty", request.frequency_penalty, -2.0, 2.0);
    range(wrong, "presence_penalty", request.presence_penalty, -2.0, 2.0);
    at_most(wrong, "top_logprobs", request.top_logprobs, 20);
    if request.top_logprobs.is_some() && request.logprobs != Some(true) {
        wrong.add("top_logprobs", "needs logprobs to be true");
    }
    at_least_one(wrong, "choices", request.choices);
    if request.stop.len() > 4 {
        wrong.add("stop", format!("must have at most 4 texts, and has {}", request.stop.len()));
    }
    let budget = request.reasoning.as_ref().and_then(|reasoning| reasoning.max_tokens);
    at_least_one(wrong, "reasoning.max_tokens", budget);
    for (place, tool) in request.tools.iter().enumerate() {
        if let Tool::Function(function) = tool {
            name(wrong, place, &function.name);
        }
    }
    if let Some(ResponseFormat::JsonSchema(schema)) = &request.response_format
        && (schema.name.is_empty() || schema.name.chars().count() > NAME)
    {
        wrong.add("response_format.name", "must have 1 to 64 characters");
    }
}

fn own(options: &OpenRouterOptions, wrong: &mut InvalidFields) {
    at_least_one(wrong, "max_completion_tokens", options.max_completion_tokens);
    range(wrong, "min_p", options.min_p, 0.0, 1.0);
    range(wrong, "top_a", options.top_a, 0.0, 1.0);
    range(wrong, "repetition_penalty", options.repetition_penalty, 0.0, 2.0);
    if !options.logit_bias.values().all(|bias| (-100.0..=100.0).contains(bias)) {
        wrong.add("logit_bias", "must be from -100 to 100 for each token");
    }
    if options.session_id.as_ref().is_some_and(|id| id.chars().count() > 256) {
        wrong.add("session_id", "must have at most 256 characters");
    }
    if options.metadata.len() > 16 {
        let labels = options.metadata.len();
        wrong.add("metadata", format!("must have at most 16 labels, and has {labels}"));
    }
    let fits = |(name, value): (&String, &String)| {
        name.chars().count() <= 64 && value.chars().count() <= 512
    };
    if !options.metadata.iter().all(fits) {
        wrong.add("metadata", "must have names of at most 64 characters and values of at most 512");
    }
    at_most(wrong, "max_tool_calls", options.max_tool_calls, 30);
    at_least_one(wrong, "max_tool_calls", options.max_tool_calls);
    if let Some(preferences) = &options.provider {
        upstreams(preferences, wrong);
    }
    for (place, plugin) in options.plugins.iter().enumerate() {
        self::plugin(place, plugin, wrong);
    }
    if let Some(filter) = &options.x_search_filter {
        handles(filter, wrong);
    }
    if names_a_field(options) {
        wrong.add("extra", "names a field that has a place of its own; set it there");
    }
}

fn upstreams(preferences: &ProviderPreferences, wrong: &mut InvalidFields) {
    let ProviderPreferences { only, ignore, max_price, .. } = preferences;
    let (only, ignore) =
        (only.as_deref().unwrap_or_default(), ignore.as_deref().unwrap_or_default());
    if !only.is_empty() && only.iter().all(|name| ignore.contains(name)) {
        wrong.add("provider", "ignores every upstream that it allows");
    }
    let thresholds = [
        ("provider.preferred_min_throughput", &preferences.preferred_min_throughput),
        ("provider.preferred_max_latency", &preferences.preferred_max_latency),
    ];
    for (field, threshold) in thresholds {
        let Some(threshold) = threshold else { continue };
        let numbers = match threshold {
            Threshold::Median(number) => vec![Some(number)],
            Threshold::Percentiles(of) => {
                vec![of.p50.as_ref(), of.p75.as_ref(), of.p90.as_ref(), of.p99.as_ref()]
            }
        };
        if numbers.into_iter().flatten().any(is_negative) {
            wrong.add(field, "must not be below 0");
        }
    }
    let Some(price) = max_price else { return };
    let prices = [
        ("prompt", &price.prompt),
        ("completion", &price.completion),
        ("request", &price.request),
        ("image", &price.image),
        ("audio", &price.audio),
    ];
    for (part, amount) in prices {
        if amount.as_ref().is_some_and(Amount::is_variable) {
            wrong.add(format!("provider.max_price.{part}"), "must not be below 0");
        }
    }
}

fn plugin(place: usize, plugin: &Plugin, wrong: &mut InvalidFields) {
    let field = |name: &str| format!("plugins[{place}].{name}");
    match plugin {
        Plugin::AutoRouter(router) | Plugin::AutoBetaRouter(router) => {
            at_most(wrong, field("cost_quality_tradeoff"), router.cost_quality_tradeoff, 10);
            for (name, patterns) in [
                ("allowed_models", &router.allowed_models),
                ("excluded_models", &router.excluded_models),
            ] {
                let patterns = patterns.as_deref().unwrap_or_default();
                let is_long = |pattern: &String| pattern.chars().count() > 1024;
                if patterns.len() > 1024 || patterns.iter().any(is_long) {
                    let limits = "must have at most 1024 patterns of at most 1024 characters";
                    wrong.add(field(name), limits);
                }
            }
        }
        Plugin::ParetoRouter(router) => {
            let score = router.min_coding_score.as_ref().and_then(Number::as_f64);
            range(wrong, field("min_coding_score"), score, 0.0, 1.0);
            if router.max_price.as_ref().is_some_and(is_negative) {
                wrong.add(field("max_price"), "must not be below 0");
            }
        }
        Plugin::Fusion(fusion) => {
            at_least_one(wrong, field("max_tool_calls"), fusion.max_tool_calls);
            at_most(wrong, field("max_tool_calls"), fusion.max_tool_calls, 16);
            let models = fusion.analysis_models.as_ref().map(Vec::len);
            if models.is_some_and(|count| !(1..=8).contains(&count)) {
                wrong.add(field("analysis_models"), "must name 1 to 8 models");
            }
        }
        _ => {}
    }
}

fn handles(filter: &XSearchFilter, wrong: &mut InvalidFields) {
    let lists = [
        ("allowed_x_handles", &filter.allowed_x_handles),
        ("excluded_x_handles", &filter.excluded_x_handles),
    ];
    for (name, handles) in lists {
        if handles.as_ref().is_some_and(|handles| handles.len() > 20) {
            wrong.add(format!("x_search_filter.{name}"), "must name at most 20 handles");
        }
    }
    if filter.allowed_x_handles.is_some() && filter.excluded_x_handles.is_some() {
        wrong.add("x_search_filter", "must not both allow and exclude handles");
    }
}

/// True if what the request takes for a field of its own is said once more: it would be sent twice.
fn names_a_field(options: &OpenRouterOptions) -> bool {
    if options.extra.is_empty() {
        return false;
    }
    let known = serde_json::to_vec(&options.extra)
        .ok()
        .and_then(|json| openrouter_wire::decode::<wire::Request>(&json).ok());
    known.is_none_or(|known| known.extra != options.extra)
}

fn range(
    wrong: &mut InvalidFields,
    field: impl Into<String>,
    value: Option<f64>,
    low: f64,
    high: f64,
) {
    // What is no number is in no range.
    if let Some(value) = value
        && !(low..=high).contains(&value)
    {
        wrong.add(field, format!("must be from {low} to {high}, and is {value}"));
    }
}

fn at_least_one(wrong: &mut InvalidFields, field: impl Into<String>, value: Option<u64>) {
    if value == Some(0) {
        wrong.add(field, "must be at least 1, and is 0");
    }
}

fn at_most(wrong: &mut InvalidFields, field: impl Into<String>, value: Option<u64>, most: u64) {
    if let Some(value) = value
        && value > most
    {
        wrong.add(field, format!("must be at most {most}, and is {value}"));
    }
}

/// A name that models call by. It may be the user's own words, and is not repeated.
fn name(wrong: &mut InvalidFields, place: usize, name: &str) {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if name.is_empty() || name.len() > NAME || !name.bytes().all(is_plain) {
        let form = "must have 1 to 64 letters, digits, underscores and dashes of ASCII";
        wrong.add(format!("tools[{place}].name"), form);
    }
}

fn is_negative(number: &Number) -> bool {
    number.as_f64().is_some_and(|number| number < 0.0)
}
