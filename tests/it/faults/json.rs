//! JSON that is odd, broken or of another shape (rows J).

use llm_types::{Error, ErrorKind, StandardResponse, Usage};
use openrouter_sim::fault::Script;
use serde_json::{Value, json};

use super::chunks::{choices, delta, event, finish, text};
use super::json_texts::{BAD, EITHER, GOOD};
use super::trial::Watched;
use super::{A1, Trial};

/// What a call may hold: the deepest of these texts has half a megabyte, and is there a few times.
const HELD: usize = 4 << 20;

fn begun() -> Script {
    Script::new().read().events()
}

/// The data of an event, whatever lines it has.
fn data(text: &str) -> String {
    let lines = text.split(['\n', '\r']).map(|line| format!("data: {line}\n"));
    lines.collect::<Vec<_>>().concat() + "\n"
}

/// A stream of a word and this data, and then its end.
async fn streamed(json: &str) -> Watched {
    let script = begun().words(1).chunk(data(json)).finish("stop").done().end();
    let trial = Trial::of([script]).may_hold(HELD).words(1).stream().await;
    trial.sent([A1]).no_key_blamed()
}

/// A whole answer in these bytes.
async fn whole(json: impl AsRef<[u8]>) -> Watched {
    let script = Script::new().read().reply(200, "application/json", json);
    Trial::of([script]).may_hold(HELD).complete().await
}

/// A chunk, or a document, with this value in a field that nobody knows.
fn beside(object: &Value, value: &str) -> String {
    let object = object.to_string();
    format!("{},\"x\":{value}}}", object.strip_suffix('}').unwrap())
}

/// A document that answers this.
fn document(text: &str) -> Value {
    let mut document = choices(&json!([{ "index": 0, "finish_reason": "stop",
        "message": { "role": "assistant", "content": text } }]));
    document["object"] = "chat.completion".into();
    document
}

/// The answer with a call of these arguments.
async fn called(arguments: &str) -> StandardResponse {
    let call = json!({ "index": 0, "id": "call_1", "function":
        { "name": "look", "arguments": arguments } });
    let script = begun().event(&delta(&json!({ "tool_calls": [call] })));
    let script = script.event(&finish("tool_calls")).done().end();
    let trial = Trial::of([script]).may_hold(HELD).stream().await;
    trial.succeeded_after(0).sent([A1]).end.unwrap()
}

#[tokio::test(start_paused = true)]
async fn j01_json_is_read_in_a_body_in_data_and_in_arguments() {
    for good in GOOD {
        let answer = whole(beside(&document("a"), good)).await.succeeded_after(0).end.unwrap();
        assert_eq!(answer.joined_text(), "a", "{good}");
        streamed(&beside(&choices(&json!([])), good)).await.succeeded_after(0);
        let answer = called(good).await;
        assert_eq!(answer.tool_calls()[0].arguments, good);
    }
}

#[tokio::test(start_paused = true)]
async fn j01_what_is_no_json_is_an_error_in_a_body_and_in_data_and_no_call() {
    for bad in BAD {
        for body in [bad.to_owned(), beside(&document("a"), bad)] {
            // What ends too early was cut off, for all that one can see.
            let trial = whole(&body).await.no_key_blamed();
            let kind = trial.end.as_ref().unwrap_err().kind();
            assert!(matches!(kind, ErrorKind::Decode | ErrorKind::Interrupted), "{bad} {kind}");
            trial.failed(kind, true);
        }
        for data in [bad.to_owned(), beside(&choices(&json!([])), bad)] {
            streamed(&data).await.failed(ErrorKind::Decode, true);
        }
        let answer = called(bad).await;
        assert_eq!(answer.tool_calls(), [], "{bad}");
        assert_eq!(answer.message().unwrap().partial_tool_calls[0].arguments, bad);
    }
}

#[tokio::test(start_paused = true)]
async fn j01_what_may_be_json_is_read_or_an_error() {
    for either in EITHER {
        let body = whole(beside(&document("a"), either)).await.end;
        assert!(is_read_or_refused(body.as_ref(), "a"), "{either}");
        let stream = streamed(&beside(&choices(&json!([])), either)).await.end;
        assert!(is_read_or_refused(stream.as_ref(), "w0 "), "{either}");
        called(either).await;
    }
}

fn is_read_or_refused(end: Result<&StandardResponse, &Error>, text: &str) -> bool {
    match end {
        Ok(answer) => answer.joined_text() == text,
        Err(error) => error.kind() == ErrorKind::Decode,
    }
}

#[tokio::test(start_paused = true)]
async fn j01_bytes_that_are_no_utf8_make_no_document() {
    let json = document("a?b").to_string().into_bytes();
    let place = json.iter().position(|byte| *byte == b'?').unwrap();
    for bytes in [&b"\xff"[..], b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80"] {
        let body = [&json[..place], bytes, &json[place + 1..]].concat();
        whole(body).await.failed(ErrorKind::Decode, true).no_key_blamed();
    }
    let utf16: Vec<u8> =
        document("a").to_string().encode_utf16().flat_map(u16::to_le_bytes).collect();
    whole(utf16).await.failed(ErrorKind::Decode, true);
}

#[tokio::test(start_paused = true)]
async fn j02_deep_nesting_is_an_error_and_no_overflow() {
    let nested = |depth: usize| {
        [("[", "]"), ("{\"a\":", "}")]
            .map(|(open, close)| open.repeat(depth) + "1" + &close.repeat(depth))
    };
    for deep in nested(100) {
        whole(beside(&document("a"), &deep)).await.succeeded_after(0);
        streamed(&beside(&choices(&json!([])), &deep)).await.succeeded_after(0);
    }
    for depth in [129, 100_000] {
        for deep in nested(depth) {
            whole(beside(&document("a"), &deep)).await.failed(ErrorKind::Decode, true);
            whole(&deep).await.failed(ErrorKind::Decode, true);
            streamed(&beside(&choices(&json!([])), &deep)).await.failed(ErrorKind::Decode, true);
            let answer = called(&deep).await;
            assert_eq!(answer.tool_calls()[0].arguments, deep);
            let error = answer.tool_calls()[0].parse::<Value>().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode);
        }
        streamed(&"[".repeat(depth)).await.failed(ErrorKind::Decode, true);
    }
}

#[tokio::test(start_paused = true)]
async fn j03_a_known_field_that_is_there_twice_is_an_error() {
    for twice in [
        r#"{"choices":[{"delta":{"content":"a","content":"b"}}]}"#,
        r#"{"choices":[],"choices":[]}"#,
        r#"{"choices":[{"index":0,"index":1}]}"#,
        r#"{"choices":[],"usage":{"cost":1,"cost":2}}"#,
    ] {
        streamed(twice).await.failed(ErrorKind::Decode, true);
    }
    // Which of two counts is nothing that we would know; of what nobody reads it does not matter.
    streamed(r#"{"choices":[],"x":1,"x":2}"#).await.succeeded_after(0);
    let twice = r#"{"choices":[{"message":{"content":"a"},"message":{"content":"b"}}]}"#;
    whole(twice).await.failed(ErrorKind::Decode, true);
}

#[tokio::test(start_paused = true)]
async fn j04_counts_are_read_however_they_are_written() {
    let used = async |usage: &str| -> Usage {
        let chunk = format!("{{\"choices\":[],\"usage\":{usage}}}");
        streamed(&chunk).await.succeeded_after(0).end.unwrap().usage.unwrap()
    };
    let usage = used(r#"{"prompt_tokens":12.0,"completion_tokens":1e3,"cost":3.6e-06}"#).await;
    assert_eq!((usage.input_tokens, usage.output_tokens), (12, 1000));
    assert_eq!(usage.cost.unwrap().to_string(), "0.0000036");
    for odd in ["-1", "0.5", "18446744073709551616", "1e300", "-0.5e-7", "null"] {
        let details = format!("{{\"cached_tokens\":{odd}}}");
        let usage = format!(
            "{{\"prompt_tokens\":{odd},\"completion_tokens\":3,\"prompt_tokens_details\":{details}}}"
        );
        let usage = used(&usage).await;
        assert_eq!((usage.input_tokens, usage.output_tokens), (0, 3), "{odd}");
        assert_eq!(usage.cache_read_tokens, None, "{odd}");
    }
    for created in ["1.79e9", "-1", "18446744073709551616"] {
        let chunk = format!("{{\"choices\":[],\"created\":{created}}}");
        streamed(&chunk).await.succeeded_after(0);
    }
    for none in ["NaN", "Infinity", "-"] {
        let chunk = format!("{{\"choices\":[],\"usage\":{{\"cost\":{none}}}}}");
        streamed(&chunk).await.failed(ErrorKind::Decode, true);
    }
}

#[tokio::test(start_paused = true)]
async fn j05_what_is_optional_may_be_null_or_missing() {
    let nulls = json!({ "id": null, "object": null, "created": null, "model": null,
        "provider": null, "system_fingerprint": null, "service_tier": null, "usage": null,
        "error": null, "choices": [{ "index": 0, "native_finish_reason": null, "logprobs": null,
            "error": null, "text": null, "delta": { "role": null, "content": "a", "refusal": null,
            "reasoning": null, "reasoning_details": null, "tool_calls": null,
            "function_call": null, "annotations": null, "images": null, "audio": null },
            "finish_reason": null }] });
    let usage = json!({ "prompt_tokens": null, "completion_tokens": null, "total_tokens": null,
        "cost": null, "is_byok": null, "cost_details": null, "prompt_tokens_details": null,
        "completion_tokens_details": null });
    let mut ends = nulls.clone();
    ends["choices"][0]["finish_reason"] = "stop".into();
    ends["usage"] = usage;
    let script = begun().event(&nulls).event(&ends).done().end();
    Trial::of([script]).says("aa").stream().await.succeeded_after(0).sent([A1]);
    let nulls = ends.to_string().replace("\"delta\"", "\"message\"");
    for document in [&*nulls, r#"{"choices":[{"message":{"content":"a"}}]}"#] {
        let answer = whole(document).await.succeeded_after(0).end.unwrap();
        assert_eq!(answer.joined_text(), "a", "{document}");
    }
    let bare = json!({ "choices": [{ "delta": { "content": "a" } }] });
    let script = begun().chunk(event(&bare)).done().end();
    Trial::of([script]).says("a").stream().await.succeeded_after(0).sent([A1]);
}

#[tokio::test(start_paused = true)]
async fn j06_what_nobody_knows_is_accepted_everywhere() {
    let x = json!({ "never": ["heard", { "of": null }] });
    let chunk = json!({ "x": x, "id": "gen-1", "object": "never.heard", "provider": { "x": 1 },
        "service_tier": "never heard", "usage": { "x": x, "prompt_tokens_details": { "x": x },
            "completion_tokens_details": { "x": x }, "cost_details": { "x": x } },
        "choices": [{ "x": x, "index": 0, "finish_reason": "never heard",
            "native_finish_reason": "x", "logprobs": { "x": x },
            "delta": { "x": x, "role": "never heard", "content": [
                { "type": "text", "text": "a", "x": x }, { "type": "never heard", "x": x }],
                "reasoning_details": [{ "type": "never heard", "x": x }],
                "annotations": [{ "type": "never heard", "x": x }],
                "tool_calls": [{ "x": x, "type": "never heard", "index": 0, "id": "call_1",
                    "function": { "x": x, "name": "look", "arguments": "{}" } }] } }] });
    let script = begun().event(&chunk).done().end();
    let trial = Trial::of([script]).says("a").stream().await.succeeded_after(0).sent([A1]);
    assert_eq!(trial.end.unwrap().tool_calls().len(), 1);
    let document = chunk.to_string().replace("\"delta\"", "\"message\"");
    let answer = whole(&document).await.succeeded_after(0).end.unwrap();
    assert_eq!((answer.joined_text(), answer.tool_calls().len()), ("a".to_owned(), 1));
}

#[tokio::test(start_paused = true)]
async fn j08_half_a_surrogate_pair_is_an_error() {
    for half in [r"\ud800", r"\udc00", r"\udc00\ud800", r"\ud83dx", r"\ud83d\u0041", r"\ud83d"] {
        // After a chunk of the same form, by which those that follow are read.
        let chunk = text("HALF").to_string().replace("HALF", half);
        streamed(&chunk).await.failed(ErrorKind::Decode, true);
        let document = document("HALF").to_string().replace("HALF", half);
        whole(document).await.failed(ErrorKind::Decode, true);
    }
}

#[tokio::test(start_paused = true)]
async fn j09_an_error_names_the_place_and_repeats_nothing() {
    // What the service echoes here is the key; each trial looks for it in all that can be printed.
    let mut chunk = choices(&json!([]));
    chunk["created"] = A1.into();
    for trial in [
        streamed(&chunk.to_string()).await,
        whole(chunk.to_string()).await,
        whole(format!("\n\n{A1}")).await,
    ] {
        let trial = trial.failed(ErrorKind::Decode, true);
        let message = trial.end.unwrap_err().to_string();
        assert!(message.contains("line ") && message.contains("column "), "{message}");
    }
}
