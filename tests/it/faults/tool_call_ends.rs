//! Tool calls that are cut off, too large, or finished otherwise than they say (rows T).

use llm_types::{ErrorKind, FinishReason, StandardResponse, StreamEvent};
use openrouter_sim::fault::Script;
use serde_json::{Value, json};

use super::chunks::{choices, delta, event, finish};
use super::{A1, Trial};

fn begun() -> Script {
    Script::new().read().events()
}

/// A chunk with a piece of the call in this place, with its name if that is not empty.
fn call(index: u32, name: &str, arguments: &str) -> Value {
    let mut call = json!({ "index": index, "function": { "arguments": arguments } });
    if !name.is_empty() {
        call["id"] = format!("call_{index}").into();
        call["function"]["name"] = name.into();
    }
    delta(&json!({ "role": "assistant", "tool_calls": [call] }))
}

/// A chunk that says why the model stopped, in the service's word and in the upstream's.
fn stopped(reason: &str, native: &str) -> Value {
    choices(&json!([{ "index": 0, "delta": { "content": "" }, "finish_reason": reason,
        "native_finish_reason": native }]))
}

async fn answer(chunks: &[Value], says: &str) -> StandardResponse {
    let script = chunks.iter().fold(begun(), Script::event).done().end();
    let trial = Trial::of([script]).says(says).stream().await;
    trial.succeeded_after(0).sent([A1]).no_key_blamed().end.unwrap()
}

/// Names and arguments of the calls that can be carried out.
fn told(answer: &StandardResponse) -> Vec<(&str, &str)> {
    answer.tool_calls().iter().map(|call| (&*call.name, &*call.arguments)).collect()
}

/// The arguments of the calls that cannot, as far as they came.
fn cut_off(answer: &StandardResponse) -> Vec<&str> {
    let calls = &answer.message().unwrap().partial_tool_calls;
    calls.iter().map(|call| &*call.arguments).collect()
}

#[tokio::test(start_paused = true)]
async fn t12_a_call_that_was_cut_off_is_never_offered_whatever_the_reason_says() {
    for (arguments, reason, native) in [
        ("{\"city\":\"Par", "tool_calls", "length"),
        ("{\"city\":\"Par", "tool_calls", "tool_calls"),
        ("{\"city\":\"Par", "stop", "stop"),
        ("{\"city\":}", "tool_calls", "tool_use"),
        ("{} {}", "tool_calls", "tool_use"),
        ("{}", "tool_calls", "max_output_tokens"),
        ("{}", "tool_calls", "MAX_TOKENS"),
        ("{}", "length", "length"),
        ("{}", "content_filter", "content_filter"),
    ] {
        let answer = answer(&[call(0, "look", arguments), stopped(reason, native)], "").await;
        assert_eq!(told(&answer), [], "{arguments} {reason} {native}");
        assert_eq!(cut_off(&answer), [arguments]);
    }
}

#[tokio::test(start_paused = true)]
async fn t12_a_call_that_ran_out_of_tokens_says_so() {
    let answer = answer(&[call(0, "look", "{"), stopped("tool_calls", "length")], "").await;
    assert_eq!(answer.finish_reason(), Some(&FinishReason::Length));
}

#[tokio::test(start_paused = true)]
async fn t13_calls_count_though_the_reason_is_another() {
    for reason in ["stop", "tool_calls", "function_call", "never heard of"] {
        let answer = answer(&[call(0, "one", "{}"), stopped(reason, reason)], "").await;
        assert_eq!(told(&answer), [("one", "{}")], "{reason}");
    }
}

#[tokio::test(start_paused = true)]
async fn t13_the_reason_of_calls_without_one_is_told_as_it_is() {
    for text in ["a", ""] {
        let chunks = [super::chunks::text(text), stopped("tool_calls", "tool_calls")];
        let answer = answer(&chunks, text).await;
        assert_eq!(answer.finish_reason(), Some(&FinishReason::ToolCalls));
        assert_eq!(told(&answer), []);
    }
}

#[tokio::test(start_paused = true)]
async fn t15_text_and_thoughts_beside_calls_come_in_their_order() {
    let piece = json!([{ "index": 0, "id": "call_0", "function":
        { "name": "look", "arguments": "{\"a\":" } }]);
    let chunks = [
        delta(&json!({ "content": "first ", "tool_calls": piece })),
        delta(&json!({ "content": "", "reasoning": "hm" })),
        call(0, "", "1}"),
        delta(&json!({ "content": "last" })),
        stopped("tool_calls", "tool_use"),
    ];
    let script = chunks.iter().fold(begun(), Script::event).done().end();
    let trial = Trial::of([script]).says("first last").stream().await.succeeded_after(0);
    let kinds = trial.events.iter().map(|event| match event {
        StreamEvent::Text { text, .. } => text.clone(),
        StreamEvent::Reasoning { text, .. } => format!("thought {text}"),
        StreamEvent::ToolCall { delta, .. } => format!("call {}", delta.arguments),
        other => format!("{other:?}"),
    });
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        ["first ", "call {\"a\":", "thought hm", "call 1}", "last"]
    );
    let answer = trial.end.unwrap();
    assert_eq!(told(&answer), [("look", "{\"a\":1}")]);
    assert_eq!(answer.reasoning_text(), Some("hm"));
}

#[tokio::test(start_paused = true)]
async fn t16_arguments_have_a_limit() {
    let megabyte = "a".repeat(1 << 20);
    let script = begun().event(&call(0, "look", "{\"a\":\""));
    let script = script.repeat(10, Script::new().event(&call(0, "", &megabyte)));
    let script = script.event(&call(0, "", "\"}")).event(&finish("tool_calls")).done().end();
    // Eight megabytes of them, and the piece that is too much.
    let trial = Trial::of([script]).may_hold(10 << 20).stream().await;
    let trial = trial.failed(ErrorKind::TooLarge, true).sent([A1]).no_key_blamed();
    let partial = trial.end.unwrap_err().take_partial().unwrap();
    assert_eq!(told(&partial), []);
    assert_eq!(cut_off(&partial)[0].len(), 7 * (1 << 20) + 6);
}

#[tokio::test(start_paused = true)]
async fn t16_calls_have_a_limit() {
    let calls = |count: u32| {
        (0..count).map(|place| event(&call(place, "look", "{}"))).collect::<Vec<_>>().concat()
    };
    let script = begun().chunk(calls(10_000)).event(&finish("tool_calls")).done().end();
    let trial = Trial::of([script]).stream().await;
    let trial = trial.failed(ErrorKind::TooLarge, true).sent([A1]).no_key_blamed();
    assert_eq!(cut_off(trial.end.unwrap_err().partial().unwrap()).len(), 128);
    let script = begun().chunk(calls(128)).event(&finish("tool_calls")).done().end();
    let answer = Trial::of([script]).stream().await.succeeded_after(0).end.unwrap();
    assert_eq!(answer.tool_calls().len(), 128);
}

/// A short stream of a call, and where its finish is said.
fn short() -> (Vec<u8>, usize) {
    let piece = |call: Value| event(&json!({ "choices": [{ "delta": { "tool_calls": [call] } }] }));
    let finish = json!({ "choices": [{ "finish_reason": "tool_calls" }] });
    let before = piece(json!({ "id": "a", "function": { "name": "rm", "arguments": "{\"x\"" } }))
        + &piece(json!({ "function": { "arguments": ":{}}" } }));
    let finished = before + &event(&finish);
    // The blank line after the last event may be missing.
    let place = finished.trim_end().len();
    ((finished + "data: [DONE]\n\n").into_bytes(), place)
}

#[tokio::test(start_paused = true)]
async fn t17_a_stream_that_is_cut_anywhere_offers_no_call_before_its_finish() {
    let (stream, finished) = short();
    for cut in 0..=stream.len() {
        for end in [Script::new().end(), Script::new().reset()] {
            // A reset may come before what was written: the bytes that arrived are in question,
            // not whether they arrived.
            let script = begun().chunk(&stream[..cut]).then(end);
            let trial = Trial::of([script]).stream().await;
            let (answer, is_whole) = match &trial.end {
                Ok(answer) => (Some(answer), true),
                Err(error) => (error.partial(), false),
            };
            let offered = answer.map(told).unwrap_or_default();
            assert!(!is_whole || cut >= finished, "a success, cut at {cut}");
            assert_eq!(offered.is_empty(), !is_whole, "cut at {cut}");
            if is_whole {
                assert_eq!(offered, [("rm", "{\"x\":{}}")]);
            }
        }
    }
    assert!(finished < stream.len());
}

#[tokio::test(start_paused = true)]
async fn t17_a_document_that_is_cut_anywhere_is_no_answer() {
    let call = json!({ "id": "a", "type": "function",
        "function": { "name": "rm", "arguments": "{}" } });
    let whole = json!({ "choices": [{ "message": { "tool_calls": [call] },
        "finish_reason": "tool_calls" }] });
    let whole = whole.to_string();
    for cut in 0..whole.len() {
        let script = Script::new().read().reply(200, "application/json", &whole[..cut]);
        let trial = Trial::of([script]).complete().await;
        let error = trial.end.unwrap_err();
        assert!(error.partial().is_none_or(|partial| told(partial).is_empty()), "cut at {cut}");
    }
    let script = Script::new().read().reply(200, "application/json", &whole);
    let answer = Trial::of([script]).complete().await.succeeded_after(0).end.unwrap();
    assert_eq!(told(&answer), [("rm", "{}")]);
}

#[tokio::test(start_paused = true)]
async fn t18_arguments_that_no_parser_likes_are_kept_as_text() {
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    for arguments in [&*deep, r#"{"x":1,"x":2}"#] {
        let answer = answer(&[call(0, "look", arguments), finish("tool_calls")], "").await;
        assert_eq!(told(&answer), [("look", arguments)]);
    }
    let answer = answer(&[call(0, "look", &deep), finish("tool_calls")], "").await;
    let error = answer.tool_calls()[0].parse::<Value>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}
