//! Bodies that end too early, too late or never, or are not spelt as they should be (rows B).

use std::time::Duration;

use llm_provider_base::RetryPolicy;
use llm_types::{ChatProvider, ErrorKind, ModelProvider};
use openrouter_sim::fault::Script;
use serde_json::{Value, json};

use super::refusal::then_healthy;
use super::{A1, Trial, Watched};

/// A whole answer that says this.
fn whole(text: &str) -> Value {
    json!({
        "id": "gen-whole-1", "object": "chat.completion", "created": 1_790_000_000,
        "model": "simulated/fault", "provider": "Simulated",
        "choices": [{ "index": 0, "finish_reason": "stop",
            "message": { "role": "assistant", "content": text } }],
        "usage": { "prompt_tokens": 7, "completion_tokens": 1, "total_tokens": 8 },
    })
}

/// The head of a success of this type, with these fields besides.
fn head(kind: &str, fields: &str) -> Script {
    Script::new().read().write(format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\n{fields}\r\n"))
}

/// A document that claims to be longer than it is.
fn too_short(document: &str) -> Script {
    let fields = format!("content-length: {}\r\n", document.len() + 100);
    head("application/json", &fields).write(document.to_owned())
}

/// It was cut off: told as that, and never asked for again.
fn was_cut_off(trial: Watched) {
    trial.failed(ErrorKind::Interrupted, true).sent([A1]).within(0..=0).no_key_blamed();
}

/// The first half of an answer.
fn half() -> String {
    let document = whole("w0 ").to_string();
    document[..document.len() / 2].to_owned()
}

#[tokio::test(start_paused = true)]
async fn b01_a_body_that_ends_before_its_length_is_cut_off() {
    was_cut_off(Trial::of([too_short(&half()).close()]).complete().await);
    was_cut_off(Trial::of([too_short("").close()]).complete().await);
}

#[tokio::test(start_paused = true)]
async fn b02_a_reset_within_a_document_cuts_it_off() {
    was_cut_off(Trial::of([too_short(&half()).reset()]).complete().await);
    let chunked = head("application/json", "transfer-encoding: chunked\r\n").chunk(half()).reset();
    was_cut_off(Trial::of([chunked]).complete().await);
}

#[tokio::test(start_paused = true)]
async fn b03_an_answer_that_is_whole_counts_although_its_transfer_is_not() {
    let chunked = || head("application/json", "transfer-encoding: chunked\r\n");
    let document = whole("w0 ");
    for script in [
        chunked().chunk(document.to_string()).close(),
        chunked().chunk(document.to_string()).reset(),
        chunked().chunk(document.to_string()).write("nonsense\r\n"),
        too_short(&document.to_string()).close(),
    ] {
        let trial = Trial::of([script]).complete().await.succeeded_after(0).sent([A1]);
        assert_eq!(trial.no_key_blamed().end.unwrap().joined_text(), "w0 ");
    }
    // One that does not say why it ended may not be all.
    let mut open = document;
    open["choices"][0]["finish_reason"] = Value::Null;
    was_cut_off(Trial::of([chunked().chunk(open.to_string()).close()]).complete().await);
    was_cut_off(Trial::of([chunked().chunk(half()).close()]).complete().await);
    // An error is one, even so.
    let error = json!({ "error": { "code": 502, "message": "down" } });
    let trial = Trial::of([chunked().chunk(error.to_string()).close()]).complete().await;
    trial.failed(ErrorKind::Unavailable, false).sent([A1, A1, A1]).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn b04_chunks_that_are_none_are_tried_once_more_before_the_first_word() {
    let extension = format!("5;{}\r\n", "x".repeat(64 << 10));
    for chunk in ["xyz\r\n", "-5\r\n", "fffffffffffffffff\r\n", &extension] {
        let begun = || Script::new().read().events();
        let trial = Trial::of([begun().write(chunk.to_owned()).hold()]).stream().await;
        trial.failed(ErrorKind::Decode, true).sent([A1, A1]).within(0..=1).no_key_blamed();
        let trial = then_healthy(begun().write(chunk.to_owned())).stream().await;
        trial.succeeded_after(1).sent([A1, A1]).no_key_blamed();
        // After it the answer has broken off.
        let late = begun().words(2).write(chunk.to_owned()).hold();
        was_cut_off(Trial::of([late]).words(2).stream().await);
        // And so has one that comes whole.
        let document = head("application/json", "transfer-encoding: chunked\r\n");
        let trial = Trial::of([document.chunk(half()).write(chunk.to_owned()).hold()]);
        trial.complete().await.failed(ErrorKind::Decode, true).sent([A1]).no_key_blamed();
    }
}

/// The call is made once, whatever comes of it.
fn once(trial: Trial) -> Trial {
    trial.with(|builder| builder.retry_policy(RetryPolicy::never()))
}

#[tokio::test(start_paused = true)]
async fn b05_a_stream_cut_at_every_byte_gives_the_words_before_the_cut() {
    let delta = |delta: Value, finish: Value| json!({ "id": "g", "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }] });
    let events = [
        delta(json!({ "content": "w0 " }), Value::Null),
        delta(json!({ "content": "w1 " }), Value::Null),
        delta(json!({}), json!("stop")),
    ];
    let mut body = String::new();
    // Where each event is whole: a blank line after it need not come.
    let ends = events.map(|event| {
        body.extend(["data: ", &event.to_string()]);
        let end = body.len();
        body.push_str("\n\n");
        end
    });
    body.push_str("data: [DONE]\n\n");
    for cut in 0..=body.len() {
        let script =
            Script::new().read().events_until_close().write(body[..cut].to_owned()).close();
        let words = ends[..2].iter().filter(|end| cut >= **end).count();
        let trial = once(Trial::of([script]).words(words)).stream().await;
        if cut >= ends[2] {
            trial.succeeded_after(0).sent([A1]).no_key_blamed();
        } else {
            was_cut_off(trial);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn b05_a_document_cut_at_every_byte_is_never_taken_for_a_whole_one() {
    let document = whole("w0 ").to_string();
    for cut in 0..=document.len() {
        let script = head("application/json", "connection: close\r\n");
        let trial = Trial::of([script.write(document[..cut].to_owned()).close()]).complete().await;
        if cut == document.len() {
            trial.succeeded_after(0).sent([A1]).no_key_blamed();
        } else {
            was_cut_off(trial);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn b09_bodies_in_unusual_pieces_are_read_all_the_same() {
    let event = |text: &str, finish: &str| {
        format!(
            "data: {{\"id\":\"g\",\"choices\":[{{\"delta\":{{\"content\":\"{text}\"}},\"finish_reason\":{finish}}}]}}\n\n"
        )
    };
    let body =
        [event("w0 ", "null"), event("", "\"stop\""), "data: [DONE]\n\n".to_owned()].concat();
    let begun = || Script::new().read().events();
    let trailers = begun().chunk(&body).write("0\r\nx-cost: 1\r\nx-more: 2\r\n\r\n");
    let extended = format!("{:x};a=1;b=\"2\"\r\n{body}\r\n0;last\r\n\r\n", body.len());
    let bytes = body.bytes().fold(begun(), |script, byte| script.chunk([byte])).end();
    for script in [trailers, begun().write(extended), bytes] {
        let trial = Trial::of([script]).words(1).stream().await;
        trial.succeeded_after(0).sent([A1]).no_key_blamed();
    }
    // Ten thousand pieces at once, each a chunk of its own.
    let word = event("w ", "null");
    let chunk = format!("{:x}\r\n{word}\r\n", word.len());
    let rest = event("", "\"stop\"");
    let script = begun().write(chunk.repeat(10_000)).chunk(rest).end();
    let trial = Trial::of([script]).says("w ".repeat(10_000)).stream().await;
    trial.succeeded_after(0).sent([A1]).no_key_blamed();
    // A document, a byte at a time.
    let document = whole("w0 ").to_string();
    let begun = head("application/json", "transfer-encoding: chunked\r\n");
    let script = document.bytes().fold(begun, |script, byte| script.chunk([byte])).end();
    let trial = Trial::of([script]).complete().await.succeeded_after(0).sent([A1]);
    assert_eq!(trial.end.unwrap().joined_text(), "w0 ");
}

#[tokio::test(start_paused = true)]
async fn b10_what_stands_before_a_document_is_passed_over() {
    let document = whole("w0 ").to_string();
    for before in ["\u{feff}", " \r\n\t ", "\u{feff}\n\n", &"\n ".repeat(5000)] {
        for kind in ["application/json", "text/plain"] {
            let body = format!("{before}{document}\n");
            let trial = Trial::of([Script::new().read().reply(200, kind, body)]).complete().await;
            trial.succeeded_after(0).sent([A1]).no_key_blamed();
        }
    }
    // A space every ten seconds keeps the connection alive while the model thinks.
    let space = Script::new().wait(Duration::from_secs(10)).chunk(" ");
    let begun = head("application/json", "transfer-encoding: chunked\r\n");
    let script = begun.repeat(20, space).chunk(&document).end();
    let trial = Trial::of([script]).complete().await;
    trial.succeeded_after(0).sent([A1]).within(200..=200).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn b10_another_encoding_of_text_is_no_answer() {
    let document = whole("w0 ").to_string();
    let utf16 = |order: fn(u16) -> [u8; 2]| {
        "\u{feff}"
            .encode_utf16()
            .chain(document.encode_utf16())
            .flat_map(order)
            .collect::<Vec<u8>>()
    };
    for body in [utf16(u16::to_le_bytes), utf16(u16::to_be_bytes), b"{\"a\":\"\xff\"}".to_vec()] {
        for kind in ["application/json", "application/json; charset=utf-16"] {
            let trial = Trial::of([Script::new().read().reply(200, kind, &body)]).complete().await;
            trial.failed(ErrorKind::Decode, true).sent([A1, A1]).within(0..=1).no_key_blamed();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn b11_a_large_document_is_read_whole() {
    let text = "0123456789abcdef".repeat(20 << 16);
    let trial = Trial::of([Script::replies(200, &whole(&text))]).may_hold(96 << 20);
    let trial = trial.complete().await;
    let answer = trial.succeeded_after(0).sent([A1]).end.unwrap();
    assert_eq!((answer.joined_text() == text, text.len()), (true, 20 << 20));
    // Nor is a list of models cut.
    let model = |place: usize| json!({ "id": format!("a/m{place}"), "name": &text[..1 << 16] });
    let models: Vec<_> = (0..300).map(model).collect();
    let trial = Trial::of([Script::replies(200, &json!({ "data": models }))]);
    let (_server, provider, _) = trial.begin().await;
    assert_eq!(provider.models().await.unwrap().len(), 300);
}

#[tokio::test(start_paused = true)]
async fn b12_what_follows_a_body_is_never_the_answer_of_the_next_call() {
    let poison = whole("poison").to_string();
    let second = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{poison}",
        poison.len()
    );
    for after in [second.as_str(), "more", "\r\n", "\0\0\0"] {
        // Between two attempts of a call.
        let down = Script::replies(503, &json!({ "error": { "code": 503, "message": "down" } }));
        let trial = Trial::of([down.write(after.to_owned()).hold(), Script::healthy(1)]).words(1);
        trial.stream().await.succeeded_after(1).sent([A1, A1]).no_key_blamed();
        // And between two calls, the first of which is answered.
        let first = Script::replies(200, &whole("first")).write(after.to_owned()).hold();
        let trial = Trial::of([first, Script::replies(200, &whole("second"))]);
        let (server, provider, request) = trial.begin().await;
        for expected in ["first", "second"] {
            let answer = provider.complete(request.clone()).await.unwrap();
            assert_eq!(answer.joined_text(), expected, "{after:?}");
        }
        assert_eq!(server.connections(), 2, "the first connection is not used again");
    }
}
