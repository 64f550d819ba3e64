//! Limits of requests that replies tell of: who keeps to them, for how long, and what is known.

use std::time::Duration;

use futures::FutureExt;
use llm_provider_base::FixedRandom;
use llm_types::{
    AuthConfig, AuthProvider, ChatProvider, ErrorKind, HealthProvider, RateLimitInfo,
    RateLimitProvider, RateLimitScope, RateLimitSource, Retry, StandardRequest,
};
use openrouter_auth::{ApiKey, KeyPool, PoolKey};
use openrouter_wire::{embeddings, models};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::canned::{Canned, DONE, Reply, error, finish, text};
use crate::{OpenRouter, OpenRouterBuilder, RateLimitPolicy};

const MODEL: &str = "acme/m";

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn request() -> StandardRequest {
    StandardRequest::prompt("hi").with_model(MODEL)
}

fn whole() -> Reply {
    Reply::sse(text("ok") + &finish("stop") + DONE)
}

/// An answer that says how many requests are left, for so many seconds.
fn left(remaining: u32, reset: u32) -> Reply {
    let reply = whole().header("x-ratelimit-limit", "20");
    let reply = reply.header("x-ratelimit-remaining", &remaining.to_string());
    reply.header("x-ratelimit-reset", &reset.to_string())
}

/// One account, whose rests have no jitter.
fn builder(canned: &Canned) -> OpenRouterBuilder {
    OpenRouter::builder()
        .api_key("sk-or-v1-canary-one")
        .transport(canned.clone())
        .random(FixedRandom(0.0))
}

fn provider(canned: &Canned) -> OpenRouter {
    builder(canned).build().unwrap()
}

/// Accounts of these names, with a key each that is called like them.
fn accounts(canned: &Canned, names: &[&str]) -> OpenRouter {
    let key = |name: &&str| ApiKey::new(format!("sk-or-v1-{name}")).unwrap();
    let keys = names.iter().map(|name| PoolKey::new(key(name)).account(*name));
    let pool = KeyPool::builder().keys(keys);
    let builder = OpenRouter::builder().key_pool(pool).transport(canned.clone());
    builder.random(FixedRandom(0.0)).build().unwrap()
}

fn remaining(told: &[RateLimitInfo]) -> Vec<Option<u64>> {
    told.iter().map(|info| info.requests.remaining).collect()
}

#[tokio::test(start_paused = true)]
async fn after_the_last_request_the_next_one_waits_however_it_is_asked() {
    for streams in [false, true] {
        let canned = Canned::new([left(0, 30), whole()]);
        let (provider, began) = (provider(&canned), Instant::now());
        for _ in 0..2 {
            if streams {
                provider.stream(request()).await.unwrap().collect().await.unwrap();
            } else {
                provider.complete(request()).await.unwrap();
            }
        }
        assert_eq!((canned.sends(), began.elapsed()), (2, seconds(30)), "{streams}");
        let calls = provider.metrics().total;
        assert_eq!((calls.attempts, calls.succeeded), (2, 2), "waiting is no attempt");
    }
}

#[tokio::test(start_paused = true)]
async fn who_does_not_wait_is_told_at_once_how_long_it_would_be_and_nothing_is_sent() {
    let short = RateLimitPolicy::Wait { up_to: seconds(29) };
    for policy in [RateLimitPolicy::Fail, short] {
        let canned = Canned::new([left(0, 30), whole()]);
        let (provider, began) =
            (builder(&canned).rate_limits(policy).build().unwrap(), Instant::now());
        provider.complete(request()).await.unwrap();
        let error = provider.complete(request()).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.retry()),
            (ErrorKind::RateLimited, Retry::After(seconds(30)))
        );
        assert!(error.attempts().is_empty() && began.elapsed().is_zero());
        let calls = provider.metrics().total;
        assert_eq!((canned.sends(), calls.attempts, calls.failed), (1, 1, 1));
        tokio::time::advance(seconds(30)).await;
        provider.complete(request()).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn who_ignores_limits_is_held_back_by_refusals_alone() {
    let canned = Canned::new([
        left(0, 30),
        left(0, 30),
        Reply::json(429, "{}").header("retry-after", "5"),
        whole(),
    ]);
    let provider = builder(&canned).rate_limits(RateLimitPolicy::Ignore).build().unwrap();
    let began = Instant::now();
    for _ in 0..3 {
        provider.complete(request()).await.unwrap();
    }
    assert_eq!((canned.sends(), began.elapsed()), (4, seconds(5)));
    assert_eq!(
        remaining(&provider.tracked_rate_limits(None)),
        [Some(0)],
        "it is known all the same"
    );
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_waited_out_once_and_only_as_long_as_the_policy_says() {
    let refusal = || {
        let refusal = Reply::json(429, "{}").header("retry-after", "5");
        // What the limit says of itself is later: what is asked for counts.
        refusal.header("x-ratelimit-remaining", "0").header("x-ratelimit-reset", "50")
    };
    let canned = Canned::new([refusal(), whole()]);
    let began = Instant::now();
    let answer = provider(&canned).complete(request()).await.unwrap();
    assert_eq!((answer.attempts.len(), began.elapsed()), (2, seconds(5)));

    let canned = Canned::new([refusal(), whole()]);
    let provider = builder(&canned).rate_limits(RateLimitPolicy::Fail).build().unwrap();
    let (error, began) = (provider.complete(request()).await.unwrap_err(), Instant::now());
    assert_eq!((error.kind(), error.retry()), (ErrorKind::RateLimited, Retry::After(seconds(5))));
    assert_eq!((error.attempts().len(), canned.sends()), (1, 1));
    assert!(began.elapsed().is_zero());
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_one_account_says_nothing_of_another() {
    let canned =
        Canned::answering(|asked| if asked.key.ends_with("-a") { left(0, 30) } else { whole() });
    let (provider, began) = (accounts(&canned, &["a", "b"]), Instant::now());
    for _ in 0..5 {
        provider.complete(request()).await.unwrap();
    }
    let asked_a = canned.keys().iter().filter(|key| key.ends_with("-a")).count();
    assert_eq!((canned.sends(), asked_a), (5, 1));
    assert!(began.elapsed().is_zero());
    let told = provider.tracked_rate_limits(Some(MODEL.into()));
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].holder.as_ref().unwrap(), &"a");
}

#[tokio::test(start_paused = true)]
async fn a_model_at_its_limit_gives_way_to_the_next_of_several() {
    let canned = Canned::new([left(0, 30), whole()]);
    let provider = builder(&canned).models(["acme/m", "acme/n"]).build().unwrap();
    let began = Instant::now();
    for _ in 0..3 {
        provider.complete(StandardRequest::prompt("hi")).await.unwrap();
    }
    let asked = |body: &bytes::Bytes| {
        serde_json::from_slice::<serde_json::Value>(body).unwrap()["model"].clone()
    };
    let models: Vec<_> = canned.bodies().iter().map(asked).collect();
    assert_eq!(models, ["acme/m", "acme/n", "acme/n"]);
    assert!(began.elapsed().is_zero());
}

#[tokio::test(start_paused = true)]
async fn a_call_that_names_no_model_keeps_to_what_such_calls_were_told() {
    let unnamed = || StandardRequest::prompt("hi");
    let canned = Canned::new([left(0, 30), whole()]);
    let (patient, began) = (provider(&canned), Instant::now());
    for _ in 0..2 {
        patient.complete(unnamed()).await.unwrap();
    }
    // The time on the wall is the machine's, and a little of it has gone.
    let waited = began.elapsed();
    assert!(waited <= seconds(30) && waited > seconds(29), "{waited:?}");
    assert_eq!(canned.sends(), 2);

    let canned = Canned::new([left(0, 30), whole()]);
    let hasty = builder(&canned).rate_limits(RateLimitPolicy::Fail).build().unwrap();
    hasty.complete(unnamed()).await.unwrap();
    let error = hasty.complete(unnamed()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::RateLimited, 0));
    let Retry::After(wait) = error.retry() else { panic!("{error:?}") };
    assert!(wait <= seconds(30) && wait > seconds(29), "{wait:?}");
    let hurried = unnamed().with_timeout(seconds(1));
    let error = hasty.complete(hurried).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::RateLimited, 1));
}

#[tokio::test(start_paused = true)]
async fn who_logs_out_takes_the_limits_along() {
    let canned = Canned::new([left(0, 30), left(0, 30), whole()]);
    let (provider, began) = (provider(&canned), Instant::now());
    let unnamed = || StandardRequest::prompt("hi");
    for request in [unnamed(), request()] {
        provider.complete(request).await.unwrap();
    }
    provider.logout().await.unwrap();
    assert_eq!(provider.tracked_rate_limits(None), []);
    let keys = vec!["sk-or-v1-canary-two".into()];
    provider.authenticate(AuthConfig::ApiKeys { keys }).await.unwrap();
    for request in [unnamed(), request()] {
        provider.complete(request).await.unwrap();
    }
    assert!(began.elapsed().is_zero(), "it may be another's key: {:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_wait_for_a_limit_ends_with_the_call() {
    let canned = Canned::new([left(0, 30), whole()]);
    let provider = provider(&canned);
    provider.complete(request()).await.unwrap();
    let mut waiting = provider.complete(request()).boxed();
    assert!(futures::poll!(&mut waiting).is_pending());
    drop(waiting);
    let hurried = request().with_timeout(seconds(29));
    let (error, began) = (provider.complete(hurried).await.unwrap_err(), Instant::now());
    assert_eq!(error.kind(), ErrorKind::RateLimited, "there is no use in waiting");
    assert!(began.elapsed().is_zero());
    tokio::time::advance(seconds(60)).await;
    assert_eq!(canned.sends(), 1, "nobody sends for who has gone");
    assert_eq!(provider.metrics().total.cancelled, 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_said_is_not_known() {
    let bare = Reply::json(429, r#"{"error":{"code":429,"message":"slow down"}}"#)
        .header("retry-after", "1");
    let canned = Canned::new([whole(), bare, whole()]);
    let provider = provider(&canned);
    for _ in 0..2 {
        provider.complete(request()).await.unwrap();
    }
    assert_eq!(provider.tracked_rate_limits(None), []);
}

#[tokio::test(start_paused = true)]
async fn what_an_error_repeats_of_headers_is_known_wherever_it_stands() {
    let told = r#"{"code":429,"message":"Rate limit exceeded: free-models-per-min.","metadata":{
        "headers":{"X-RateLimit-Limit":"20","X-RateLimit-Remaining":0,"X-RateLimit-Reset":"7"}}}"#;
    let told = told.replace('\n', " ");
    let document = format!("{{\"error\":{told}}}");
    let streamed = |before: &str| Reply::sse(before.to_owned() + &error(&told));
    for (reply, breaks) in [
        (Reply::json(429, document.clone()), false),
        (Reply::json(200, document), false),
        (streamed(""), false),
        (streamed(&text("half")), true),
    ] {
        let canned = Canned::new([reply, whole()]);
        let (provider, began) = (provider(&canned), Instant::now());
        let free = StandardRequest::prompt("hi").with_model("acme/m:free");
        let stream = provider.stream(free).await.unwrap();
        assert_eq!(stream.collect().await.is_err(), breaks);
        let told = provider.tracked_rate_limits(Some("acme/other:free".into()));
        assert_eq!(remaining(&told), [Some(0)]);
        assert_eq!(
            (told[0].source, &told[0].scope),
            (RateLimitSource::ErrorBody, &RateLimitScope::FreeModels)
        );
        assert_eq!(provider.tracked_rate_limits(Some("acme/m".into())), [], "that is not free");
        assert_eq!(began.elapsed(), if breaks { seconds(0) } else { seconds(7) });
    }
}

#[tokio::test(start_paused = true)]
async fn every_operation_tells_of_its_limits_and_lists_hold_no_model_back() {
    let with = |body: &str, remaining: &str| {
        let reply = Reply::json(200, body).header("x-ratelimit-remaining", remaining);
        reply.header("x-ratelimit-reset", "30")
    };
    let vectors = r#"{"object":"list","data":[{"object":"embedding","embedding":[1],"index":0}],"model":"m"}"#;
    let canned =
        Canned::new([with(r#"{"data":[]}"#, "0"), with(r#"{"data":[]}"#, "0"), with(vectors, "3")]);
    let (provider, began) = (provider(&canned), Instant::now());
    for _ in 0..2 {
        provider.call(&models::List::default()).await.unwrap();
    }
    provider.call(&embeddings::Request::new(MODEL, "Hello")).await.unwrap();
    let told = provider.tracked_rate_limits(None);
    let lists = RateLimitScope::Operation(llm_types::Operation::Models);
    let scopes: Vec<_> = told.iter().map(|info| info.scope.clone()).collect();
    assert!(scopes.contains(&lists), "{scopes:?}");
    assert_eq!(told.len(), 2);
    assert!(began.elapsed().is_zero(), "asking about models is no question to one");
}

#[tokio::test(start_paused = true)]
async fn a_thousand_callers_that_meet_a_limit_wait_once_and_in_their_order() {
    let canned = Canned::new([left(0, 30), whole()]);
    let (provider, began) = (provider(&canned), Instant::now());
    provider.complete(request()).await.unwrap();
    let mut crowd = JoinSet::new();
    for number in 0..1000_usize {
        let provider = provider.clone();
        crowd.spawn(async move {
            let answer = provider.complete(request()).await.unwrap();
            (number, answer.attempts.len(), began.elapsed())
        });
        tokio::task::yield_now().await;
    }
    let mut order = Vec::new();
    while let Some(done) = crowd.join_next().await {
        let (number, attempts, waited) = done.unwrap();
        assert_eq!((attempts, waited), (1, seconds(30)), "{number}");
        order.push(number);
    }
    assert_eq!((order.len(), canned.sends()), (1000, 1001));
    // Each is at most as far from its place as there are calls out side by side.
    let furthest = order.iter().enumerate().map(|(place, number)| place.abs_diff(*number)).max();
    assert!(furthest.unwrap() <= 64, "{furthest:?}");
}
