//! A reply, cut into a stream and put together again, is the same reply.

use proptest::{collection::vec, option, prelude::*, sample::Index};
use serde_json::{Map, Value, json};

use super::{super::merge::object, accumulate, read};
use crate::{
    Extra, decode,
    messages::{
        AccumulateError, Accumulator, CitationsDelta, CompactionDelta, ContentBlock,
        ContentBlockDelta, ContentBlockStart, ContentBlockStop, Delta, DeltaUsage, Event,
        InputJsonDelta, MessageChange, MessageDelta, MessageStart, MessageStop, Ping, Response,
        SignatureDelta, StartMessage, StartUsage, TextDelta, ThinkingDelta, Usage,
    },
};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[a-z \"\\\\]{0,9}", 1 => "\\PC{0,9}"]
}

fn input() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e6..1e6).prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(2, 8, 3, |value| vec(value, 0..3).prop_map(Value::from));
    let fields = vec((text(), value), 0..3).prop_map(|fields| fields.into_iter().collect());
    prop_oneof![1 => Just(Value::Null), 4 => fields.prop_map(Value::Object)]
}

fn citation() -> impl Strategy<Value = Value> {
    text().prop_map(|text| {
        json!({"type": "web_search_result_location", "cited_text": text, "title": null,
               "encrypted_index": "e", "url": "https://example.com"})
    })
}

fn block() -> impl Strategy<Value = ContentBlock> {
    let citations = option::of(vec(citation(), 0..3));
    prop_oneof![
        (text(), citations)
            .prop_map(|(text, citations)| json!({"type": "text", "text": text, "citations": citations})),
        (text(), text()).prop_map(|(thinking, signature)| {
            json!({"type": "thinking", "thinking": thinking, "signature": signature})
        }),
        text().prop_map(|data| json!({"type": "redacted_thinking", "data": data})),
        (input(), any::<bool>()).prop_map(|(input, server)| {
            let kind = if server { "server_tool_use" } else { "tool_use" };
            json!({"type": kind, "id": "t", "name": "n", "input": input, "caller": {"type": "direct"}})
        }),
        (option::of(text()), option::of("[a-z]{1,9}")).prop_map(|(content, encrypted)| {
            json!({"type": "compaction", "content": content, "encrypted_content": encrypted})
        }),
        (input(), text()).prop_map(|(content, text)| {
            json!({"type": "x_hologram", "content": content, "text": text})
        }),
        text().prop_map(|code| {
            json!({"type": "web_search_tool_result", "tool_use_id": "t",
                   "content": {"type": "web_search_tool_result_error", "error_code": code}})
        }),
    ]
    .prop_map(read)
}

fn usage() -> impl Strategy<Value = Usage> {
    let tokens = || option::of(0..9_u64);
    (
        (tokens(), tokens(), tokens(), tokens()),
        option::of(Just(json!({"ephemeral_5m_input_tokens": 7}))),
        option::of(Just(json!({"web_search_requests": 1, "web_fetch_requests": 0}))),
        option::of(Just("standard")),
        option::of(vec(Just(json!({"type": "message", "input_tokens": 3})), 0..2)),
        option::of((0.0..1.0, any::<bool>())),
    )
        .prop_map(|(tokens, cache_creation, tools, tier, iterations, cost)| {
            read(json!({
                "input_tokens": tokens.0, "output_tokens": tokens.1,
                "cache_creation_input_tokens": tokens.2, "cache_read_input_tokens": tokens.3,
                "cache_creation": cache_creation, "server_tool_use": tools,
                "service_tier": tier, "speed": tier, "iterations": iterations,
                "inference_geo": tier,
                "cost": cost.map(|cost| cost.0), "is_byok": cost.map(|cost| cost.1),
                "cost_details": cost.map(|cost| json!({"upstream_inference_cost": cost.0})),
            }))
        })
}

fn response() -> impl Strategy<Value = Response> {
    let facts = (option::of(text()), option::of(text()), option::of(text()), any::<bool>());
    (facts, vec(block(), 0..5), option::of(usage())).prop_map(
        |((id, model, stop_sequence, rich), content, usage)| {
            let rich = |value: Value| rich.then_some(value);
            let response: Response = read(json!({
                "id": id, "type": "message", "role": "assistant", "model": model,
                "provider": rich(json!("Acme")),
                "container": rich(json!({"id": "c", "expires_at": "2026-01-01T00:00:00Z"})),
                "stop_reason": if stop_sequence.is_some() { "stop_sequence" } else { "end_turn" },
                "stop_sequence": stop_sequence,
                "stop_details": rich(json!({"type": "refusal", "category": null,
                                            "explanation": "no"})),
                "context_management": rich(json!({"applied_edits": [{"type": "a", "n": 1}]})),
                "openrouter_metadata": rich(json!({"region": "iad", "attempt": 1})),
                "x_new": 3,
            }));
            Response { content: Some(content), usage, ..response }
        },
    )
}

/// Cuts text at the places that `cuts` point at.
fn pieces<'a>(text: &'a str, cuts: &[Index]) -> Vec<&'a str> {
    let mut ends: Vec<usize> = cuts
        .iter()
        .map(|cut| cut.index(text.len() + 1))
        .filter(|end| text.is_char_boundary(*end))
        .chain([text.len()])
        .collect();
    ends.sort_unstable();
    let mut start = 0;
    ends.into_iter().map(|end| &text[std::mem::replace(&mut start, end)..end]).collect()
}

/// Cuts a block into an empty one and its deltas.
fn cut(mut block: ContentBlock, cuts: &[Index]) -> (ContentBlock, Vec<Delta>) {
    let mut deltas = Vec::new();
    let mut input = |input: &mut Value| {
        if !input.is_null() {
            let json = std::mem::replace(input, json!({})).to_string();
            deltas.extend(pieces(&json, cuts).into_iter().map(|piece| {
                Delta::InputJsonDelta(InputJsonDelta {
                    partial_json: piece.to_owned(),
                    ..InputJsonDelta::default()
                })
            }));
        }
    };
    match &mut block {
        ContentBlock::ToolUse(call) => input(&mut call.input),
        ContentBlock::ServerToolUse(call) => input(&mut call.input),
        ContentBlock::Text(text) => {
            for piece in pieces(&std::mem::take(&mut text.text), cuts) {
                let text = piece.to_owned();
                deltas.push(Delta::TextDelta(TextDelta { text, ..TextDelta::default() }));
            }
            let citations = text.citations.iter_mut().flat_map(std::mem::take);
            deltas.extend(citations.map(|citation| {
                Delta::CitationsDelta(CitationsDelta { citation, extra: Extra::default() })
            }));
        }
        ContentBlock::Thinking(block) => {
            for piece in pieces(&std::mem::take(&mut block.thinking), cuts) {
                let thinking = piece.to_owned();
                deltas.push(Delta::ThinkingDelta(ThinkingDelta {
                    thinking,
                    ..ThinkingDelta::default()
                }));
            }
            let signature = std::mem::take(&mut block.signature);
            deltas.push(Delta::SignatureDelta(SignatureDelta {
                signature,
                ..SignatureDelta::default()
            }));
        }
        ContentBlock::Compaction(block) => {
            let (content, encrypted_content) =
                (block.content.take(), block.encrypted_content.take());
            let extra = Extra::default();
            deltas.push(Delta::CompactionDelta(CompactionDelta {
                content,
                encrypted_content,
                extra,
            }));
        }
        _ => {}
    }
    (block, deltas)
}

/// Cuts usage into what is known at the start and what comes later, some of it twice.
fn cut_usage(usage: &Usage) -> (StartUsage, DeltaUsage) {
    let fields = object(usage).unwrap();
    let (mut early, mut late) = (Map::new(), Map::new());
    for (name, value) in fields {
        let is_early = ["service_tier", "speed", "inference_geo"].contains(&name.as_str());
        if name.ends_with("_tokens") && !value.is_null() {
            early.insert(name.clone(), json!(0));
        }
        if is_early { &mut early } else { &mut late }.insert(name, value);
    }
    (read(early.into()), read(late.into()))
}

/// Cuts a reply into the events of a stream.
fn events(response: &Response, cuts: &[Index]) -> Vec<Event> {
    let Response { content, usage, .. } = response.clone();
    let mut head = object(&Response { content: None, usage: None, ..response.clone() }).unwrap();
    let mut take = |names: &[&str]| -> Map<String, Value> {
        names.iter().filter_map(|name| head.remove_entry(*name)).collect()
    };
    let change: MessageChange =
        read(take(&["container", "stop_reason", "stop_details", "stop_sequence"]).into());
    let stop: MessageStop = read(take(&["openrouter_metadata"]).into());
    let beside = Extra::from(take(&["context_management"]));
    let (early, late) = usage.as_ref().map(cut_usage).unzip();
    let message = StartMessage { usage: early, ..read(head.into()) };

    let mut events =
        vec![Event::MessageStart(Box::new(MessageStart { message, extra: Extra::default() }))];
    for (index, block) in (0_u64..).zip(content.into_iter().flatten()) {
        let (content_block, deltas) = cut(block, cuts);
        let (index, extra) = (|| index.into(), Extra::default);
        events.push(Event::ContentBlockStart(ContentBlockStart {
            index: index(),
            content_block,
            extra: extra(),
        }));
        events.push(Event::Ping(Ping::default()));
        events.extend(deltas.into_iter().map(|delta| {
            Event::ContentBlockDelta(ContentBlockDelta { index: index(), delta, extra: extra() })
        }));
        events.push(Event::ContentBlockStop(ContentBlockStop { index: index(), extra: extra() }));
    }
    events.push(Event::MessageDelta(Box::new(MessageDelta {
        delta: change,
        usage: late,
        extra: beside,
    })));
    events.push(Event::MessageStop(Box::new(stop)));
    events
}

proptest! {
    #[test]
    fn a_reply_cut_into_a_stream_is_put_together_again(
        response in response(),
        cuts in vec(any::<Index>(), 0..4),
    ) {
        // Each event takes the way over the network.
        let events = events(&response, &cuts).into_iter().map(|event| {
            decode(&serde_json::to_vec(&event).unwrap()).unwrap()
        });
        prop_assert_eq!(accumulate(events).unwrap(), response);
    }

    #[test]
    fn events_in_any_order_give_a_reply_or_an_error(
        response in response(),
        order in vec(any::<Index>(), 0..40),
    ) {
        let events = events(&response, &[]);
        let shuffled = order.iter().map(|index| index.get(&events).clone());
        let mut accumulator = Accumulator::new();
        for event in shuffled {
            let before = accumulator.clone().into_partial();
            if accumulator.push(event).is_err() {
                prop_assert_eq!(accumulator.clone().into_partial(), before);
            }
        }
    }

    #[test]
    fn a_stream_that_breaks_off_is_no_reply(response in response(), at in any::<Index>()) {
        let events = events(&response, &[]);
        let end = at.index(events.len());
        let cut = events.into_iter().take(end);
        prop_assert_eq!(accumulate(cut), Err(AccumulateError::Truncated));
    }
}
