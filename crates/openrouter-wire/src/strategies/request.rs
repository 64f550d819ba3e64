//! Requests.

use proptest::{collection, prelude::*};

use super::{
    maybe,
    message::{cache_control, content, message},
    plugin::plugin,
    routing::provider_preferences,
    scalar::{extra, json, name, number, text, texts, unknown},
    tool::{tool, tool_choice, user_location},
};
use crate::{
    Modality,
    chat::{
        AudioOptions, DebugOptions, JsonSchema, Prediction, PredictionKind, PromptCacheMode,
        PromptCacheOptions, Reasoning, ReasoningContext, ReasoningEffort, ReasoningMode,
        ReasoningSummary, Request, ResponseFormat, Route, SearchContextSize, ServiceTier, Speed,
        Stop, StopCondition, StreamOptions, Trace, UsageOptions, Verbosity, WebSearchOptions,
        XSearchFilter,
    },
};

/// Makes a request.
pub fn request() -> BoxedStrategy<Request> {
    let bare = (collection::vec(message(), 0..3), extra()).prop_map(|(messages, extra)| Request {
        messages,
        extra,
        ..Request::default()
    });
    with_context(with_routing(with_tools(with_sampling(with_answer(bare.boxed())))))
}

/// Adds what is asked, and how long the answer is.
fn with_answer(request: BoxedStrategy<Request>) -> BoxedStrategy<Request> {
    let fields = (
        maybe(text()),
        maybe(texts()),
        maybe(text()),
        maybe(any::<bool>()),
        maybe(stream_options()),
        maybe(usage_options()),
        maybe(any::<u64>()),
        maybe(any::<u64>()),
        maybe(any::<u64>()),
        maybe(stop()),
    );
    (request, fields.boxed())
        .prop_map(|(request, fields)| Request {
            model: fields.0,
            models: fields.1,
            prompt: fields.2,
            stream: fields.3,
            stream_options: fields.4,
            usage: fields.5,
            max_tokens: fields.6,
            max_completion_tokens: fields.7,
            n: fields.8,
            stop: fields.9,
            ..request
        })
        .boxed()
}

/// Adds how tokens are drawn.
fn with_sampling(request: BoxedStrategy<Request>) -> BoxedStrategy<Request> {
    let fields = (
        maybe(number()),
        maybe(number()),
        maybe(any::<u64>()),
        maybe(number()),
        maybe(number()),
        maybe(number()),
        maybe(number()),
        maybe(number()),
        maybe(any::<i64>()),
        maybe(collection::btree_map(text(), number(), 0..3)),
        maybe(any::<bool>()),
        maybe(any::<u64>()),
    );
    (request, fields.boxed())
        .prop_map(|(request, fields)| Request {
            temperature: fields.0,
            top_p: fields.1,
            top_k: fields.2,
            min_p: fields.3,
            top_a: fields.4,
            frequency_penalty: fields.5,
            presence_penalty: fields.6,
            repetition_penalty: fields.7,
            seed: fields.8,
            logit_bias: fields.9,
            logprobs: fields.10,
            top_logprobs: fields.11,
            ..request
        })
        .boxed()
}

/// Adds tools and forms.
fn with_tools(request: BoxedStrategy<Request>) -> BoxedStrategy<Request> {
    let fields = (
        maybe(collection::vec(tool(), 0..3)),
        maybe(tool_choice()),
        maybe(any::<bool>()),
        maybe(response_format()),
        maybe(any::<bool>()),
        maybe(collection::vec(plugin(), 0..3)),
        maybe(any::<u64>()),
        maybe(collection::vec(stop_condition(), 0..3)),
        maybe(web_search_options()),
        maybe(x_search_filter()),
    );
    (request, fields.boxed())
        .prop_map(|(request, fields)| Request {
            tools: fields.0,
            tool_choice: fields.1,
            parallel_tool_calls: fields.2,
            response_format: fields.3,
            structured_outputs: fields.4,
            plugins: fields.5,
            max_tool_calls: fields.6,
            stop_server_tools_when: fields.7,
            web_search_options: fields.8,
            x_search_filter: fields.9,
            ..request
        })
        .boxed()
}

/// Adds upstreams, thinking and kinds of output.
fn with_routing(request: BoxedStrategy<Request>) -> BoxedStrategy<Request> {
    let fields = (
        maybe(provider_preferences()),
        maybe(name(Route::NAMES)),
        maybe(reasoning()),
        maybe(name(ReasoningEffort::NAMES)),
        maybe(any::<bool>()),
        maybe(name(Verbosity::NAMES)),
        maybe(collection::vec(name(Modality::NAMES), 0..3)),
        maybe(collection::btree_map(text(), json(), 0..3)),
        maybe(audio_options()),
        maybe(prediction()),
    );
    (request, fields.boxed())
        .prop_map(|(request, fields)| Request {
            provider: fields.0,
            route: fields.1,
            reasoning: fields.2,
            reasoning_effort: fields.3,
            include_reasoning: fields.4,
            verbosity: fields.5,
            modalities: fields.6,
            image_config: fields.7,
            audio: fields.8,
            prediction: fields.9,
            ..request
        })
        .boxed()
}

/// Adds caches, classes of service and labels.
fn with_context(request: BoxedStrategy<Request>) -> BoxedStrategy<Request> {
    let fields = (
        maybe(cache_control()),
        maybe(text()),
        maybe(prompt_cache_options()),
        maybe(name(ServiceTier::NAMES)),
        maybe(name(Speed::NAMES)),
        maybe(text()),
        maybe(text()),
        maybe(collection::btree_map(text(), text(), 0..3)),
        maybe(trace()),
        maybe(text()),
        maybe(texts()),
        maybe(debug_options()),
    );
    (request, fields.boxed())
        .prop_map(|(request, fields)| Request {
            cache_control: fields.0,
            prompt_cache_key: fields.1,
            prompt_cache_options: fields.2,
            service_tier: fields.3,
            speed: fields.4,
            user: fields.5,
            session_id: fields.6,
            metadata: fields.7,
            trace: fields.8,
            preset: fields.9,
            transforms: fields.10,
            debug: fields.11,
            ..request
        })
        .boxed()
}

fn stream_options() -> impl Strategy<Value = StreamOptions> {
    (maybe(any::<bool>()), extra())
        .prop_map(|(include_usage, extra)| StreamOptions { include_usage, extra })
}

fn usage_options() -> impl Strategy<Value = UsageOptions> {
    (maybe(any::<bool>()), extra()).prop_map(|(include, extra)| UsageOptions { include, extra })
}

fn debug_options() -> impl Strategy<Value = DebugOptions> {
    (maybe(any::<bool>()), extra())
        .prop_map(|(echo_upstream_body, extra)| DebugOptions { echo_upstream_body, extra })
}

fn audio_options() -> impl Strategy<Value = AudioOptions> {
    (maybe(text()), maybe(text()), extra()).prop_map(|(voice, format, extra)| AudioOptions {
        voice,
        format,
        extra,
    })
}

fn stop() -> impl Strategy<Value = Stop> {
    prop_oneof![text().prop_map(Stop::One), texts().prop_map(Stop::Many)]
}

fn stop_condition() -> impl Strategy<Value = StopCondition> {
    prop_oneof![
        any::<u64>().prop_map(|step_count| StopCondition::StepCountIs { step_count }),
        text().prop_map(|tool_name| StopCondition::HasToolCall { tool_name }),
        any::<u64>().prop_map(|max_tokens| StopCondition::MaxTokensUsed { max_tokens }),
        number().prop_map(|max_cost_in_dollars| StopCondition::MaxCost { max_cost_in_dollars }),
        text().prop_map(|reason| StopCondition::FinishReasonIs { reason }),
        unknown("type").prop_map(StopCondition::Other),
    ]
}

fn response_format() -> impl Strategy<Value = ResponseFormat> {
    let schema = (text(), maybe(text()), maybe(json()), maybe(any::<bool>()), extra()).prop_map(
        |(name, description, schema, strict, extra)| JsonSchema {
            name,
            description,
            schema,
            strict,
            extra,
        },
    );
    prop_oneof![
        Just(ResponseFormat::Text),
        Just(ResponseFormat::JsonObject),
        schema.prop_map(|json_schema| ResponseFormat::JsonSchema { json_schema }),
        text().prop_map(|grammar| ResponseFormat::Grammar { grammar }),
        Just(ResponseFormat::Python),
        unknown("type").prop_map(ResponseFormat::Other),
    ]
}

fn reasoning() -> impl Strategy<Value = Reasoning> {
    (
        maybe(name(ReasoningEffort::NAMES)),
        maybe(any::<u64>()),
        maybe(any::<bool>()),
        maybe(any::<bool>()),
        maybe(name(ReasoningSummary::NAMES)),
        maybe(name(ReasoningContext::NAMES)),
        maybe(name(ReasoningMode::NAMES)),
        extra(),
    )
        .prop_map(|(effort, max_tokens, exclude, enabled, summary, context, mode, extra)| {
            Reasoning { effort, max_tokens, exclude, enabled, summary, context, mode, extra }
        })
}

fn prediction() -> impl Strategy<Value = Prediction> {
    (name(PredictionKind::NAMES), content(), extra())
        .prop_map(|(kind, content, extra)| Prediction { kind, content, extra })
}

fn prompt_cache_options() -> impl Strategy<Value = PromptCacheOptions> {
    (name(PromptCacheMode::NAMES), maybe(text()), extra())
        .prop_map(|(mode, ttl, extra)| PromptCacheOptions { mode, ttl, extra })
}

fn web_search_options() -> impl Strategy<Value = WebSearchOptions> {
    (maybe(name(SearchContextSize::NAMES)), maybe(user_location()), extra()).prop_map(
        |(search_context_size, user_location, extra)| WebSearchOptions {
            search_context_size,
            user_location,
            extra,
        },
    )
}

fn x_search_filter() -> impl Strategy<Value = XSearchFilter> {
    (
        (maybe(texts()), maybe(texts())),
        (maybe(text()), maybe(text())),
        (maybe(any::<bool>()), maybe(any::<bool>())),
        extra(),
    )
        .prop_map(|(handles, dates, media, extra)| XSearchFilter {
            allowed_x_handles: handles.0,
            excluded_x_handles: handles.1,
            from_date: dates.0,
            to_date: dates.1,
            enable_image_understanding: media.0,
            enable_video_understanding: media.1,
            extra,
        })
}

fn trace() -> impl Strategy<Value = Trace> {
    (maybe(text()), maybe(text()), maybe(text()), maybe(text()), maybe(text()), extra()).prop_map(
        |(trace_id, trace_name, span_name, generation_name, parent_span_id, extra)| Trace {
            trace_id,
            trace_name,
            span_name,
            generation_name,
            parent_span_id,
            extra,
        },
    )
}
