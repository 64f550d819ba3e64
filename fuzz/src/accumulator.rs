//! The sum of an answer's deltas: nothing is lost, pieces may be cut anywhere, and a tool call
//! that did not come whole is never one that could be run.

use std::collections::{BTreeMap, BTreeSet};

use llm_types::{
    Accumulator, ContentPart, FinishReason, RawJson, StandardChoice, StandardResponse, StreamEvent,
    ToolCallDelta,
};
use serde_json::Value;

/// What a line of the input does to the answer.
enum Op {
    Push(StreamEvent),
    Finish(u32, FinishReason),
}

/// Each line is a delta: what it is, which choice it is about, and what it says. A piece of a tool
/// call is `index|id|name|arguments`, with an empty field for what is not said.
pub fn check(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let ops: Vec<_> = text.split('\n').filter_map(op).collect();
    let (sum, said) = add(&ops);
    let Some(sum) = sum else { return };

    let whole = sum.clone().finish();
    assert_eq!(whole, add(&ops).0.expect("as before").finish(), "the same, and the same ids");
    nothing_is_lost(&whole, &said);
    calls_are_whole(&whole, false);
    let partial = sum.into_partial();
    nothing_is_lost(&partial, &said);
    calls_are_whole(&partial, true);

    let halves: Vec<_> = ops.iter().flat_map(halves).collect();
    if let Some(sum) = add(&halves).0 {
        assert_eq!(as_values(sum.finish()), as_values(whole), "cut into halves");
    }
}

/// What was said in a choice.
#[derive(Default)]
struct Said {
    text: String,
    thoughts: String,
    refusal: String,
    arguments: usize,
    finish: Option<FinishReason>,
}

fn op(line: &str) -> Option<Op> {
    let mut characters = line.chars();
    let (what, choice) = (characters.next()?, characters.next()?);
    let rest = characters.as_str().to_owned();
    let choice = u32::from(choice).wrapping_sub(u32::from('0'));
    Some(Op::Push(match what {
        't' => StreamEvent::Text { choice, text: rest },
        'r' => StreamEvent::Reasoning { choice, text: rest, blocks: None },
        // Thoughts in the provider's words; as text only what is not JSON.
        'b' => match RawJson::parse(rest) {
            Ok(block) => StreamEvent::Reasoning {
                choice,
                text: String::new(),
                blocks: Some(vec![block.into()]),
            },
            Err(_) => return None,
        },
        'f' => StreamEvent::Refusal { choice, text: rest },
        'c' => StreamEvent::ToolCall { choice, delta: delta(&rest)? },
        'e' => {
            let reason = serde_json::from_value(Value::String(rest)).ok()?;
            return Some(Op::Finish(choice, reason));
        }
        // Whatever an event can be in a store.
        'j' => match serde_json::from_str(&rest) {
            Ok(StreamEvent::ToolCall { .. } | StreamEvent::Finished(_)) | Err(_) => return None,
            Ok(event) => event,
        },
        _ => return None,
    }))
}

fn delta(fields: &str) -> Option<ToolCallDelta> {
    let mut fields = fields.splitn(4, '|');
    let (index, id, name) = (fields.next()?, fields.next()?, fields.next()?);
    Some(ToolCallDelta {
        index: index.parse().ok(),
        id: (!id.is_empty()).then(|| id.to_owned().into()),
        name: (!name.is_empty()).then(|| name.to_owned()),
        arguments: fields.next()?.to_owned(),
    })
}

/// The sum, unless there are too many choices or calls, and what was said.
fn add(ops: &[Op]) -> (Option<Accumulator>, BTreeMap<u32, Said>) {
    let mut sum = Accumulator::new();
    let mut said = BTreeMap::<u32, Said>::new();
    let (mut choices, mut calls) = (BTreeSet::new(), 0);
    for op in ops {
        let result = match op {
            Op::Push(event) => {
                if let Some(choice) = note(event, &mut said) {
                    choices.insert(choice);
                }
                calls += usize::from(matches!(event, StreamEvent::ToolCall { .. }));
                sum.push(event)
            }
            Op::Finish(choice, reason) => {
                choices.insert(*choice);
                said.entry(*choice).or_default().finish = Some(reason.clone());
                sum.finish_choice(*choice, reason.clone())
            }
        };
        if result.is_err() {
            assert!(choices.len().max(calls) > 128, "no model says more, but this is less");
            return (None, said);
        }
    }
    (Some(sum), said)
}

/// Takes down what an event says, and in which choice.
fn note(event: &StreamEvent, said: &mut BTreeMap<u32, Said>) -> Option<u32> {
    let choice = match event {
        StreamEvent::Text { choice, .. }
        | StreamEvent::Reasoning { choice, .. }
        | StreamEvent::Refusal { choice, .. }
        | StreamEvent::ToolCall { choice, .. }
        | StreamEvent::Annotation { choice, .. }
        | StreamEvent::Image { choice, .. }
        | StreamEvent::Audio { choice, .. }
        | StreamEvent::Part { choice, .. }
        | StreamEvent::Logprobs { choice, .. } => *choice,
        _ => return None,
    };
    let said = said.entry(choice).or_default();
    match event {
        StreamEvent::Text { text, .. } => said.text.push_str(text),
        StreamEvent::Reasoning { text, .. } => said.thoughts.push_str(text),
        StreamEvent::Refusal { text, .. } => said.refusal.push_str(text),
        StreamEvent::ToolCall { delta, .. } => said.arguments += delta.arguments.len(),
        StreamEvent::Part { part: ContentPart::Text(part), .. } => said.text.push_str(&part.text),
        _ => {}
    }
    Some(choice)
}

fn nothing_is_lost(answer: &StandardResponse, said: &BTreeMap<u32, Said>) {
    let nothing = Said::default();
    for StandardChoice { index, message, finish_reason, .. } in &answer.choices {
        let said = said.get(index).unwrap_or(&nothing);
        let thoughts = message.reasoning.as_ref().map_or("", |reasoning| &reasoning.text);
        assert_eq!(message.joined_text(), said.text);
        assert_eq!(thoughts, said.thoughts);
        assert_eq!(message.refusal.as_deref().unwrap_or_default(), said.refusal);
        assert_eq!(finish_reason, &said.finish);
        let whole = message.tool_calls.iter().map(|call| &call.arguments);
        let cut = message.partial_tool_calls.iter().map(|call| &call.arguments);
        let arguments: usize = whole.chain(cut).map(String::len).sum();
        // `{}` may stand for nothing, or for white space.
        let stand_ins = 2 * message.tool_calls.len();
        assert!(arguments + stand_ins >= said.arguments.min(arguments), "no less");
        if !message.tool_calls.iter().any(|call| call.arguments == "{}") {
            assert_eq!(arguments, said.arguments);
        }
    }
    let indices: Vec<_> = answer.choices.iter().map(|choice| choice.index).collect();
    assert!(indices.is_sorted_by(|a, b| a < b), "{indices:?}");
}

/// A call that can be run has a name, an id unlike the others, and whole arguments; there is none
/// where the model did not come to its end.
fn calls_are_whole(answer: &StandardResponse, broken: bool) {
    for choice in &answer.choices {
        let message = &choice.message;
        for call in &message.tool_calls {
            assert!(serde_json::from_str::<&serde_json::value::RawValue>(&call.arguments).is_ok());
            assert!(!call.name.is_empty() && !call.id.as_str().is_empty());
        }
        match &choice.finish_reason {
            Some(FinishReason::Error) => assert!(message.tool_calls.is_empty()),
            None if broken => assert!(message.tool_calls.is_empty()),
            Some(FinishReason::Length | FinishReason::ContentFilter) => {
                let calls = message.tool_calls.len() + message.partial_tool_calls.len();
                assert!(calls == 0 || !message.partial_tool_calls.is_empty());
            }
            _ => {}
        }
    }
}

/// The same in two pieces, where a piece in the middle of nothing else can be told.
fn halves(op: &Op) -> Vec<Op> {
    let cut = |text: &str| {
        let middle = (text.len() / 2..text.len()).find(|at| text.is_char_boundary(*at));
        let (left, right) = text.split_at(middle.unwrap_or_default());
        (left.to_owned(), right.to_owned())
    };
    match op {
        Op::Push(StreamEvent::Text { choice, text }) => {
            let (choice, (left, right)) = (*choice, cut(text));
            [left, right].map(|text| Op::Push(StreamEvent::Text { choice, text })).into()
        }
        Op::Push(StreamEvent::Refusal { choice, text }) => {
            let (choice, (left, right)) = (*choice, cut(text));
            [left, right].map(|text| Op::Push(StreamEvent::Refusal { choice, text })).into()
        }
        Op::Push(StreamEvent::ToolCall { choice, delta }) if delta.index.is_some() => {
            let (choice, (left, right)) = (*choice, cut(&delta.arguments));
            // A name before nothing but white space may be the name once more.
            if left.trim().is_empty() {
                return vec![Op::Push(StreamEvent::ToolCall { choice, delta: delta.clone() })];
            }
            let first = ToolCallDelta { arguments: left, ..delta.clone() };
            let second =
                ToolCallDelta { index: delta.index, arguments: right, ..ToolCallDelta::default() };
            [first, second].map(|delta| Op::Push(StreamEvent::ToolCall { choice, delta })).into()
        }
        Op::Push(event) => vec![Op::Push(event.clone())],
        Op::Finish(choice, reason) => vec![Op::Finish(*choice, reason.clone())],
    }
}

fn as_values(answer: StandardResponse) -> Value {
    serde_json::to_value(answer).expect("an answer can be written")
}
