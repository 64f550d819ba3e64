//! Requests.

use std::time::Duration;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::{extensions, finite, json, message, text};
use crate::{
    CacheControl, FunctionTool, JsonSchema, Reasoning, ReasoningEffort, ReasoningSummary,
    ResponseFormat, ServerTool, StandardRequest, Tool, ToolChoice,
};

/// Something that a model may call.
pub fn tool() -> impl Strategy<Value = Tool> {
    let name = || "[a-z_]{1,8}";
    prop_oneof![
        (
            name(),
            option::of(text()),
            option::of(json()),
            option::of(any::<bool>()),
            option::of(Just(CacheControl::default())),
        )
            .prop_map(|(name, description, schema, strict, cache_control)| {
                let parameters =
                    schema.map(|json| serde_json::json!({"type": "object", "x": json}));
                Tool::Function(FunctionTool {
                    name,
                    description,
                    parameters,
                    strict,
                    cache_control,
                })
            }),
        (name(), option::of(text())).prop_map(|(kind, setting)| {
            let parameters = setting.map(|setting| serde_json::json!({"setting": setting}));
            Tool::Server(ServerTool { kind, parameters })
        }),
    ]
}

/// Whether and what the model must call.
pub fn tool_choice() -> impl Strategy<Value = ToolChoice> {
    prop_oneof![
        Just(ToolChoice::Auto),
        Just(ToolChoice::None),
        Just(ToolChoice::Required),
        text().prop_map(ToolChoice::Function),
        text().prop_map(ToolChoice::Server),
    ]
}

/// The form of the answer.
pub fn response_format() -> impl Strategy<Value = ResponseFormat> {
    prop_oneof![
        Just(ResponseFormat::Text),
        Just(ResponseFormat::JsonObject),
        ("[a-z_]{1,8}", json(), option::of(text()), option::of(any::<bool>())).prop_map(
            |(name, schema, description, strict)| {
                ResponseFormat::JsonSchema(JsonSchema { name, schema, description, strict })
            }
        ),
        text().prop_map(|grammar| ResponseFormat::Grammar { grammar }),
        Just(ResponseFormat::Python),
    ]
}

/// How much to think.
pub fn reasoning() -> impl Strategy<Value = Reasoning> {
    let effort = prop_oneof![
        "none|minimal|low|medium|high|xhigh|max".prop_map(|word| ReasoningEffort::from(&*word)),
        "x-[a-z]{1,4}".prop_map(ReasoningEffort::Other),
    ];
    let summary = prop_oneof![
        Just(ReasoningSummary::Auto),
        Just(ReasoningSummary::Concise),
        Just(ReasoningSummary::Detailed),
        "x-[a-z]{1,4}".prop_map(ReasoningSummary::Other),
    ];
    (
        option::of(effort),
        option::of(any::<u64>()),
        option::of(any::<bool>()),
        option::of(any::<bool>()),
        option::of(summary),
    )
        .prop_map(|(effort, max_tokens, exclude, enabled, summary)| Reasoning {
            effort,
            max_tokens,
            exclude,
            enabled,
            summary,
        })
}

/// What a model is asked, with any of the fields set.
pub fn request() -> impl Strategy<Value = StandardRequest> {
    let number = || option::of(finite());
    let count = || option::of(any::<u64>());
    let flag = || option::of(any::<bool>());
    let conversation = (
        option::of(text()),
        vec(message(), 0..4),
        vec(tool(), 0..3),
        option::of(tool_choice()),
        option::of(response_format()),
        option::of(reasoning()),
        vec(text(), 0..3),
        option::of(text()),
        extensions(),
    );
    let sampling = (number(), number(), number(), number(), option::of(any::<i64>()));
    let time = option::of((any::<u32>(), 0_u32..1_000_000_000));
    let limits =
        (count(), count(), count(), count(), flag(), flag(), time, option::of(any::<u32>()));
    (conversation, sampling, limits).prop_map(|(conversation, sampling, limits)| {
        let (
            model,
            messages,
            tools,
            tool_choice,
            response_format,
            reasoning,
            stop,
            user,
            extensions,
        ) = conversation;
        let (temperature, top_p, frequency_penalty, presence_penalty, seed) = sampling;
        let (
            max_tokens,
            top_k,
            top_logprobs,
            choices,
            logprobs,
            parallel_tool_calls,
            timeout,
            max_attempts,
        ) = limits;
        StandardRequest {
            model: model.map(Into::into),
            messages,
            tools,
            tool_choice,
            parallel_tool_calls,
            response_format,
            reasoning,
            max_tokens,
            temperature,
            top_p,
            top_k,
            frequency_penalty,
            presence_penalty,
            seed,
            stop,
            logprobs,
            top_logprobs,
            choices,
            user,
            timeout: timeout.map(|(seconds, nanos)| Duration::new(seconds.into(), nanos)),
            max_attempts,
            receipt: None,
            extensions,
        }
    })
}
