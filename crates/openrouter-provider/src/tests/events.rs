//! Operations whose answer comes as a stream of events.

use futures::{FutureExt, StreamExt};
use llm_provider_base::TransportErrorKind;
use llm_types::{AttemptOutcome, Error, ErrorKind, HealthProvider, Operation};
use openrouter_auth::KeyState;
use openrouter_wire::{images, messages, responses};
use tokio::time::Instant;

use super::canned::{Canned, DONE, Piece, Reply, bytes};
use crate::{EventStream, OpenRouter};

const EMPTY: &str = r#""id":"gen-1","object":"response","created_at":1,"model":"m","output":[],
    "completed_at":null,"incomplete_details":null,"instructions":null,"metadata":null,
    "temperature":null,"top_p":null,"presence_penalty":null,"frequency_penalty":null,
    "tools":[],"tool_choice":"auto","parallel_tool_calls":true"#;

fn response(kind: &str, more: &str) -> String {
    let empty = EMPTY.replace('\n', "");
    format!(
        "data: {{\"type\":\"response.{kind}\",\"sequence_number\":0,\"response\":{{{empty},{more}}}}}\n\n"
    )
}

fn begun() -> String {
    response("created", r#""status":"in_progress","error":null"#)
}

fn delta(text: &str) -> String {
    format!(
        "data: {{\"type\":\"response.output_text.delta\",\"item_id\":\"i\",\"output_index\":0,\
         \"content_index\":0,\"delta\":\"{text}\",\"sequence_number\":1,\"logprobs\":[]}}\n\n"
    )
}

fn done() -> String {
    response("completed", r#""status":"completed","error":null"#)
}

fn whole() -> Reply {
    Reply::sse([&begun(), &delta("ok"), &done(), DONE].concat())
}

fn request() -> responses::Request {
    responses::Request::new("a/m", "hi")
}

async fn open(provider: &OpenRouter) -> Result<EventStream<responses::Event>, Error> {
    provider.events(&request()).await
}

/// How many events came, the text in them, and how it ended.
async fn read(mut stream: EventStream<responses::Event>) -> (usize, String, Result<(), Error>) {
    let (mut count, mut said) = (0, String::new());
    loop {
        match stream.next_event().await {
            Ok(Some(event)) => {
                count += 1;
                if let responses::Event::OutputTextDelta(event) = event {
                    said.push_str(&event.delta);
                }
            }
            end => {
                assert!(stream.next().await.is_none(), "nothing follows the end");
                return (count, said, end.map(drop));
            }
        }
    }
}

#[tokio::test]
async fn a_whole_answer_is_handed_out_event_by_event() {
    let canned = Canned::new([whole().header("x-generation-id", "gen-1")]);
    let provider = canned.provider();
    let stream = open(&provider).await.unwrap();
    assert_eq!(stream.details().generation_id.as_ref().unwrap().as_str(), "gen-1");
    let (count, said, end) = read(stream).await;
    assert_eq!((count, said.as_str()), (3, "ok"), "also what came before the content");
    end.unwrap();
    let sent = &canned.headers()[0];
    assert_eq!(
        (&sent["accept"], &sent["accept-encoding"]),
        (&"text/event-stream".parse().unwrap(), &"identity".parse().unwrap())
    );
    assert!(String::from_utf8_lossy(&canned.bodies()[0]).contains("\"stream\":true"));
    let total = provider.metrics().total;
    assert_eq!((total.succeeded, total.in_flight), (1, 0));
    assert_eq!(provider.key_pool().status(Instant::now()).keys[0].successes, 1);
}

#[tokio::test(start_paused = true)]
async fn what_fails_before_the_first_content_is_tried_again() {
    let failed = r#""status":"failed","error":{"code":"server_error","message":"m"}"#;
    for reply in [
        Reply::json(503, "{}"),
        Reply::Fails(TransportErrorKind::Interrupted),
        Reply::Hangs,
        Reply::sse(begun()),
        Reply::sse(begun() + DONE),
        Reply::sse(begun() + "data: {bad\n\n"),
        Reply::pieces([bytes(begun()), Piece::Breaks]),
        Reply::pieces([bytes(begun()), Piece::Hangs]),
        Reply::sse(begun() + &response("failed", failed)),
        Reply::sse("data: {\"error\":{\"code\":502,\"message\":\"m\"}}\n\n"),
        Reply::sse(begun() + "event: error\ndata: late\n\n"),
        Reply::sse(begun() + "event: error\ndata: {\"code\":502,\"message\":\"m\"}\n\n"),
        Reply::json(200, r#"{"error":{"code":502,"message":"m"}}"#),
    ] {
        let shown = format!("{reply:?}");
        let canned = Canned::new([reply, whole()]);
        let stream = open(&canned.provider()).await.unwrap_or_else(|it| panic!("{shown}: {it}"));
        assert_eq!(stream.details().attempts.len(), 2, "{shown}");
        let (count, said, end) = read(stream).await;
        assert_eq!((count, said.as_str(), canned.sends()), (3, "ok", 2), "{shown}");
        end.unwrap();
        assert_eq!(canned.bodies()[0], canned.bodies()[1], "the same bytes on each attempt");
    }
}

#[tokio::test(start_paused = true)]
async fn what_fails_after_the_first_content_ends_the_stream_with_one_error() {
    let failed = r#""status":"failed","error":{"code":"rate_limit_exceeded","message":"m"}"#;
    let said = begun() + &delta("ok");
    for (reply, kind) in [
        (Reply::sse(said.clone()), ErrorKind::Interrupted),
        (Reply::sse(said.clone() + DONE), ErrorKind::Interrupted),
        (Reply::pieces([bytes(said.clone()), Piece::Breaks]), ErrorKind::Interrupted),
        (Reply::pieces([bytes(said.clone()), Piece::Hangs]), ErrorKind::Timeout),
        (Reply::sse(said.clone() + "data: {bad\n\n"), ErrorKind::Decode),
        (Reply::sse(said.clone() + &response("failed", failed)), ErrorKind::RateLimited),
        (
            Reply::sse(said.clone() + "data: {\"error\":{\"code\":400,\"message\":\"m\"}}\n\n"),
            ErrorKind::InvalidRequest,
        ),
    ] {
        let shown = format!("{reply:?}");
        let canned = Canned::new([reply.header("x-generation-id", "gen-9"), whole()]);
        let provider = canned.provider();
        let (count, said, end) = read(open(&provider).await.unwrap()).await;
        let error = end.unwrap_err();
        assert_eq!((count, said.as_str(), canned.sends()), (2, "ok", 1), "{shown}");
        assert_eq!((error.kind(), error.is_retryable()), (kind, false), "{shown}");
        assert!(error.maybe_billed() && error.attempts()[0].maybe_billed, "{shown}");
        assert_eq!(error.operation(), Some(Operation::Chat));
        assert_eq!(error.model().unwrap().as_str(), "a/m");
        assert_eq!(error.response_id().unwrap().as_str(), "gen-9");
        assert_eq!(error.attempts()[0].outcome, AttemptOutcome::Failed(kind));
        assert_eq!(provider.metrics().total.failed, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_transfer_does_not_matter_once_the_last_event_is_there() {
    let said = [begun(), delta("ok"), done()].concat();
    for (reply, seconds) in [
        (Reply::sse(said.clone()), 0),
        (Reply::pieces([bytes(said.clone()), Piece::Breaks]), 0),
        (Reply::pieces([bytes(said.clone() + DONE), Piece::Hangs]), 0),
        (Reply::pieces([bytes(said.clone()), Piece::Hangs]), 5),
        (Reply::sse(said.trim_end().to_owned()), 0),
    ] {
        let shown = format!("{reply:?}");
        let canned = Canned::new([reply]);
        let began = Instant::now();
        let (count, _, end) = read(open(&canned.provider()).await.unwrap()).await;
        assert_eq!((count, end.is_ok()), (3, true), "{shown}");
        assert_eq!(began.elapsed().as_secs(), seconds, "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn signs_of_life_do_not_keep_a_stream_alive_for_ever() {
    let ping = "event: ping\ndata: {\"type\":\"ping\"}\n\n";
    let mut pieces = vec![bytes(begun() + &delta("ok"))];
    pieces.extend((0..1000).flat_map(|_| [Piece::Waits(10), bytes(ping)]));
    let canned = Canned::new([Reply::pieces(pieces)]);
    let began = Instant::now();
    let (_, _, end) = read(open(&canned.provider()).await.unwrap()).await;
    assert_eq!(end.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(began.elapsed().as_secs(), 300);
}

#[tokio::test]
async fn dropping_a_stream_cancels_and_blames_nobody() {
    let canned = Canned::new([Reply::pieces([bytes(begun() + &delta("ok")), Piece::Hangs])]);
    let provider = canned.provider();
    let mut stream = open(&provider).await.unwrap();
    stream.next_event().await.unwrap();
    stream.next_event().await.unwrap();
    assert!(stream.next_event().now_or_never().is_none());
    drop(stream);
    let total = provider.metrics().total;
    assert_eq!((total.cancelled, total.failed, total.in_flight), (1, 0, 0));
    let status = provider.key_pool().status(Instant::now());
    assert!(status.keys.iter().all(|key| key.in_flight == 0 && key.state == KeyState::Healthy));
}

#[tokio::test]
async fn a_rejected_key_gives_way_to_the_next() {
    let rejected = r#"{"error":{"code":401,"message":"no"}}"#;
    for reply in [
        Reply::json(401, rejected),
        Reply::json(200, rejected),
        Reply::sse(format!("data: {rejected}\n\n")),
    ] {
        let canned = Canned::new([reply, whole()]);
        let provider = canned.provider();
        read(open(&provider).await.unwrap()).await.2.unwrap();
        assert_eq!(canned.keys(), ["sk-or-v1-canary-one", "sk-or-v1-canary-two"]);
        assert_eq!(provider.key_pool().status(Instant::now()).available(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn one_document_in_place_of_a_stream_is_not_asked_for_again() {
    let canned = Canned::new([Reply::json(200, "{}")]);
    let error = open(&canned.provider()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Decode, 1));
    assert!(error.maybe_billed());
}

#[tokio::test]
async fn events_with_names_are_read_as_those_without() {
    let event = |json: &str| {
        let name = serde_json::from_str::<serde_json::Value>(json).unwrap();
        format!("event: {}\ndata: {json}\n\n", name["type"].as_str().unwrap())
    };
    let said = [
        event(r#"{"type":"ping"}"#),
        event(
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"ok"}}"#,
        ),
        event(r#"{"type":"message_stop"}"#),
    ];
    let canned = Canned::new([Reply::sse(said.concat())]);
    let request = messages::Request::new("a/m", 8, Vec::new());
    let events: Vec<_> = canned.provider().events(&request).await.unwrap().collect().await;
    assert_eq!(events.len(), 3);
    assert!(events.iter().all(Result::is_ok), "{events:?}");

    let overloaded = event(
        r#"{"type":"error","error":{"type":"overloaded_error","message":"m"},"request_id":null}"#,
    );
    let canned = Canned::new([Reply::sse([&said[1], &overloaded].map(String::as_str).concat())]);
    let events: Vec<_> = canned.provider().events(&request).await.unwrap().collect().await;
    let error = events.last().unwrap().as_ref().unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Unavailable, Some(529)));
}

#[tokio::test(start_paused = true)]
async fn a_picture_that_fails_is_an_error_of_its_operation() {
    let failed = "event: error\ndata: {\"type\":\"error\",\"error\":{\"message\":\"m\",\
                  \"code\":\"invalid_image\"}}\n\n";
    let canned = Canned::new([Reply::sse(failed)]);
    let error = canned.provider().events(&images::Create::new("a/p", "x")).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::InvalidRequest, 1));
    assert_eq!(error.operation(), Some(Operation::Images));
}

#[tokio::test]
async fn a_stream_shows_nothing_of_the_answer() {
    let canned = Canned::new([Reply::sse(
        [&begun(), &delta("canary"), &done()].map(String::as_str).concat(),
    )]);
    let stream = open(&canned.provider()).await.unwrap();
    assert!(!format!("{stream:?}").contains("canary"));
}
