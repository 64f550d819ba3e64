//! Batches.

use std::time::Duration;

use openrouter_sim::Simulator;
use openrouter_wire::{Root, batches, chat, embeddings, messages, responses};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::account::account;
use crate::client::{KEY, ask, chat as complete, decoded, get, json_of};

const MODEL: &str = "openai/gpt-4o-mini";

fn address(simulator: &Simulator, id: &str) -> String {
    format!("{}/batches{id}", Root::Beta.address(simulator.base_url()))
}

/// Hands in a batch, with its fields in the order of this text.
fn hand_in(simulator: &Simulator, body: String) -> RequestBuilder {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    client
        .post(address(simulator, ""))
        .bearer_auth(KEY)
        .header("content-type", "application/json")
        .body(body)
}

fn batch(endpoint: &str, model: &str, bodies: &[Value]) -> String {
    let request =
        |(body, index): (&Value, usize)| json!({"custom_id": format!("r{index}"), "body": body});
    let requests: Vec<_> = bodies.iter().zip(0..).map(request).collect();
    json!({"endpoint": endpoint, "model": model, "requests": requests}).to_string()
}

async fn look(simulator: &Simulator, id: &Value) -> Value {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let id = format!("/{}", id.as_str().unwrap());
    let batch = json_of(client.get(address(simulator, &id)).bearer_auth(KEY), 200).await;
    decoded::<batches::Batch>(&batch);
    batch
}

/// Hands in a batch and waits until it has ended.
async fn answered(simulator: &Simulator, body: String) -> Value {
    let batch = json_of(hand_in(simulator, body), 202).await;
    simulator.advance(Duration::from_secs(3));
    look(simulator, &batch["id"]).await
}

async fn spent(simulator: &Simulator) -> f64 {
    let key = json_of(get(simulator, "/key").bearer_auth(KEY), 200).await;
    key["data"]["usage"].as_f64().unwrap()
}

fn question(text: &str) -> Value {
    json!({"messages": [{"role": "user", "content": text}]})
}

#[tokio::test]
async fn a_batch_is_waited_for_and_has_its_results_inline() {
    let simulator = account().job_time(Duration::from_secs(40)).start().await.unwrap();
    let body = batch("/v1/chat/completions", MODEL, &[question("Snow?"), question("Ice?")]);
    let handed_in = json_of(hand_in(&simulator, body), 202).await;
    decoded::<batches::Batch>(&handed_in);
    let id = &handed_in["id"];
    assert!(id.as_str().unwrap().starts_with("gen-batch-"), "{id}");
    let counts = json!({"total": 2, "completed": 0, "failed": 0});
    for (seconds, status) in [
        (0, "validating"),
        (9, "validating"),
        (1, "in_progress"),
        (20, "finalizing"),
        (9, "finalizing"),
    ] {
        simulator.advance(Duration::from_secs(seconds));
        let found = look(&simulator, id).await;
        assert_eq!((&found["status"], &found["request_counts"]), (&json!(status), &counts));
        assert!(found.get("results").is_none(), "{found}");
        assert_eq!(found["finalized_at"], Value::Null);
    }
    assert!(spent(&simulator).await <= 0.0);
    simulator.advance(Duration::from_secs(1));
    let found = look(&simulator, id).await;
    assert_eq!(found["status"], "completed");
    assert_eq!(found["request_counts"], json!({"total": 2, "completed": 2, "failed": 0}));
    let created = handed_in["created_at"].as_u64().unwrap();
    assert_eq!(found["finalized_at"], created + 40);
    let results = found["results"].as_array().unwrap();
    assert_eq!((&results[0]["custom_id"], &results[1]["custom_id"]), (&json!("r0"), &json!("r1")));
    let body: chat::Response = decoded(&results[0]["response"]["body"]);
    assert_eq!(json!(body.id), results[0]["response"]["request_id"]);
    assert_eq!(look(&simulator, id).await, found, "it stays as it is");
    let record =
        format!("/generation?id={}", results[0]["response"]["request_id"].as_str().unwrap());
    simulator.advance(Duration::from_secs(1));
    json_of(get(&simulator, &record).bearer_auth(KEY), 200).await;
}

#[tokio::test]
async fn an_answer_costs_half_of_what_it_costs_by_itself() {
    let simulator = account().start().await.unwrap();
    let alone = json_of(complete(&simulator, &ask(MODEL, "Snow?")), 200).await;
    let before = spent(&simulator).await;
    let body = batch("/v1/chat/completions", MODEL, &[question("Snow?")]);
    let batch = answered(&simulator, body).await;
    let answer = &batch["results"][0]["response"]["body"];
    assert_eq!(answer["choices"], alone["choices"]);
    let cost = |reply: &Value| reply["usage"]["cost"].as_f64().unwrap();
    let (half, whole) = (cost(answer), cost(&alone));
    assert!((half * 2.0 - whole).abs() < 1e-12 && half > 0.0, "{half} {whole}");
    assert!((spent(&simulator).await - before - half).abs() < 1e-12);
    for name in ["prompt_tokens", "completion_tokens", "total_tokens"] {
        assert_eq!(batch["usage"][name], alone["usage"][name], "{name}");
    }
}

#[tokio::test]
async fn a_model_that_is_listed_for_batches_has_their_price_already() {
    let simulator = account().start().await.unwrap();
    let cost = async |model| {
        let body = batch("/v1/chat/completions", model, &[question("Snow?")]);
        let batch = answered(&simulator, body).await;
        let usage = &batch["results"][0]["response"]["body"]["usage"]["cost_details"];
        usage["upstream_inference_prompt_cost"].as_f64().unwrap()
    };
    let listed = cost("google/gemini-2.5-flash:batch").await;
    assert!((listed - cost("google/gemini-2.5-flash").await).abs() < 1e-12);
}

#[tokio::test]
async fn each_kind_of_request_is_answered_in_its_own_form() {
    let simulator = account().start().await.unwrap();
    let first = async |endpoint, model, body: Value| {
        let batch = answered(&simulator, batch(endpoint, model, &[body])).await;
        assert!(batch["usage"]["prompt_tokens"].as_u64().unwrap() > 0, "{batch}");
        batch["results"][0]["response"]["body"].clone()
    };
    let body = first("/v1/responses", MODEL, json!({"input": "Snow?"})).await;
    let reply: responses::Response = serde_json::from_value(body).unwrap();
    assert_eq!(reply.output.unwrap().len(), 1);
    let fields = json!({"max_tokens": 100, "messages": [{"role": "user", "content": "Snow?"}]});
    let body = first("/v1/messages", "anthropic/claude-haiku-4.5", fields).await;
    let reply: messages::Response = serde_json::from_value(body).unwrap();
    assert_eq!(reply.content.unwrap().len(), 1);
    let model = "openai/text-embedding-3-small";
    let body = first("/v1/embeddings", model, json!({"input": "snow", "dimensions": 4})).await;
    let reply: embeddings::Response = serde_json::from_value(body).unwrap();
    assert_eq!(reply.data.unwrap().len(), 1);
}

#[tokio::test]
async fn a_request_fails_by_itself() {
    let simulator = account().start().await.unwrap();
    let stream = json!({"messages": [{"role": "user", "content": "Snow?"}], "stream": true});
    let bodies = [json!({"messages": []}), question("Snow?"), stream];
    let batch = answered(&simulator, batch("/v1/chat/completions", MODEL, &bodies)).await;
    assert_eq!(batch["status"], "completed");
    assert_eq!(batch["request_counts"], json!({"total": 3, "completed": 1, "failed": 2}));
    let results = batch["results"].as_array().unwrap();
    for failed in [0, 2] {
        assert_eq!(results[failed]["response"], Value::Null);
        assert_eq!(results[failed]["error"]["type"], "invalid_request");
    }
    assert_eq!(results[1]["error"], Value::Null);
}

#[tokio::test]
async fn a_batch_for_a_model_that_does_not_exist_fails_as_a_whole() {
    let simulator = account().start().await.unwrap();
    let body = batch("/v1/chat/completions", "acme/none", &[question("Snow?")]);
    let batch = answered(&simulator, body).await;
    assert_eq!(batch["status"], "failed");
    let message = batch["error"]["message"].as_str().unwrap();
    assert!(message.starts_with("acme/none is not a valid model ID"), "{message}");
    assert!(batch.get("results").is_none(), "{batch}");
}

#[tokio::test]
async fn a_batch_that_cannot_be_read_as_it_comes_is_refused() {
    let simulator = account().start().await.unwrap();
    let request = json!({"custom_id": "a", "body": question("Snow?")}).to_string();
    let [endpoint, model] =
        [r#""endpoint":"/v1/chat/completions""#, r#""model":"openai/gpt-4o-mini""#];
    let requests = |requests: &str| format!(r#""requests":[{requests}]"#);
    let other = r#"{"custom_id":"b","body":{"model":"openai/gpt-5.2"}}"#;
    for fields in [
        [&requests(&request), endpoint, model],
        [endpoint, &requests(&request), model],
        [model, &requests(&request), endpoint],
        [endpoint, model, &requests("")],
        [endpoint, model, &requests(&format!("{request},{request}"))],
        [endpoint, model, &requests(other)],
        [endpoint, model, &requests(r#"{"custom_id":"b","body":[]}"#)],
        [r#""endpoint":"/v1/images""#, model, &requests(&request)],
        [endpoint, r#""metadata":{}"#, &requests(&request)],
    ] {
        json_of(hand_in(&simulator, format!("{{{}}}", fields.join(","))), 400).await;
    }
    let fine = [model, endpoint, &requests(&request)].join(",");
    json_of(hand_in(&simulator, format!("{{{fine}}}")), 202).await;
}

#[tokio::test]
async fn batches_are_beside_the_other_endpoints() {
    let simulator = account().start().await.unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let get = |path: &str| client.get(address(&simulator, path));
    json_of(get("/gen-batch-unknown").bearer_auth(KEY), 404).await;
    json_of(get("/gen-batch-unknown"), 401).await;
    let usual = format!("{}/batches/gen-batch-unknown", simulator.base_url());
    let reply = json_of(client.get(usual).bearer_auth(KEY), 404).await;
    assert_eq!(reply["error"]["message"], "Not Found");
}
