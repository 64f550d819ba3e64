//! What tracing hears of a loop: a span for the whole, one for each step, and one for each tool
//! that is run.
//!
//! The names are those of OpenTelemetry's conventions for generative AI, where there are some; the
//! calls of the model have their spans from the provider, under that of the step. Of what users,
//! models and tools say there is nothing.

use llm_types::{StandardRequest, ToolCall};
use tracing::Span;
use tracing::field::Empty;

use super::{ToolLoopErrorKind, ToolLoopProgress, ToolOutcome};

const OPERATION_NAME: &str = "gen_ai.operation.name";
const REQUEST_MODEL: &str = "gen_ai.request.model";
const USAGE_INPUT_TOKENS: &str = "gen_ai.usage.input_tokens";
const USAGE_OUTPUT_TOKENS: &str = "gen_ai.usage.output_tokens";
const TOOL_NAME: &str = "gen_ai.tool.name";
const TOOL_TYPE: &str = "gen_ai.tool.type";
const TOOL_CALL_ID: &str = "gen_ai.tool.call.id";
const ERROR_TYPE: &str = "error.type";
const SPAN_NAME: &str = "otel.name";
const SPAN_STATUS: &str = "otel.status_code";
const ERROR: &str = "ERROR";

/// The [`OPERATION_NAME`] of a loop.
const INVOKE_AGENT: &str = "invoke_agent";
/// The [`OPERATION_NAME`] of a tool.
const EXECUTE_TOOL: &str = "execute_tool";

/// Of the whole loop, under the span that is current.
pub(super) fn whole(request: &StandardRequest) -> Span {
    tracing::info_span!(
        "tool_loop",
        { SPAN_NAME } = INVOKE_AGENT,
        { OPERATION_NAME } = INVOKE_AGENT,
        { REQUEST_MODEL } = request.model.as_ref().map(llm_types::ModelId::as_str),
        { USAGE_INPUT_TOKENS } = Empty,
        { USAGE_OUTPUT_TOKENS } = Empty,
        { ERROR_TYPE } = Empty,
        { SPAN_STATUS } = Empty,
        llm_toolkit.steps = Empty,
        llm_toolkit.cost = Empty,
    )
}

/// The loop is over.
pub(super) fn record_end(
    span: &Span,
    progress: &ToolLoopProgress,
    kind: Option<&ToolLoopErrorKind>,
) {
    if span.is_disabled() {
        return;
    }
    span.record(USAGE_INPUT_TOKENS, progress.usage.input_tokens.cast_signed());
    span.record(USAGE_OUTPUT_TOKENS, progress.usage.output_tokens.cast_signed());
    span.record("llm_toolkit.steps", i64::try_from(progress.steps.len()).unwrap_or(i64::MAX));
    if let Some(cost) = progress.cost {
        span.record("llm_toolkit.cost", tracing::field::display(cost));
    }
    if let Some(kind) = kind {
        span.record(ERROR_TYPE, kind.as_str());
        span.record(SPAN_STATUS, ERROR);
    }
}

/// Of one step.
pub(super) fn step(number: u32) -> Span {
    tracing::info_span!("step", llm_toolkit.step = i64::from(number))
}

/// Of a tool that is run.
pub(super) fn tool(call: &ToolCall) -> Span {
    let span = tracing::info_span!(
        "tool",
        { SPAN_NAME } = Empty,
        { OPERATION_NAME } = EXECUTE_TOOL,
        { TOOL_NAME } = call.name,
        { TOOL_TYPE } = "function",
        { TOOL_CALL_ID } = call.id.as_str(),
        { ERROR_TYPE } = Empty,
        { SPAN_STATUS } = Empty,
    );
    if !span.is_disabled() {
        span.record(SPAN_NAME, format!("{EXECUTE_TOOL} {}", call.name));
    }
    span
}

/// The tool is over.
pub(super) fn record_tool(span: &Span, outcome: ToolOutcome) {
    if outcome != ToolOutcome::Succeeded {
        span.record(ERROR_TYPE, outcome.as_str());
        span.record(SPAN_STATUS, ERROR);
    }
}
