//! What the keys of an account share, and what those of another do not.

use std::time::Duration;

use openrouter_sim::{AccountConfig, ApiKeyConfig, KeyLimitStyle, Simulator};
use openrouter_wire::key::ResetInterval;
use reqwest::{Response, StatusCode};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{MANAGEMENT, account};
use crate::client::{KEY, ask, get, json_body, json_of, post, with};

const FREE: &str = "deepseek/deepseek-r1:free";
const PAID: &str = "openai/gpt-4o-mini";
/// A second key of the default account.
const SECOND: &str = "sk-or-v1-second0123456789abcdef01234567";
/// A key of team B.
const OF_B: &str = "sk-or-v1-team-b0123456789abcdef01234567";

fn dollars(text: &str) -> Decimal {
    text.parse().unwrap()
}

async fn send(simulator: &Simulator, key: &str, body: &Value) -> Response {
    post(simulator, "/chat/completions").bearer_auth(key).json(body).send().await.unwrap()
}

async fn status(simulator: &Simulator, key: &str, model: &str) -> StatusCode {
    send(simulator, key, &ask(model, "Hello")).await.status()
}

/// Returns the message and the metadata of a refusal.
async fn refusal(simulator: &Simulator, key: &str, model: &str, status: u16) -> (String, Value) {
    let body = with(ask(model, "Hello"), &json!({"max_tokens": 60}));
    let request = post(simulator, "/chat/completions").bearer_auth(key).json(&body);
    let mut refusal = json_of(request, status).await;
    let message = refusal["error"]["message"].as_str().unwrap().to_owned();
    (message, refusal["error"]["metadata"].take())
}

/// Two keys of one account, and one of another.
async fn two_accounts() -> Simulator {
    let of_b = ApiKeyConfig::new(OF_B).account("team-b");
    account().api_key(SECOND).api_key(of_b).start().await.unwrap()
}

#[tokio::test]
async fn keys_of_an_account_share_its_credits_and_no_others() {
    let team_b = AccountConfig::new("team-b").credits(Decimal::ONE).spent(Decimal::ONE);
    let simulator = account()
        .api_key(SECOND)
        .api_key(ApiKeyConfig::new(OF_B).account("team-b"))
        .api_key(ApiKeyConfig::management("sk-or-v1-manages-b").account("team-b"))
        .account(team_b)
        .start()
        .await
        .unwrap();
    let request = post(&simulator, "/chat/completions").bearer_auth(OF_B).json(&ask(PAID, "Hi"));
    let refused = json_of(request, 402).await;
    assert_eq!(refused["user_id"], "user_simulated_team-b");
    for key in [KEY, SECOND] {
        assert_eq!(status(&simulator, key, PAID).await, StatusCode::OK);
    }
    let of = async |key: &str| json_of(get(&simulator, "/key").bearer_auth(key), 200).await;
    assert_eq!(of(KEY).await["data"]["creator_user_id"], "user_simulated");
    assert_eq!(of(OF_B).await["data"]["creator_user_id"], "user_simulated_team-b");

    let manage = async |key: &str, path: &str| {
        json_of(get(&simulator, path).bearer_auth(key), 200).await["data"].take()
    };
    let credits = manage("sk-or-v1-manages-b", "/credits").await;
    assert_eq!(credits, json!({"total_credits": 1, "total_usage": 1}));
    for (manager, keys) in [("sk-or-v1-manages-b", vec![OF_B]), (MANAGEMENT, vec![KEY, SECOND])] {
        let listed = manage(manager, "/keys").await;
        let mut hashes: Vec<_> =
            listed.as_array().unwrap().iter().map(|key| key["hash"].as_str().unwrap()).collect();
        let mut expected: Vec<_> = keys.into_iter().map(openrouter_sim::key_hash).collect();
        hashes.sort_unstable();
        expected.sort();
        assert_eq!(hashes, expected);
    }
    let path = format!("/keys/{}", openrouter_sim::key_hash(OF_B));
    json_of(get(&simulator, &path).bearer_auth(MANAGEMENT), 404).await;
}

#[tokio::test]
async fn free_models_answer_an_account_twenty_times_a_minute() {
    let simulator = two_accounts().await;
    for number in 0..20 {
        let key = if number % 2 == 0 { KEY } else { SECOND };
        assert_eq!(status(&simulator, key, FREE).await, StatusCode::OK, "{number}");
    }
    for key in [KEY, SECOND] {
        let response = send(&simulator, key, &ask(FREE, "Hello")).await;
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("x-ratelimit-limit"), "20");
        assert_eq!(header("x-ratelimit-remaining"), "0");
        assert_eq!(header("x-ratelimit-reset"), "1709208060000");
        let refused = json_body(response).await;
        assert_eq!(refused["error"]["message"], "Rate limit exceeded: free-models-per-min.");
        let metadata = json!({
            "headers": {
                "X-RateLimit-Limit": "20",
                "X-RateLimit-Remaining": "0",
                "X-RateLimit-Reset": "1709208060000",
            },
            "limit_source": "openrouter_free_tier_per_minute",
            "provider_name": null,
        });
        assert_eq!(refused["error"]["metadata"], metadata);
    }
    // In whichever form it is asked, but no other model, and no other account.
    let body = json!({"model": FREE, "input": "Hello"});
    let response = post(&simulator, "/responses").bearer_auth(KEY).json(&body).send().await;
    assert_eq!(response.unwrap().headers()["x-ratelimit-limit"], "20");
    assert_eq!(status(&simulator, KEY, PAID).await, StatusCode::OK);
    assert_eq!(status(&simulator, OF_B, FREE).await, StatusCode::OK);
    simulator.advance(Duration::from_secs(60));
    assert_eq!(status(&simulator, KEY, FREE).await, StatusCode::OK);
}

#[tokio::test]
async fn free_models_answer_an_account_so_often_a_day() {
    for (credits, limit, said) in [
        ("9.99", 50, "free-models-per-day. Add 10 credits"),
        ("10", 1_000, "free-models-per-day-high-balance"),
    ] {
        let config = AccountConfig::default().credits(dollars(credits));
        let builder = account().account(config.free_requests_per_minute(u64::MAX));
        let simulator = builder.start().await.unwrap();
        for _ in 0..limit {
            assert_eq!(status(&simulator, KEY, FREE).await, StatusCode::OK);
        }
        let (message, metadata) = refusal(&simulator, KEY, FREE, 429).await;
        assert!(message.contains(said), "{message}");
        assert_eq!(metadata["limit_source"], "openrouter_free_tier_daily");
        assert_eq!(metadata["headers"]["X-RateLimit-Reset"], "1709251200000");
        let key = json_of(get(&simulator, "/key").bearer_auth(KEY), 200).await;
        let quota = json!({"limit": limit, "remaining": 0, "used": limit});
        assert_eq!(key["data"]["free_model_daily_requests"], quota);
        simulator.advance(Duration::from_secs(12 * 60 * 60));
        assert_eq!(status(&simulator, KEY, FREE).await, StatusCode::OK);
    }
}

#[tokio::test]
async fn an_answer_that_is_given_again_counts_for_no_quota() {
    let config = AccountConfig::default().free_requests_per_day(2);
    let simulator = account().account(config).start().await.unwrap();
    for _ in 0..3 {
        let request = post(&simulator, "/chat/completions").bearer_auth(KEY);
        json_of(request.header("x-openrouter-cache", "true").json(&ask(FREE, "Hello")), 200).await;
    }
    assert_eq!(status(&simulator, KEY, FREE).await, StatusCode::OK);
    assert_eq!(status(&simulator, KEY, FREE).await, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn what_an_account_asked_is_not_for_another_to_look_up() {
    let simulator = two_accounts().await;
    let answer = json_body(send(&simulator, KEY, &ask(PAID, "Hello")).await).await;
    simulator.advance(Duration::from_secs(60));
    let path = format!("/generation?id={}", answer["id"].as_str().unwrap());
    json_of(get(&simulator, &path).bearer_auth(SECOND), 200).await;
    json_of(get(&simulator, &path).bearer_auth(OF_B), 404).await;
}

#[tokio::test]
async fn the_quota_of_free_models_can_be_another_or_none() {
    let config = AccountConfig::default();
    let one = account().account(config.clone().free_requests_per_day(1)).start().await.unwrap();
    assert_eq!(status(&one, KEY, FREE).await, StatusCode::OK);
    assert_eq!(status(&one, KEY, FREE).await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(status(&one, KEY, "acme/none:free").await, StatusCode::BAD_REQUEST);

    let none = account().account(config.no_free_limits()).start().await.unwrap();
    for _ in 0..25 {
        assert_eq!(status(&none, KEY, FREE).await, StatusCode::OK);
    }
}

#[tokio::test]
async fn free_models_answer_who_has_nothing_but_not_who_owes() {
    let new = account().credits(Decimal::ZERO).start().await.unwrap();
    let key = json_of(get(&new, "/key").bearer_auth(KEY), 200).await;
    assert_eq!(key["data"]["is_free_tier"], true);
    assert_eq!(status(&new, KEY, FREE).await, StatusCode::OK);
    let (message, _) = refusal(&new, KEY, PAID, 402).await;
    assert!(message.starts_with("Insufficient credits"), "{message}");

    let config = AccountConfig::default().credits(Decimal::ONE).spent(dollars("1.01"));
    let owing = account().account(config).start().await.unwrap();
    for model in [FREE, PAID] {
        let (message, _) = refusal(&owing, KEY, model, 402).await;
        assert!(message.starts_with("Insufficient credits"), "{model}: {message}");
    }
    let key = json_of(get(&owing, "/key").bearer_auth(KEY), 200).await;
    assert_eq!(key["data"]["is_free_tier"], false);
}

#[tokio::test]
async fn a_limit_of_a_key_can_be_told_in_two_ways() {
    let limited = |reset| ApiKeyConfig::new(OF_B).limit(dollars("0.000000001")).limit_reset(reset);
    for (reset, word, hours) in [
        (ResetInterval::Daily, "daily", 12),
        (ResetInterval::Weekly, "weekly", 12 + 3 * 24),
        (ResetInterval::Monthly, "monthly", 12),
    ] {
        let simulator = account().api_key(limited(reset.clone())).start().await.unwrap();
        assert_eq!(status(&simulator, OF_B, PAID).await, StatusCode::OK);
        let (message, metadata) = refusal(&simulator, OF_B, PAID, 403).await;
        let expected = format!("Key limit exceeded ({word} limit). ");
        assert!(message.starts_with(&expected) && metadata.is_null(), "{message} {metadata}");
        assert_eq!(status(&simulator, KEY, PAID).await, StatusCode::OK, "of the same account");
        simulator.advance(Duration::from_secs(hours * 3_600 - 1));
        refusal(&simulator, OF_B, PAID, 403).await;
        simulator.advance(Duration::from_secs(1));
        assert_eq!(status(&simulator, OF_B, PAID).await, StatusCode::OK);

        let builder = account().key_limit_style(KeyLimitStyle::PaymentRequired);
        let simulator = builder.api_key(limited(reset)).start().await.unwrap();
        let (message, metadata) = refusal(&simulator, OF_B, PAID, 402).await;
        let expected = format!("create a key with a higher {word} limit");
        assert!(message.contains("You requested up to 60 tokens"), "{message}");
        assert!(message.ends_with(&expected), "{message}");
        assert_eq!(metadata["limit_source"], "openrouter_key_limit");
    }
    let spent = ApiKeyConfig::new(OF_B).limit(Decimal::ZERO);
    let builder = account().key_limit_style(KeyLimitStyle::PaymentRequired);
    let simulator = builder.api_key(spent).start().await.unwrap();
    let (message, metadata) = refusal(&simulator, OF_B, PAID, 402).await;
    assert!(message.starts_with("Key limit exceeded (total limit). "), "{message}");
    assert_eq!(metadata["limit_source"], "openrouter_key_limit");
}

#[tokio::test]
async fn chats_under_way_share_a_budget() {
    // 60 tokens for 0.6 millionths of a dollar each, and the prompt.
    let config = AccountConfig::default().in_flight_budget(dollars("0.00005"));
    let simulator = account()
        .account(config)
        .api_key(SECOND)
        .token_delay(Duration::from_secs(3_600))
        .start()
        .await
        .unwrap();
    let body = with(ask(PAID, "Hello"), &json!({"max_tokens": 60, "stream": true}));
    let held = send(&simulator, KEY, &body).await;
    assert_eq!(held.status(), StatusCode::OK);
    let response = send(&simulator, SECOND, &body).await;
    assert_eq!(response.status(), StatusCode::PAYMENT_REQUIRED);
    assert_eq!(response.headers()["retry-after"], "1");
    let refused = json_body(response).await;
    let metadata = json!({
        "limit_source": "openrouter_in_flight_budget",
        "reason": "in_flight_budget_exhausted",
    });
    assert_eq!(refused["error"]["metadata"], metadata);

    drop(held);
    simulator.wait_until(|requests| requests.iter().any(|request| request.cancelled)).await;
    assert_eq!(send(&simulator, SECOND, &body).await.status(), StatusCode::OK);

    let large = with(ask(PAID, "Hello"), &json!({"max_tokens": 600}));
    let refused = json_body(send(&simulator, KEY, &large).await).await;
    assert_eq!(refused["error"]["metadata"]["reason"], "weight_exceeds_budget");
}
