//! A report to look at in tests.

use openrouter_provider::ActivityReport;
use openrouter_provider::openrouter_wire::activity::{Get, Response};
use serde_json::json;

/// Three models on three of thirty days, one by a name that means something to XML.
pub(super) fn report() -> ActivityReport {
    let row = |date: &str, model: &str, upstream: &str, requests: u64, usage: f64| {
        json!({
            "date": date, "model": model, "provider_name": upstream, "requests": requests,
            "prompt_tokens": requests * 2_100, "completion_tokens": requests * 340,
            "reasoning_tokens": 0, "usage": usage, "byok_usage_inference": 0,
        })
    };
    let rows = json!({"data": [
        row("2026-11-22", "anthropic/claude-sonnet-4.6", "Anthropic", 1_200, 13.68),
        row("2026-11-22", "anthropic/claude-sonnet-4.6", "Amazon Bedrock", 140, 1.6),
        row("2026-11-21", "meta-llama/llama-3.3-70b-instruct:free", "Together", 800, 0.0),
        row("2026-11-21", "<b>&\"quoted\"</b>", "DeepInfra", 3, 0.0004),
        row("2026-10-24", "anthropic/claude-sonnet-4.6", "Anthropic", 410, 4.67),
    ]});
    let reply: Response = serde_json::from_value(rows).unwrap();
    ActivityReport::new(&reply, &Get::default(), "2026-11-23".parse().unwrap())
}
