//! Questions about keys that only the service can answer: beside calls, and before one that would
//! find no key.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use llm_types::{ChatProvider, ErrorKind, HealthProvider, Operation, StandardRequest};
use openrouter_auth::{KeyPool, KeyState};
use tokio::time::Instant;

use super::canned::{Canned, DONE, Piece, Reply, bytes, finish, text};
use crate::OpenRouter;

const KEY: &str = r#"{"data":{"label":"laptop","limit":null,"limit_remaining":null,"usage":1.5}}"#;
const ONE: &str = "sk-or-v1-canary-one";

fn request() -> StandardRequest {
    StandardRequest::prompt("hi")
}

fn whole() -> Reply {
    Reply::sse(text("ok") + &finish("stop") + DONE)
}

/// The same, a moment later, as answers come.
fn later() -> Reply {
    Reply::pieces([Piece::Waits(1), bytes(text("ok") + &finish("stop") + DONE)])
}

/// A service that refuses the first key until it is mended.
fn service() -> (Canned, Arc<Mutex<bool>>) {
    let mended = Arc::new(Mutex::new(false));
    let is_mended = Arc::clone(&mended);
    let canned = Canned::answering(move |asked| {
        let works = asked.key != ONE || *is_mended.lock().unwrap();
        match (works, asked.path.ends_with("/key")) {
            (false, _) => Reply::json(401, "{}"),
            (true, true) => Reply::json(200, KEY),
            (true, false) => later(),
        }
    });
    (canned, mended)
}

fn state(provider: &OpenRouter) -> KeyState {
    provider.key_status().keys[0].state
}

#[tokio::test(start_paused = true)]
async fn k14_a_mended_key_is_back_after_a_question_beside_a_call() {
    let (canned, mended) = service();
    let provider = canned.provider();
    provider.complete(request()).await.unwrap();
    assert_eq!(state(&provider), KeyState::Quarantined);
    for _ in 0..5 {
        provider.complete(request()).await.unwrap();
    }
    assert_eq!(canned.sends_to("/key"), 0, "not so soon");

    tokio::time::advance(Duration::from_secs(61)).await;
    provider.complete(request()).await.unwrap();
    *mended.lock().unwrap() = true;
    for _ in 0..5 {
        provider.complete(request()).await.unwrap();
    }
    assert_eq!(canned.sends_to("/key"), 1, "it was refused again, and is left alone for longer");
    assert_eq!(state(&provider), KeyState::Quarantined);
    tokio::time::advance(Duration::from_secs(121)).await;
    for _ in 0..4 {
        provider.complete(request()).await.unwrap();
    }
    assert_eq!(state(&provider), KeyState::Healthy);
    let with_first = canned.keys().iter().filter(|key| *key == ONE).count();
    assert!(with_first >= 4, "one refusal, two questions, and calls again: {with_first}");
    assert_eq!((canned.sends_to("/key"), canned.sends_to("/models")), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn a_question_neither_delays_a_call_nor_counts_as_an_attempt_of_it() {
    let canned = Canned::answering(|asked| match (asked.path.ends_with("/key"), &*asked.key) {
        (true, _) => Reply::Hangs,
        (false, ONE) => Reply::json(401, "{}"),
        (false, _) => whole(),
    });
    let provider = canned.provider();
    provider.complete(request()).await.unwrap();
    tokio::time::advance(Duration::from_secs(61)).await;
    let begun = Instant::now();
    // The transport answers at once, so that a call is over before the question is sent …
    let answer = provider.complete(request()).await.unwrap();
    assert_eq!((answer.attempts.len(), begun.elapsed()), (1, Duration::ZERO));
    assert_eq!(state(&provider), KeyState::Quarantined);
    assert_eq!(provider.metrics().total.in_flight, 0);
}

#[tokio::test(start_paused = true)]
async fn a_question_is_asked_while_the_call_waits_for_its_answer() {
    let mut calls = 0;
    let canned = Canned::answering(move |asked| {
        if asked.path.ends_with("/key") {
            return Reply::json(200, KEY);
        }
        calls += 1;
        match calls {
            1 => Reply::json(401, "{}"),
            2 => whole(),
            _ => later(),
        }
    });
    let provider = canned.provider();
    provider.complete(request()).await.unwrap();
    tokio::time::advance(Duration::from_secs(61)).await;
    let begun = Instant::now();
    let answer = provider.complete(request()).await.unwrap();
    assert_eq!((answer.attempts.len(), begun.elapsed().as_secs()), (1, 1));
    assert_eq!((canned.sends_to("/key"), state(&provider)), (1, KeyState::HalfOpen));
    let status = provider.key_status();
    let limits = status.keys[0].limits.as_ref().unwrap();
    assert_eq!(limits.label.as_deref(), Some("laptop"), "what it said is kept");
    let metrics = provider.metrics();
    let asked = metrics.operation(Operation::Account).unwrap();
    assert_eq!((asked.started, asked.succeeded), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_finds_no_key_asks_about_one_before_it_gives_up() {
    let (canned, mended) = service();
    let builder = OpenRouter::builder().api_key(ONE).transport(canned.clone());
    let provider = builder.build().unwrap();
    provider.complete(request()).await.unwrap_err();
    *mended.lock().unwrap() = true;
    let error = provider.complete(request()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Authentication, 1), "not due yet");
    tokio::time::advance(Duration::from_secs(61)).await;
    provider.complete(request()).await.unwrap();
    let paths: Vec<_> = canned.paths().iter().map(|it| it.replace("/api/v1", "")).collect();
    assert_eq!(paths, ["/chat/completions", "/key", "/chat/completions"]);
    assert_eq!(state(&provider), KeyState::Healthy);
}

#[tokio::test(start_paused = true)]
async fn a_question_that_was_not_answered_is_asked_again_soon_and_a_refusal_is_not() {
    for (status, soon) in [(401, 1), (403, 1), (500, 2), (429, 2)] {
        let canned = Canned::answering(move |asked| {
            let status = if asked.path.ends_with("/key") { status } else { 401 };
            Reply::json(status, "{}")
        });
        let builder = OpenRouter::builder().api_key(ONE).transport(canned.clone());
        let provider = builder.build().unwrap();
        provider.complete(request()).await.unwrap_err();
        for wait in [61, 11] {
            tokio::time::advance(Duration::from_secs(wait)).await;
            provider.complete(request()).await.unwrap_err();
        }
        assert_eq!(canned.sends_to("/key"), soon, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_worked_a_moment_ago_is_asked_about_at_once() {
    let mut calls = 0;
    let canned = Canned::answering(move |asked| {
        if asked.path.ends_with("/key") {
            return Reply::json(200, KEY);
        }
        calls += 1;
        // A hiccup of the service.
        if calls == 2 { Reply::json(401, "{}") } else { whole() }
    });
    let builder = OpenRouter::builder().api_key(ONE).transport(canned.clone());
    let provider = builder.build().unwrap();
    provider.complete(request()).await.unwrap();
    provider.complete(request()).await.unwrap_err();
    provider.complete(request()).await.unwrap();
    assert_eq!((canned.sends_to("/key"), canned.sends()), (1, 4));
}

#[tokio::test(start_paused = true)]
async fn a_key_at_its_cap_is_asked_when_that_is_lifted() {
    let capped = r#"{"error":{"code":403,"message":"Key limit exceeded (daily limit)."}}"#;
    let key = r#"{"data":{"label":"l","limit":5,"limit_remaining":0,"limit_reset":"daily"}}"#;
    let canned = Canned::answering(move |asked| {
        if asked.path.ends_with("/key") { Reply::json(200, key) } else { Reply::json(403, capped) }
    });
    let builder = OpenRouter::builder().api_key(ONE).transport(canned.clone());
    let provider = builder.build().unwrap();
    for _ in 0..3 {
        let error = provider.complete(request()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InsufficientCredits);
    }
    assert_eq!((canned.sends_to("/key"), canned.sends()), (1, 2), "{:?}", canned.paths());
    let status = provider.key_status();
    assert_eq!(status.keys[0].state, KeyState::Parked);
    let left = status.keys[0].resumes_in.unwrap();
    assert!(left <= Duration::from_secs(24 * 3600 + 1), "until the end of the day: {left:?}");
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_has_begun_lets_others_use_a_key_that_was_tried_again() {
    let canned = Canned::new([
        Reply::json(429, "{}").header("retry-after", "1"),
        Reply::pieces([bytes(text("a")), Piece::Hangs]),
        whole(),
    ]);
    let builder = OpenRouter::builder().api_key(ONE).transport(canned.clone());
    let provider = builder.build().unwrap();
    let streaming = provider.stream(request().with_model("a/m")).await.unwrap();
    let begun = Instant::now();
    provider.complete(request().with_model("a/m")).await.unwrap();
    assert_eq!(begun.elapsed(), Duration::ZERO, "the probe was over with the first content");
    drop(streaming);
}

#[tokio::test]
async fn what_is_asked_about_a_key_is_kept_in_its_status() {
    let canned = Canned::new([Reply::json(200, KEY)]);
    let provider = canned.provider();
    assert!(provider.key_status().keys.iter().all(|key| key.limits.is_none()));
    provider.key_info().await.unwrap();
    let status = provider.key_status();
    assert!(status.keys[0].limits.is_some() && status.keys[1].limits.is_none(), "{status:?}");
    let json = serde_json::to_string(&status).unwrap();
    assert!(json.contains("1.5") && !json.contains("canary"), "{json}");
}

#[tokio::test(start_paused = true)]
async fn a_call_is_as_patient_as_the_pool_however_many_keys_it_asks_about() {
    let canned = Canned::answering(|asked| {
        let works = asked.key.ends_with("three");
        if works {
            Reply::pieces([bytes(text("ok")), Piece::Hangs])
        } else {
            Reply::json(401, "{}")
        }
    });
    let pool = KeyPool::builder().max_per_key(1).patience(Duration::from_secs(5));
    let builder = canned.builder().api_key("sk-or-v1-canary-three").key_pool(pool);
    let provider = builder.build().unwrap();
    // Two keys are refused, and the third one is busy for as long as this stream is there.
    let busy = provider.stream(request()).await.unwrap();
    tokio::time::advance(Duration::from_secs(61)).await;

    let start = Instant::now();
    let error = provider.complete(request()).await.unwrap_err();
    assert_eq!((canned.sends_to("/key"), start.elapsed().as_secs()), (2, 5), "{error}");
    drop(busy);
}
