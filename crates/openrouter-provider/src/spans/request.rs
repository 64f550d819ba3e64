//! What a model is asked, but for the content.

use llm_provider_base::gen_ai;
use llm_types::{ResponseFormat, StandardRequest};
use openrouter_wire::Modality;
use tracing::Span;

use super::said::{int, list, said};
use crate::options::OpenRouterOptions;

/// The texts of a request that are no content: what stops it, and its session.
pub(super) fn record(span: &Span, request: &StandardRequest) {
    let options = request.extension::<OpenRouterOptions>();
    let max_tokens = request.max_tokens.or_else(|| options?.max_completion_tokens);
    let integers = [
        (gen_ai::REQUEST_MAX_TOKENS, max_tokens.map(int)),
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
    if let Some(session) = options.and_then(|options| options.session_id.as_deref()) {
        span.record(gen_ai::CONVERSATION_ID, said(session));
    }
    if let Some(kind) = output(request, options) {
        span.record(gen_ai::OUTPUT_TYPE, kind);
    }
}

/// What kind of answer is asked for, if that is said.
fn output(request: &StandardRequest, options: Option<&OpenRouterOptions>) -> Option<&'static str> {
    let modalities = options.map_or(&[][..], |options| &options.modalities);
    if modalities.contains(&Modality::Image) {
        return Some("image");
    }
    if modalities.contains(&Modality::Audio) {
        return Some("speech");
    }
    Some(match request.response_format.as_ref()? {
        ResponseFormat::JsonObject | ResponseFormat::JsonSchema(_) => "json",
        _ => "text",
    })
}
