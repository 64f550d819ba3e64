//! [`CallSpan`]: the span of one call.

use std::time::Duration;

use llm_types::{
    Attempt, Error, FinishReason, ModelId, ResponseId, StandardRequest, StandardResponse, Usage,
};
use rust_decimal::prelude::ToPrimitive;
use tracing::Span;
use tracing::field::Empty;

use super::said::{int, list, said};
use super::{ContentRecording, messages, request, span_fields};
use crate::call::{Call, CallPath};
use crate::gen_ai;

/// The span of one call, with all of its attempts. Dropped without a verdict, it says that the call
/// was cancelled.
#[derive(Debug)]
pub struct CallSpan {
    span: Span,
    content: ContentRecording,
    describe_answer: fn(&Span, &StandardResponse),
}

impl Default for CallSpan {
    fn default() -> Self {
        let content = ContentRecording::default();
        Self { span: Span::none(), content, describe_answer: |_, _| {} }
    }
}

impl CallSpan {
    /// Under the span that is current: the caller's.
    pub fn start(path: &CallPath, call: &Call) -> Self {
        let span = tracing::info_span!(
            "call",
            { gen_ai::SPAN_NAME } = name(call, call.model.as_ref()),
            { gen_ai::SPAN_KIND } = gen_ai::CLIENT,
            { gen_ai::SPAN_STATUS } = Empty,
            { gen_ai::OPERATION_NAME } = call.operation.as_str(),
            { gen_ai::PROVIDER_NAME } = path.provider,
            { gen_ai::SERVER_ADDRESS } = call.url.host_str(),
            { gen_ai::SERVER_PORT } = call.url.port_or_known_default().map(i64::from),
            { gen_ai::REQUEST_MODEL } = call.model.as_ref().map(|model| said(model.as_str())),
            { gen_ai::REQUEST_STREAM } = call.asks_for_events().then_some(true),
            { gen_ai::CONVERSATION_ID } = Empty,
            { gen_ai::OUTPUT_TYPE } = Empty,
            { gen_ai::REQUEST_MAX_TOKENS } = Empty,
            { gen_ai::REQUEST_TEMPERATURE } = Empty,
            { gen_ai::REQUEST_TOP_P } = Empty,
            { gen_ai::REQUEST_TOP_K } = Empty,
            { gen_ai::REQUEST_FREQUENCY_PENALTY } = Empty,
            { gen_ai::REQUEST_PRESENCE_PENALTY } = Empty,
            { gen_ai::REQUEST_SEED } = Empty,
            { gen_ai::REQUEST_STOP_SEQUENCES } = Empty,
            { gen_ai::REQUEST_CHOICE_COUNT } = Empty,
            { gen_ai::RESPONSE_ID } = Empty,
            { gen_ai::RESPONSE_MODEL } = Empty,
            { gen_ai::RESPONSE_FINISH_REASONS } = Empty,
            { gen_ai::RESPONSE_TIME_TO_FIRST_CHUNK } = Empty,
            { gen_ai::USAGE_INPUT_TOKENS } = Empty,
            { gen_ai::USAGE_OUTPUT_TOKENS } = Empty,
            { gen_ai::USAGE_CACHE_READ_INPUT_TOKENS } = Empty,
            { gen_ai::USAGE_CACHE_CREATION_INPUT_TOKENS } = Empty,
            { gen_ai::USAGE_REASONING_OUTPUT_TOKENS } = Empty,
            { gen_ai::SYSTEM_INSTRUCTIONS } = Empty,
            { gen_ai::INPUT_MESSAGES } = Empty,
            { gen_ai::OUTPUT_MESSAGES } = Empty,
            { gen_ai::ERROR_TYPE } = Empty,
            { span_fields::UPSTREAM } = Empty,
            { span_fields::COST } = Empty,
            { span_fields::CACHE_HIT } = Empty,
            { span_fields::GENERATION_ID } = Empty,
            { span_fields::MAYBE_BILLED } = Empty,
            { span_fields::ATTEMPTS } = Empty,
            { span_fields::OUTCOME } = Empty,
        );
        Self { span, content: path.content, describe_answer: path.describe_answer }
    }

    /// What is done for the call is done in here.
    pub const fn span(&self) -> &Span {
        &self.span
    }

    /// What a model is asked. `output` is the kind of answer that is asked for, where options of the
    /// provider's own say it: `image`, `speech`.
    pub fn asks(&self, request: &StandardRequest, output: Option<&'static str>) {
        if self.span.is_disabled() {
            return;
        }
        request::record(&self.span, request, output);
        if let Some(room) = self.content.room() {
            messages::record_input(&self.span, request, room);
        }
    }

    /// The model that is asked, where that was not known when the call began.
    pub fn asks_model(&self, call: &Call, model: Option<&ModelId>) {
        let Some(model) = model.filter(|_| call.model.is_none() && !self.span.is_disabled()) else {
            return;
        };
        self.span.record(gen_ai::SPAN_NAME, name(call, Some(model)));
        self.span.record(gen_ai::REQUEST_MODEL, said(model.as_str()));
    }

    /// The first content of a stream is there.
    pub fn first_content(&self, waited: Duration) {
        self.span.record(gen_ai::RESPONSE_TIME_TO_FIRST_CHUNK, waited.as_secs_f64());
    }

    /// The model that says it answered.
    pub fn answered_by(&self, model: &ModelId) {
        if !self.span.is_disabled() {
            self.span.record(gen_ai::RESPONSE_MODEL, said(model.as_str()));
        }
    }

    /// What a model answered, as far as it did. Who answered is told by itself: what is told twice
    /// stands twice where spans are written out as text.
    pub fn answered(&self, answer: &StandardResponse) {
        if self.span.is_disabled() {
            return;
        }
        let reasons = answer.choices.iter().filter_map(|choice| choice.finish_reason.as_ref());
        let mut reasons = reasons.map(FinishReason::as_str).peekable();
        if reasons.peek().is_some() {
            self.span.record(gen_ai::RESPONSE_FINISH_REASONS, list(reasons));
        }
        (self.describe_answer)(&self.span, answer);
        if let Some(room) = self.content.room() {
            messages::record_output(&self.span, answer, room);
        }
    }

    /// The whole answer is there. `id` is the service's name for it.
    pub fn finished(
        &mut self,
        usage: Option<&Usage>,
        id: Option<&ResponseId>,
        attempts: &[Attempt],
    ) {
        if !self.span.is_disabled() {
            if let Some(id) = id {
                self.span.record(gen_ai::RESPONSE_ID, said(id.as_str()));
            }
            self.consumed(usage);
            let maybe_billed = attempts.iter().any(|attempt| attempt.maybe_billed);
            self.sent(attempts, maybe_billed);
        }
        self.end("succeeded");
    }

    /// There is no answer, or not all of it.
    pub fn failed(&mut self, error: &Error) {
        if !self.span.is_disabled() {
            self.span.record(gen_ai::SPAN_STATUS, gen_ai::ERROR);
            self.span.record(gen_ai::ERROR_TYPE, error.kind().as_str());
            if let Some(id) = error.response_id() {
                self.span.record(span_fields::GENERATION_ID, said(id.as_str()));
            }
            if let Some(partial) = error.partial() {
                if let Some(model) = &partial.model {
                    self.answered_by(model);
                }
                self.answered(partial);
                self.consumed(partial.usage.as_ref());
            }
            self.sent(error.attempts(), error.maybe_billed());
        }
        self.end("failed");
    }

    fn consumed(&self, usage: Option<&Usage>) {
        let Some(usage) = usage else { return };
        let tokens = [
            (gen_ai::USAGE_INPUT_TOKENS, Some(usage.input_tokens)),
            (gen_ai::USAGE_OUTPUT_TOKENS, Some(usage.output_tokens)),
            (gen_ai::USAGE_CACHE_READ_INPUT_TOKENS, usage.cache_read_tokens),
            (gen_ai::USAGE_CACHE_CREATION_INPUT_TOKENS, usage.cache_creation_tokens),
            (gen_ai::USAGE_REASONING_OUTPUT_TOKENS, usage.reasoning_tokens),
        ];
        for (name, tokens) in tokens {
            if let Some(tokens) = tokens {
                self.span.record(name, int(tokens));
            }
        }
        if let Some(cost) = usage.cost.and_then(|cost| cost.as_decimal().to_f64()) {
            self.span.record(span_fields::COST, cost);
        }
    }

    fn sent(&self, attempts: &[Attempt], maybe_billed: bool) {
        self.span.record(span_fields::ATTEMPTS, int(attempts.len()));
        if maybe_billed {
            self.span.record(span_fields::MAYBE_BILLED, true);
        }
    }

    fn end(&mut self, outcome: &'static str) {
        std::mem::replace(&mut self.span, Span::none()).record(span_fields::OUTCOME, outcome);
    }
}

impl Drop for CallSpan {
    fn drop(&mut self) {
        self.end("cancelled");
    }
}

/// What is done, and with which model.
fn name(call: &Call, model: Option<&ModelId>) -> String {
    let operation = call.operation.as_str();
    match model {
        Some(model) => format!("{operation} {}", said(model.as_str())),
        None => operation.to_owned(),
    }
}
