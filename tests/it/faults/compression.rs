//! Bodies that are compressed, and bodies without an end (rows B06 to B08).

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use llm_types::{ErrorKind, ModelProvider};
use openrouter_provider::{Limits, OpenRouter};
use openrouter_sim::fault::{FaultServer, Script};
use serde_json::json;

use super::{A1, Trial};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// This text so many times, in next to nothing. What it begins with is taken for what went before,
/// so that each time but the first is the same few bytes; the end is missing.
fn bomb(text: &str, times: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let mut ends = [0; 2];
    for end in &mut ends {
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.flush().unwrap();
        *end = encoder.get_ref().len();
    }
    let (first, second) = encoder.get_ref()[..ends[1]].split_at(ends[0]);
    [first, &second.repeat(times - 1)].concat()
}

fn compressed(status: u16, kind: &str, coding: &str, body: &[u8]) -> Script {
    let headers = [("content-type", kind), ("content-encoding", coding)];
    Script::new().read().reply_with(status, &headers, body)
}

const STREAM: &str = "text/event-stream";
const JSON: &str = "application/json";

/// A stream of one word.
const EVENTS: &str = "data: {\"id\":\"g\",\"choices\":[{\"delta\":{\"content\":\"w0 \"},\
                      \"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

/// A whole answer of one word.
const WHOLE: &str = "{\"id\":\"g\",\"choices\":[{\"message\":{\"content\":\"w0 \"},\
                     \"finish_reason\":\"stop\"}]}";

#[tokio::test(start_paused = true)]
async fn b06_a_stream_asks_for_no_compression_and_a_document_for_what_is_understood() {
    let trial = Trial::of([Script::healthy(1)]).words(1).stream().await.succeeded_after(0);
    assert_eq!(trial.requests[0].header("accept-encoding"), Some("identity"));
    let trial = Trial::of([Script::new().read().reply(200, JSON, WHOLE)]).complete().await;
    assert_eq!(trial.succeeded_after(0).requests[0].header("accept-encoding"), Some("gzip"));
}

#[tokio::test(start_paused = true)]
async fn b06_what_is_compressed_is_decoded_whether_asked_for_or_not() {
    let body = gzip(EVENTS.as_bytes());
    let trial = Trial::of([compressed(200, STREAM, "gzip", &body)]).words(1).stream().await;
    trial.succeeded_after(0).sent([A1]).no_key_blamed();
    let body = gzip(WHOLE.as_bytes());
    let trial = Trial::of([compressed(200, JSON, "gzip", &body)]).complete().await;
    assert_eq!(trial.succeeded_after(0).sent([A1]).end.unwrap().joined_text(), "w0 ");
    let body = gzip(json!({ "error": { "code": 400, "message": "no" } }).to_string().as_bytes());
    let trial = Trial::of([compressed(400, JSON, "gzip", &body)]).stream().await;
    let trial = trial.failed(ErrorKind::InvalidRequest, false).sent([A1]).no_key_blamed();
    assert_eq!(trial.end.unwrap_err().message(), "no");
}

#[tokio::test(start_paused = true)]
async fn b06_of_several_compressed_members_no_part_is_taken_for_the_whole() {
    for (kind, text) in [(STREAM, EVENTS), (JSON, WHOLE)] {
        let halves = text.split_at(40);
        let body = [gzip(halves.0.as_bytes()), gzip(halves.1.as_bytes())].concat();
        let trial = Trial::of([compressed(200, kind, "gzip", &body)]).complete().await;
        trial.failed(ErrorKind::Interrupted, true).no_key_blamed();
    }
}

#[tokio::test(start_paused = true)]
async fn b06_a_compressed_answer_that_is_cut_off_is_one_that_was_cut_off() {
    for (kind, text) in [(STREAM, EVENTS), (JSON, WHOLE)] {
        let body = gzip(text.as_bytes());
        for cut in [5, 20, body.len() / 2] {
            let trial = Trial::of([compressed(200, kind, "gzip", &body[..cut])]).complete().await;
            let error = trial.end.as_ref().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Interrupted, "{kind} {cut}");
            trial.failed(ErrorKind::Interrupted, true).no_key_blamed();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn b06_what_cannot_be_decoded_is_no_answer() {
    // It is called compressed, and is not.
    let trial = Trial::of([compressed(200, STREAM, "gzip", EVENTS.as_bytes())]).stream().await;
    trial.failed(ErrorKind::Decode, true).sent([A1, A1]).within(0..=1).no_key_blamed();
    let trial = Trial::of([compressed(200, JSON, "gzip", WHOLE.as_bytes())]).complete().await;
    trial.failed(ErrorKind::Decode, true).sent([A1]).no_key_blamed();
    // It is compressed in a way that is not understood, or says so.
    let body = gzip(WHOLE.as_bytes());
    for coding in ["br", "zstd", "deflate", "gzip, gzip", "x-new"] {
        for kind in [STREAM, JSON] {
            let trial = Trial::of([compressed(200, kind, coding, &body)]).stream().await;
            let trial = trial.failed(ErrorKind::Decode, true).sent([A1, A1]).no_key_blamed();
            let told = trial.end.unwrap_err();
            assert!(told.message().contains("compressed"), "{coding}: {told}");
        }
        // Of an error the status decides, and what cannot be read is not repeated.
        let trial = Trial::of([compressed(400, JSON, coding, &body)]).stream().await;
        let trial = trial.failed(ErrorKind::InvalidRequest, false).sent([A1]).no_key_blamed();
        assert_eq!(trial.end.unwrap_err().message(), "the service gave no reason");
    }
    for coding in ["identity", "Identity", ""] {
        let trial = Trial::of([compressed(200, STREAM, coding, EVENTS.as_bytes())]).words(1);
        trial.stream().await.succeeded_after(0).sent([A1]);
    }
}

/// The list of models cannot be had, and is asked for once: the connection is closed, not drained.
async fn is_too_large(server: FaultServer, provider: OpenRouter) {
    let error = provider.models().await.unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::TooLarge, false), "{error}");
    assert_eq!(server.requests().len(), 1);
    assert!(server.all_closed().await, "the connection is closed");
}

#[tokio::test(start_paused = true)]
async fn b07_what_unpacks_to_more_than_the_limit_is_not_unpacked() {
    // To 256 MiB, as soon as anybody asks for them.
    let body = bomb(&" ".repeat(1 << 20), 256);
    assert!(body.len() < 1 << 20, "{}", body.len());
    let trial = Trial::of([compressed(200, JSON, "gzip", &body).hold()]);
    let (server, provider, _) = trial.begin().await;
    is_too_large(server, provider).await;
    // Of an error little is read, packed or not.
    let trial = Trial::of([compressed(502, JSON, "gzip", &body)]).stream().await;
    trial.failed(ErrorKind::Unavailable, false).sent([A1, A1, A1]).within(0..=2).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn b07_a_stream_that_unpacks_to_more_than_an_answer_may_have_is_broken_off() {
    assert_eq!(Limits::default().answer, 256 << 20);
    let comments = bomb(&": a comment\n".repeat(1 << 16), 40);
    let trial = Trial::of([compressed(200, STREAM, "gzip", &comments).hold()]);
    let trial = trial.with(|builder| {
        let mut limits = Limits::default();
        limits.answer = 16 << 20;
        builder.limits(limits)
    });
    let trial = trial.stream().await;
    trial.failed(ErrorKind::TooLarge, true).sent([A1]).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn b08_a_body_without_an_end_is_too_large() {
    let piece = Script::new().write(vec![b' '; 1 << 20]);
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";
    let trial = Trial::of([Script::new().read().write(head).forever(piece)]);
    let (server, provider, _) = trial.begin().await;
    is_too_large(server, provider).await;
}
