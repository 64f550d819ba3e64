//! Which key steps in for which, and which does not. Tests are named for rows of the fault list.

use std::time::Duration;

use futures::future::join_all;
use llm_provider_base::{FixedRandom, RetryBudget, RetryPolicy};
use llm_types::{ChatProvider, Error, ErrorKind, StandardRequest};
use openrouter_auth::{ApiKey, KeyPool, KeyState, PoolKey};
use tokio::time::Instant;

use super::canned::{Canned, DONE, Reply, finish, text};
use super::recorder::Recorder;
use crate::OpenRouter;

const FREE_DAY: &str =
    r#"{"error":{"code":429,"message":"Rate limit exceeded: free-models-per-day"}}"#;
const IN_FLIGHT: &str = r#"{"error":{"code":402,"message":"x","metadata":{
    "reason":"in_flight_budget_exhausted"}}}"#;

fn request() -> StandardRequest {
    StandardRequest::prompt("hi").with_model("acme/m")
}

fn whole() -> Reply {
    Reply::sse(text("ok") + &finish("stop") + DONE)
}

fn key(name: &str) -> PoolKey {
    PoolKey::new(ApiKey::new(format!("sk-or-v1-{name}")).unwrap())
}

/// Keys named a1, a2, b1: two of one account, one of another.
fn two_accounts(canned: &Canned) -> OpenRouter {
    let keys = [key("a1").account("a"), key("a2").account("a"), key("b1").account("b")];
    OpenRouter::builder()
        .key_pool(KeyPool::builder().keys(keys))
        .transport(canned.clone())
        .random(FixedRandom(0.5))
        .build()
        .unwrap()
}

/// The last two letters of each key that was sent.
fn asked_with(canned: &Canned) -> Vec<String> {
    canned.keys().iter().map(|key| key[key.len() - 2..].to_owned()).collect()
}

/// Fails for keys of account a, and answers those of b.
fn refusing_a(status: u16, body: &'static str) -> Canned {
    Canned::answering(
        move |asked| {
            if asked.key.contains("-a") { Reply::json(status, body) } else { whole() }
        },
    )
}

fn states(provider: &OpenRouter) -> Vec<KeyState> {
    provider.key_status().keys.iter().map(|key| key.state).collect()
}

#[tokio::test]
async fn k01_a_stream_goes_on_with_another_key_when_one_is_refused() {
    let canned = Canned::new([Reply::json(401, "{}"), whole()]);
    let answer = canned.provider().stream(request()).await.unwrap().collect().await.unwrap();
    assert_eq!((answer.joined_text().as_str(), canned.sends()), ("ok", 2));
    assert_eq!(canned.keys(), ["sk-or-v1-canary-one", "sk-or-v1-canary-two"]);
}

#[tokio::test]
async fn k05_malformed_requests_leave_all_keys_healthy() {
    for status in [400, 404, 413, 422] {
        let canned = Canned::new([Reply::json(status, r#"{"error":{"message":"no"}}"#)]);
        let provider = two_accounts(&canned);
        for _ in 0..100 {
            provider.complete(request()).await.unwrap_err();
        }
        assert_eq!(canned.sends(), 100, "{status}");
        assert_eq!(states(&provider), [KeyState::Healthy; 3], "{status}");
        assert!(provider.key_status().keys.iter().all(|key| key.failures == 0), "{status}");
    }
}

#[tokio::test]
async fn k06_a_hundred_revoked_keys_cost_three_requests_in_a_call() {
    let canned = Canned::new([Reply::json(401, "{}")]);
    let keys = (0..100).map(|number| format!("sk-or-v1-revoked-{number}"));
    let provider = OpenRouter::builder().api_keys(keys).transport(canned.clone()).build().unwrap();
    for calls in 1..=3 {
        let error = provider.complete(request()).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Authentication, 3));
        let refused = states(&provider).iter().filter(|it| **it == KeyState::Quarantined).count();
        assert_eq!((canned.sends(), refused), (3 * calls, 3 * calls));
    }
}

#[tokio::test]
async fn k07_fifty_refusals_at_once_are_one_transition_and_one_log_line() {
    let recorder = Recorder::default();
    // With one subscriber only, `tracing` asks the thread that first comes to a place whether
    // anybody listens, and other tests' threads say no for all.
    let second = tracing::Dispatch::new(Recorder::default());
    let traced = recorder.listen();
    let canned = Canned::new([Reply::json(401, "{}")]);
    let provider =
        OpenRouter::builder().api_key("sk-or-v1-only").transport(canned.clone()).build().unwrap();
    let calls = (0..50).map(|_| provider.complete(request()));
    for result in join_all(calls).await {
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Authentication);
    }
    drop((traced, second));
    let status = provider.key_status();
    assert_eq!(
        (status.keys[0].state, status.keys[0].failures_in_a_row),
        (KeyState::Quarantined, 1)
    );
    let text = recorder.text();
    let warnings: Vec<_> = text.lines().filter(|line| line.starts_with("WARN")).collect();
    assert_eq!(warnings.len(), 1, "{warnings:#?}");
    assert!(warnings[0].contains("rejected"), "{warnings:?}");
}

#[tokio::test]
async fn a_refused_key_is_told_as_one_from_the_second_call_on_too() {
    for (status, body, kind) in [
        (401, "{}", ErrorKind::Authentication),
        (403, "{}", ErrorKind::PermissionDenied),
        (402, "{}", ErrorKind::InsufficientCredits),
        (429, FREE_DAY, ErrorKind::RateLimited),
    ] {
        // Once after it has worked, and once without: trust makes no difference to what is told.
        for works in [true, false] {
            let mut left = usize::from(works);
            let canned = Canned::answering(move |asked| {
                if asked.path.ends_with("/key") {
                    return Reply::json(status, body);
                }
                let answers = left > 0;
                left = left.saturating_sub(1);
                if answers { whole() } else { Reply::json(status, body) }
            });
            let builder = OpenRouter::builder().api_key("sk-or-v1-only").transport(canned.clone());
            let provider = builder.build().unwrap();
            let ask = || provider.complete(request().with_model("acme/m:free"));
            if works {
                ask().await.unwrap();
            }
            for call in 0..3 {
                let error = ask().await.unwrap_err();
                assert_eq!(error.kind(), kind, "call {call} after {status}: {error}");
            }
            assert_eq!(canned.sends_to("/chat/completions"), usize::from(works) + 1, "{status}");
        }
    }
}

#[tokio::test]
async fn without_credits_the_call_goes_on_with_another_account_and_not_with_another_key() {
    let canned = refusing_a(402, r#"{"error":{"message":"Insufficient credits"}}"#);
    let provider = two_accounts(&canned);
    for _ in 0..3 {
        provider.complete(request()).await.unwrap();
    }
    assert_eq!(asked_with(&canned), ["a1", "b1", "b1", "b1"]);
}

#[tokio::test]
async fn k24_a_quota_of_free_models_leads_to_another_account_for_those_only() {
    let canned = refusing_a(429, FREE_DAY);
    let provider = two_accounts(&canned);
    let free = || request().with_model("acme/m:free");
    for _ in 0..2 {
        provider.complete(free()).await.unwrap();
    }
    assert_eq!(asked_with(&canned), ["a1", "b1", "b1"]);
    // What is paid for is still asked with keys of both.
    for _ in 0..3 {
        drop(provider.complete(request()).await);
    }
    assert!(asked_with(&canned)[3..].iter().any(|key| key.starts_with('a')), "{canned:?}");
}

#[tokio::test(start_paused = true)]
async fn without_another_account_a_quota_is_waited_for_if_that_is_soon() {
    let minute = r#"{"error":{"code":429,"message":"Rate limit exceeded: free-models-per-min"}}"#;
    let limited = Reply::json(429, minute).header("retry-after", "7");
    let canned = Canned::new([limited, whole()]);
    let begun = Instant::now();
    let provider = canned.provider();
    provider.complete(request().with_model("acme/m:free")).await.unwrap();
    assert!((7..9).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());

    let canned = Canned::new([Reply::json(429, FREE_DAY)]);
    let provider = canned.provider();
    let begun = Instant::now();
    let error = provider.complete(request().with_model("acme/m:free")).await.unwrap_err();
    assert_eq!((canned.sends(), begun.elapsed().as_secs()), (1, 0), "it is hours away");
    assert!(error.retry_after().unwrap() <= Duration::from_secs(24 * 3600), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_gives_way_to_one_whose_quota_is_back_in_a_moment() {
    let mut limited = true;
    let canned = Canned::answering(move |asked| match asked.key.as_str() {
        "sk-or-v1-b1" if std::mem::take(&mut limited) => {
            Reply::json(429, "{}").header("retry-after", "5")
        }
        "sk-or-v1-b1" => whole(),
        _ => Reply::json(401, "{}"),
    });
    let keys = [key("b1").account("b"), key("a1").account("a")];
    let provider = OpenRouter::builder()
        .key_pool(KeyPool::builder().keys(keys))
        .transport(canned.clone())
        .build()
        .unwrap();
    let begun = Instant::now();
    provider.complete(request()).await.unwrap();
    assert_eq!(asked_with(&canned), ["b1", "a1", "b1"]);
    assert!((5..8).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn k18_what_a_reply_says_of_a_limit_gates_the_next_choice() {
    let mut first = true;
    let canned = Canned::answering(move |_| {
        let limited = std::mem::take(&mut first);
        if limited { Reply::json(429, "{}").header("x-ratelimit-reset", "40") } else { whole() }
    });
    let provider = two_accounts(&canned);
    for _ in 0..3 {
        provider.complete(request()).await.unwrap();
    }
    assert_eq!(asked_with(&canned), ["a1", "b1", "b1", "b1"], "nobody of account a");
    tokio::time::advance(Duration::from_secs(42)).await;
    for _ in 0..3 {
        provider.complete(request()).await.unwrap();
    }
    assert!(asked_with(&canned)[4..].iter().any(|key| key.starts_with('a')));
}

#[tokio::test(start_paused = true)]
async fn too_much_in_flight_is_tried_again_with_fewer_at_once_and_rests_nobody() {
    let canned = Canned::new([Reply::json(402, IN_FLIGHT).header("retry-after", "2"), whole()]);
    let begun = Instant::now();
    let provider =
        OpenRouter::builder().api_key("sk-or-v1-only").transport(canned.clone()).build().unwrap();
    provider.complete(request()).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(2));
    let status = provider.key_status();
    assert_eq!(
        (status.keys[0].state, status.accounts[0].state),
        (KeyState::Healthy, KeyState::Healthy)
    );
    assert!(status.accounts[0].max_concurrency.is_some(), "{status:?}");
}

#[tokio::test(start_paused = true)]
async fn k10_a_call_waits_for_a_key_that_rests_for_a_moment() {
    let canned = Canned::new([Reply::json(429, "{}").header("retry-after", "3"), whole()]);
    let provider = OpenRouter::builder()
        .api_key("sk-or-v1-only")
        .transport(canned.clone())
        .retry_policy(RetryPolicy::never())
        .build()
        .unwrap();
    provider.complete(request()).await.unwrap_err();
    let begun = Instant::now();
    provider.complete(request()).await.unwrap();
    assert!((3..5).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn k11_a_call_does_not_wait_for_a_key_that_rests_for_hours() {
    let canned = Canned::new([Reply::json(429, "{}").header("retry-after", "7200"), whole()]);
    let provider =
        OpenRouter::builder().api_key("sk-or-v1-only").transport(canned.clone()).build().unwrap();
    let begun = Instant::now();
    for call in 0..2 {
        let error: Error = provider.complete(request()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimited, "call {call}");
        let wait = error.retry_after().unwrap().as_secs();
        assert!((7199..7203).contains(&wait), "call {call}: {wait}");
    }
    assert_eq!((canned.sends(), begun.elapsed().as_secs()), (1, 0));
}

#[tokio::test]
async fn k23_a_hundred_calls_with_healthy_keys_are_a_hundred_requests_and_no_question() {
    let canned = Canned::new([whole()]);
    let provider = two_accounts(&canned);
    for _ in 0..100 {
        provider.complete(request()).await.unwrap();
    }
    assert_eq!((canned.sends(), canned.sends_to("/chat/completions")), (100, 100));
    let turns = asked_with(&canned).iter().filter(|key| *key == "a1").count();
    assert!((33..=34).contains(&turns), "{turns}");
}

#[tokio::test(start_paused = true)]
async fn k25_a_service_that_is_down_is_asked_once_a_call_when_retries_are_used_up() {
    let canned = Canned::new([Reply::json(503, "{}")]);
    let provider = canned.provider();
    let each = RetryBudget::CAPACITY / 14;
    while canned.sends() < each as usize + 30 {
        let error = provider.complete(request()).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Unavailable, Some(503)));
    }
    let before = canned.sends();
    provider.complete(request()).await.unwrap_err();
    assert_eq!(canned.sends() - before, 1, "no retry is left");
    let other = canned.provider();
    let before = canned.sends();
    other.complete(request()).await.unwrap_err();
    assert_eq!(canned.sends() - before, 3, "another provider has its own");
    assert_eq!(states(&provider), [KeyState::Healthy; 2]);
}
