//! What the service does with requests that are odd, and how its replies look from outside.

use std::time::{Duration, SystemTime};

use openrouter_sim::Simulator;
use serde_json::{Value, json};

use crate::client::{KEY, ask, chat, json_of, post, with};

#[tokio::test]
async fn an_unknown_model_is_refused_in_the_words_of_the_service() {
    let simulator = Simulator::start().await.unwrap();
    let body = with(ask("acme/none", "Hello"), &json!({"stream": true}));
    assert_eq!(
        json_of(chat(&simulator, &body), 400).await,
        json!({
            "error": {"code": 400, "message": "acme/none is not a valid model ID"},
            "user_id": "user_simulated",
        })
    );
}

#[tokio::test]
async fn the_first_model_that_exists_answers() {
    let simulator = Simulator::start().await.unwrap();
    let models = json!({"models": ["acme/none", "google/gemini-2.5-flash", "openai/gpt-5.2"]});
    let reply = json_of(chat(&simulator, &with(ask("acme/gone", "Hello"), &models)), 200).await;
    assert_eq!(reply["model"], "google/gemini-2.5-flash");
    assert_eq!(reply["provider"], "Google");
}

#[tokio::test]
async fn a_request_without_a_model_gets_the_default_one() {
    let simulator = Simulator::start().await.unwrap();
    let body = json!({"messages": [{"role": "user", "content": "Hello"}]});
    assert_eq!(json_of(chat(&simulator, &body), 200).await["model"], "openai/gpt-4o-mini");
}

#[tokio::test]
async fn what_is_no_conversation_is_refused() {
    let simulator = Simulator::start().await.unwrap();
    for body in ["", "{", "[]", "{}", r#"{"messages":[]}"#, r#"{"messages":"Hello"}"#] {
        let request = post(&simulator, "/chat/completions").bearer_auth(KEY).body(body);
        let refusal = json_of(request, 400).await;
        assert_eq!(refusal["error"]["code"], 400, "{body}");
    }
    let odd = json!({"messages": [{"role": "user", "content": [{"type": "new"}]}], "x": [1]});
    json_of(chat(&simulator, &odd), 200).await;
}

#[tokio::test]
async fn the_limit_of_tokens_ends_an_answer() {
    let simulator = Simulator::start().await.unwrap();
    let ended = async |model, limit: Value| {
        let reply = json_of(chat(&simulator, &with(ask(model, "Hello"), &limit)), 200).await;
        let choice = reply["choices"][0].clone();
        assert_eq!(choice["finish_reason"], "length");
        (choice["native_finish_reason"].clone(), reply["usage"]["completion_tokens"].clone())
    };
    let (native, tokens) = ended("openai/gpt-4o-mini", json!({"max_tokens": 2})).await;
    assert_eq!((native, tokens), (json!("length"), json!(2)));
    let limit = json!({"max_completion_tokens": 1});
    let (native, tokens) = ended("openai/gpt-4.1-mini", limit).await;
    assert_eq!((native, tokens), (json!("max_output_tokens"), json!(16)));
}

#[tokio::test]
async fn a_short_answer_is_the_beginning_of_the_long_one() {
    let simulator = Simulator::start().await.unwrap();
    let text = async |fields: Value| {
        let body = with(ask("openai/gpt-4o-mini", "What are glaciers?"), &fields);
        let reply = json_of(chat(&simulator, &body), 200).await;
        reply["choices"][0]["message"]["content"].as_str().unwrap().to_owned()
    };
    let whole = text(json!({})).await;
    let short = text(json!({"max_tokens": 7})).await;
    assert!(short.len() < whole.len() && whole.starts_with(&short));
    let stopped = text(json!({"stop": ["simul"]})).await;
    assert_eq!(Some(stopped.as_str()), whole.split("simul").next());
}

#[tokio::test]
async fn costs_are_prices_times_tokens() {
    let simulator = Simulator::start().await.unwrap();
    let reply = json_of(chat(&simulator, &ask("openai/gpt-4o-mini", "Hello")), 200).await;
    let usage = &reply["usage"];
    let tokens = |name: &str| usage[name].as_f64().unwrap();
    let expected =
        tokens("prompt_tokens") * 0.000_000_15 + tokens("completion_tokens") * 0.000_000_6;
    assert!((usage["cost"].as_f64().unwrap() - expected).abs() < 1e-12);
    assert_eq!(usage["cost"], usage["cost_details"]["upstream_inference_cost"]);
    let total =
        usage["prompt_tokens"].as_u64().unwrap() + usage["completion_tokens"].as_u64().unwrap();
    assert_eq!(usage["total_tokens"], total);
    assert_eq!(usage["is_byok"], false);

    let free = json_of(chat(&simulator, &ask("deepseek/deepseek-r1:free", "Hello")), 200).await;
    assert_eq!(free["model"], "deepseek/deepseek-r1:free");
    assert_eq!(free["usage"]["cost"].to_string(), "0");
}

#[tokio::test]
async fn replies_carry_the_headers_of_the_service() {
    let simulator = Simulator::start().await.unwrap();
    let response = chat(&simulator, &ask("openai/gpt-4o-mini", "Hello")).send().await.unwrap();
    let headers = response.headers().clone();
    for (name, value) in [
        ("server", "cloudflare"),
        ("access-control-allow-origin", "*"),
        ("x-content-type-options", "nosniff"),
        ("transfer-encoding", "chunked"),
    ] {
        assert_eq!(headers[name], value);
    }
    for name in ["date", "cf-ray", "referrer-policy", "permissions-policy"] {
        assert!(headers.contains_key(name), "{name}");
    }
    assert!(headers.keys().all(|name| !name.as_str().starts_with("x-ratelimit")));
    let reply: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(headers["x-generation-id"], reply["id"].as_str().unwrap());
}

#[tokio::test]
async fn under_a_fixed_clock_everything_is_reproducible() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_786_000_000);
    let reply = async || {
        let simulator = Simulator::builder().now(now).start().await.unwrap();
        json_of(chat(&simulator, &ask("openai/gpt-4o-mini", "Hello")), 200).await
    };
    let (first, second) = (reply().await, reply().await);
    assert_eq!(first, second);
    assert_eq!(first["created"], 1_786_000_000);
    let id = first["id"].as_str().unwrap();
    let suffix = id.strip_prefix("gen-1786000000-").unwrap();
    assert!(suffix.len() == 20 && suffix.chars().all(|c| c.is_ascii_alphanumeric()), "{id}");
}
