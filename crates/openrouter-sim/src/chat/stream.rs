//! An answer in chunks.

use openrouter_wire::chat::{
    Arguments, Chunk, ChunkChoice, Content, Delta, FinishReason, FunctionCall, Role, ToolCall,
    ToolCallKind,
};
use serde_json::Value;

use super::{
    completion::{Call, Completion},
    envelope::Envelope,
    reasoning::{self, Piece},
    tokens,
    usage::Usage,
};
use crate::stream_style::FinishStyle;

/// Makes the chunks of a stream, without the `[DONE]` at its end.
pub(crate) fn chunks(
    envelope: &Envelope,
    completion: &Completion,
    usage: Usage,
    finish: FinishStyle,
) -> Vec<Chunk> {
    let shown = completion.shown_reasoning();
    let thought = shown.map(|text| reasoning::pieces(text, envelope.family)).unwrap_or_default();
    let whole = |delta| with_choice(envelope, delta, None);

    let mut chunks: Vec<Chunk> = thought.iter().map(thought_delta).map(whole).collect();
    chunks.extend(tokens_of(completion.text.as_ref()).map(|token| {
        let mut choice = choice(text_delta(token), None);
        choice.logprobs = completion.likelihood.map(|likelihood| likelihood.of([token]));
        Chunk { choices: Some(vec![choice]), ..envelope.chunk() }
    }));
    chunks.extend(tokens_of(completion.refusal.as_ref()).map(refusal_delta).map(whole));
    let calls = completion.calls.iter().zip(0..);
    chunks.extend(calls.flat_map(|(call, index)| call_deltas(call, index)).map(whole));
    chunks.extend(last_chunks(envelope, completion, usage, finish));
    chunks
}

/// Makes the chunk with the finish reason and the one with usage.
fn last_chunks(
    envelope: &Envelope,
    completion: &Completion,
    usage: Usage,
    style: FinishStyle,
) -> [Chunk; 2] {
    let finish = completion.finish(envelope.family);
    let mut end = text_delta("");
    if completion.reasoning.is_some() {
        // Recorded only after thinking.
        end.extra.insert("reasoning", Value::Null);
    }
    let end = with_choice(envelope, end, Some(finish.clone()));
    let mut last = match style {
        FinishStyle::Repeated => with_choice(envelope, text_delta(""), Some(finish)),
        FinishStyle::NullFinish => with_choice(envelope, text_delta(""), None),
        FinishStyle::NoChoices => Chunk { choices: Some(Vec::new()), ..envelope.chunk() },
    };
    last.usage = Some(usage.to_wire());
    if style == FinishStyle::Repeated {
        last.service_tier = envelope.family.service_tier();
        if last.service_tier.is_none() {
            last.extra.insert("service_tier", Value::Null);
        }
    }
    [end, last]
}

fn with_choice(envelope: &Envelope, delta: Delta, finish: Option<(FinishReason, String)>) -> Chunk {
    Chunk { choices: Some(vec![choice(delta, finish)]), ..envelope.chunk() }
}

fn choice(delta: Delta, finish: Option<(FinishReason, String)>) -> ChunkChoice {
    let (finish_reason, native_finish_reason) = finish.unzip();
    ChunkChoice {
        index: Some(0.into()),
        delta: Some(delta),
        finish_reason,
        native_finish_reason,
        ..ChunkChoice::default()
    }
}

fn tokens_of(text: Option<&String>) -> impl Iterator<Item = &str> {
    text.map(|text| tokens::split(text)).unwrap_or_default().into_iter()
}

fn text_delta(text: &str) -> Delta {
    Delta {
        role: Some(Role::Assistant),
        content: Some(Content::Text(text.to_owned())),
        ..Delta::default()
    }
}

fn refusal_delta(text: &str) -> Delta {
    Delta { refusal: Some(text.to_owned()), ..text_delta("") }
}

fn thought_delta(piece: &Piece) -> Delta {
    let mut delta = Delta {
        reasoning: piece.text.clone(),
        reasoning_details: Some(reasoning::to_wire(&piece.details)),
        ..text_delta("")
    };
    if piece.says_null {
        delta.extra.insert("reasoning", Value::Null);
    }
    delta
}

/// Makes the fragments of a call: its id and name with empty arguments, once more nothing, and
/// then the arguments.
fn call_deltas(call: &Call, index: u64) -> Vec<Delta> {
    let first = fragment(index, "");
    let first = ToolCall {
        id: Some(call.id.clone()),
        kind: Some(ToolCallKind::Function),
        function: first.function.map(|f| FunctionCall { name: Some(call.name.clone()), ..f }),
        ..first
    };
    let arguments = tokens::split(&call.arguments).into_iter();
    let rest = std::iter::once("").chain(arguments).map(|piece| fragment(index, piece));
    std::iter::once(first)
        .chain(rest)
        .map(|call| Delta {
            role: Some(Role::Assistant),
            content: None,
            tool_calls: Some(vec![call]),
            ..Delta::default()
        })
        .collect()
}

fn fragment(index: u64, arguments: &str) -> ToolCall {
    ToolCall {
        index: Some(index.into()),
        function: Some(FunctionCall {
            arguments: Some(Arguments::Text(arguments.to_owned())),
            ..FunctionCall::default()
        }),
        ..ToolCall::default()
    }
}
