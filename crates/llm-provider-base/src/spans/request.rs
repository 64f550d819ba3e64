//! What a model is asked, but for the content.

use llm_types::{ResponseFormat, StandardRequest};
use tracing::Span;

use super::said::{int, list};
use crate::gen_ai;

/// What of a request is no content.
pub(super) fn record(span: &Span, request: &StandardRequest, output: Option<&'static str>) {
    let integers = [
        (gen_ai::REQUEST_MAX_TOKENS, request.max_tokens.map(int)),
        (gen_ai::REQUEST_SEED, request.seed),
        (gen_ai::REQUEST_CHOICE_COUNT, request.choices.filter(|count| *count != 1).map(int)),
    ];
    for (name, number) in integers {
        if let Some(number) = number {
            span.record(name, number);
        }
    }
    let numbers = [
        (gen_ai::REQUEST_TEMPERATURE, request.temperature),
        (gen_ai::REQUEST_TOP_P, request.top_p),
        (gen_ai::REQUEST_TOP_K, request.top_k.and_then(|k| u32::try_from(k).ok()).map(f64::from)),
        (gen_ai::REQUEST_FREQUENCY_PENALTY, request.frequency_penalty),
        (gen_ai::REQUEST_PRESENCE_PENALTY, request.presence_penalty),
    ];
    for (name, number) in numbers {
        if let Some(number) = number {
            span.record(name, number);
        }
    }
    if !request.stop.is_empty() {
        span.record(gen_ai::REQUEST_STOP_SEQUENCES, list(request.stop.iter().map(String::as_str)));
    }
    if let Some(kind) = output.or_else(|| said_output(request)) {
        span.record(gen_ai::OUTPUT_TYPE, kind);
    }
}

/// What kind of answer is asked for, if that is said.
fn said_output(request: &StandardRequest) -> Option<&'static str> {
    Some(match request.response_format.as_ref()? {
        ResponseFormat::JsonObject | ResponseFormat::JsonSchema(_) => "json",
        _ => "text",
    })
}
