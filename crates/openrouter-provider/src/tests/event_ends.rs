//! Streams of several parts, streams that are none, and streams that say nothing.

use futures::StreamExt;
use llm_types::{ErrorKind, HealthProvider};
use openrouter_auth::KeyState;
use openrouter_wire::{images, responses};
use tokio::time::Instant;

use super::canned::{Canned, DONE, Piece, Reply, bytes};

fn image() -> String {
    "data: {\"type\":\"image_generation.completed\",\"b64_json\":\"iVBORw==\"}\n\n".to_owned()
}

fn draft() -> String {
    "data: {\"type\":\"image_generation.partial_image\",\"partial_image_index\":0,\
     \"b64_json\":\"\"}\n\n"
        .to_owned()
}

fn request(images: u64) -> images::Create {
    images::Create { n: Some(images.into()), ..images::Create::new("a/brush", "A tern dives.") }
}

/// How many events came, how it ended, and how long it took.
async fn read(reply: Reply, asked: u64) -> (usize, Result<(), ErrorKind>, u64) {
    let canned = Canned::new([reply]);
    let began = Instant::now();
    let mut stream = canned.provider().events(&request(asked)).await.unwrap();
    let mut count = 0;
    let end = loop {
        match stream.next_event().await {
            Ok(Some(_)) => count += 1,
            Ok(None) => break Ok(()),
            Err(error) => break Err(error.kind()),
        }
    };
    assert!(stream.next().await.is_none(), "nothing follows the end");
    (count, end, began.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn an_image_that_is_still_to_come_is_waited_for() {
    let slowly = || {
        let end = bytes(image() + DONE);
        Reply::pieces([bytes(image()), Piece::Waits(20), bytes(draft()), Piece::Waits(20), end])
    };
    assert_eq!(read(slowly(), 2).await, (3, Ok(()), 40));
    assert_eq!(read(slowly(), 5).await, (3, Ok(()), 40), "there may be fewer than asked for");
    let hangs = |said: String| Reply::pieces([bytes(said), Piece::Hangs]);
    assert_eq!(read(hangs(image() + &image()), 2).await, (2, Ok(()), 5));
    let (count, end, _) = read(hangs(image()), 2).await;
    assert_eq!((count, end), (1, Err(ErrorKind::Timeout)), "nobody knows whether it is all");
}

#[tokio::test(start_paused = true)]
async fn an_image_that_was_begun_and_cut_off_is_no_end() {
    for (said, asked, whole) in [
        (image() + &draft(), 2, false),
        (image() + &draft() + DONE, 2, true),
        (image(), 2, true),
        (image() + &draft() + &image(), 3, true),
    ] {
        let expected = if whole { Ok(()) } else { Err(ErrorKind::Interrupted) };
        assert_eq!(read(Reply::sse(said.clone()), asked).await.1, expected, "{said}");
    }
    let breaks = |said| Reply::pieces([bytes(said), Piece::Breaks]);
    assert_eq!(read(breaks(image()), 2).await.1, Err(ErrorKind::Interrupted));
    assert_eq!(read(breaks(image() + &image()), 2).await.1, Ok(()));
}

#[tokio::test]
async fn images_of_a_model_that_cannot_stream_are_handed_out_as_events() {
    let body = r#"{"created":1,"data":[{"b64_json":"a"},{"b64_json":"b"}],
        "usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}"#;
    let canned = Canned::new([Reply::json(200, body).header("x-generation-id", "gen-img-1")]);
    let provider = canned.provider();
    let stream = provider.events(&request(2)).await.unwrap();
    assert_eq!(stream.details().generation_id.as_ref().unwrap().as_str(), "gen-img-1");
    assert_eq!(stream.details().attempts.len(), 1);
    let events: Vec<_> = stream.map(Result::unwrap).collect().await;
    let images::Event::Completed(last) = &events[1] else { panic!("{events:?}") };
    assert_eq!((events.len(), last.b64_json.as_str(), last.usage.is_some()), (2, "b", true));
    let total = provider.metrics().total;
    assert_eq!((total.succeeded, total.in_flight), (1, 0));
    assert_eq!(provider.key_pool().status(Instant::now()).keys[0].successes, 1);
}

#[tokio::test]
async fn whoever_drops_what_came_whole_leaves_no_call_behind() {
    let canned = Canned::new([Reply::json(200, r#"{"data":[{"b64_json":"a"}]}"#)]);
    let provider = canned.provider();
    drop(provider.events(&request(1)).await.unwrap());
    assert_eq!(provider.metrics().total.in_flight, 0);
    let status = provider.key_pool().status(Instant::now());
    assert!(status.keys.iter().all(|key| key.state == KeyState::Healthy && key.in_flight == 0));
}

#[tokio::test(start_paused = true)]
async fn a_document_that_is_no_whole_answer_is_an_error() {
    for (body, kind, sends) in [
        (r#"{"id":"r","output":[],"status":"completed"}"#, None, 1),
        (r#"{"id":"r","output":[],"status":"queued"}"#, Some(ErrorKind::Decode), 1),
        (r#"{"output":"?"}"#, Some(ErrorKind::Decode), 1),
        (r#"{"error":{"code":502,"message":"m"}}"#, Some(ErrorKind::Unavailable), 3),
        (r#"{"output":[],"status":"failed"}"#, Some(ErrorKind::Unavailable), 3),
    ] {
        let canned = Canned::new([Reply::json(200, body)]);
        let stream = canned.provider().events(&responses::Request::new("a/m", "hi")).await;
        assert_eq!(
            (stream.err().map(|error| error.kind()), canned.sends()),
            (kind, sends),
            "{body}"
        );
    }
    let canned = Canned::new([Reply::json(200, r#"{"data":[]}"#)]);
    let error = canned.provider().events(&request(1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable, "no image at all");
}

#[tokio::test]
async fn a_flood_of_events_that_say_nothing_is_not_kept() {
    let flood = "data: {\"type\":\"ping\"}\n\n".repeat(5000);
    let canned = Canned::new([Reply::sse(flood + &image() + DONE)]);
    let provider = canned.provider();
    let error = provider.events(&request(1)).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::TooLarge, 1));
    let status = provider.key_pool().status(Instant::now());
    assert!(status.keys.iter().all(|key| key.in_flight == 0));
}

#[tokio::test]
async fn a_large_image_is_read_both_ways() {
    let large = |size: usize| "A".repeat(size);
    let event = format!(
        "data: {{\"type\":\"image_generation.completed\",\"b64_json\":\"{}\"}}\n\n",
        large(20 << 20)
    );
    let canned = Canned::new([Reply::sse(event + DONE)]);
    let events: Vec<_> = canned.provider().events(&request(1)).await.unwrap().collect().await;
    assert!(events[0].is_ok(), "{:?}", events[0].as_ref().map(|_| ()));
    let body = format!("{{\"data\":[{{\"b64_json\":\"{}\"}}]}}", large(40 << 20));
    let canned = Canned::new([Reply::json(200, body.clone())]);
    let answer = canned.provider().call(&request(1)).await.unwrap();
    assert_eq!(answer.data[0].b64_json.len(), 40 << 20);
    // What no model made is never as long.
    let canned = Canned::new([Reply::json(200, body)]);
    let error = canned.provider().call(&openrouter_wire::keys::List::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}
