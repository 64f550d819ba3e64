//! How long things may take, on paused time.

use std::time::Duration;

use llm_types::{ChatProvider, ErrorKind, HealthProvider, StandardRequest};
use tokio::time::Instant;

use super::canned::{Canned, DONE, Piece, Reply, bytes, finish, text};
use crate::Timeouts;

fn request() -> StandardRequest {
    StandardRequest::prompt("hi")
}

fn comment() -> Piece {
    bytes(": OPENROUTER PROCESSING\n\n")
}

#[tokio::test(start_paused = true)]
async fn a_slow_but_steady_stream_is_healthy() {
    // N24, S25, S27: 85 s of comments, then a word every 20 s for ten minutes.
    let mut pieces: Vec<_> = (0..17).flat_map(|_| [Piece::Waits(5), comment()]).collect();
    for _ in 0..30 {
        pieces.extend([Piece::Waits(20), bytes(text("w"))]);
    }
    pieces.push(bytes(finish("stop") + DONE));
    let canned = Canned::new([Reply::pieces(pieces)]);
    let answer = canned.provider().stream(request()).await.unwrap().collect().await.unwrap();
    assert_eq!(answer.joined_text(), "w".repeat(30));
    assert_eq!(canned.sends(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_lives_but_says_nothing_ends() {
    // S24: after content, comments alone keep it alive for five minutes and no longer.
    let mut pieces = vec![bytes(text("a"))];
    pieces.extend((0..1000).flat_map(|_| [Piece::Waits(10), comment()]));
    let canned = Canned::new([Reply::pieces(pieces)]);
    let stream = canned.provider().stream(request()).await.unwrap();
    let begun = Instant::now();
    let error = stream.collect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(begun.elapsed().as_secs(), 300);
    assert_eq!(error.partial().unwrap().joined_text(), "a");
}

#[tokio::test(start_paused = true)]
async fn silence_ends_a_stream_after_a_minute() {
    // S26
    let canned = Canned::new([Reply::pieces([bytes(text("a")), Piece::Hangs])]);
    let stream = canned.provider().stream(request()).await.unwrap();
    let begun = Instant::now();
    assert_eq!(stream.collect().await.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(begun.elapsed().as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_takes_its_time_is_not_punished() {
    // S28
    let pieces = [bytes(text("a")), Piece::Waits(50), bytes(text("b") + &finish("stop") + DONE)];
    let canned = Canned::new([Reply::pieces(pieces)]);
    let mut stream = canned.provider().stream(request()).await.unwrap();
    stream.next_event().await.unwrap();
    tokio::time::advance(Duration::from_secs(3600)).await;
    assert_eq!(stream.collect().await.unwrap().joined_text(), "ab");
}

#[tokio::test(start_paused = true)]
async fn a_held_connection_does_not_hold_the_end_back() {
    // S10, S11
    for (ending, seconds) in [(DONE, 0), ("", 5)] {
        let pieces = [bytes(text("a") + &finish("stop") + ending), Piece::Hangs];
        let canned = Canned::new([Reply::pieces(pieces)]);
        let begun = Instant::now();
        canned.provider().stream(request()).await.unwrap().collect().await.unwrap();
        assert_eq!(begun.elapsed().as_secs(), seconds);
    }
}

#[tokio::test(start_paused = true)]
async fn silence_before_a_whole_answer_is_not_asked_again() {
    // N14: the model may be at work, and is paid for.
    let canned = Canned::new([Reply::Hangs]);
    let begun = Instant::now();
    let error = canned.provider().complete(request()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Timeout, 1));
    assert_eq!(begun.elapsed().as_secs(), 300);
    assert!(error.maybe_billed());
}

#[tokio::test(start_paused = true)]
async fn silence_before_a_stream_is_asked_again_once() {
    // N13
    let canned = Canned::new([Reply::Hangs]);
    let error = canned.provider().stream(request()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Timeout, 2));
    assert!(error.maybe_billed());
}

#[tokio::test(start_paused = true)]
async fn each_call_is_counted_as_what_it_was() {
    let whole = || Reply::sse(text("a") + &finish("stop") + DONE);
    let canned = Canned::new([whole(), Reply::json(503, "{}"), whole(), Reply::json(400, "{}")]);
    let provider = canned.provider();
    drop(provider.stream(request()).await.unwrap());
    provider.stream(request()).await.unwrap().collect().await.unwrap();
    provider.stream(request()).await.unwrap_err();
    let total = provider.metrics().total;
    assert_eq!((total.started, total.in_flight), (3, 0));
    assert_eq!((total.succeeded, total.failed, total.cancelled, total.retries), (1, 1, 1, 1));
    assert_eq!(total.errors.get(&ErrorKind::InvalidRequest), Some(&1));
}

#[tokio::test(start_paused = true)]
async fn a_request_may_shorten_any_wait_and_lengthen_that_for_a_whole_answer() {
    let hundred = Some(Duration::from_secs(100));
    let mut timeouts = Timeouts::default();
    (timeouts.first_byte, timeouts.first_byte_whole) = (None, None);
    (timeouts.first_content, timeouts.total_whole) = (hundred, hundred);
    for (seconds, stream, whole) in [(None, 100, 100), (Some(7), 7, 7), (Some(1000), 100, 1000)] {
        let canned = Canned::new([Reply::Hangs]);
        let provider = canned.builder().timeouts(timeouts.clone()).build().unwrap();
        let request = match seconds {
            Some(seconds) => request().with_timeout(Duration::from_secs(seconds)),
            None => request(),
        };
        let begun = Instant::now();
        let error = provider.stream(request.clone()).await.unwrap_err();
        assert_eq!((error.kind(), begun.elapsed().as_secs()), (ErrorKind::Timeout, stream));
        let begun = Instant::now();
        let error = provider.complete(request).await.unwrap_err();
        assert_eq!((error.kind(), begun.elapsed().as_secs()), (ErrorKind::Timeout, whole));
    }
}
