//! Keys, models, and paths that are none.

use openrouter_sim::{ApiKeyConfig, Simulator, key_hash};
use openrouter_wire::{key, models};
use serde_json::json;

use crate::client::{KEY, ask, chat, get, json_of, post};

#[tokio::test]
async fn models_are_listed_for_everybody() {
    let simulator = Simulator::builder().api_key(KEY).start().await.unwrap();
    for request in [get(&simulator, "/models"), get(&simulator, "/models").bearer_auth("wrong")] {
        let list: models::ListResponse =
            serde_json::from_value(json_of(request, 200).await).unwrap();
        assert_eq!(list.models().count(), list.data.len(), "every row is a model");
        assert_eq!(list.total_count.unwrap().get(), Some(list.data.len() as u64));
        assert!(list.extra.is_empty());
    }
}

#[tokio::test]
async fn models_come_in_pages_if_asked_for() {
    let simulator = Simulator::start().await.unwrap();
    let mut ids = Vec::new();
    let mut path = "/models?offset=0&limit=5".to_owned();
    loop {
        let page = json_of(get(&simulator, &path), 200).await;
        let rows = page["data"].as_array().unwrap();
        assert!(rows.len() <= 5);
        ids.extend(rows.iter().map(|row| row["id"].clone()));
        let Some(next) = page["links"]["next"].as_str() else { break };
        path = next.strip_prefix("/api/v1").unwrap().to_owned();
    }
    let all = json_of(get(&simulator, "/models"), 200).await;
    let all: Vec<_> = all["data"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, all);
}

#[tokio::test]
async fn a_key_learns_what_it_has_spent() {
    let simulator = Simulator::start().await.unwrap();
    let before = json_of(get(&simulator, "/key").bearer_auth(KEY), 200).await;
    assert_eq!(before["data"]["usage"], 0);
    assert!(before["data"]["limit_remaining"].is_null());

    let reply = json_of(chat(&simulator, &ask("openai/gpt-5.2", "Hello")), 200).await;
    let after = json_of(get(&simulator, "/auth/key").bearer_auth(KEY), 200).await;
    for period in ["usage", "usage_daily", "usage_weekly", "usage_monthly"] {
        assert_eq!(after["data"][period], reply["usage"]["cost"], "{period}");
    }
    let wire: key::Response = serde_json::from_value(after).unwrap();
    assert!(wire.extra.is_empty());
    assert_eq!(wire.data.label.as_deref(), Some("sk-or-v1-012...def"));
}

#[tokio::test]
async fn a_key_learns_its_quota_of_free_answers() {
    let simulator = Simulator::start().await.unwrap();
    for model in ["deepseek/deepseek-r1:free", "openai/gpt-4o-mini"] {
        json_of(chat(&simulator, &ask(model, "Hello")), 200).await;
    }
    let key = json_of(get(&simulator, "/key").bearer_auth(KEY), 200).await;
    let quota = json!({"limit": 1_000, "remaining": 999, "used": 1});
    assert_eq!(key["data"]["free_model_daily_requests"], quota);
}

#[tokio::test]
async fn a_key_that_has_spent_its_limit_is_refused() {
    let key = ApiKeyConfig::new(KEY).limit("0.000001".parse().unwrap());
    let simulator = Simulator::builder().api_key(key).start().await.unwrap();
    let body = ask("openai/gpt-5.2", "Hello");
    json_of(chat(&simulator, &body), 200).await;
    let refusal = json_of(chat(&simulator, &body), 403).await;
    assert!(refusal["error"]["message"].as_str().unwrap().starts_with("Key limit exceeded"));
    let key = json_of(get(&simulator, "/key").bearer_auth(KEY), 200).await;
    assert_eq!(key["data"]["limit_remaining"], 0);
}

#[tokio::test]
async fn keys_are_rejected_in_the_words_of_the_service() {
    let simulator = Simulator::builder()
        .api_key(KEY)
        .api_key(ApiKeyConfig::new("sk-or-v1-disabled").disabled())
        .start()
        .await
        .unwrap();
    let path = "/chat/completions";
    let body = ask("openai/gpt-4o-mini", "Hello");
    let cases = [
        (post(&simulator, path), "Missing Authentication header"),
        (post(&simulator, path).basic_auth("me", Some("x")), "No cookie auth credentials found"),
        (post(&simulator, path).bearer_auth("sk-or-v1-unknown"), "User not found."),
        // It is no more welcome the second time.
        (post(&simulator, path).bearer_auth("sk-or-v1-unknown"), "User not found."),
        (post(&simulator, path).bearer_auth("sk-or-v1-disabled"), "User not found."),
        (get(&simulator, "/key"), "Missing Authentication header"),
    ];
    for (request, message) in cases {
        let refusal = json_of(request.json(&body), 401).await;
        assert_eq!(refusal, json!({"error": {"code": 401, "message": message}}));
    }
    json_of(chat(&simulator, &body), 200).await;
}

#[tokio::test]
async fn without_configured_keys_every_key_is_accepted_unless_keys_are_required() {
    let body = ask("openai/gpt-4o-mini", "Hello");
    let open = Simulator::start().await.unwrap();
    json_of(chat(&open, &body), 200).await;
    let closed = Simulator::builder().require_keys().start().await.unwrap();
    json_of(chat(&closed, &body), 401).await;
}

#[tokio::test]
async fn unknown_paths_and_methods_are_errors_of_the_api() {
    let simulator = Simulator::start().await.unwrap();
    assert_eq!(json_of(get(&simulator, "/nothing"), 404).await["error"]["code"], 404);
    assert_eq!(json_of(get(&simulator, "/chat/completions"), 405).await["error"]["code"], 405);
}

#[tokio::test]
async fn requests_are_recorded_in_order_without_the_key() {
    let simulator = Simulator::start().await.unwrap();
    let body = ask("openai/gpt-4o-mini", "Hello");
    json_of(get(&simulator, "/models?limit=1"), 200).await;
    json_of(chat(&simulator, &body).header("x-title", "demo"), 200).await;

    let requests = simulator.requests();
    let [models, chat] = requests.as_slice() else { panic!("two requests") };
    assert_eq!((models.method.as_str(), models.path.as_str()), ("GET", "/api/v1/models"));
    assert_eq!((models.query.as_deref(), models.key_hash.as_ref()), (Some("limit=1"), None));
    assert_eq!(chat.json(), Some(body));
    assert_eq!(chat.model().as_deref(), Some("openai/gpt-4o-mini"));
    assert_eq!(chat.header("x-title"), Some("demo"));
    assert_eq!(chat.key_hash, Some(key_hash(KEY)));
    assert!(!chat.cancelled);
    assert!(!format!("{requests:?} {:?} {simulator:?}", chat.headers).contains("0123456789"));
}
