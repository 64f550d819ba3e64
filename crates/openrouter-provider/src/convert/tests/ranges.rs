//! What the API takes, and what is said of what it would not.

use std::collections::BTreeMap;

use llm_types::{
    Conversion as _, ErrorKind, InvalidFields, JsonSchema, Reasoning, StandardRequest, Tool,
};
use openrouter_wire::chat::{Plugin, SwitchPlugin};
use serde_json::json;

use crate::{OpenRouterConversion, OpenRouterOptions, convert};

#[track_caller]
fn refused(request: &StandardRequest, word: &str) {
    let error = convert::request(request).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert!(error.to_string().contains(word), "{error}");
}

fn with_options(options: OpenRouterOptions) -> StandardRequest {
    StandardRequest::prompt("hi").with_extension(options)
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let router = json!({"id": "auto-router", "cost_quality_tradeoff": 11});
    let mut options = OpenRouterOptions::default()
        .with_plugin(Plugin::Moderation(SwitchPlugin::default()))
        .with_plugin(serde_json::from_value(router).unwrap());
    options.min_p = Some(2.0);
    let mut request = with_options(options).with_temperature(3.0).with_max_tokens(0);
    request.tools = vec![Tool::function("is it?", "d", json!({"type": "object"}))];
    let error = OpenRouterConversion.validate(&request).unwrap_err();
    let fields: Vec<_> =
        InvalidFields::of(&error).unwrap().iter().map(|wrong| wrong.field.as_str()).collect();
    let expected =
        ["max_tokens", "temperature", "tools[0].name", "min_p", "plugins[1].cost_quality_tradeoff"];
    assert_eq!(fields, expected);
    assert!(fields.iter().all(|field| error.message().contains(field)), "{error}");
    assert!(error.message().contains("temperature must be from 0 to 2, and is 3;"), "{error}");
    assert!(!format!("{error:?}").contains("is it?"), "names are the caller's words");
}

#[test]
fn what_the_api_would_reject_is_refused_and_named() {
    let mut empty = StandardRequest::prompt("hi");
    empty.messages.clear();
    refused(&empty, "messages");
    let change = |change: &dyn Fn(&mut StandardRequest)| {
        let mut request = StandardRequest::prompt("hi");
        change(&mut request);
        request
    };
    refused(&change(&|it| it.top_logprobs = Some(21)), "top_logprobs must be at most 20");
    refused(&change(&|it| it.top_logprobs = Some(1)), "top_logprobs needs logprobs");
    refused(&change(&|it| it.max_tokens = Some(0)), "max_tokens must be at least 1");
    refused(&change(&|it| it.choices = Some(0)), "choices must be at least 1");
    refused(&change(&|it| it.stop = vec![String::from("x"); 5]), "stop must have at most 4");
    let mut no_budget = Reasoning::default();
    no_budget.max_tokens = Some(0);
    refused(&change(&|it| it.reasoning = Some(no_budget.clone())), "reasoning.max_tokens");
    for name in ["", "a b", "naïve", &"n".repeat(65)] {
        let tool = || Tool::function(name, "d", json!({"type": "object"}));
        refused(&change(&|it| it.tools = vec![tool()]), "tools[0].name");
    }
    let schema = |name: &str| JsonSchema::strict(name, json!({"type": "object"}));
    refused(&change(&|it| it.response_format = Some(schema("").into())), "response_format.name");
    refused(&change(&|it| it.temperature = Some(2.1)), "temperature");
    refused(&change(&|it| it.top_p = Some(-0.1)), "top_p");
    refused(&change(&|it| it.frequency_penalty = Some(-2.1)), "frequency_penalty");
    refused(&change(&|it| it.presence_penalty = Some(f64::NAN)), "presence_penalty");
    let option = |change: &dyn Fn(&mut OpenRouterOptions)| {
        let mut options = OpenRouterOptions::default();
        change(&mut options);
        with_options(options)
    };
    let long = |count| "é".repeat(count);
    refused(&option(&|it| it.min_p = Some(1.1)), "min_p");
    refused(&option(&|it| it.top_a = Some(-1.0)), "top_a");
    refused(&option(&|it| it.repetition_penalty = Some(3.0)), "repetition_penalty");
    refused(&option(&|it| it.logit_bias = BTreeMap::from([("1".into(), f64::NAN)])), "logit_bias");
    refused(&option(&|it| it.logit_bias = BTreeMap::from([("1".into(), 101.0)])), "logit_bias");
    refused(&option(&|it| it.session_id = Some(long(257))), "session_id");
    refused(&option(&|it| it.max_tool_calls = Some(31)), "max_tool_calls");
    refused(&option(&|it| it.max_tool_calls = Some(0)), "max_tool_calls");
    refused(&option(&|it| it.max_completion_tokens = Some(0)), "max_completion_tokens");
    for (preferences, word) in [
        (json!({"only": ["a"], "ignore": ["a", "b"]}), "ignores every upstream"),
        (json!({"preferred_min_throughput": -1}), "preferred_min_throughput"),
        (json!({"preferred_max_latency": {"p99": -0.1}}), "preferred_max_latency"),
        (json!({"max_price": {"image": "-1"}}), "max_price.image"),
    ] {
        let preferences = || Some(serde_json::from_value(preferences.clone()).unwrap());
        refused(&option(&|it| it.provider = preferences()), word);
    }
    for (plugin, word) in [
        (json!({"id": "pareto-router", "min_coding_score": 1.1}), "min_coding_score"),
        (json!({"id": "pareto-router", "max_price": -1}), "max_price"),
        (json!({"id": "fusion", "analysis_models": []}), "analysis_models"),
        (json!({"id": "fusion", "max_tool_calls": 17}), "max_tool_calls"),
        (json!({"id": "auto-router", "allowed_models": ["m".repeat(1025)]}), "allowed_models"),
    ] {
        let plugins = || vec![serde_json::from_value(plugin.clone()).unwrap()];
        refused(&option(&|it| it.plugins = plugins()), word);
    }
    for filter in [
        json!({"allowed_x_handles": vec!["h"; 21]}),
        json!({"allowed_x_handles": ["a"], "excluded_x_handles": ["b"]}),
    ] {
        let filter = || Some(serde_json::from_value(filter.clone()).unwrap());
        refused(&option(&|it| it.x_search_filter = filter()), "x_search_filter");
    }
    let labels = |count: usize| (0..count).map(|n| (n.to_string(), String::new())).collect();
    refused(&option(&|it| it.metadata = labels(17)), "metadata");
    refused(&option(&|it| it.metadata = BTreeMap::from([(long(65), long(1))])), "metadata");
    refused(&option(&|it| it.metadata = BTreeMap::from([(long(1), long(513))])), "metadata");
    for field in ["stream", "messages", "model", "temperature"] {
        refused(&option(&|it| drop(it.extra.insert(field, json!(1)))), "extra");
    }
    let fits = option(&|it| {
        it.session_id = Some(long(256));
        it.metadata = labels(15);
        it.metadata.insert(long(64), long(512));
    });
    convert::request(&fits).unwrap();
}
