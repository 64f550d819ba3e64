//! Answers that are given again.

use std::time::{Duration, SystemTime};

use openrouter_sim::{Answer, Simulator, StreamError};
use openrouter_wire::response_cache::{Reply, Request};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use crate::client::{KEY, ask, chat, chunks, get, json_body, json_of, post, with};

const MODEL: &str = "openai/gpt-4o-mini";

async fn start() -> Simulator {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_709_208_000);
    Simulator::builder().now(now).generation_delay(Duration::ZERO).start().await.unwrap()
}

fn asking(request: RequestBuilder, cache: &Request) -> RequestBuilder {
    cache.pairs().into_iter().fold(request, |request, (name, value)| request.header(name, value))
}

fn cached(simulator: &Simulator, path: &str, body: &Value) -> RequestBuilder {
    asking(post(simulator, path).bearer_auth(KEY).json(body), &Request::on())
}

fn told(response: &Response) -> Option<Reply> {
    Reply::read(|name| response.headers().get(name)?.to_str().ok())
}

/// What the headers tell, and the document.
async fn answer(request: RequestBuilder) -> (Option<Reply>, Value) {
    let response = request.send().await.unwrap();
    (told(&response), json_body(response).await)
}

fn is_hit(told: Option<&Reply>) -> bool {
    told.is_some_and(Reply::is_hit)
}

async fn status(request: RequestBuilder) -> Option<Reply> {
    let response = request.send().await.unwrap();
    let told = told(&response);
    response.text().await.unwrap();
    told
}

#[tokio::test]
async fn the_same_answer_comes_again_for_nothing() {
    let simulator = start().await;
    simulator.script(Answer::tool_call("get_weather", r#"{"city":"Lisbon"}"#).reasoning("Hm."));
    let body = ask(MODEL, "What is the weather?");
    let ask = || cached(&simulator, "/chat/completions", &body);
    let (miss, first) = answer(ask()).await;
    assert_eq!(miss, Some(Reply::miss(300)));
    // It waits for a request that is really answered.
    simulator.script(Answer::text("Another."));
    simulator.advance(Duration::from_secs(12));
    let asked = ask().header("x-openrouter-metadata", "enabled").header("x-title", "App");
    let (hit, again) = answer(asked).await;
    let id = first["id"].as_str().unwrap();
    assert_eq!(hit, Some(Reply::hit(12, 288, id)));
    assert_eq!(simulator.scripted(), 1);

    assert_eq!(again["choices"], first["choices"]);
    assert_eq!(again["model"], first["model"]);
    assert_ne!(again["id"], first["id"]);
    assert_eq!(again["created"].as_u64(), first["created"].as_u64().map(|time| time + 12));
    for counter in ["prompt_tokens", "completion_tokens", "total_tokens", "cost"] {
        assert_ne!(first["usage"][counter], 0, "{counter}");
        assert_eq!(again["usage"][counter], 0, "{counter}");
    }
    assert!(again.get("openrouter_metadata").is_none());

    let path = format!("/generation?id={}", again["id"].as_str().unwrap());
    let record = json_of(get(&simulator, &path).bearer_auth(KEY), 200).await;
    assert_eq!(record["data"]["response_cache_source_id"], id);
    assert_eq!(record["data"]["total_cost"], 0);
    let path = format!("/generation?id={id}");
    let record = json_of(get(&simulator, &path).bearer_auth(KEY), 200).await;
    assert_eq!(record["data"].get("response_cache_source_id"), None);
    let key = json_of(get(&simulator, "/key").bearer_auth(KEY), 200).await;
    assert_eq!(key["data"]["usage"], first["usage"]["cost"]);
}

#[tokio::test]
async fn every_form_of_a_chat_and_vectors_are_kept() {
    let simulator = start().await;
    let question = "What is snow?";
    for (path, body, said) in [
        ("/responses", json!({"model": MODEL, "input": question}), "output"),
        ("/messages", with(ask(MODEL, question), &json!({"max_tokens": 100})), "content"),
        (
            "/embeddings",
            json!({"model": "openai/text-embedding-3-small", "input": question}),
            "data",
        ),
    ] {
        let (miss, first) = answer(cached(&simulator, path, &body)).await;
        let (hit, again) = answer(cached(&simulator, path, &body)).await;
        assert_eq!(miss, Some(Reply::miss(300)), "{path}");
        assert_eq!(hit, Some(Reply::hit(0, 300, first["id"].as_str().unwrap())), "{path}");
        assert!(!first[said].as_array().unwrap().is_empty());
        assert_eq!(again[said], first[said], "{path}");
        assert_ne!(again["id"], first["id"], "{path}");
        assert_ne!(first["usage"]["cost"], 0, "{path}");
        assert_eq!(again["usage"]["cost"], 0, "{path}");
    }
}

#[tokio::test]
async fn a_stream_is_kept_for_streams() {
    let simulator = start().await;
    let whole = ask(MODEL, "What is snow?");
    let body = with(whole.clone(), &json!({"stream": true}));
    let stream = async || {
        let response = cached(&simulator, "/chat/completions", &body).send().await.unwrap();
        let id = response.headers()["x-generation-id"].to_str().unwrap().to_owned();
        (told(&response), id, chunks(&response.text().await.unwrap()))
    };
    let (miss, first_id, first) = stream().await;
    assert!(!is_hit(miss.as_ref()));
    let (hit, id, again) = stream().await;
    assert_eq!(hit, Some(Reply::hit(0, 300, &first_id)));
    assert_ne!(id, first_id);
    assert!(again.iter().all(|chunk| chunk["id"] == id.as_str()));
    let said = |chunks: &[Value]| -> Vec<Value> {
        chunks.iter().map(|chunk| chunk["choices"].clone()).collect()
    };
    assert_eq!(said(&again), said(&first));
    assert_eq!(again.last().unwrap()["usage"]["cost"], 0);
    assert!(!is_hit(status(cached(&simulator, "/chat/completions", &whole)).await.as_ref()));
}

#[tokio::test]
async fn the_same_is_what_has_the_same_key_and_body() {
    let simulator = start().await;
    let text = r#"{"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}"#;
    let send = async |key: &str, body: &str| {
        let request = post(&simulator, "/chat/completions").bearer_auth(key).body(body.to_owned());
        let request = request.header("content-type", "application/json");
        is_hit(status(asking(request, &Request::on())).await.as_ref())
    };
    assert!(!send(KEY, text).await);
    assert!(send(KEY, &text.replace(':', " : ").replace(" : //", "://")).await);
    assert!(!send("sk-or-v1-another", text).await);
    assert!(!send(KEY, &text.replace("Hi", "H i")).await);
    let turned = r#"{"messages":[{"role":"user","content":"Hi"}],"model":"openai/gpt-4o-mini"}"#;
    assert!(!send(KEY, turned).await);
    assert!(send(KEY, turned).await);
}

#[tokio::test]
async fn a_request_says_whether_and_for_how_long() {
    let simulator = start().await;
    let body = ask(MODEL, "What is snow?");
    let send = async |cache: Request| status(asking(chat(&simulator, &body), &cache)).await;
    assert_eq!(send(Request::default()).await, None);
    assert_eq!(send(Request { clear: Some(true), ..Request::default() }).await, None);
    assert_eq!(send(Request::on().with_ttl(60)).await, Some(Reply::miss(60)));
    assert_eq!(send(Request::off()).await, None);
    simulator.advance(Duration::from_secs(59));
    let hit = send(Request::on()).await.unwrap();
    assert_eq!((hit.age, hit.ttl), (Some(59), Some(1)));
    assert_eq!(send(Request::refresh().with_ttl(70)).await, Some(Reply::miss(70)));
    simulator.advance(Duration::from_secs(69));
    assert!(is_hit(send(Request::on()).await.as_ref()));
    simulator.advance(Duration::from_secs(1));
    assert_eq!(send(Request::on()).await, Some(Reply::miss(300)));
}

#[tokio::test]
async fn what_fails_is_not_kept() {
    let simulator = start().await;
    let body = with(ask(MODEL, "What is snow?"), &json!({"stream": true}));
    let send = async || status(cached(&simulator, "/chat/completions", &body)).await;
    simulator.script(Answer::error(503, "No provider available"));
    assert_eq!(send().await, None);
    simulator.script(Answer::text("Half").fail_after(1, StreamError::recorded(502, "gone")));
    assert_eq!(send().await, Some(Reply::miss(300)));
    simulator.script(Answer::text("Half of this").end_after(1));
    assert_eq!(send().await, Some(Reply::miss(300)));
    // What is under way is not kept yet, and what is left is not either.
    simulator.script(Answer::text("Slow.").token_delay(Duration::from_secs(3_600)).times(2));
    for _ in 0..2 {
        let left = cached(&simulator, "/chat/completions", &body).send().await.unwrap();
        assert_eq!(told(&left), Some(Reply::miss(300)));
    }
    simulator.wait_until(|requests| requests.iter().filter(|r| r.cancelled).count() == 2).await;
    assert_eq!(send().await, Some(Reply::miss(300)));
    assert!(is_hit(send().await.as_ref()));
}
