//! Tool calls that come in pieces, and how the pieces are put together (rows T).

use llm_types::{ErrorKind, StandardResponse};
use openrouter_sim::fault::Script;
use serde_json::{Value, json};

use super::chunks::{choices, delta};
use super::{A1, Trial};

fn begun() -> Script {
    Script::new().read().events()
}

/// A chunk with these pieces of tool calls.
fn chunk(pieces: &[Value]) -> Value {
    delta(&json!({ "role": "assistant", "content": null, "tool_calls": pieces }))
}

/// A piece of the call in this place; what is empty is left out.
fn piece(index: impl Into<Value>, id: &str, name: &str, arguments: &str) -> Value {
    let mut function = json!({ "arguments": arguments });
    if !name.is_empty() {
        function["name"] = name.into();
    }
    let mut piece = json!({ "index": index.into(), "type": "function", "function": function });
    if !id.is_empty() {
        piece["id"] = id.into();
    }
    piece
}

/// The answer to a stream of these pieces, each in a chunk of its own, which then finishes.
async fn answer(pieces: &[Value]) -> StandardResponse {
    let script = pieces
        .iter()
        .fold(begun(), |script, piece| script.event(&chunk(std::slice::from_ref(piece))));
    let finish = choices(&json!([{ "index": 0, "delta": { "content": "" },
        "finish_reason": "tool_calls", "native_finish_reason": "tool_calls" }]));
    let trial = Trial::of([script.event(&finish).done().end()]).stream().await;
    trial.succeeded_after(0).sent([A1]).no_key_blamed().end.unwrap()
}

/// Names and arguments of the calls that can be carried out.
fn told(answer: &StandardResponse) -> Vec<(&str, &str)> {
    answer.tool_calls().iter().map(|call| (&*call.name, &*call.arguments)).collect()
}

fn ids(answer: &StandardResponse) -> Vec<&str> {
    answer.tool_calls().iter().map(|call| call.id.as_str()).collect()
}

#[tokio::test(start_paused = true)]
async fn t01_arguments_in_many_pieces_are_one_call() {
    let arguments = r#"{"text":"a \"quoted\" \uD83D\uDE00 word","n":[1,2.5e-3,null],"x":"é😀"}"#;
    let letters: Vec<String> = arguments.chars().map(String::from).collect();
    assert!(letters.len() >= 50);
    let mut pieces = vec![piece(0, "call_1", "say", "")];
    pieces.extend(letters.iter().map(|letter| piece(0, "", "", letter)));
    let answer = answer(&pieces).await;
    assert_eq!(told(&answer), [("say", arguments)]);
    let read: Value = answer.tool_calls()[0].parse().unwrap();
    assert_eq!(read, serde_json::from_str::<Value>(arguments).unwrap());
}

#[tokio::test(start_paused = true)]
async fn t02_a_call_is_handed_over_at_the_finish_and_not_when_it_looks_whole() {
    let pieces = [
        piece(0, "call_1", "run", ""),
        piece(0, "", "", ""),
        piece(0, "", "", "{}"),
        piece(0, "", "", " "),
        piece(0, "", "", "\n\t "),
    ];
    assert_eq!(told(&answer(&pieces).await), [("run", "{} \n\t ")]);
    let script = pieces
        .iter()
        .fold(begun(), |script, piece| script.event(&chunk(std::slice::from_ref(piece))));
    let trial = Trial::of([script.hold()]).stream().await.failed(ErrorKind::Timeout, true);
    let partial = trial.end.unwrap_err().take_partial().unwrap();
    assert_eq!(told(&partial), []);
}

#[tokio::test(start_paused = true)]
async fn t03_parallel_calls_are_told_apart_by_their_place() {
    let one = [piece(0, "call_1", "one", "{\"a\":"), piece(0, "", "", "1}")];
    let two = [piece(1, "call_2", "two", "{\"b\":"), piece(1, "", "", "2}")];
    for order in [
        [&one[0], &one[1], &two[0], &two[1]],
        [&one[0], &two[0], &one[1], &two[1]],
        [&one[0], &two[0], &two[1], &one[1]],
    ] {
        let answer = answer(&order.map(Clone::clone)).await;
        assert_eq!(told(&answer), [("one", "{\"a\":1}"), ("two", "{\"b\":2}")]);
        assert_eq!(ids(&answer), ["call_1", "call_2"]);
    }
}

#[tokio::test(start_paused = true)]
async fn t04_without_a_place_the_id_counts_and_else_the_last_call() {
    let unplaced = |id: &str, name: &str, arguments: &str| {
        let mut piece = piece(0, id, name, arguments);
        piece.as_object_mut().unwrap().remove("index");
        piece
    };
    let pieces = [
        unplaced("a", "one", "{\"a\":"),
        unplaced("", "", "1"),
        unplaced("b", "two", "{\"b\":"),
        unplaced("", "", "2"),
        unplaced("a", "", "}"),
        unplaced("b", "", "}"),
    ];
    let answer = answer(&pieces).await;
    assert_eq!(told(&answer), [("one", "{\"a\":1}"), ("two", "{\"b\":2}")]);
    // A null is no place either.
    let mut null = pieces.clone();
    for piece in &mut null {
        piece["index"] = Value::Null;
    }
    let again = self::answer(&null).await;
    assert_eq!(told(&again), told(&answer));
}

#[tokio::test(start_paused = true)]
async fn t05_an_id_or_a_name_that_is_said_again_is_not_doubled() {
    let pieces = [
        piece(0, "call_1", "one", "{"),
        piece(0, "call_1", "one", "\"a\":1"),
        piece(0, "call_1", "one", "}"),
        json!({ "index": 0, "id": "", "function": { "name": "", "arguments": " " } }),
        json!({ "index": 0, "id": null, "function": { "name": null, "arguments": " " } }),
    ];
    let answer = answer(&pieces).await;
    assert_eq!(told(&answer), [("one", "{\"a\":1}  ")]);
    assert_eq!(ids(&answer), ["call_1"]);
}

#[tokio::test(start_paused = true)]
async fn t06_a_call_without_an_id_gets_one_and_says_so() {
    let pieces =
        [piece(0, "", "one", "{}"), piece(1, "call_2", "two", "{}"), piece(2, "", "one", "{}")];
    let answer = answer(&pieces).await;
    let made_up: Vec<_> = answer.tool_calls().iter().map(|call| call.id.is_made_up()).collect();
    assert_eq!(made_up, [true, false, true]);
    assert_ne!(ids(&answer)[0], ids(&answer)[2], "no two are the same");
}

#[tokio::test(start_paused = true)]
async fn t07_a_place_with_another_id_is_another_call() {
    let pieces = [
        piece(0, "call_1", "one", "{\"a\":"),
        piece(0, "", "", "1}"),
        piece(0, "call_2", "two", "{\"b\":"),
        piece(0, "", "", "2}"),
    ];
    let answer = answer(&pieces).await;
    assert_eq!(told(&answer), [("one", "{\"a\":1}"), ("two", "{\"b\":2}")]);
    assert_eq!(ids(&answer), ["call_1", "call_2"]);
}

#[tokio::test(start_paused = true)]
async fn t08_places_may_begin_anywhere_and_leave_gaps() {
    for places in [[1, 5], [0, 5], [7, 3]] {
        let pieces =
            [piece(places[0], "call_1", "one", "{}"), piece(places[1], "call_2", "two", "{}")];
        assert_eq!(told(&answer(&pieces).await), [("one", "{}"), ("two", "{}")]);
    }
}

#[tokio::test(start_paused = true)]
async fn t09_a_place_may_be_huge_or_written_as_a_fraction() {
    for place in [json!(u32::MAX), json!(1.0), json!(1e3)] {
        let pieces = [piece(place.clone(), "call_1", "one", "{"), piece(place, "", "", "}")];
        assert_eq!(told(&answer(&pieces).await), [("one", "{}")]);
    }
}

#[tokio::test(start_paused = true)]
async fn t09_a_place_that_makes_no_sense_is_an_error() {
    for place in [json!(-1), json!("0"), json!(0.5), json!(u64::MAX), json!(1e300), json!([0])] {
        let script = begun()
            .event(&chunk(&[piece(0, "call_1", "one", "{}")]))
            .event(&chunk(&[piece(place.clone(), "", "", "{}")]))
            .finish("tool_calls");
        let trial = Trial::of([script.done().end()]).stream().await;
        let trial = trial.failed(ErrorKind::Decode, true).sent([A1]).no_key_blamed();
        assert_eq!(told(trial.end.unwrap_err().partial().unwrap()), [], "{place}");
    }
}

#[tokio::test(start_paused = true)]
async fn t10_an_id_and_a_name_may_come_late_or_in_pieces() {
    let late = [piece(0, "", "", "{"), piece(0, "", "", "}"), piece(0, "call_1", "look", "")];
    let in_pieces = [piece(0, "call_1", "lo", ""), piece(0, "", "ok", ""), piece(0, "", "", "{}")];
    let late_in_pieces =
        [piece(0, "call_1", "", "{}"), piece(0, "", "lo", ""), piece(0, "", "ok", "")];
    let repeated =
        [piece(0, "call_1", "look", ""), piece(0, "", "look", "{"), piece(0, "", "look", "}")];
    for pieces in [late, in_pieces, late_in_pieces, repeated] {
        let answer = answer(&pieces).await;
        assert_eq!((told(&answer), ids(&answer)), (vec![("look", "{}")], vec!["call_1"]));
    }
}

#[tokio::test(start_paused = true)]
async fn t11_missing_arguments_are_none_and_an_object_is_text() {
    let with = |function: Value| json!({ "index": 0, "id": "call_1", "function": function });
    for (function, arguments) in [
        (json!({ "name": "one", "arguments": null }), "{}"),
        (json!({ "name": "one" }), "{}"),
        (json!({ "name": "one", "arguments": "" }), "{}"),
        (json!({ "name": "one", "arguments": {} }), "{}"),
        (
            json!({ "name": "one", "arguments": { "b": [1, null], "a": "x" } }),
            r#"{"b":[1,null],"a":"x"}"#,
        ),
    ] {
        assert_eq!(told(&answer(&[with(function)]).await), [("one", arguments)]);
    }
}

#[tokio::test(start_paused = true)]
async fn t14_no_calls_are_none_and_the_old_form_is_read() {
    let finish = |reason: &str| super::chunks::finish(reason);
    let nothing = [
        delta(&json!({ "content": "a", "tool_calls": [] })),
        delta(&json!({ "content": "b", "tool_calls": null })),
        delta(&json!({ "content": "c", "tool_calls": [{ "index": 0, "function": null }] })),
        delta(&json!({ "content": "d", "tool_calls": [{}] })),
        finish("stop"),
    ];
    let script = nothing.iter().fold(begun(), Script::event).done().end();
    let trial = Trial::of([script]).says("abcd").stream().await.succeeded_after(0);
    assert_eq!(told(&trial.end.unwrap()), []);
    let old = |call: Value| delta(&json!({ "content": null, "function_call": call }));
    let old = [
        old(json!({ "name": "look", "arguments": "" })),
        old(json!({ "arguments": "{\"a\":" })),
        old(json!({ "arguments": "1}" })),
        finish("function_call"),
    ];
    let script = old.iter().fold(begun(), Script::event).done().end();
    let trial = Trial::of([script]).stream().await.succeeded_after(0);
    assert_eq!(told(&trial.end.unwrap()), [("look", "{\"a\":1}")]);
}
