//! Limits of requests and of money, over real HTTP.

use std::time::Duration;

use futures::FutureExt;
use futures::future::join_all;
use integration_tests::SkippingClock;
use llm_types::{
    ChatProvider, ErrorKind, Freshness, Provider, RateLimitProvider, RateLimitScope,
    RateLimitSource, Retry,
};
use openrouter_provider::{OpenRouter, RateLimitPolicy};
use openrouter_sim::{AccountConfig, Answer, ApiKeyConfig, Simulator};

use crate::captured_log::CapturedLog;
use crate::set_up::{KEY, MODEL, builder, provider, request};

const FREE: &str = "openai/gpt-oss-20b:free";

/// An answer that says how many requests are left, for half a minute.
fn left(text: &str, remaining: &str) -> Answer {
    let answer = Answer::text(text).header("x-ratelimit-limit", "20");
    answer.header("x-ratelimit-remaining", remaining).header("x-ratelimit-reset", "30")
}

fn questions(simulator: &Simulator) -> usize {
    simulator.requests().iter().filter(|sent| sent.path == "/api/v1/key").count()
}

#[tokio::test]
async fn limits_are_heeded_without_a_question_by_the_tracker_that_is_written() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(left("one", "1"));
    simulator.script(left("two", "0"));
    simulator.script(Answer::text("three"));
    let clock = SkippingClock::default();
    let provider = builder(simulator.base_url()).clock(clock.clone()).build().unwrap();
    provider.complete(request()).await.unwrap();
    provider.stream(request()).await.unwrap().collect().await.unwrap();
    assert!(clock.waits().is_empty(), "as long as some are left");
    let told = provider.tracked_rate_limits(Some(MODEL.into()));
    assert_eq!(told.len(), 1, "the last reply counts");
    let (requests, source) = (&told[0].requests, told[0].source);
    assert_eq!((requests.limit, requests.remaining), (Some(20), Some(0)));
    assert_eq!(
        (source, &told[0].scope),
        (RateLimitSource::Headers, &RateLimitScope::Model(MODEL.into()))
    );
    let answer = provider.complete(request()).await.unwrap();
    let waited = clock.waits().iter().sum::<Duration>().as_secs();
    assert!((29..=31).contains(&waited), "{:?}", clock.waits());
    assert_eq!(
        (clock.waits().len(), answer.attempts.len()),
        (1, 1),
        "once, and nobody was refused"
    );
    assert_eq!((simulator.requests().len(), questions(&simulator)), (3, 0));
}

#[tokio::test]
async fn a_wait_for_a_limit_can_be_cancelled_and_its_refusal_is_obeyed() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(left("one", "0"));
    let base_url = simulator.base_url();
    // The machine's own clock: half a minute is not over while this runs.
    let builder =
        |policy| OpenRouter::builder().api_key(KEY).base_url(base_url).rate_limits(policy);
    let patient = builder(RateLimitPolicy::default()).build().unwrap();
    patient.complete(request()).await.unwrap();
    let mut waiting = patient.stream(request()).boxed();
    assert!(futures::poll!(&mut waiting).is_pending());
    drop(waiting);
    assert_eq!(simulator.requests().len(), 1);

    simulator.script(left("two", "0"));
    let hasty = builder(RateLimitPolicy::Fail).build().unwrap();
    hasty.complete(request()).await.unwrap();
    let error = hasty.stream(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    let Retry::After(wait) = error.retry() else { panic!("{error:?}") };
    assert!((29..=31).contains(&wait.as_secs()), "{wait:?}");
    assert!(error.attempts().is_empty());
    assert_eq!(simulator.requests().len(), 2, "nothing was sent");
}

#[tokio::test]
async fn absent_headers_leave_no_record_and_ordinary_ones_no_line() {
    let simulator = Simulator::start().await.unwrap();
    let provider = provider(&simulator);
    provider.complete(request()).await.unwrap();
    assert_eq!(provider.tracked_rate_limits(None), []);
    simulator.script(left("one", "19"));
    let log = CapturedLog::start();
    provider.complete(request()).await.unwrap();
    let lines = log.text();
    let ours = |line: &&str| line.starts_with("openrouter") || line.starts_with("llm_");
    let told: Vec<_> = lines.lines().filter(ours).filter(|line| line.contains("limit")).collect();
    assert_eq!(told, [""; 0]);
    drop(log);
    assert_eq!(provider.tracked_rate_limits(None).len(), 1);
}

#[tokio::test]
async fn what_a_key_may_spend_is_asked_once_for_all_who_want_to_know() {
    let key = ApiKeyConfig::new(KEY).limit("25".parse().unwrap());
    let simulator = Simulator::builder().require_keys().api_key(key).start().await.unwrap();
    let provider = provider(&simulator);
    provider.complete(request()).await.unwrap();
    let crowd = (0..100).map(|_| provider.rate_limits(Freshness::Cached));
    let allowances = join_all(crowd).await;
    let allowance = allowances[0].as_ref().unwrap();
    assert_eq!(allowance.limit, Some("25".parse().unwrap()), "it stands in `data`");
    assert!(allowance.remaining < allowance.limit && allowance.spent.total.is_some());
    assert_eq!(allowance.is_free_tier, Some(false));
    assert_eq!(
        allowance.holder.as_ref().unwrap().as_str(),
        provider.key_pool().keys()[0].to_string()
    );
    provider.combined_rate_limits(Some(MODEL.into())).await.unwrap();
    assert_eq!(questions(&simulator), 1);
    provider.rate_limits(Freshness::Fresh).await.unwrap();
    assert_eq!(questions(&simulator), 2);
}

#[tokio::test]
async fn figures_are_combined_with_their_source_and_age() {
    let simulator = Simulator::start().await.unwrap();
    let clock = SkippingClock::default();
    let provider = builder(simulator.base_url()).clock(clock.clone()).build().unwrap();
    let told = r#"{"error":{"code":429,"message":"slow down","metadata":{"headers":{
        "X-RateLimit-Limit":"40","X-RateLimit-Remaining":"0","X-RateLimit-Reset":"5"}}}}"#;
    simulator.script(Answer::body(429, "application/json", told));
    simulator.script(left("one", "7"));
    provider.complete(request()).await.unwrap();
    let waited: Duration = clock.waits().iter().sum();
    let limits = provider.combined_rate_limits(Some(MODEL.into())).await.unwrap();
    let limit = &limits.requests.limit;
    let best = limit.best().unwrap();
    assert_eq!((best.value, best.source), (20, RateLimitSource::Headers), "the later one");
    let [other] = limit.others() else { panic!("{limit:?}") };
    assert_eq!((other.value, other.source), (40, RateLimitSource::ErrorBody));
    assert!(other.age(limits.at) >= waited && best.age(limits.at) < waited);
    assert_eq!(limits.requests.remaining.get(), Some(&7));
    assert_eq!(limits.wait_until.get(), None, "that wait is over");
    let money = limits.allowance.spent.total.best().unwrap();
    assert_eq!(money.source, RateLimitSource::KeyInfo);
}

#[tokio::test]
async fn what_was_said_before_stands_in_while_the_service_is_away() {
    let simulator = Simulator::start().await.unwrap();
    let clock = SkippingClock::default();
    let provider = builder(simulator.base_url()).clock(clock.clone()).build().unwrap();
    let first = provider.combined_rate_limits(None).await.unwrap();
    llm_provider_base::Clock::sleep(&clock, Duration::from_secs(31)).await;
    simulator.script(Answer::error(503, "down").for_path("/api/v1/key").always());
    let later = provider.combined_rate_limits(None).await.unwrap();
    let (first, later) = (first.allowance.spent.total, later.allowance.spent.total);
    assert_eq!(first, later, "with the time at which it was learnt");
    assert!(provider.rate_limits(Freshness::Cached).await.is_err());
}

#[tokio::test]
async fn an_application_asks_whatever_provider_it_holds() {
    let simulator = Simulator::builder()
        .account(AccountConfig::default().free_requests_per_day(1))
        .start()
        .await
        .unwrap();
    let fail = RateLimitPolicy::Fail;
    let provider = builder(simulator.base_url()).rate_limits(fail).build().unwrap();
    let held: &dyn Provider = &provider;
    let free = || request().with_model(FREE);
    held.complete(free()).await.unwrap();
    for sent in [2, 2] {
        let error = held.complete(free()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimited);
        assert_eq!(simulator.requests().len(), sent, "one refusal is enough");
    }
    let told = held.tracked_rate_limits(Some("another/model:free".into()));
    assert!(told.iter().all(|info| info.scope == RateLimitScope::FreeModels));
    assert!(told.iter().all(|info| info.requests.limit == Some(1)) && told.len() == 2);
    held.complete(request()).await.unwrap();
}
