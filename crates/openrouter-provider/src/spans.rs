//! What spans hold that only OpenRouter says.

use llm_provider_base::span_fields::{self, int, said};
use llm_provider_base::{CallSpan, ContentRecording, gen_ai};
use llm_types::{StandardRequest, StandardResponse};
use openrouter_wire::response_cache::Status;
use openrouter_wire::{Modality, headers};
use tracing::Span;

use crate::client::{Call, Client};
use crate::options::OpenRouterOptions;
use crate::{OpenRouterBuilder, OpenRouterOutcome};

/// Begins the span of a call, with the session that it is said to belong to beside its body.
pub(crate) fn start(client: &Client, call: &Call) -> CallSpan {
    let span = CallSpan::start(&client.path, &call.http);
    if let Some(session) = call.http.header(headers::SESSION_ID) {
        span.span().record(gen_ai::CONVERSATION_ID, said(session));
    }
    span
}

/// Tells what a model is asked.
pub(crate) fn asks(span: &CallSpan, request: &StandardRequest) {
    if span.span().is_disabled() {
        return;
    }
    let options = request.extension::<OpenRouterOptions>();
    span.asks(request, options.and_then(output));
    let Some(options) = options else { return };
    if let (None, Some(tokens)) = (request.max_tokens, options.max_completion_tokens) {
        span.span().record(gen_ai::REQUEST_MAX_TOKENS, int(tokens));
    }
    if let Some(session) = &options.session_id {
        span.span().record(gen_ai::CONVERSATION_ID, said(session));
    }
}

/// What kind of answer is asked for beside text.
fn output(options: &OpenRouterOptions) -> Option<&'static str> {
    let asks_for = |modality| options.modalities.contains(&modality);
    if asks_for(Modality::Image) {
        return Some("image");
    }
    asks_for(Modality::Audio).then_some("speech")
}

/// Tells who ran the model, and whether the answer was kept.
pub(crate) fn describe(span: &Span, answer: &StandardResponse) {
    let Some(outcome) = answer.extension::<OpenRouterOutcome>() else { return };
    if let Some(upstream) = &outcome.upstream {
        span.record(span_fields::UPSTREAM, said(upstream));
    }
    if let Some(cache) = &outcome.cache {
        span.record(span_fields::CACHE_HIT, cache.status == Status::Hit);
    }
}

/// What is told about calls.
impl OpenRouterBuilder {
    /// Has spans hold what users write and models answer. Without this they hold no content.
    ///
    /// ```
    /// use openrouter_provider::{ContentRecording, OpenRouter};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let openrouter = OpenRouter::builder()
    ///     .api_key("sk-or-v1-example")
    ///     .record_content(ContentRecording::up_to(16 * 1024))
    ///     .build()?;
    /// # Ok(()) }
    /// ```
    pub const fn record_content(mut self, content: ContentRecording) -> Self {
        self.foundation.content = content;
        self
    }
}
