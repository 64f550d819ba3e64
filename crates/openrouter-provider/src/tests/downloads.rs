//! Operations whose reply is bytes.

use futures::{FutureExt, StreamExt};
use llm_provider_base::TransportErrorKind;
use llm_types::{ErrorKind, HealthProvider, Operation};
use openrouter_wire::{audio, files, videos};
use tokio::time::Instant;

use super::canned::{Canned, Piece, Reply, bytes};

fn sound(pieces: impl IntoIterator<Item = Piece>) -> Reply {
    Reply::pieces(pieces).of_type("audio/mpeg")
}

fn speech() -> audio::Speak {
    audio::Speak::new("a/voice", "hi")
}

fn film() -> videos::Download {
    videos::Download::new("vid-1")
}

#[tokio::test]
async fn bytes_come_with_what_the_head_says_of_them() {
    let reply = sound([bytes("ab"), bytes(""), bytes("c")])
        .header("x-generation-id", "gen-tts-1")
        .header("content-length", "3");
    let canned = Canned::new([reply]);
    let provider = canned.provider();
    let download = provider.download(&speech()).await.unwrap();
    assert_eq!((download.content_type(), download.length()), (Some("audio/mpeg"), Some(3)));
    assert_eq!(download.details().generation_id.as_ref().unwrap().as_str(), "gen-tts-1");
    assert_eq!(download.collect(3).await.unwrap(), "abc");
    assert_eq!(canned.headers()[0]["accept-encoding"], "identity");
    assert_eq!(provider.metrics().total.succeeded, 1);
    assert_eq!(provider.key_pool().status(Instant::now()).keys[0].successes, 1);
}

#[tokio::test(start_paused = true)]
async fn what_fails_before_the_first_byte_is_tried_again() {
    for reply in [
        Reply::json(503, "{}"),
        Reply::Fails(TransportErrorKind::Interrupted),
        sound([Piece::Breaks]),
        sound([bytes(""), Piece::Hangs]),
        sound([]).header("content-length", "3"),
        Reply::json(200, r#"{"error":{"code":502,"message":"m"}}"#),
    ] {
        let shown = format!("{reply:?}");
        let canned = Canned::new([reply, sound([bytes("abc")])]);
        let download = canned.provider().download(&film()).await;
        let download = download.unwrap_or_else(|error| panic!("{shown}: {error}"));
        assert_eq!(download.details().attempts.len(), 2, "{shown}");
        assert_eq!(download.collect(9).await.unwrap(), "abc");
    }
}

#[tokio::test(start_paused = true)]
async fn bytes_that_end_too_early_are_an_error() {
    for (reply, kind) in [
        (sound([bytes("abc"), Piece::Breaks]), ErrorKind::Interrupted),
        (sound([bytes("abc")]).header("content-length", "4"), ErrorKind::Interrupted),
        (sound([bytes("abc")]).header("content-length", "2"), ErrorKind::Interrupted),
        (sound([bytes("abc"), Piece::Hangs]), ErrorKind::Timeout),
    ] {
        let shown = format!("{reply:?}");
        let canned = Canned::new([reply]);
        let provider = canned.provider();
        let mut download = provider.download(&speech()).await.unwrap();
        assert_eq!(download.next().await.unwrap().unwrap(), "abc");
        let error = download.next().await.unwrap().unwrap_err();
        assert!(download.next().await.is_none(), "nothing follows an error");
        assert_eq!((error.kind(), error.is_retryable()), (kind, false), "{shown}");
        assert_eq!((error.operation(), canned.sends()), (Some(Operation::Speech), 1));
        assert!(error.maybe_billed() && error.attempts()[0].maybe_billed, "{shown}");
        assert_eq!(provider.metrics().total.failed, 1);
    }
    let canned = Canned::new([sound([bytes("abc"), Piece::Breaks])]);
    let error = canned.provider().download(&film()).await.unwrap().collect(9).await.unwrap_err();
    assert!(!error.maybe_billed(), "to fetch a film costs nothing");
}

#[tokio::test(start_paused = true)]
async fn a_slow_transfer_is_no_broken_one() {
    let pieces = (0..20).flat_map(|_| [Piece::Waits(50), bytes("a")]);
    let canned = Canned::new([sound(pieces)]);
    let film = canned.provider().download(&film()).await.unwrap().collect(20).await.unwrap();
    assert_eq!(film, "a".repeat(20));
}

#[tokio::test]
async fn no_more_is_kept_than_was_allowed() {
    let canned = Canned::new([sound([bytes("ab"), bytes("c")])]);
    let provider = canned.provider();
    let error = provider.download(&film()).await.unwrap().collect(2).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert_eq!(provider.metrics().total.failed, 1);
}

#[tokio::test(start_paused = true)]
async fn silence_of_a_voice_is_no_sound() {
    let canned = Canned::new([sound([])]);
    let error = canned.provider().download(&speech()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    // A film that is empty is what it is.
    let canned = Canned::new([sound([])]);
    let film = canned.provider().download(&film()).await.unwrap().collect(0).await.unwrap();
    assert!(film.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_document_in_place_of_sound_is_an_error_and_a_file_may_be_one() {
    for (reply, kind, sends) in [
        (Reply::json(200, r#"{"error":{"code":400,"message":"m"}}"#), ErrorKind::InvalidRequest, 1),
        (Reply::json(200, r#"{"ok":true}"#), ErrorKind::Decode, 1),
        // It may be a portal's, and asking again does no harm.
        (Reply::json(200, "<html>").of_type("text/html"), ErrorKind::Decode, 3),
        (Reply::json(404, r#"{"error":{"code":404,"message":"m"}}"#), ErrorKind::NotFound, 1),
    ] {
        let shown = format!("{reply:?}");
        let canned = Canned::new([reply]);
        let error = canned.provider().download(&film()).await.unwrap_err();
        assert_eq!((error.kind(), canned.sends()), (kind, sends), "{shown}");
    }
    let body = r#"{"error":{"code":400,"message":"m"}}"#;
    let canned = Canned::new([Reply::json(200, body)]);
    let file = canned.provider().download(&files::GetContent::new("file-1")).await.unwrap();
    assert_eq!(file.collect(99).await.unwrap(), body);
}

#[tokio::test]
async fn dropping_a_download_cancels_and_blames_nobody() {
    let canned = Canned::new([sound([bytes("canary"), Piece::Hangs])]);
    let provider = canned.provider();
    let mut download = provider.download(&speech()).await.unwrap();
    assert!(!format!("{download:?}").contains("canary"));
    download.next().await.unwrap().unwrap();
    assert!(download.next().now_or_never().is_none());
    drop(download);
    let total = provider.metrics().total;
    assert_eq!((total.cancelled, total.in_flight), (1, 0));
    let status = provider.key_pool().status(Instant::now());
    assert!(status.keys.iter().all(|key| key.in_flight == 0 && key.failures == 0));
}

#[tokio::test(start_paused = true)]
async fn an_error_is_no_sound_under_whatever_name_it_comes() {
    for kind in ["application/problem+json", "text/json", "Text/Plain; charset=utf-8"] {
        let reply = Reply::json(200, r#"{"error":{"code":502,"message":"m"}}"#).of_type(kind);
        let canned = Canned::new([reply, sound([bytes("abc")])]);
        let sound = canned.provider().download(&speech()).await.unwrap();
        assert_eq!(sound.collect(9).await.unwrap(), "abc", "{kind}");
    }
    let feed = openrouter_wire::models::Feed::default();
    let canned = Canned::new([Reply::json(200, "<rss/>").of_type("text/xml")]);
    let feed = canned.provider().download(&feed).await.unwrap();
    assert_eq!(feed.collect(9).await.unwrap(), "<rss/>", "text is what a feed is");
}
