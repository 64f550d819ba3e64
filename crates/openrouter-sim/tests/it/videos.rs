//! Videos.

use std::time::Duration;

use openrouter_sim::{Answer, Simulator};
use openrouter_wire::videos;
use serde_json::{Value, json};

use crate::account::account;
use crate::client::{KEY, decoded, get, json_of, post, with};

async fn start(simulator: &Simulator, fields: &Value) -> Value {
    let body = with(json!({"model": "google/veo-3.1", "prompt": "A tern dives."}), fields);
    let request = post(simulator, "/videos").bearer_auth(KEY).json(&body);
    let job = json_of(request, 202).await;
    assert_eq!(decoded::<videos::Job>(&job).status, videos::Status::Pending);
    assert!(job.get("generation_id").is_none(), "{job}");
    job
}

async fn look(simulator: &Simulator, path: &str, status: u16) -> Value {
    json_of(get(simulator, path).bearer_auth(KEY), status).await
}

async fn spent(simulator: &Simulator) -> Value {
    look(simulator, "/key", 200).await["data"]["usage"].clone()
}

fn path(job: &Value) -> String {
    job["polling_url"].as_str().unwrap().strip_prefix("/api/v1").unwrap().to_owned()
}

#[tokio::test]
async fn a_video_is_waited_for_and_downloaded() {
    let simulator = account().job_time(Duration::from_secs(60)).start().await.unwrap();
    let job = path(&start(&simulator, &json!({"duration": 8})).await);
    let content = format!("{job}/content");
    for (seconds, status) in [(14, "pending"), (1, "in_progress"), (44, "in_progress")] {
        simulator.advance(Duration::from_secs(seconds));
        let found = look(&simulator, &job, 200).await;
        assert_eq!(found["status"], status);
        decoded::<videos::Job>(&found);
        look(&simulator, &content, 400).await;
    }
    simulator.advance(Duration::from_secs(1));
    let found = look(&simulator, &job, 200).await;
    decoded::<videos::Job>(&found);
    assert_eq!(found["status"], "completed");
    assert_eq!(found["usage"], json!({"cost": 3.2, "is_byok": false}));
    let address = format!("{}{content}?index=0", simulator.base_url());
    assert_eq!(found["unsigned_urls"], json!([address]));

    let video = get(&simulator, &content).bearer_auth(KEY).send().await.unwrap();
    assert_eq!(video.headers()["content-type"], "video/mp4");
    let bytes = video.bytes().await.unwrap();
    assert_eq!((&bytes[4..8], bytes.len()), (b"ftyp".as_slice(), 24 + 116 + 8 + 8 * 4_096));
    look(&simulator, &format!("{content}?index=1"), 404).await;
    look(&simulator, &format!("{content}?index=first"), 400).await;
    json_of(get(&simulator, &content), 401).await;
    look(&simulator, "/videos/job-unknown", 404).await;
    look(&simulator, "/videos/job-unknown/content", 404).await;
}

#[tokio::test]
async fn a_video_is_charged_once_when_it_is_there() {
    let simulator = account().job_time(Duration::from_secs(60)).start().await.unwrap();
    let job = path(&start(&simulator, &json!({})).await);
    simulator.advance(Duration::from_secs(59));
    assert_eq!(spent(&simulator).await, 0);
    simulator.advance(Duration::from_secs(1));
    // Nobody needs to have looked at it.
    assert_eq!(spent(&simulator).await, 1.6);
    let found = look(&simulator, &job, 200).await;
    simulator.advance(Duration::from_secs(600));
    look(&simulator, &job, 200).await;
    assert_eq!(spent(&simulator).await, 1.6);
    let record = format!("/generation?id={}", found["generation_id"].as_str().unwrap());
    let record = look(&simulator, &record, 200).await;
    assert_eq!(
        (&record["data"]["api_type"], &record["data"]["total_cost"]),
        (&json!("video"), &json!(1.6))
    );
}

#[tokio::test]
async fn a_prompt_can_ask_for_a_failure() {
    let simulator = account().start().await.unwrap();
    let job = path(&start(&simulator, &json!({"prompt": "A tern. [fail]"})).await);
    simulator.advance(Duration::from_secs(2));
    assert_eq!(look(&simulator, &job, 200).await["status"], "in_progress");
    simulator.advance(Duration::from_secs(1));
    let found = look(&simulator, &job, 200).await;
    decoded::<videos::Job>(&found);
    assert_eq!(found["status"], "failed");
    assert!(found["error"].is_string(), "{found}");
    look(&simulator, &format!("{job}/content"), 400).await;
    assert_eq!(spent(&simulator).await, 0);
}

#[tokio::test]
async fn what_cannot_be_filmed_is_refused_at_once() {
    let simulator = account().start().await.unwrap();
    let refused = async |fields: &Value, status| {
        let body = with(json!({"model": "google/veo-3.1", "prompt": "A tern dives."}), fields);
        json_of(post(&simulator, "/videos").bearer_auth(KEY).json(&body), status).await
    };
    refused(&json!({"model": "openai/gpt-5.2"}), 400).await;
    refused(&json!({"duration": 5}), 400).await;
    simulator.script(Answer::error(402, "Insufficient credits").for_path("/videos"));
    refused(&json!({}), 402).await;
    simulator.script(Answer::text("Hello").for_path("/videos"));
    refused(&json!({}), 500).await;
}
