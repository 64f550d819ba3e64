//! An answer in one piece.

use openrouter_wire::chat::{Choice, Content, Response, ResponseMessage, Role, ToolCall};

use super::{completion::Completion, envelope::Envelope, reasoning, tokens, usage::Usage};

/// Makes the reply to a request without `stream`.
pub(crate) fn response(envelope: &Envelope, completion: &Completion, usage: Usage) -> Response {
    let (finish_reason, native) = completion.finish(envelope.family);
    let shown = completion.shown_reasoning();
    let (reasoning, details) = match shown {
        Some(text) => reasoning::join(&reasoning::pieces(text, envelope.family)),
        None => (None, Vec::new()),
    };
    let calls = completion.calls.iter().zip(0_u64..).map(|(call, index)| ToolCall {
        index: Some(index.into()),
        ..ToolCall::function(&call.id, &call.name, &call.arguments)
    });
    let calls: Vec<_> = calls.collect();
    let message = ResponseMessage {
        role: Some(Role::Assistant),
        content: completion.text.clone().map(Content::Text),
        refusal: completion.refusal.clone(),
        reasoning,
        reasoning_details: (!details.is_empty()).then(|| reasoning::to_wire(&details)),
        tool_calls: (!calls.is_empty()).then_some(calls),
        ..ResponseMessage::default()
    };
    let text = completion.text.as_deref().unwrap_or_default();
    let choice = Choice {
        logprobs: completion.likelihood.map(|likelihood| likelihood.of(tokens::split(text))),
        index: Some(0.into()),
        finish_reason: Some(finish_reason),
        native_finish_reason: Some(native),
        message: Some(message),
        ..Choice::default()
    };
    Response { choices: Some(vec![choice]), usage: Some(usage.to_wire()), ..envelope.response() }
}
