//! Generations that are looked up, and what was used on which day.

use std::{collections::BTreeSet, time::Duration};

use openrouter_sim::{Answer, Simulator, StreamError};
use openrouter_wire::{Data, activity, generation};
use serde_json::{Value, json};

use super::{MANAGEMENT, account};
use crate::client::{KEY, ask, chat, decoded, get, json_of, post, with};

async fn generation(simulator: &Simulator, id: &str, status: u16) -> Value {
    json_of(get(simulator, &format!("/generation?id={id}")).bearer_auth(KEY), status).await
}

fn id_of(reply: &Value) -> String {
    reply["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_generation_can_be_looked_up_after_a_delay() {
    let simulator = account().start().await.unwrap();
    let fields = json!({"session_id": "s-1", "user": "u-1"});
    let request = chat(&simulator, &with(ask("openai/gpt-5.2", "What is snow?"), &fields));
    let reply = json_of(request.header("http-referer", "https://example.com"), 200).await;
    let id = id_of(&reply);
    assert!(generation(&simulator, &id, 404).await["error"]["message"].is_string());
    simulator.advance(Duration::from_millis(499));
    generation(&simulator, &id, 404).await;
    simulator.advance(Duration::from_millis(1));
    let found = generation(&simulator, &id, 200).await;
    for (field, value) in [
        ("id", json!(id)),
        ("model", json!("openai/gpt-5.2-20251211")),
        ("provider_name", json!("OpenAI")),
        ("api_type", json!("completions")),
        ("created_at", json!("2024-02-29T12:00:00.000Z")),
        ("total_cost", reply["usage"]["cost"].clone()),
        ("usage", reply["usage"]["cost"].clone()),
        ("native_tokens_prompt", reply["usage"]["prompt_tokens"].clone()),
        ("native_tokens_completion", reply["usage"]["completion_tokens"].clone()),
        ("finish_reason", json!("stop")),
        ("native_finish_reason", json!("completed")),
        ("streamed", json!(false)),
        ("cancelled", json!(false)),
        ("session_id", json!("s-1")),
        ("external_user", json!("u-1")),
        ("http_referer", json!("https://example.com")),
    ] {
        assert_eq!(found["data"][field], value, "{field}");
    }
    decoded::<generation::Response>(&found);
    generation(&simulator, "gen-unknown", 404).await;
    json_of(get(&simulator, "/generation").bearer_auth(KEY), 400).await;
    json_of(get(&simulator, &format!("/generation?id={id}")), 401).await;
}

#[tokio::test]
async fn the_record_of_a_stream_that_was_left_comes_later() {
    let simulator = account().start().await.unwrap();
    simulator.script(Answer::text("Half of this").hang_after(1));
    let body = with(ask("openai/gpt-4o-mini", "Hello"), &json!({"stream": true}));
    let response = chat(&simulator, &body).send().await.unwrap();
    let id = response.headers()["x-generation-id"].to_str().unwrap().to_owned();
    drop(response);
    simulator.wait_until(|requests| requests[0].cancelled).await;
    simulator.advance(Duration::from_millis(2_999));
    generation(&simulator, &id, 404).await;
    simulator.advance(Duration::from_millis(1));
    let found = generation(&simulator, &id, 200).await;
    assert_eq!(
        (&found["data"]["cancelled"], &found["data"]["streamed"]),
        (&json!(true), &json!(true))
    );
}

#[tokio::test]
async fn what_was_asked_and_answered_is_kept() {
    let simulator = account().generation_delay(Duration::ZERO).start().await.unwrap();
    let body = ask("openai/gpt-4o-mini", "What is snow?");
    simulator.script(Answer::text("White.").reasoning("Hm."));
    let content = async |reply: &Value| {
        let path = format!("/generation/content?id={}", id_of(reply));
        json_of(get(&simulator, &path).bearer_auth(KEY), 200).await
    };
    let kept = content(&json_of(chat(&simulator, &body), 200).await).await;
    assert_eq!(kept["data"]["input"], json!({"messages": body["messages"]}));
    assert_eq!(kept["data"]["output"], json!({"completion": "White.", "reasoning": "Hm."}));
    assert_eq!(kept["data"]["error"], Value::Null);
    decoded::<Data<generation::Content>>(&kept);

    simulator.script(Answer::text("Wh").fail_after(1, StreamError::recorded(502, "gone")));
    let body = with(body, &json!({"stream": true}));
    let response = chat(&simulator, &body).send().await.unwrap();
    let id = response.headers()["x-generation-id"].to_str().unwrap().to_owned();
    response.text().await.unwrap();
    let kept = content(&json!({"id": id})).await;
    assert_eq!(kept["data"]["error"]["provider_name"], "OpenAI");
    assert_eq!(generation(&simulator, &id, 200).await["data"]["total_cost"], 0);
}

#[tokio::test]
async fn feedback_is_taken_for_what_there_is() {
    let simulator = account().generation_delay(Duration::ZERO).start().await.unwrap();
    let reply = json_of(chat(&simulator, &ask("openai/gpt-4o-mini", "Hello")), 200).await;
    let good = json!({"generation_id": reply["id"], "category": "billing", "comment": "Twice."});
    for (change, status) in [
        (json!({}), 200),
        (json!({"generation_id": "gen-unknown"}), 404),
        (json!({"category": "joy"}), 400),
        (json!({"comment": "x".repeat(1_001)}), 400),
    ] {
        let body = with(good.clone(), &change);
        let request = post(&simulator, "/generation/feedback").bearer_auth(MANAGEMENT).json(&body);
        let answer = json_of(request, status).await;
        assert!(status != 200 || answer == json!({"data": {"success": true}}));
    }
}

#[tokio::test]
async fn activity_adds_up_each_whole_day() {
    let simulator = account().start().await.unwrap();
    let mut cost = 0.0;
    for model in ["openai/gpt-5.2", "openai/gpt-5.2", "anthropic/claude-sonnet-4.6"] {
        let reply = json_of(chat(&simulator, &ask(model, "Hello")), 200).await;
        cost += reply["usage"]["cost"].as_f64().unwrap();
    }
    let activity = async |query: &str, status| {
        let request = get(&simulator, &format!("/activity{query}")).bearer_auth(MANAGEMENT);
        json_of(request, status).await
    };
    assert_eq!(activity("", 200).await, json!({"data": []}), "today is not over");
    simulator.advance(Duration::from_secs(86_400));
    json_of(chat(&simulator, &ask("openai/gpt-5.2", "Hello")), 200).await;
    let rows: activity::Response = decoded(&activity("", 200).await);
    let mut requests: Vec<_> = rows.data.iter().map(|row| row.requests.as_ref().unwrap()).collect();
    requests.sort_by_key(|count| count.get());
    assert_eq!(requests, [&1.into(), &2.into()]);
    let usage: f64 = rows.data.iter().map(|r| r.usage.as_ref().unwrap().as_f64().unwrap()).sum();
    assert!((usage - cost).abs() < 1e-12);
    assert!(rows.data.iter().all(|row| row.date.as_deref() == Some("2024-02-29")));
    assert!(rows.data.iter().all(|row| row.workspace_id.is_none()));

    let grouped = activity("?group_by=workspace&date=2024-02-29", 200).await;
    assert!(grouped["data"][0]["workspace_id"].is_string());
    let hash = openrouter_sim::key_hash(KEY);
    assert_eq!(activity(&format!("?api_key_hash={hash}"), 200).await["data"][0]["requests"], 2);
    for nobody in ["?api_key_hash=x", "?user_id=x", "?workspace_id=x", "?date=2024-02-28"] {
        assert_eq!(activity(nobody, 200).await, json!({"data": []}), "{nobody}");
    }
    for wrong in ["?date=2024-03-01", "?date=2024-01-01", "?date=yesterday"] {
        activity(wrong, 400).await;
    }
}

#[tokio::test]
async fn a_key_with_a_history_has_a_month_of_activity_that_its_spending_agrees_with() {
    let simulator = account().history(KEY).start().await.unwrap();
    let rows = json_of(get(&simulator, "/activity").bearer_auth(MANAGEMENT), 200).await;
    let rows: activity::Response = decoded(&rows);
    let days = |days: &mut dyn Iterator<Item = &activity::Activity>| {
        let days: BTreeSet<_> = days.map(|row| row.date.clone().unwrap()).collect();
        days
    };
    let all = days(&mut rows.data.iter());
    // Of 30 days, one was idle.
    assert_eq!((all.len(), all.contains("2024-02-13")), (29, false));
    assert_eq!(
        (all.first().unwrap().as_str(), all.last().unwrap().as_str()),
        ("2024-01-30", "2024-02-28")
    );
    let models: BTreeSet<_> = rows.data.iter().map(|row| row.model.clone().unwrap()).collect();
    assert!(models.len() >= 7 && models.contains("anthropic/claude-sonnet-4.6"), "{models:?}");
    let exact = rows.data.iter().map(|row| row.model_permaslug.as_deref().unwrap());
    assert!(exact.clone().any(|slug| slug == "anthropic/claude-4.6-sonnet-20260217"));

    let whole_days: f64 =
        rows.data.iter().map(|r| r.usage.as_ref().unwrap().as_f64().unwrap()).sum();
    let key = json_of(get(&simulator, "/key").bearer_auth(KEY), 200).await;
    let [total, today] = ["usage", "usage_daily"].map(|field| key["data"][field].as_f64().unwrap());
    assert!(today > 0.0 && (total - today - whole_days).abs() < 1e-9, "{key}");
    let credits = json_of(get(&simulator, "/credits").bearer_auth(MANAGEMENT), 200).await;
    assert!((credits["data"]["total_usage"].as_f64().unwrap() - total).abs() < 1e-9);

    let hash = openrouter_sim::key_hash(KEY);
    let request = get(&simulator, &format!("/activity?api_key_hash={hash}&date=2024-02-20"));
    let busy: activity::Response = decoded(&json_of(request.bearer_auth(MANAGEMENT), 200).await);
    let dearest = busy.data.iter().max_by(|one, other| {
        let cost = |row: &activity::Activity| row.usage.as_ref().unwrap().as_f64().unwrap();
        cost(one).total_cmp(&cost(other))
    });
    assert_eq!(dearest.unwrap().model.as_deref(), Some("openai/gpt-5.2"));
}
