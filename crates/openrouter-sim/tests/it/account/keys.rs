//! Keys that are made, changed and deleted, and what they may do.

use std::time::Duration;

use openrouter_sim::Simulator;
use openrouter_wire::{Deleted, keys};
use reqwest::{RequestBuilder, StatusCode};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{MANAGEMENT, account};
use crate::client::{KEY, ask, chat, decoded, delete, get, json_body, json_of, patch, post, with};

async fn create(simulator: &Simulator, body: &Value) -> keys::Created {
    let request = post(simulator, "/keys").bearer_auth(MANAGEMENT).json(body);
    decoded(&json_of(request, 201).await)
}

fn ask_with(simulator: &Simulator, key: &str) -> RequestBuilder {
    let body = ask("openai/gpt-5.2", "Hello");
    post(simulator, "/chat/completions").bearer_auth(key).json(&body)
}

fn message(refusal: &Value) -> &str {
    refusal["error"]["message"].as_str().unwrap()
}

#[tokio::test]
async fn a_key_that_was_made_can_be_used_at_once_and_not_once_deleted() {
    let simulator = account().start().await.unwrap();
    let body = json!({
        "name": "reports", "limit": 5, "limit_reset": "monthly", "include_byok_in_limit": true,
        "expires_at": "2024-12-31T23:59:59.25Z", "creator_user_id": "user_other",
        "workspace_id": "8d0e1c5a-0000-4000-8000-000000000001",
    });
    let created = create(&simulator, &body).await;
    assert!(created.key.starts_with("sk-or-v1-") && created.key.len() == 73);
    assert_eq!(created.data.hash, Some(openrouter_sim::key_hash(&created.key)));
    let shown = serde_json::to_value(&created.data).unwrap();
    for field in ["name", "limit", "limit_reset", "include_byok_in_limit", "creator_user_id"] {
        assert_eq!(shown[field], body[field], "{field}");
    }
    assert_eq!(shown["workspace_id"], body["workspace_id"]);
    assert_eq!(shown["expires_at"], "2024-12-31T23:59:59.250Z");
    assert_eq!(shown["created_at"], "2024-02-29T12:00:00.000Z");

    let reply = json_of(ask_with(&simulator, &created.key), 200).await;
    let path = format!("/keys/{}", created.data.hash.unwrap());
    let one = json_of(get(&simulator, &path).bearer_auth(MANAGEMENT), 200).await;
    let one: keys::Response = decoded(&one);
    assert_eq!(serde_json::to_value(one.data.usage).unwrap(), reply["usage"]["cost"]);
    json_of(get(&simulator, "/key").bearer_auth(&created.key), 200).await;

    let deleted = json_of(delete(&simulator, &path).bearer_auth(MANAGEMENT), 200).await;
    assert_eq!(decoded::<Deleted>(&deleted), Deleted { deleted: true, ..Deleted::default() });
    json_of(ask_with(&simulator, &created.key), 401).await;
    for request in [get(&simulator, &path), patch(&simulator, &path), delete(&simulator, &path)] {
        json_of(request.bearer_auth(MANAGEMENT).json(&json!({})), 404).await;
    }
}

#[tokio::test]
async fn a_key_is_changed_in_what_a_request_names() {
    let simulator = account().start().await.unwrap();
    let body = json!({"name": "a", "limit": 5, "limit_reset": "daily"});
    let created = create(&simulator, &body).await;
    let path = format!("/keys/{}", created.data.hash.unwrap());
    let cases = [
        (json!({}), json!({"name": "a", "limit": 5, "disabled": false})),
        (json!({"name": "b", "limit": null}), json!({"name": "b", "limit_reset": "daily"})),
        (json!({"limit_reset": null, "limit": 0.5}), json!({"limit_reset": null, "limit": 0.5})),
        (json!({"disabled": true}), json!({"disabled": true, "name": "b"})),
    ];
    for (change, expected) in cases {
        simulator.advance(Duration::from_secs(60));
        let request = patch(&simulator, &path).bearer_auth(MANAGEMENT).json(&change);
        let changed = json_of(request, 200).await;
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(changed["data"][field], *value, "{change}: {field}");
        }
        assert_ne!(changed["data"]["updated_at"], changed["data"]["created_at"]);
    }
    json_of(ask_with(&simulator, &created.key), 401).await;
    let request = patch(&simulator, &path).bearer_auth(MANAGEMENT);
    json_of(request.json(&json!({"disabled": false})), 200).await;
    json_of(ask_with(&simulator, &created.key), 200).await;
}

#[tokio::test]
async fn keys_are_listed_in_pages_of_a_hundred_by_workspace() {
    let simulator = account().start().await.unwrap();
    let other = "8d0e1c5a-0000-4000-8000-000000000001";
    create(&simulator, &json!({"name": "elsewhere", "workspace_id": other})).await;
    for number in 0..101 {
        create(&simulator, &json!({"name": format!("key {number}")})).await;
    }
    let list = async |query: &str| -> Vec<keys::Key> {
        let request = get(&simulator, &format!("/keys{query}")).bearer_auth(MANAGEMENT);
        decoded::<keys::ListResponse>(&json_of(request, 200).await).data
    };
    // Of the two that were configured, one is there as well: the other manages the account.
    let (first, second) = (list("").await, list("?offset=100").await);
    assert_eq!((first.len(), second.len(), list("?offset=102").await.len()), (100, 2, 0));
    assert!(second.iter().all(|key| !first.contains(key)));
    let elsewhere = list(&format!("?workspace_id={other}")).await;
    assert_eq!(elsewhere[0].name.as_deref(), Some("elsewhere"));

    let path = format!("/keys/{}", second[0].hash.as_deref().unwrap());
    let request = patch(&simulator, &path).bearer_auth(MANAGEMENT);
    json_of(request.json(&json!({"disabled": true})), 200).await;
    assert_eq!(list("?offset=100").await.len(), 1);
    assert_eq!(list("?offset=100&include_disabled=true").await.len(), 2);
}

#[tokio::test]
async fn a_request_for_a_key_that_cannot_be_is_refused() {
    let simulator = account().start().await.unwrap();
    for body in [
        json!({}),
        json!({"name": ""}),
        json!({"name": 1}),
        json!({"name": "a", "limit": -1}),
        json!({"name": "a", "limit_reset": "yearly"}),
        json!({"name": "a", "expires_at": "2025-01-01T00:00:00+02:00"}),
    ] {
        let request = post(&simulator, "/keys").bearer_auth(MANAGEMENT).json(&body);
        assert_eq!(json_of(request, 400).await["error"]["code"], 400, "{body}");
    }
    let request = post(&simulator, "/keys").bearer_auth(MANAGEMENT).body("{");
    assert!(message(&json_of(request, 400).await).contains("line 1"));
}

#[tokio::test]
async fn each_class_of_keys_is_kept_to_its_own() {
    let simulator = account().start().await.unwrap();
    for path in ["/keys", "/credits", "/activity"] {
        let refusal = json_of(get(&simulator, path).bearer_auth(KEY), 403).await;
        assert_eq!(message(&refusal), "Only management keys can perform this operation");
        json_of(get(&simulator, path).bearer_auth(MANAGEMENT), 200).await;
        json_of(get(&simulator, path), 401).await;
    }
    json_of(ask_with(&simulator, MANAGEMENT), 403).await;
    let key = json_of(get(&simulator, "/key").bearer_auth(MANAGEMENT), 200).await;
    assert_eq!(key["data"]["is_management_key"], true);

    let open = Simulator::start().await.unwrap();
    json_of(get(&open, "/keys").bearer_auth(KEY), 200).await;
    json_of(chat(&open, &ask("openai/gpt-5.2", "Hello")), 200).await;
}

#[tokio::test]
async fn a_limit_holds_until_it_starts_anew_and_a_key_until_it_ends() {
    let simulator = account().start().await.unwrap();
    let body = json!({"name": "a", "limit": 1e-7, "limit_reset": "daily"});
    let body = with(body, &json!({"expires_at": "2024-03-02T00:00:00Z"}));
    let created = create(&simulator, &body).await;
    json_of(ask_with(&simulator, &created.key), 200).await;
    let refusal = json_of(ask_with(&simulator, &created.key), 403).await;
    assert!(message(&refusal).starts_with("Key limit exceeded (daily limit)"));
    json_of(ask_with(&simulator, KEY), 200).await;

    simulator.advance(Duration::from_secs(86_400));
    json_of(ask_with(&simulator, &created.key), 200).await;
    simulator.advance(Duration::from_secs(86_400));
    json_of(ask_with(&simulator, &created.key), 401).await;
}

#[tokio::test]
async fn what_is_spent_is_taken_from_the_credits_of_the_account() {
    let simulator = account().credits("0.001".parse().unwrap()).start().await.unwrap();
    let body = with(ask("openai/gpt-5.2", "Hello"), &json!({"max_tokens": 60}));
    let mut cost = Decimal::ZERO;
    let refusal = loop {
        let response = chat(&simulator, &body).send().await.unwrap();
        let status = response.status();
        let reply = json_body(response).await;
        if status != StatusCode::OK {
            break reply;
        }
        cost += reply["usage"]["cost"].to_string().parse::<Decimal>().unwrap();
    };
    assert!(cost > Decimal::ZERO && cost <= "0.001".parse().unwrap());
    assert_eq!(refusal["error"]["code"], 402);
    let credits = json_of(get(&simulator, "/credits").bearer_auth(MANAGEMENT), 200).await;
    assert_eq!(credits["data"]["total_credits"], 0.001);
    let used: Decimal = credits["data"]["total_usage"].to_string().parse().unwrap();
    assert_eq!(used, cost);
    json_of(post(&simulator, "/credits/coinbase"), 410).await;
}

#[tokio::test]
async fn an_answer_that_might_cost_too_much_is_refused() {
    let simulator = account().credits("0.01".parse().unwrap()).start().await.unwrap();
    let refusal = json_of(ask_with(&simulator, KEY), 402).await;
    let expected = "You requested up to 128000 tokens, but can only afford 713.";
    assert!(message(&refusal).contains(expected), "{refusal}");
    for (tokens, status) in [(713, 200), (714, 402)] {
        let simulator = account().credits("0.01".parse().unwrap()).start().await.unwrap();
        let body = with(ask("openai/gpt-5.2", "Hello"), &json!({"max_tokens": tokens}));
        json_of(chat(&simulator, &body), status).await;
    }
    let free = ask("deepseek/deepseek-r1:free", "Hello");
    json_of(chat(&simulator, &free), 200).await;
}
