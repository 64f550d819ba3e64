//! What the next attempt of a call changes, and what it does not.

use std::time::Duration;

use llm_types::{ChatProvider, ErrorKind, HealthProvider, StandardRequest};

use super::canned::{Canned, DONE, Piece, Reply, bytes, finish, text};

fn request() -> StandardRequest {
    StandardRequest::prompt("hi").with_model("a/m")
}

fn whole() -> Reply {
    Reply::sse(text("ok") + &finish("stop") + DONE)
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_not_to_blame_is_taken_again() {
    let canned = Canned::new([Reply::json(503, "{}"), Reply::json(503, "{}"), whole()]);
    let provider = canned.provider();
    for _ in 0..4 {
        // Whichever comes first.
        drop(provider.stream(request()).await.unwrap());
    }
    let keys = canned.keys();
    assert!(keys[..3].iter().all(|key| *key == keys[0]), "{keys:?}");
    assert!(keys[3..].iter().any(|key| *key != keys[0]), "keys take turns: {keys:?}");
}

#[tokio::test(start_paused = true)]
async fn how_fast_one_may_ask_about_an_account_says_nothing_of_its_models() {
    let quota = r#"{"error":{"code":429,"message":"Rate limit exceeded: free-models-per-day"}}"#;
    let canned = Canned::new([Reply::json(429, quota), whole()]);
    let provider = canned.provider();
    let error = provider.key_info().await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::RateLimited, 1));
    let free = StandardRequest::prompt("hi").with_model("a/m:free");
    drop(provider.stream(free).await.unwrap());
    assert_eq!(canned.sends(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_breaks_before_its_first_content_is_a_server_that_fails() {
    let canned = Canned::new([Reply::pieces([Piece::Breaks])]);
    let error = canned.provider().stream(request()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Interrupted, 3));
}

#[tokio::test(start_paused = true)]
async fn a_second_attempt_beside_the_first_is_counted() {
    let canned = Canned::new([Reply::Hangs, whole()]);
    let provider = canned.builder().hedge_after(Duration::from_secs(2)).build().unwrap();
    provider.complete(request()).await.unwrap();
    let keys = canned.keys();
    assert_eq!(keys.len(), 2);
    assert_ne!(keys[0], keys[1], "the other key");
    let total = provider.metrics().total;
    assert_eq!((total.succeeded, total.attempts, total.in_flight), (1, 2, 0));
    assert_eq!((total.retries, total.hedges), (0, 1), "nothing had failed");
}

#[tokio::test(start_paused = true)]
async fn a_document_whose_transfer_breaks_counts_if_it_is_whole() {
    let breaking = |body: &str| {
        let reply = Reply::pieces([bytes(body), Piece::Breaks]).of_type("application/json");
        Canned::new([reply])
    };
    let canned = breaking(r#"{"choices":[{"message":{"content":"ok"},"finish_reason":"stop"}]}"#);
    assert_eq!(canned.provider().complete(request()).await.unwrap().joined_text(), "ok");
    for (body, kind) in [
        (r#"{"choices":[{"message":{"content":"ok"}}]}"#, ErrorKind::Interrupted),
        (r#"{"error":{"code":403,"message":"m"}}"#, ErrorKind::PermissionDenied),
    ] {
        let canned = breaking(body);
        let error = canned.provider().complete(request()).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{body}");
    }
}
