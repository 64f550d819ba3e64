//! The reply that is one document, and what its stream says in parts.

use openrouter_wire::{
    chat::CostDetails,
    messages::{
        ContentBlock, MessageChange, OutputTokensDetails, Response, ResponseKind, ResponseRole,
        ServiceTier, StopDetails, StopDetailsKind, StopReason, Usage,
    },
};

use crate::{
    chat::{Answered, Ending},
    money::number,
};

/// Makes the reply to a request without `stream`.
pub(super) fn of(answered: &Answered, content: Vec<ContentBlock>) -> Response {
    let envelope = &answered.envelope;
    let MessageChange { container, stop_reason, stop_details, stop_sequence, extra: _ } =
        end(answered);
    Response {
        id: Some(envelope.id.clone()),
        kind: Some(ResponseKind::Message),
        role: Some(ResponseRole::Assistant),
        content: Some(content),
        model: Some(envelope.model.clone()),
        provider: Some(envelope.family.upstream().to_owned()),
        container,
        stop_reason,
        stop_details,
        stop_sequence,
        usage: Some(usage(answered)),
        openrouter_metadata: answered.routing.clone(),
        ..Response::default()
    }
}

/// Says why the answer ended.
pub(super) fn end(answered: &Answered) -> MessageChange {
    let refusal = answered.completion.refusal.clone();
    let (reason, sequence) = match answered.ending() {
        Ending::Filtered => (StopReason::Refusal, None),
        Ending::CutOff => (StopReason::MaxTokens, None),
        Ending::Calls => (StopReason::ToolUse, None),
        Ending::Stopped(text) => (StopReason::StopSequence, Some(text)),
        Ending::Done | Ending::Failed if refusal.is_some() => (StopReason::Refusal, None),
        Ending::Done | Ending::Failed => (StopReason::EndTurn, None),
    };
    let details = (reason == StopReason::Refusal).then(|| StopDetails {
        kind: Some(StopDetailsKind::Refusal),
        explanation: refusal,
        ..StopDetails::default()
    });
    MessageChange {
        stop_reason: Some(reason),
        stop_details: details,
        stop_sequence: sequence,
        ..MessageChange::default()
    }
}

/// Says what the answer used and cost.
fn usage(answered: &Answered) -> Usage {
    let usage = answered.usage;
    Usage {
        input_tokens: Some(usage.prompt_tokens().into()),
        output_tokens: Some(usage.completion_tokens().into()),
        output_tokens_details: thinking(answered),
        cache_creation_input_tokens: Some(0.into()),
        cache_read_input_tokens: Some(0.into()),
        service_tier: Some(ServiceTier::Standard),
        cost: Some(number(usage.cost())),
        cost_details: Some(CostDetails {
            upstream_inference_cost: Some(number(usage.cost())),
            upstream_inference_prompt_cost: Some(number(usage.prompt_cost())),
            upstream_inference_completions_cost: Some(number(usage.completion_cost())),
            ..CostDetails::default()
        }),
        is_byok: Some(false),
        ..Usage::default()
    }
}

/// Says how many tokens the thinking has, if there was any.
pub(super) fn thinking(answered: &Answered) -> Option<OutputTokensDetails> {
    let tokens = answered.usage.reasoning_tokens();
    (tokens > 0).then(|| OutputTokensDetails {
        thinking_tokens: Some(tokens.into()),
        ..OutputTokensDetails::default()
    })
}
