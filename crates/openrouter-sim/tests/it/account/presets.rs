//! Presets that are made, looked at and used.

use std::time::Duration;

use openrouter_sim::Simulator;
use openrouter_wire::{Data, Page, presets};
use serde_json::{Value, json};

use super::account;
use crate::client::{KEY, ask, chat, decoded, get, json_of, post, with};

async fn create(simulator: &Simulator, path: &str, body: &Value) -> presets::WithVersion {
    let request = post(simulator, &format!("/presets/{path}")).bearer_auth(KEY).json(body);
    decoded::<Data<presets::WithVersion>>(&json_of(request, 200).await).data
}

async fn read(simulator: &Simulator, path: &str, status: u16) -> Value {
    json_of(get(simulator, &format!("/presets{path}")).bearer_auth(KEY), status).await
}

#[tokio::test]
async fn a_preset_is_made_of_each_kind_of_request_and_gets_versions() {
    let simulator = account().start().await.unwrap();
    let messages = json!([{"role": "user", "content": "Hi"}]);
    let body = json!({"model": "openai/gpt-5.2", "temperature": 0.5, "messages": messages});
    let made = create(&simulator, "short/chat/completions", &body).await;
    assert_eq!(made.preset.slug, "short");
    assert_eq!(made.preset.created_at.as_deref(), Some("2024-02-29T12:00:00.000Z"));
    simulator.advance(Duration::from_secs(60));
    let body = json!({"model": "openai/gpt-5.2", "instructions": "Be brief.", "input": "Hi"});
    let changed = create(&simulator, "short/responses", &body).await;
    let version = changed.designated_version.unwrap();
    assert_eq!((changed.preset.id, version.version), (made.preset.id, Some(2.into())));
    assert_eq!(version.system_prompt.as_deref(), Some("Be brief."));
    assert_eq!(changed.preset.designated_version_id, version.id);
    let body = with(body, &json!({"max_tokens": 9, "system": "Sing.", "messages": messages}));
    create(&simulator, "other/messages", &body).await;
    create(&simulator, "short/chat/completions", &with(body, &json!({"input": null}))).await;

    let list: Page<presets::Preset> = decoded(&read(&simulator, "", 200).await);
    let slugs: Vec<_> = list.data.iter().map(|preset| preset.slug.as_str()).collect();
    assert_eq!((slugs, list.total_count), (vec!["short", "other"], Some(2.into())));
    let second = read(&simulator, "?offset=1&limit=1", 200).await;
    assert_eq!((&second["data"][0]["slug"], &second["total_count"]), (&json!("other"), &json!(2)));
    let whole: Data<presets::WithVersion> = decoded(&read(&simulator, "/short", 200).await);
    assert_eq!(whole.data.designated_version.unwrap().version, Some(3.into()));
    let versions = read(&simulator, "/short/versions", 200).await;
    let versions: Page<Option<presets::Version>> = decoded(&versions);
    let numbers: Vec<_> = versions.data.into_iter().map(|v| v.unwrap().version).collect();
    assert_eq!(numbers, [Some(1.into()), Some(2.into()), Some(3.into())]);
    let first = read(&simulator, "/short/versions/1", 200).await;
    let config = json!({"model": "openai/gpt-5.2", "temperature": 0.5});
    assert_eq!(
        (&first["data"]["config"], &first["data"]["system_prompt"]),
        (&config, &Value::Null)
    );
}

#[tokio::test]
async fn what_is_not_there_or_not_right_is_refused() {
    let simulator = account().start().await.unwrap();
    create(&simulator, "a/chat/completions", &ask("openai/gpt-5.2", "Hi")).await;
    for (path, status) in [
        ("/b", 404),
        ("/b/versions", 404),
        ("/a/versions/2", 404),
        ("/a/versions/x", 400),
        ("?limit=0", 400),
        ("?limit=101", 400),
    ] {
        read(&simulator, path, status).await;
    }
    let request = |path: &str| post(&simulator, path).json(&ask("openai/gpt-5.2", "Hi"));
    json_of(request("/presets/a%20b/chat/completions").bearer_auth(KEY), 400).await;
    json_of(request("/presets/a/chat/completions"), 401).await;
    let request = post(&simulator, "/presets/a/chat/completions").bearer_auth(KEY);
    json_of(request.json(&json!({"messages": 1})), 400).await;
}

#[tokio::test]
async fn a_request_that_names_a_preset_has_its_settings() {
    let simulator = account().start().await.unwrap();
    let body = with(ask("anthropic/claude-haiku-4.5", "Hi"), &json!({"max_tokens": 3}));
    create(&simulator, "short/chat/completions", &body).await;
    let of = async |fields: &Value| {
        let body = json!({"messages": [{"role": "user", "content": "What is snow?"}]});
        json_of(chat(&simulator, &with(body, fields)), 200).await
    };
    let haiku = "anthropic/claude-4.5-haiku-20251001";
    for (fields, model, tokens) in [
        (json!({"model": "@preset/short"}), haiku, Some(3)),
        (json!({"preset": "short"}), haiku, Some(3)),
        (json!({"model": "openai/gpt-4o-mini@preset/short"}), "openai/gpt-4o-mini", Some(3)),
        (json!({"model": "@preset/short", "max_tokens": 5}), haiku, Some(5)),
        (json!({"model": "@preset/unknown"}), "openai/gpt-4o-mini", None),
    ] {
        let reply = of(&fields).await;
        assert_eq!(reply["model"], model, "{fields}");
        let used = reply["usage"]["completion_tokens"].as_u64().unwrap();
        assert!(tokens.map_or(used > 5, |tokens| used == tokens), "{fields}: {used}");
    }
}

#[tokio::test]
async fn a_preset_is_good_for_every_kind_of_request() {
    let simulator = account().start().await.unwrap();
    let body = with(ask("anthropic/claude-haiku-4.5", "Hi"), &json!({"max_tokens": 3}));
    create(&simulator, "short/chat/completions", &body).await;
    let messages = json!([{"role": "user", "content": "What is snow?"}]);
    let body = json!({"model": "@preset/short", "messages": messages});
    let request = post(&simulator, "/messages").bearer_auth(KEY).json(&body);
    let reply = json_of(request, 200).await;
    assert_eq!(reply["model"], "anthropic/claude-4.5-haiku-20251001");
    assert_eq!(reply["usage"]["output_tokens"], 3);

    let body = json!({"model": "openai/gpt-5.2", "instructions": "Be brief.", "input": "Hi"});
    create(&simulator, "brief/responses", &body).await;
    let body = json!({"model": "@preset/brief", "input": "What is snow?"});
    let request = post(&simulator, "/responses").bearer_auth(KEY).json(&body);
    let reply = json_of(request, 200).await;
    assert_eq!(reply["instructions"], "Be brief.");
    assert_eq!(reply["model"], "openai/gpt-5.2-20251211");
}
