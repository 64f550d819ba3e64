//! Tool calls. Names in comments are rows of a fault list: T01 and so on.

use crate::{
    Accumulator, AssistantMessage, ErrorKind, FinishReason, PartialToolCall, ToolCall,
    ToolCallDelta, ToolCallId,
};

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
fn a_name_that_comes_last_may_come_in_pieces() {
    // T10.
    let pieces = [
        delta(Some(0), "", "", "{\"x\":1}"),
        delta(Some(0), "a", "", ""),
        delta(Some(0), "", "get_", ""),
        delta(Some(0), "", "time", ""),
    ];
    check(&pieces, &[("a", "get_time", "{\"x\":1}")]);
}

/// Names and arguments of whole calls, and the number of others.
fn calls(deltas: &[ToolCallDelta]) -> (Vec<(String, String)>, usize) {
    let sum = message(Some(FinishReason::ToolCalls), deltas);
    let whole = sum.tool_calls.into_iter().map(|call| (call.name, call.arguments));
    (whole.collect(), sum.partial_tool_calls.len())
}

#[test]
fn another_id_begins_another_call_even_if_the_one_before_is_not_whole() {
    for (before, after) in [
        (delta(None, "a", "f", "{"), delta(None, "b", "g", "{}")),
        (delta(Some(0), "", "f", "{"), delta(None, "b", "g", "{}")),
        (delta(Some(0), "a", "f", "{"), delta(Some(0), "b", "g", "{}")),
    ] {
        let expected = (vec![("g".to_owned(), "{}".to_owned())], 1);
        assert_eq!(calls(&[before.clone(), after]), expected, "{before:?}");
    }
}

#[test]
fn a_name_after_whole_arguments_begins_another_call() {
    let late = [
        delta(Some(0), "", "", "{\"x\":1}"),
        delta(Some(0), "", "f", ""),
        delta(Some(0), "", "g", "{\"y\":2}"),
    ];
    let whole = [("f", "{\"x\":1}"), ("g", "{\"y\":2}")];
    let owned = |calls: [(&str, &str); 2]| {
        calls.map(|(name, arguments)| (name.to_owned(), arguments.to_owned())).to_vec()
    };
    assert_eq!(calls(&late), (owned(whole), 0));
    let bare = [delta(Some(0), "", "f", "{}"), delta(Some(0), "", "g", "")];
    assert_eq!(calls(&bare), (owned([("f", "{}"), ("g", "{}")]), 0));
}

#[test]
fn another_name_does_not_replace_the_first() {
    let pieces =
        [delta(Some(0), "a", "f", "{"), delta(Some(0), "", "g", ""), delta(Some(0), "", "", "}")];
    check(&pieces, &[("a", "f", "{}")]);
}

#[test]
fn absurdly_long_arguments_are_refused() {
    // T09.
    let mut sum = Accumulator::new();
    let half = " ".repeat(4 << 20);
    for _ in 0..2 {
        sum.push_tool_call(0, &delta(Some(0), "a", "f", &half)).unwrap();
    }
    let error = sum.push_tool_call(0, &delta(Some(0), "", "", "x")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

#[test]
fn whole_calls_without_ids_are_told_apart_by_their_names() {
    // T04, T06: upstreams that do not stream calls send each whole, under one index or none.
    for index in [None, Some(0)] {
        let sum = message(
            Some(FinishReason::ToolCalls),
            &[
                delta(index, "", "f", "{\"x\":1}"),
                delta(index, "", "f", "{\"x\":2}"),
                delta(index, "", "g", "{}"),
                delta(index, "", "g", "\n"),
            ],
        );
        let calls: Vec<_> =
            sum.tool_calls.iter().map(|call| (&*call.name, &*call.arguments)).collect();
        assert_eq!(calls, [("f", "{\"x\":1}"), ("f", "{\"x\":2}"), ("g", "{}\n")], "{index:?}");
    }
}

#[test]
fn a_name_with_each_piece_begins_no_call() {
    for pieces in [["{\"x\":{}", "}", ""], ["1", "2", " "]] {
        let deltas = pieces.map(|piece| delta(None, "", "f", piece));
        let calls = message(Some(FinishReason::ToolCalls), &deltas).tool_calls;
        assert_eq!((calls.len(), &*calls[0].arguments), (1, &*pieces.concat()));
    }
    let twice = [delta(None, "a", "f", "{}"), delta(None, "a", "f", "{}")];
    let message = message(Some(FinishReason::ToolCalls), &twice);
    assert_eq!(message.tool_calls, [], "the same call is not executed twice");
}

#[test]
fn a_call_without_a_name_is_partial_and_says_no_more_than_was_said() {
    let message = message(Some(FinishReason::ToolCalls), &[delta(Some(0), "a", "", " ")]);
    assert_eq!(message.tool_calls, []);
    let partial = PartialToolCall::new(Some("a".into()), None, " ".to_owned());
    assert_eq!(message.partial_tool_calls, [partial]);
}

#[test]
fn made_up_ids_are_unlike_all_others() {
    // T06: within an answer, where another call may have just that id, and between answers, since
    // some upstreams refuse a conversation in which an id occurs twice.
    let ids = |response: &str, first: &str| {
        let mut sum = Accumulator::new();
        sum.head().id = Some(response.into());
        for (index, id) in [first, "", ""].into_iter().enumerate() {
            let index = u32::try_from(index).unwrap();
            sum.push_tool_call(0, &delta(Some(index), id, "f", "{}")).unwrap();
        }
        let calls = sum.finish().into_message().unwrap().tool_calls;
        calls.into_iter().map(|call| call.id.to_string()).collect::<Vec<_>>()
    };
    let first = ids("gen-1", "call_1");
    assert_eq!(first, ids("gen-1", "call_1"), "the same answer has the same ids");
    let mut all: Vec<_> = first.iter().cloned().chain(ids("gen-2", "")).collect();
    let clash = ids("gen-1", &first[1]);
    assert_eq!(clash.iter().collect::<std::collections::BTreeSet<_>>().len(), 3, "{clash:?}");
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 6, "{all:?}");
    assert!(all.iter().all(|id| id.len() <= 40), "{all:?}");
    let is_made_up = all.iter().filter(|id| ToolCallId::from(id.as_str()).is_made_up()).count();
    assert_eq!(is_made_up, 5, "{all:?}");
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
    let sum = message(Some(FinishReason::ToolCalls), &[delta(Some(0), "", "now", "")]);
    let [call] = &*sum.tool_calls else { panic!("{sum:?}") };
    assert_eq!((&*call.name, &*call.arguments), ("now", "{}"));
    assert!(call.id.as_str().starts_with("call_"), "{call:?}");
}

#[test]
fn a_call_cut_off_by_length_is_never_whole() {
    // T12: not even when what there is of it is JSON.
    for (reason, arguments) in [
        (FinishReason::Length, "{\"path\": \"x"),
        (FinishReason::Length, ""),
        (FinishReason::Length, "12"),
        (FinishReason::ContentFilter, ""),
    ] {
        let cut = message(
            Some(reason),
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
fn odd_arguments_are_kept_as_they_are_and_fail_without_a_crash() {
    // T18: nesting beyond every parser's limit, and a member that comes twice.
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    for arguments in [&*deep, r#"{"x":1,"x":2}"#] {
        let message =
            message(Some(FinishReason::ToolCalls), &[delta(Some(0), "a", "f", arguments)]);
        assert_eq!(message.tool_calls, [ToolCall::new("a", "f", arguments)]);
    }
    let error = ToolCall::new("a", "f", deep).parse::<serde_json::Value>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
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
fn a_broken_stream_offers_no_call_even_if_one_is_whole_json() {
    // T17: the first of two calls is all there, but nobody said that the model meant both.
    for reason in [None, Some(FinishReason::Error)] {
        let mut sum = Accumulator::new();
        sum.push_tool_call(0, &delta(Some(0), "a", "rm", r#"{"path":"x"}"#)).unwrap();
        sum.push_tool_call(0, &delta(Some(1), "b", "rm", r#"{"path""#)).unwrap();
        if let Some(reason) = reason {
            sum.finish_choice(0, reason).unwrap();
        }
        let partial = sum.into_partial().into_message().unwrap();
        assert_eq!(partial.tool_calls, []);
        assert_eq!(partial.partial_tool_calls.len(), 2);
    }
}

#[test]
fn a_stream_that_breaks_after_its_reason_keeps_its_calls() {
    let mut sum = Accumulator::new();
    sum.push_tool_call(0, &delta(Some(0), "a", "f", "{}")).unwrap();
    sum.finish_choice(0, FinishReason::ToolCalls).unwrap();
    let partial = sum.into_partial().into_message().unwrap();
    assert_eq!(partial.tool_calls, [ToolCall::new("a", "f", "{}")]);
}

#[test]
fn absurd_numbers_of_calls_and_choices_are_refused() {
    // T09.
    let mut sum = Accumulator::new();
    let error = (0..1000)
        .find_map(|index| sum.push_tool_call(0, &delta(Some(u32::MAX - index), "", "", "")).err());
    assert_eq!(error.unwrap().kind(), ErrorKind::TooLarge);
    let mut sum = Accumulator::new();
    let error = (0..1000).find_map(|choice| sum.push_text(choice, "x").err());
    assert_eq!(error.unwrap().kind(), ErrorKind::TooLarge);
}
