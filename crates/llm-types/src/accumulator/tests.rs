//! Tests of [`Accumulator`]. Names in brackets are rows of a fault list: T01 and so on.

use super::*;
use crate::{RawJson, ToolCall, ToolCallId};

fn delta(index: Option<u32>, id: &str, name: &str, arguments: &str) -> ToolCallDelta {
    ToolCallDelta {
        index,
        id: (!id.is_empty()).then(|| ToolCallId::from(id)),
        name: (!name.is_empty()).then(|| name.to_owned()),
        arguments: arguments.to_owned(),
    }
}

fn message(reason: Option<FinishReason>, deltas: &[ToolCallDelta]) -> AssistantMessage {
    let mut sum = Accumulator::new();
    for delta in deltas {
        sum.push_tool_call(0, delta).unwrap();
    }
    if let Some(reason) = reason {
        sum.finish_choice(0, reason).unwrap();
    }
    sum.finish().into_message().unwrap()
}

#[track_caller]
fn check(deltas: &[ToolCallDelta], calls: &[(&str, &str, &str)]) {
    let message = message(Some(FinishReason::ToolCalls), deltas);
    let expected: Vec<_> =
        calls.iter().map(|(id, name, args)| ToolCall::new(*id, *name, *args)).collect();
    assert_eq!(message.tool_calls, expected);
    assert_eq!(message.partial_tool_calls, []);
}

#[test]
fn fragments_split_inside_escapes_make_one_call() {
    // T01, T02: a continuation may be empty, and white space may follow.
    check(
        &[
            delta(Some(0), "call_1", "add", ""),
            delta(Some(0), "", "", ""),
            delta(Some(0), "", "", r#"{"x":"\uD8"#),
            delta(Some(0), "", "", r#"3D\uDE00"}"#),
            delta(Some(0), "", "", "  "),
        ],
        &[("call_1", "add", "{\"x\":\"\\uD83D\\uDE00\"}  ")],
    );
}

#[test]
fn interleaved_calls_are_kept_apart() {
    // T03, T08: in order of appearance, whatever the first index is.
    check(
        &[
            delta(Some(5), "b", "g", "{\"y\""),
            delta(Some(1), "a", "f", "{\"x\""),
            delta(Some(5), "", "", ":2}"),
            delta(Some(1), "", "", ":1}"),
        ],
        &[("b", "g", "{\"y\":2}"), ("a", "f", "{\"x\":1}")],
    );
}

#[test]
fn calls_without_an_index_are_told_apart_by_id() {
    // T04.
    check(
        &[
            delta(None, "a", "f", "{"),
            delta(None, "", "", "}"),
            delta(None, "b", "g", "[1"),
            delta(None, "b", "", "]"),
        ],
        &[("a", "f", "{}"), ("b", "g", "[1]")],
    );
}

#[test]
fn repeated_ids_and_names_do_not_double() {
    // T05, T10.
    check(
        &[delta(Some(0), "", "", "{"), delta(Some(0), "a", "f", ""), delta(Some(0), "a", "f", "}")],
        &[("a", "f", "{}")],
    );
    check(
        &[delta(Some(0), "a", "get_", ""), delta(Some(0), "", "time", "{}")],
        &[("a", "get_time", "{}")],
    );
}

#[test]
fn a_new_id_under_a_known_index_is_a_new_call() {
    // T07.
    check(
        &[delta(Some(0), "a", "f", "{}"), delta(Some(0), "b", "g", "{}")],
        &[("a", "f", "{}"), ("b", "g", "{}")],
    );
}

#[test]
fn missing_ids_and_arguments_are_filled_in() {
    // T06, T11.
    check(&[delta(Some(0), "", "now", "")], &[("call_0", "now", "{}")]);
}

#[test]
fn a_call_cut_off_by_length_is_never_whole() {
    // T12: not even when what there is of it is JSON.
    for arguments in ["{\"path\": \"/tm", "", "12"] {
        let cut = message(
            Some(FinishReason::Length),
            &[delta(Some(0), "a", "f", "{}"), delta(Some(1), "b", "g", arguments)],
        );
        assert_eq!(cut.tool_calls, [ToolCall::new("a", "f", "{}")]);
        assert_eq!(cut.partial_tool_calls.len(), 1);
        assert_eq!(cut.partial_tool_calls[0].arguments, arguments);
    }
}

#[test]
fn arguments_that_are_not_json_make_no_whole_call() {
    let bad = message(Some(FinishReason::ToolCalls), &[delta(Some(0), "a", "f", "{\"x\":")]);
    assert_eq!(bad.tool_calls, []);
    assert_eq!(bad.partial_tool_calls[0].name.as_deref(), Some("f"));
}

#[test]
fn a_stream_cut_anywhere_yields_no_executable_call() {
    // T17.
    let arguments = r#"{"path":"/etc","deep":{"n":1}}"#;
    for end in 0..=arguments.len() {
        let mut sum = Accumulator::new();
        sum.push_tool_call(0, &delta(Some(0), "a", "rm", &arguments[..end])).unwrap();
        let partial = sum.into_partial().into_message().unwrap();
        assert_eq!(partial.tool_calls, [], "{end}");
        assert_eq!(partial.partial_tool_calls[0].arguments, &arguments[..end]);
    }
}

#[test]
fn absurd_numbers_of_calls_and_choices_are_refused() {
    // T09.
    let mut sum = Accumulator::new();
    let error = (0..1000)
        .find_map(|index| sum.push_tool_call(0, &delta(Some(u32::MAX - index), "", "", "")).err());
    assert_eq!(error.unwrap().kind(), ErrorKind::Decode);
    let mut sum = Accumulator::new();
    let error = (0..1000).find_map(|choice| sum.push_text(choice, "x").err());
    assert_eq!(error.unwrap().kind(), ErrorKind::Decode);
}

fn block(json: &str) -> ReasoningBlock {
    RawJson::parse(json.to_owned()).unwrap().into()
}

#[test]
fn thoughts_join_by_kind_and_index() {
    let mut sum = Accumulator::new();
    for (text, json) in [
        ("**Plan", r#"{"type":"reasoning.summary","summary":"**Plan","format":"f","index":0}"#),
        ("**", r#"{"type":"reasoning.summary","summary":"**","format":"f","index":0}"#),
        ("", r#"{"type":"reasoning.encrypted","data":"gAAA","format":"f","id":"rs_1","index":0}"#),
        ("a", r#"{"type":"reasoning.text","text":"a","index":1}"#),
        ("", r#"{"type":"reasoning.text","signature":"sig","index":1}"#),
    ] {
        sum.push_reasoning(0, text, Some(&[block(json)])).unwrap();
    }
    let reasoning = sum.finish().into_message().unwrap().reasoning.unwrap();
    assert_eq!(reasoning.text, "**Plan**a");
    let blocks: Vec<serde_json::Value> =
        reasoning.blocks.unwrap().iter().map(|block| block.json().decode().unwrap()).collect();
    assert_eq!(
        blocks,
        [
            serde_json::json!(
                {"type": "reasoning.summary", "summary": "**Plan**", "format": "f", "index": 0}
            ),
            serde_json::json!(
                {"type": "reasoning.encrypted", "data": "gAAA", "format": "f", "id": "rs_1", "index": 0}
            ),
            serde_json::json!(
                {"type": "reasoning.text", "text": "a", "signature": "sig", "index": 1}
            ),
        ]
    );
}

#[test]
fn whole_thoughts_are_kept_byte_for_byte_even_with_equal_indices() {
    let blocks = vec![
        block(r#"{ "index":0, "type":"reasoning.text", "text":"a" }"#),
        block(r#"{"type":"reasoning.text","text":"b","index":0}"#),
    ];
    let reasoning = ReasoningContent::new("ab", Some(blocks));
    let mut sum = Accumulator::new();
    sum.push_whole_reasoning(0, &reasoning).unwrap();
    assert_eq!(sum.finish().into_message().unwrap().reasoning, Some(reasoning));
}

#[test]
fn an_empty_list_of_thoughts_is_not_no_list() {
    let mut sum = Accumulator::new();
    sum.push_reasoning(0, "", Some(&[])).unwrap();
    let reasoning = sum.finish().into_message().unwrap().reasoning.unwrap();
    assert_eq!(reasoning.blocks, Some(vec![]));
}

#[test]
fn text_around_a_picture_stays_in_order() {
    let mut sum = Accumulator::new();
    for text in ["a", "", "b"] {
        sum.push_text(0, text).unwrap();
    }
    let ContentPart::Image(image) = ContentPart::image_url("https://x.test/i.png") else {
        unreachable!()
    };
    sum.push(&StreamEvent::Image { choice: 0, image: image.clone() }).unwrap();
    sum.push_text(0, "c").unwrap();
    let content = sum.finish().into_message().unwrap().content;
    assert_eq!(content, ["ab".into(), ContentPart::Image(image), "c".into()]);
}

proptest::proptest! {
    #[test]
    fn the_events_of_an_answer_add_up_to_it(response in crate::strategies::response()) {
        let mut sum = Accumulator::new();
        *sum.head() = StandardResponse { choices: Vec::new(), ..response.clone() };
        for event in response.clone().into_events() {
            sum.push(&event)?;
        }
        for choice in &response.choices {
            if let Some(reason) = &choice.finish_reason {
                sum.finish_choice(choice.index, reason.clone())?;
            }
        }
        proptest::prop_assert_eq!(sum.finish(), response);
    }
}
