//! Requests.

use std::collections::BTreeMap;

use llm_types::{
    CacheControl, CacheTtl, ErrorKind, FunctionTool, JsonSchema, Reasoning, ReasoningEffort,
    ReasoningSummary, ResponseFormat, ServerTool, StandardRequest, Tool, ToolChoice,
};
use openrouter_wire::Modality;
use openrouter_wire::chat::{
    self as wire, ReasoningContext, ReasoningMode, Route, ServiceTier, Verbosity,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{OpenRouterOptions, convert};

#[track_caller]
fn check(request: &StandardRequest, expected: &Value) {
    let wire = convert::request(request).unwrap();
    assert_eq!(&serde_json::to_value(wire).unwrap(), expected);
}

fn with_options(options: OpenRouterOptions) -> StandardRequest {
    StandardRequest::prompt("hi").with_extension(options)
}

#[test]
fn every_field_has_its_place() {
    let mut request = StandardRequest::prompt("hi").with_model("a/m");
    let mut function = FunctionTool::new("f");
    function.description = Some("d".to_owned());
    function.parameters = Some(json!({"type": "object", "properties": {}}));
    function.strict = Some(true);
    function.cache_control = Some(CacheControl { ttl: Some(CacheTtl::OneHour) });
    let datetime = ServerTool::new("openrouter:datetime");
    request.tools = vec![Tool::Function(function), Tool::Server(datetime)];
    request.tool_choice = Some(ToolChoice::Function("f".to_owned()));
    request.parallel_tool_calls = Some(false);
    let mut schema = JsonSchema::strict("s", json!({"type": "object"}));
    schema.description = Some("d".to_owned());
    request.response_format = Some(ResponseFormat::JsonSchema(schema));
    let mut reasoning = Reasoning::effort(ReasoningEffort::XHigh);
    reasoning.max_tokens = Some(9);
    reasoning.exclude = Some(true);
    reasoning.enabled = Some(true);
    reasoning.summary = Some(ReasoningSummary::Detailed);
    request.reasoning = Some(reasoning);
    request.max_tokens = Some(1);
    request.temperature = Some(0.7);
    request.top_p = Some(1.0);
    request.top_k = Some(2);
    request.frequency_penalty = Some(-2.0);
    request.presence_penalty = Some(2.0);
    request.seed = Some(-3);
    request.stop = vec!["x".to_owned()];
    request.logprobs = Some(true);
    request.top_logprobs = Some(20);
    request.choices = Some(2);
    request.user = Some("u".to_owned());
    check(
        &request,
        &json!({
            "model": "a/m",
            "messages": [{"role": "user", "content": "hi"}],
            "tools": [
                {"type": "function", "cache_control": {"type": "ephemeral", "ttl": "1h"},
                 "function": {"name": "f", "description": "d", "strict": true,
                    "parameters": {"type": "object", "properties": {}}}},
                {"type": "openrouter:datetime"},
            ],
            "tool_choice": {"type": "function", "function": {"name": "f"}},
            "parallel_tool_calls": false,
            "response_format": {"type": "json_schema", "json_schema":
                {"name": "s", "description": "d", "strict": true, "schema": {"type": "object"}}},
            "reasoning": {"effort": "xhigh", "max_tokens": 9, "exclude": true, "enabled": true,
                "summary": "detailed"},
            "max_tokens": 1, "temperature": 0.7, "top_p": 1, "top_k": 2, "frequency_penalty": -2,
            "presence_penalty": 2, "seed": -3, "stop": ["x"], "logprobs": true,
            "top_logprobs": 20, "n": 2, "user": "u",
        }),
    );
}

#[test]
fn every_word_has_its_counterpart() {
    let mut request = StandardRequest::prompt("hi");
    let mut see = |field: &str, change: &dyn Fn(&mut StandardRequest), expected: Value| {
        change(&mut request);
        let wire = serde_json::to_value(convert::request(&request).unwrap()).unwrap();
        assert_eq!(wire.pointer(field), Some(&expected));
    };
    for (effort, word) in [
        (ReasoningEffort::None, "none"),
        (ReasoningEffort::Minimal, "minimal"),
        (ReasoningEffort::Low, "low"),
        (ReasoningEffort::Medium, "medium"),
        (ReasoningEffort::High, "high"),
        (ReasoningEffort::XHigh, "xhigh"),
        (ReasoningEffort::Max, "max"),
        (ReasoningEffort::Other("odd".to_owned()), "odd"),
    ] {
        let reasoning = Reasoning::effort(effort);
        see("/reasoning/effort", &|it| it.reasoning = Some(reasoning.clone()), word.into());
    }
    for (summary, word) in [
        (ReasoningSummary::Auto, "auto"),
        (ReasoningSummary::Concise, "concise"),
        (ReasoningSummary::Detailed, "detailed"),
        (ReasoningSummary::Other("odd".to_owned()), "odd"),
    ] {
        let mut reasoning = Reasoning::effort(ReasoningEffort::Low);
        reasoning.summary = Some(summary);
        see("/reasoning/summary", &|it| it.reasoning = Some(reasoning.clone()), word.into());
    }
    for (choice, expected) in [
        (ToolChoice::Auto, json!("auto")),
        (ToolChoice::None, json!("none")),
        (ToolChoice::Required, json!("required")),
        (
            ToolChoice::Server("openrouter:datetime".to_owned()),
            json!({"type": "openrouter:datetime"}),
        ),
    ] {
        see("/tool_choice", &|it| it.tool_choice = Some(choice.clone()), expected);
    }
    for (format, expected) in [
        (ResponseFormat::Text, json!({"type": "text"})),
        (ResponseFormat::JsonObject, json!({"type": "json_object"})),
        (ResponseFormat::Python, json!({"type": "python"})),
        (
            ResponseFormat::Grammar { grammar: "g".to_owned() },
            json!({"type": "grammar", "grammar": "g"}),
        ),
    ] {
        see("/response_format", &|it| it.response_format = Some(format.clone()), expected);
    }
}

#[test]
fn every_option_has_its_place() {
    let mut options = OpenRouterOptions::default()
        .with_fallback_model("b/n")
        .with_session("s")
        .with_metadata("k", "v");
    options.preset = Some("p".to_owned());
    options.route = Some(Route::Fallback);
    options.transforms = vec!["middle-out".to_owned()];
    options.max_completion_tokens = Some(1);
    options.min_p = Some(0.0);
    options.top_a = Some(1.0);
    options.repetition_penalty = Some(2.0);
    options.logit_bias = BTreeMap::from([("7".to_owned(), -100.0)]);
    options.reasoning_context = Some(ReasoningContext::Auto);
    options.reasoning_mode = Some(ReasoningMode::Pro);
    options.include_reasoning = Some(true);
    options.verbosity = Some(Verbosity::Low);
    options.modalities = vec![Modality::Text];
    options.image_config = BTreeMap::from([("a".to_owned(), json!(1))]);
    options.prompt_cache_key = Some("c".to_owned());
    options.service_tier = Some(ServiceTier::Flex);
    options.max_tool_calls = Some(30);
    options.structured_outputs = Some(true);
    options.extra.insert("new_one", json!([1]));
    check(
        &with_options(options),
        &json!({
            "messages": [{"role": "user", "content": "hi"}],
            "models": ["b/n"], "session_id": "s", "metadata": {"k": "v"}, "preset": "p",
            "route": "fallback", "transforms": ["middle-out"], "max_completion_tokens": 1,
            "min_p": 0, "top_a": 1, "repetition_penalty": 2, "logit_bias": {"7": -100},
            "reasoning": {"context": "auto", "mode": "pro"}, "include_reasoning": true,
            "verbosity": "low", "modalities": ["text"], "image_config": {"a": 1},
            "prompt_cache_key": "c", "service_tier": "flex", "max_tool_calls": 30,
            "structured_outputs": true, "new_one": [1],
        }),
    );
}

#[test]
fn options_that_are_objects_are_sent_as_they_are() {
    let json = json!({
        "provider": {"order": ["x"], "allow_fallbacks": false},
        "plugins": [{"id": "web"}],
        "audio": {"voice": "alloy", "format": "pcm16"},
        "prediction": {"type": "content", "content": "c"},
        "cache_control": {"type": "ephemeral"},
        "prompt_cache_options": {"mode": "explicit"},
        "speed": "fast",
        "trace": {"trace_id": "t"},
        "web_search_options": {"search_context_size": "low"},
        "x_search_filter": {"from_date": "2026-01-01"},
        "stop_server_tools_when": [{"type": "step_count_is", "step_count": 3}],
        "debug": {"echo_upstream_body": true},
        "stream_options": {"include_usage": true},
        "usage": {"include": true},
    });
    let options: OpenRouterOptions = serde_json::from_value(json.clone()).unwrap();
    let mut expected = json;
    expected["messages"] = json!([{"role": "user", "content": "hi"}]);
    check(&with_options(options), &expected);
}

#[test]
fn a_setting_of_zero_is_sent_and_one_that_is_not_said_is_not() {
    let mut request = StandardRequest::prompt("hi").with_temperature(0.0);
    (request.top_p, request.top_k, request.seed) = (Some(0.0), Some(0), Some(0));
    (request.frequency_penalty, request.presence_penalty) = (Some(0.0), Some(0.0));
    check(
        &request,
        &json!({
            "messages": [{"role": "user", "content": "hi"}], "temperature": 0, "top_p": 0,
            "top_k": 0, "seed": 0, "frequency_penalty": 0, "presence_penalty": 0,
        }),
    );
}

#[test]
fn wishes_for_upstreams_change_neither_the_model_nor_any_setting() {
    for sort in ["price", "throughput", "latency"] {
        let wishes = json!({"sort": sort, "only": ["mistral"], "max_price": {"prompt": 1}});
        let preferences = serde_json::from_value(wishes.clone()).unwrap();
        let options = OpenRouterOptions::default().with_provider(preferences);
        let request = with_options(options).with_model("a/m").with_temperature(0.0);
        check(
            &request,
            &json!({
                "messages": [{"role": "user", "content": "hi"}], "model": "a/m",
                "temperature": 0, "provider": wishes,
            }),
        );
    }
}

#[test]
fn the_order_of_keys_in_schemas_is_kept() {
    // An upstream's cache is found by the bytes of the prompt.
    let text = r#"{"type":"object","properties":{"z":{},"a":{"b":1,"a":2}}}"#;
    let schema: Value = serde_json::from_str(text).unwrap();
    let mut request = StandardRequest::prompt("hi");
    request.tools = vec![Tool::function("f", "d", schema)];
    let bytes = serde_json::to_string(&convert::request(&request).unwrap()).unwrap();
    assert!(bytes.contains(text), "{bytes}");
}

#[test]
fn a_schema_that_is_null_is_left_out() {
    let mut request = StandardRequest::prompt("hi");
    request.response_format =
        Some(ResponseFormat::JsonSchema(JsonSchema::strict("a", Value::Null)));
    let wire = convert::request(&request).unwrap();
    let bytes = serde_json::to_vec(&wire).unwrap();
    assert_eq!(openrouter_wire::decode::<wire::Request>(&bytes).unwrap(), wire);
    assert!(!String::from_utf8_lossy(&bytes).contains("\"schema\":"));
}

proptest! {
    #[test]
    fn a_request_is_converted_or_refused_and_reads_back(
        request in llm_types::strategies::request(),
    ) {
        match convert::request(&request) {
            Ok(wire) => {
                let bytes = serde_json::to_vec(&wire).unwrap();
                let read: wire::Request = openrouter_wire::decode(&bytes).unwrap();
                prop_assert_eq!(&read, &wire);
                // Stored and read again, it is sent as the same bytes.
                let stored = serde_json::to_string(&request).unwrap();
                let stored: StandardRequest = serde_json::from_str(&stored).unwrap();
                let again = convert::request(&stored).unwrap();
                prop_assert_eq!(serde_json::to_vec(&again).unwrap(), bytes);
            }
            Err(error) => prop_assert!(
                matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::InvalidRequest),
                "{}", error
            ),
        }
    }
}
