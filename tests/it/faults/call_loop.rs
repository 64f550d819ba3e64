//! Where keys, models, times and limits meet in one call: what is asked next, and what is not.

use std::pin::pin;
use std::time::Duration;

use llm_provider_base::{BreakerPolicy, BreakerState, RetryPolicy};
use llm_types::{
    ChatProvider, ConfigurableProvider, Error, ErrorKind, ModelProvider, ProviderConfig,
    StandardRequest, StandardResponse,
};
use openrouter_auth::{ApiKey, Blame, KeyPool, LeaseRequest, PoolKey};
use openrouter_provider::{
    ModelStrategy, OpenRouter, OpenRouterBuilder, OpenRouterOptions, Timeouts,
};
use openrouter_sim::fault::Script;
use serde_json::json;
use tokio::time::{Instant, advance, timeout};

use super::refusal::error;
use super::two_models::{ONE, TWO, first_of_two, healthy};
use super::{A1, B1, Trial};

fn replies(status: u16, message: &str) -> Script {
    Script::new().json(status, &error(status, message)).close()
}

/// A refusal that asks for a wait.
fn after(status: u16, message: &str, seconds: &str) -> Script {
    let headers = [("content-type", "application/json"), ("retry-after", seconds)];
    Script::new().reply_with(status, &headers, error(status, message).to_string()).close()
}

fn down() -> Script {
    Script::new().read().then(replies(502, "m"))
}

async fn ask(provider: &OpenRouter, request: &StandardRequest) -> Result<StandardResponse, Error> {
    provider.stream(request.clone()).await?.collect().await
}

/// With these keys, each of an account of its own.
fn keys<const N: usize>(
    keys: [&'static str; N],
) -> impl Fn(OpenRouterBuilder) -> OpenRouterBuilder {
    move |builder| {
        let key = |key: &'static str| PoolKey::new(ApiKey::new(key).unwrap()).account(key);
        builder.key_pool(KeyPool::builder().keys(keys.map(key)))
    }
}

/// One failure puts a model to rest for ten seconds, and no call is tried again.
fn touchy(builder: OpenRouterBuilder) -> OpenRouterBuilder {
    let breaker = BreakerPolicy::default().with_failures_in_a_row(1);
    builder.model_breaker(breaker).retry_policy(RetryPolicy::never())
}

#[tokio::test(start_paused = true)]
async fn a_model_rests_when_and_for_as_long_as_the_program_says() {
    let breaker = BreakerPolicy::default().with_failures_in_a_row(1);
    let breaker = breaker.with_rests(Duration::from_secs(2), Duration::from_secs(9));
    let trial = first_of_two(replies(502, "m"));
    let mut session = trial.with(move |it| it.model_breaker(breaker.clone())).open().await;
    for (wait, expected) in [(0, &[ONE, TWO][..]), (1, &[TWO]), (1, &[ONE, TWO]), (3, &[TWO])] {
        advance(Duration::from_secs(wait)).await;
        session.stream().await.succeeded_after(expected.len() - 1).asked(expected);
    }
    session.close().await;
    for none in [
        BreakerPolicy::default().with_failures_in_a_row(0),
        BreakerPolicy::default().with_failure_share(f64::NAN, 1),
        BreakerPolicy::default().with_failure_share(1.5, 1),
        BreakerPolicy::default().with_rests(Duration::ZERO, Duration::MAX),
        BreakerPolicy::default().with_rests(Duration::from_secs(2), Duration::from_secs(1)),
    ] {
        let refused = OpenRouter::builder().models([ONE]).model_breaker(none).build();
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::Configuration);
    }
}

#[test]
fn c09_a_limit_that_leaves_no_time_is_refused() {
    let zero = Some(Duration::ZERO);
    for set in [
        |it: &mut Timeouts, zero| it.first_byte = zero,
        |it: &mut Timeouts, zero| it.first_byte_whole = zero,
        |it: &mut Timeouts, zero| it.first_content = zero,
        |it: &mut Timeouts, zero| it.total_whole = zero,
        |it: &mut Timeouts, zero| it.stream.idle = zero,
        |it: &mut Timeouts, zero| it.stream.progress = zero,
        |it: &mut Timeouts, zero| it.stream.total = zero,
    ] {
        let mut timeouts = Timeouts::default();
        set(&mut timeouts, zero);
        let refused = OpenRouter::builder().timeouts(timeouts.clone()).build().unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Configuration, "{timeouts:?}");
        set(&mut timeouts, None);
        assert!(OpenRouter::builder().timeouts(timeouts).build().is_ok());
    }
}

#[tokio::test(start_paused = true)]
async fn h09_another_model_is_asked_after_a_refusal_only_if_the_caller_wants_it() {
    let flagged = json!({ "error": { "code": 403, "message": "flagged", "metadata": {
        "reasons": ["violence"], "flagged_input": "x" } } });
    let away = json!({ "error": { "code": 404, "message": "m",
        "availability": { "code": "privacy_restricted", "retryable": false } } });
    for (status, body, kind) in [
        (403, flagged, ErrorKind::ContentPolicy),
        (403, error(403, "Request blocked: guardrail"), ErrorKind::PermissionDenied),
        (404, away, ErrorKind::ModelNotFound),
    ] {
        let refusal = || first_of_two(Script::new().json(status, &body).close());
        refusal().words(0).stream().await.failed(kind, false).asked([ONE]);
        let asking = |request: StandardRequest| {
            request.with_extension(OpenRouterOptions::default().with_rotate_on_refusal())
        };
        for trial in
            [refusal().with(OpenRouterBuilder::rotate_on_refusal), refusal().asking(asking)]
        {
            let trial = trial.stream().await.succeeded_after(1).asked([ONE, TWO]).within(0..=0);
            assert!(trial.models.iter().all(|one| one.failures == 0 && !one.is_missing));
        }
        // And no more than there are.
        let all = Script::new().read().json(status, &body).close();
        let trial = Trial::of([all]).models([ONE, TWO]).asking(asking).stream().await;
        trial.failed(kind, false).asked([ONE, TWO]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_model_that_was_asked_late_is_not_to_blame_for_the_end_of_the_calls_time() {
    let silent = || Trial::of([Script::new().read().hold()]);
    let ends_at_200 = |first_byte: Option<u64>| {
        move |builder: OpenRouterBuilder| {
            let mut timeouts = Timeouts::default();
            timeouts.first_byte = first_byte.map(Duration::from_secs);
            timeouts.first_content = Some(Duration::from_secs(200));
            builder.timeouts(timeouts)
        }
    };
    let trial = silent().models([ONE, TWO]).with(ends_at_200(Some(120))).stream().await;
    let trial = trial.failed(ErrorKind::Timeout, true).asked([ONE, TWO]).within(200..=200);
    assert_eq!(trial.model_failures(), [1, 0]);
    let trial = silent().models([ONE]).with(ends_at_200(None)).stream().await;
    assert_eq!(trial.asked([ONE]).within(200..=200).model_failures(), [1]);
}

#[tokio::test(start_paused = true)]
async fn a_probe_of_a_model_that_is_dropped_on_its_way_is_left_to_the_next_call() {
    let pending = Script::new().read().hold();
    let trial = Trial::of([down(), pending, Script::healthy(1)]).models([ONE]).with(touchy);
    let (server, provider, request) = trial.begin().await;
    ask(&provider, &request).await.unwrap_err();
    advance(Duration::from_secs(10)).await;
    let state = || provider.model_status()[0].state;
    {
        let mut probe = pin!(ask(&provider, &request));
        timeout(Duration::from_secs(1), &mut probe).await.unwrap_err();
        assert_eq!((state(), server.requests().len()), (BreakerState::Probing, 2));
    }
    assert_eq!(state(), BreakerState::HalfOpen);
    ask(&provider, &request).await.unwrap();
    assert_eq!((state(), server.requests().len()), (BreakerState::Closed, 3));
}

#[tokio::test(start_paused = true)]
async fn a_probe_of_a_key_that_is_dropped_on_its_way_is_left_to_the_next_call() {
    let limited = Script::new().read().then(after(429, "Rate limit exceeded", "2"));
    let pending = Script::new().read().hold();
    let trial = Trial::of([limited, pending, Script::healthy(1)]);
    let alone = |it| keys([A1])(it).retry_policy(RetryPolicy::never());
    let (server, provider, request) = trial.with(alone).begin().await;
    ask(&provider, &request).await.unwrap_err();
    advance(Duration::from_secs(3)).await;
    {
        let mut probe = pin!(ask(&provider, &request));
        timeout(Duration::from_secs(1), &mut probe).await.unwrap_err();
        timeout(Duration::from_secs(1), ask(&provider, &request)).await.unwrap_err();
        assert_eq!(server.requests().len(), 2, "there is one probe, and the other waits for it");
    }
    let start = Instant::now();
    ask(&provider, &request).await.unwrap();
    assert_eq!((start.elapsed().as_secs(), server.requests().len()), (0, 3));
}

#[tokio::test(start_paused = true)]
async fn the_prices_of_the_list_decide_which_model_is_the_cheapest() {
    let row = |id: &str, price: &str| json!({ "id": id, "pricing": { "prompt": price, "completion": price } });
    let list = json!({ "data": [row(ONE, "0.02"), row(TWO, "0.01")] });
    let list = Script::new().json(200, &list).close();
    let script = Script::new().read().by_model([(ONE, healthy()), (TWO, healthy())], list);
    let trial = Trial::of([script]).models([ONE, TWO]);
    let trial = trial.with(|builder| builder.model_strategy(ModelStrategy::Cheapest));
    let (server, provider, request) = trial.begin().await;
    ask(&provider, &request).await.unwrap();
    provider.models().await.unwrap();
    ask(&provider, &request).await.unwrap();
    let asked: Vec<_> = server.requests().iter().map(|request| request.model()).collect();
    assert_eq!(asked, [Some(ONE.to_owned()), None, Some(TWO.to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn the_health_of_free_variants_shows_where_there_are_no_others() {
    let trial = Trial::of([down()]).models([ONE, TWO]).with(OpenRouterBuilder::free_only);
    let trial = trial.stream().await.asked(["a/one:free", "a/one:free", "b/two:free"]);
    assert_eq!(trial.model_failures(), [2, 1]);
}

#[tokio::test(start_paused = true)]
async fn of_models_without_a_quota_the_first_to_have_one_is_waited_for() {
    let limited = |seconds| Script::new().read().then(after(429, "Rate limit exceeded", seconds));
    let trial = Trial::of([limited("3600"), limited("2"), Script::healthy(1)]);
    let twice = |it| keys([A1])(it).retry_policy(RetryPolicy::default().with_max_attempts(2));
    let (server, provider, request) = trial.models([ONE, TWO]).with(twice).begin().await;
    ask(&provider, &request).await.unwrap_err();
    let start = Instant::now();
    ask(&provider, &request).await.unwrap();
    let asked: Vec<_> = server.requests().iter().filter_map(|request| request.model()).collect();
    assert_eq!(asked, [ONE, TWO, TWO]);
    assert!((1..=3).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn where_the_keys_that_are_left_rest_for_one_model_another_is_asked() {
    let refused = replies(401, "User not found.");
    let script = Script::new().read().by_key([(A1, refused)], healthy());
    let trial = Trial::of([script]).models([ONE, TWO]).with(keys([A1, B1]));
    let (server, provider, request) = trial.begin().await;
    let (now, b1, one) = (Instant::now(), ApiKey::new(B1).unwrap().id(), ONE.into());
    let lease = provider.key_pool().lease(&LeaseRequest::new().only(b1).for_model(&one), now);
    let until = Some(now + Duration::from_secs(3600));
    lease.unwrap().fail(Blame::RateLimited { until }, ErrorKind::RateLimited, now);
    ask(&provider, &request).await.unwrap();
    let asked: Vec<_> = server.requests().iter().filter_map(|request| request.model()).collect();
    assert_eq!((asked, now.elapsed().as_secs()), (vec![ONE.to_owned(), TWO.to_owned()], 0));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_at_the_very_end_of_the_calls_time() {
    let trial = Trial::of([down()]).models([ONE]).with(touchy);
    let (server, provider, request) = trial.begin().await;
    ask(&provider, &request).await.unwrap_err();
    let BreakerState::Open { remaining } = provider.model_status()[0].state else {
        panic!("it does not rest")
    };
    let start = Instant::now();
    let error = ask(&provider, &request.with_timeout(remaining)).await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Unavailable, Some(remaining)));
    assert_eq!((start.elapsed(), server.requests().len()), (Duration::ZERO, 1));
}

#[tokio::test(start_paused = true)]
async fn a_model_rests_for_as_long_as_the_service_asks() {
    let mut session = first_of_two(after(503, "m", "3600")).open().await;
    for (wait, expected) in [(0, &[ONE, TWO][..]), (0, &[TWO]), (3599, &[TWO]), (1, &[ONE, TWO])] {
        advance(Duration::from_secs(wait)).await;
        session.stream().await.succeeded_after(expected.len() - 1).asked(expected);
    }
    session.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_free_model_is_not_given_up_for_a_paid_one_if_a_short_wait_will_do() {
    const FREE: &str = "a/one:free";
    let limited = |seconds| {
        let message = "Rate limit exceeded: free-models-per-min. ";
        Script::new().read().then(after(429, message, seconds))
    };
    let trial = |seconds| {
        let scripts = [limited(seconds), limited(seconds), Script::healthy(1)];
        Trial::of(scripts).models([FREE, TWO]).words(1)
    };
    trial("5").stream().await.succeeded_after(2).asked([FREE; 3]).within(5..=6);
    trial("3600").stream().await.succeeded_after(2).asked([FREE, FREE, TWO]).within(0..=0);
}

#[tokio::test(start_paused = true)]
async fn a_new_set_up_does_not_fill_the_budget_of_retries() {
    let policy = RetryPolicy::default().with_budget(14, 14, 14);
    let trial = Trial::of([down()]).with(move |it| it.retry_policy(policy.clone()));
    let (server, provider, request) = trial.begin().await;
    for sent in [2, 3, 4] {
        ask(&provider, &request).await.unwrap_err();
        assert_eq!(server.requests().len(), sent);
        let set_up = ProviderConfig::new("openrouter").with_api_key(A1);
        provider.configure(set_up.with_base_url(server.url("/api/v1"))).unwrap();
    }
    // Another service has its own.
    let elsewhere = ProviderConfig::new("openrouter").with_api_key(A1);
    provider.configure(elsewhere.with_base_url(server.url("/api/v2"))).unwrap();
    ask(&provider, &request).await.unwrap_err();
    assert_eq!(server.requests().len(), 6);
}
