//! Faults of tool calls that come in pieces (rows T).

use llm_types::StandardResponse;
use openrouter_sim::fault::Script;
use serde_json::{Value, json};

use super::Trial;

/// A stream of these pieces of tool calls, which then finishes so.
fn calls(pieces: &[Value], finish: &str, native: &str) -> Script {
    let event = |delta: Value, reason: Option<&str>, native: Option<&str>| {
        json!({ "id": "gen-1", "object": "chat.completion.chunk", "created": 1, "model": "a/model",
            "provider": "P", "choices": [{ "index": 0, "delta": delta, "finish_reason": reason,
            "native_finish_reason": native }] })
    };
    let start = Script::new().read().events();
    let pieces = pieces.iter().fold(start, |script, piece| {
        script.event(&event(json!({ "role": "assistant", "tool_calls": [piece] }), None, None))
    });
    pieces.event(&event(json!({ "content": "" }), Some(finish), Some(native))).done().end()
}

/// The piece of the call in this place.
fn piece(index: u32, id: &str, name: &str, arguments: &str) -> Value {
    let mut function = json!({ "arguments": arguments });
    if !name.is_empty() {
        function["name"] = name.into();
    }
    let mut piece = json!({ "index": index, "type": "function", "function": function });
    if !id.is_empty() {
        piece["id"] = id.into();
    }
    piece
}

async fn answer(pieces: &[Value], finish: &str, native: &str) -> StandardResponse {
    let trial = Trial::of([calls(pieces, finish, native)]).stream().await;
    trial.succeeded_after(0).end.unwrap()
}

/// Names and arguments of the calls that can be carried out.
fn told(answer: &StandardResponse) -> Vec<(String, String)> {
    let calls = answer.tool_calls().iter();
    calls.map(|call| (call.name.clone(), call.arguments.as_str().to_owned())).collect()
}

fn pair(name: &str, arguments: &str) -> (String, String) {
    (name.to_owned(), arguments.to_owned())
}

#[tokio::test(start_paused = true)]
async fn t01_t02_arguments_in_many_pieces_are_one_call() {
    let arguments = r#"{"text":"a \"quoted\" 😀 word"}"#;
    let mut pieces = vec![piece(0, "call_1", "say", ""), piece(0, "", "", "")];
    pieces.extend(arguments.chars().map(|letter| piece(0, "", "", &letter.to_string())));
    pieces.push(piece(0, "", "", "  "));
    let answer = answer(&pieces, "tool_calls", "tool_calls").await;
    assert_eq!(told(&answer).len(), 1);
    assert_eq!(told(&answer)[0].1.trim_end(), arguments);
}

#[tokio::test(start_paused = true)]
async fn t03_parallel_calls_are_told_apart_by_their_place() {
    let pieces = [
        piece(0, "call_1", "one", "{\"a\":"),
        piece(1, "call_2", "two", "{\"b\":"),
        piece(0, "", "", "1}"),
        piece(1, "", "", "2}"),
    ];
    let answer = answer(&pieces, "tool_calls", "tool_calls").await;
    assert_eq!(told(&answer), [pair("one", "{\"a\":1}"), pair("two", "{\"b\":2}")]);
}

#[tokio::test(start_paused = true)]
async fn t05_an_id_or_a_name_that_is_said_again_is_not_doubled() {
    let pieces = [
        piece(0, "call_1", "one", "{"),
        piece(0, "call_1", "one", "}"),
        json!({ "index": 0, "id": "", "function": { "name": "", "arguments": " " } }),
    ];
    let answer = answer(&pieces, "tool_calls", "tool_calls").await;
    assert_eq!(told(&answer).len(), 1);
    assert_eq!(told(&answer)[0].0, "one");
    assert_eq!(told(&answer)[0].1.trim_end(), "{}");
}

#[tokio::test(start_paused = true)]
async fn t08_places_may_begin_anywhere_and_leave_gaps() {
    let pieces = [piece(1, "call_1", "one", "{}"), piece(5, "call_2", "two", "{}")];
    let answer = answer(&pieces, "tool_calls", "tool_calls").await;
    assert_eq!(told(&answer), [pair("one", "{}"), pair("two", "{}")]);
}

#[tokio::test(start_paused = true)]
async fn t12_a_call_that_was_cut_off_is_never_offered_whatever_the_reason_says() {
    for (arguments, native) in
        [("{\"city\":\"Par", "length"), ("{\"city\":\"Par", "tool_calls"), ("{}", "MAX_TOKENS")]
    {
        let answer = answer(&[piece(0, "call_1", "look", arguments)], "tool_calls", native).await;
        assert_eq!(told(&answer), [], "{arguments} {native}");
    }
}

#[tokio::test(start_paused = true)]
async fn t13_calls_are_offered_though_the_reason_is_another() {
    let answer = answer(&[piece(0, "call_1", "one", "{}")], "stop", "stop").await;
    assert_eq!(told(&answer), [pair("one", "{}")]);
}
