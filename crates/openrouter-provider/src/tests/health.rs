//! What a health report says of keys, accounts, models and money.

use std::time::{Duration, SystemTime};

use llm_provider_base::{Clock as _, SpendingBudget, SystemClock};
use llm_types::{
    ChatProvider, ErrorKind, HealthProvider, HealthState, HealthStatus, HealthSubject,
    StandardRequest,
};
use serde_json::json;

use super::canned::{Canned, DONE, Reply, event, finish, text};
use crate::{OpenRouter, OpenRouterBuilder};

const KEY: &str = r#"{"data":{"label":"l","limit":null,"limit_remaining":null,"usage":1}}"#;

fn whole() -> Reply {
    Reply::sse(text("ok") + &finish("stop") + DONE)
}

/// Answers questions about the key with this, and chats by the key that asks.
fn service(key: &'static str, chat: impl Fn(&str) -> Reply + Send + 'static) -> Canned {
    Canned::answering(move |asked| {
        if asked.path.ends_with("/key") { Reply::json(200, key) } else { chat(&asked.key) }
    })
}

fn request() -> StandardRequest {
    StandardRequest::prompt("hi")
}

async fn ask(provider: &OpenRouter, times: usize) {
    for _ in 0..times {
        drop(provider.complete(request()).await);
    }
}

/// Subject, state and error of each finding.
fn findings(health: &HealthStatus) -> Vec<(String, HealthState, Option<ErrorKind>)> {
    let found = health.findings.iter();
    found.map(|found| (found.subject.to_string(), found.state, found.error)).collect()
}

fn priced(cost: &str) -> Reply {
    let usage = format!(
        "\"delta\":{{\"content\":\"\"}},\"finish_reason\":null}}],\"usage\":{{\"cost\":{cost}}},\
         \"rest\":[{{\"index\":0"
    );
    Reply::sse(text("ok") + &finish("stop") + &event(&usage) + DONE)
}

#[tokio::test(start_paused = true)]
async fn where_nothing_is_wrong_nothing_is_found() {
    let canned = service(KEY, |_| whole());
    let provider = canned.builder().models(["a/m", "b/n"]).build().unwrap();
    ask(&provider, 3).await;
    let health = provider.health_check().await;
    assert_eq!((health.state, health.error), (HealthState::Healthy, None));
    assert_eq!(findings(&health), []);
    assert_eq!(health.since, Some(health.checked_at));
    let sends = canned.sends();
    assert_eq!(provider.health_check().await, health);
    assert_eq!(canned.sends(), sends, "the check is remembered, and nothing else is asked");
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_refused_is_named_by_its_id_and_the_others_go_on() {
    let canned =
        service(KEY, |key| if key.ends_with("one") { Reply::json(401, "{}") } else { whole() });
    let provider = canned.provider();
    ask(&provider, 2).await;
    let health = provider.health_check().await;
    let id = provider.key_status().keys[0].id.to_string();
    assert_eq!(health.state, HealthState::Degraded);
    let refused = (format!("key {id}"), HealthState::Unhealthy, Some(ErrorKind::Authentication));
    assert_eq!(findings(&health), [refused]);
    let shown = format!("{health} {health:?} {}", serde_json::to_string(&health).unwrap());
    assert!(!shown.contains("canary") && shown.contains(&id), "{shown}");
}

#[tokio::test(start_paused = true)]
async fn where_every_key_is_refused_calls_will_fail() {
    let provider = Canned::new([Reply::json(401, "{}")]).provider();
    let health = provider.health_check().await;
    assert_eq!(
        (health.state, health.error),
        (HealthState::Unhealthy, Some(ErrorKind::Authentication))
    );
    assert_eq!(health.findings.len(), 2, "{health}");
    // The keys may be asked about while no chat can use them.
    let canned = service(KEY, |_| Reply::json(401, "{}"));
    let provider = canned.provider();
    ask(&provider, 1).await;
    let health = provider.health_check().await;
    assert_eq!(health.state, HealthState::Unhealthy, "{health}");
}

#[tokio::test(start_paused = true)]
async fn an_account_without_money_is_found() {
    let empty = r#"{"error":{"code":402,"message":"Insufficient credits"}}"#;
    let canned = service(KEY, move |_| Reply::json(402, empty));
    let provider = canned.builder().build().unwrap();
    ask(&provider, 1).await;
    let health = provider.health_check().await;
    let verdict = (health.state, health.error);
    assert_eq!(verdict, (HealthState::Unhealthy, Some(ErrorKind::InsufficientCredits)), "{health}");
    let account = health.findings.iter().find(|it| matches!(it.subject, HealthSubject::Account(_)));
    let account = account.unwrap();
    assert_eq!(account.error, Some(ErrorKind::InsufficientCredits));
    assert!(account.resumes_at.unwrap() > health.checked_at, "it is asked again by itself");
    assert!(account.message.contains("no credits"), "{account}");
}

#[tokio::test(start_paused = true)]
async fn models_that_rest_or_are_missing_are_found() {
    let canned = service(KEY, |_| Reply::json(503, r#"{"error":{"code":503,"message":"no"}}"#));
    let provider = canned.builder().models(["a/m"]).build().unwrap();
    ask(&provider, 3).await;
    let health = provider.health_check().await;
    assert_eq!(findings(&health), [("model a/m".to_owned(), HealthState::Degraded, None)]);
    assert!(health.findings[0].resumes_at.is_some());
    assert_eq!(health.state, HealthState::Degraded);

    let gone =
        r#"{"error":{"code":404,"message":"gone","availability":{"code":"model_deprecated"}}}"#;
    let canned = service(KEY, move |_| Reply::json(404, gone));
    let provider = canned.builder().models(["a/m"]).build().unwrap();
    ask(&provider, 1).await;
    let health = provider.health_check().await;
    assert_eq!(findings(&health), [("model a/m".to_owned(), HealthState::Unhealthy, None)]);
    assert_eq!(health.state, HealthState::Unhealthy, "there is no other");
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_holds_calls_back_is_found() {
    let in_a_minute = SystemClock.wall() + Duration::from_secs(60);
    let reset = in_a_minute.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis().to_string();
    let canned = service(KEY, move |_| {
        let spent = whole().header("x-ratelimit-limit", "20").header("x-ratelimit-remaining", "0");
        spent.header("x-ratelimit-reset", &reset)
    });
    let provider = canned.provider();
    provider.complete(request().with_model("a/m")).await.unwrap();
    let health = provider.health_check().await;
    let limit = health.findings.iter().find(|it| it.subject == HealthSubject::RateLimit);
    let limit = limit.unwrap_or_else(|| panic!("{health}"));
    assert_eq!((limit.state, limit.error), (HealthState::Degraded, Some(ErrorKind::RateLimited)));
    assert!(limit.resumes_at.unwrap() > health.checked_at);
    assert_eq!(health.state, HealthState::Degraded, "{health}");
}

#[tokio::test(start_paused = true)]
async fn what_is_left_of_money_is_told_before_it_is_gone() {
    let low = r#"{"data":{"label":"l","limit":10,"limit_remaining":0.5,"usage":9.5}}"#;
    let health = service(low, |_| whole()).provider().health_check().await;
    assert_eq!(health.state, HealthState::Degraded);
    assert!(health.to_string().contains("0.5 of 10 USD are left"), "{health}");

    let budgeted = |limit: &str| {
        let budget = SpendingBudget::total(limit.parse().unwrap(), "0.01".parse().unwrap());
        move |builder: OpenRouterBuilder| builder.spending_budget(budget)
    };
    for (limit, state) in [
        ("2", HealthState::Healthy),
        ("1.05", HealthState::Degraded),
        ("1", HealthState::Unhealthy),
    ] {
        let canned = service(KEY, |_| priced("1"));
        let provider = budgeted(limit)(canned.builder()).build().unwrap();
        ask(&provider, 1).await;
        let health = provider.health_check().await;
        assert_eq!(health.state, state, "{limit}: {health}");
        let expected = (state != HealthState::Healthy).then_some("the budget");
        assert_eq!(health.findings.first().map(|it| it.subject.to_string()).as_deref(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_that_is_away_a_refused_key_and_haste_are_told_apart() {
    use llm_provider_base::TransportErrorKind::Connect;
    for (reply, state, kind) in [
        (Reply::Fails(Connect), HealthState::Unhealthy, ErrorKind::Network),
        (Reply::json(401, "{}"), HealthState::Unhealthy, ErrorKind::Authentication),
        (Reply::json(429, "{}"), HealthState::Degraded, ErrorKind::RateLimited),
        (Reply::json(503, "{}"), HealthState::Unhealthy, ErrorKind::Unavailable),
    ] {
        let health = Canned::new([reply]).provider().health_check().await;
        assert_eq!((health.state, health.error), (state, Some(kind)), "{health}");
        let json = serde_json::to_value(&health).unwrap();
        assert_eq!(json["error"], json!(kind), "a program can go by it");
        tokio::time::advance(Duration::from_secs(1)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_has_spent_what_it_may_is_found_before_a_call_is_refused() {
    let spent = r#"{"data":{"label":"l","limit":5,"limit_remaining":0,"usage":5}}"#;
    let canned = service(spent, |_| whole());
    let provider = canned.provider();
    let health = provider.health_check().await;
    let [found] = findings(&health).try_into().unwrap();
    assert_eq!((found.1, found.2), (HealthState::Unhealthy, Some(ErrorKind::InsufficientCredits)));
    assert_eq!(health.state, HealthState::Degraded, "nobody asked about the other: {health}");
    let keys = provider.key_status().keys;
    let other = keys.iter().find(|key| !found.0.ends_with(&key.id.to_string())).unwrap();
    provider.key_pool().remove(other.id).unwrap();
    let health = provider.health_check().await;
    assert_eq!((health.state, health.error), (HealthState::Unhealthy, None), "{health}");
}
