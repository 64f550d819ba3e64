//! Keys never show, whatever is printed.

mod canary;
mod captured_log;

use std::error::Error as _;
use std::fmt::Debug;

use integration_tests::{ScriptedServer, ServerReply};
use llm_types::{ChatProvider, Error, HealthProvider, ModelProvider, ProviderConfig, Secret};
use openrouter_provider::OpenRouter;
use openrouter_provider::openrouter_auth::LeaseRequest;
use openrouter_sim::{Answer, Simulator};
use serde_json::json;

use crate::set_up::{KEY, builder, request};
use canary::assert_hidden;
use captured_log::CapturedLog;

/// In every way in which a value can be printed.
fn printed(value: &impl Debug) -> String {
    format!("{value:?}\n{value:#?}")
}

fn assert_error_hides(error: &Error) {
    assert_hidden(&printed(error));
    assert_hidden(&error.to_string());
    let mut source = error.source();
    while let Some(error) = source {
        assert_hidden(&format!("{error} {error:?}"));
        source = error.source();
    }
    assert_hidden(&printed(&error.partial()));
    assert_hidden(&serde_json::to_string(error.attempts()).unwrap());
}

#[test]
fn what_is_set_up_shows_no_key() {
    let builder = builder("http://127.0.0.1:1/api/v1");
    assert_hidden(&printed(&builder));
    let provider = builder.build().unwrap();
    assert_hidden(&printed(&provider));
    let pool = provider.key_pool();
    let now = tokio::time::Instant::now();
    assert_hidden(&printed(&pool));
    assert_hidden(&printed(&pool.status(now)));
    assert_hidden(&printed(&pool.keys()));
    let lease = pool.lease(&LeaseRequest::new(), now).unwrap();
    assert_hidden(&printed(&lease));
    assert_hidden(&printed(lease.key()));
    assert_hidden(&printed(&lease.key().to_header_value()));
    assert_hidden(&printed(&Secret::new(KEY)));
    let config: ProviderConfig =
        serde_json::from_value(json!({"type": "openrouter", "api_key": KEY, "api_keys": [KEY]}))
            .unwrap();
    assert_hidden(&printed(&config));
    assert_hidden(&printed(&OpenRouter::from_config(config).unwrap()));
}

#[test]
fn a_key_that_cannot_be_used_is_not_repeated() {
    let broken = format!("{KEY}\nx");
    let error = OpenRouter::builder().api_key(broken).build().unwrap_err();
    assert_error_hides(&error);
    let url = format!("http://user:{KEY}@127.0.0.1/");
    assert_error_hides(&OpenRouter::builder().base_url(url).build().unwrap_err());
    let config = format!(r#"{{"type":"openrouter","api_key":["{KEY}"]}}"#);
    assert_hidden(&serde_json::from_str::<ProviderConfig>(&config).unwrap_err().to_string());
}

#[tokio::test]
async fn answers_errors_and_logs_show_no_key() {
    let log = CapturedLog::start();
    let simulator = Simulator::builder().require_keys().api_key(KEY).start().await.unwrap();
    // With a bad key first, so that there is a change of keys to tell of.
    let other = KEY.replace("00112233", "ffffffff");
    let provider = builder(simulator.base_url()).api_key(other.clone()).build().unwrap();
    for answer in [
        Answer::text("hello"),
        Answer::error(503, "down"),
        Answer::error(429, "slow").header("retry-after", "3600"),
        Answer::text("one two three").cut_after(2),
        // An upstream that repeats what it was sent.
        Answer::error(500, format!("Authorization: Bearer {KEY}")).upstream("Acme", KEY).times(3),
        Answer::error(401, format!("Incorrect API key provided: {KEY}")),
    ] {
        simulator.script(answer);
        match provider.stream(request()).await {
            Ok(stream) => match stream.collect().await {
                Ok(answer) => {
                    assert_hidden(&printed(&answer));
                    assert_hidden(&serde_json::to_string(&answer).unwrap());
                }
                Err(error) => assert_error_hides(&error),
            },
            Err(error) => assert_error_hides(&error),
        }
        match provider.complete(request()).await {
            Ok(answer) => assert_hidden(&printed(&answer)),
            Err(error) => assert_error_hides(&error),
        }
    }
    assert_hidden(&printed(&provider.models().await.unwrap()));
    assert_hidden(&printed(&provider.key_info().await));
    assert_hidden(&printed(&provider.health_check().await));
    assert_hidden(&printed(&provider.metrics()));
    assert_hidden(&serde_json::to_string(&provider.metrics()).unwrap());
    assert_hidden(&printed(&provider));
    assert_hidden(&printed(&simulator.requests()));
    let log = log.text();
    assert!(log.contains("retrying"), "the log is captured: {log}");
    assert_hidden(&log);
}

#[tokio::test]
async fn a_key_goes_into_its_header_and_nowhere_else() {
    let body =
        r#"{"id":"g","choices":[{"index":0,"message":{"content":"x"},"finish_reason":"stop"}]}"#;
    let server = ScriptedServer::start([ServerReply::json(200, body)]).await.unwrap();
    let provider = builder(server.url("/api/v1")).build().unwrap();
    provider.complete(request()).await.unwrap();
    let mut sent = server.requests().remove(0);
    assert_eq!(sent.header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    sent.headers.retain(|(name, _)| name != "authorization");
    assert_hidden(&printed(&sent));
    assert_hidden(&String::from_utf8(sent.body).unwrap());
}
