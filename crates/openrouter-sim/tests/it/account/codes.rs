//! Codes, and the keys that they are exchanged for.

use std::time::Duration;

use openrouter_sim::Simulator;
use openrouter_wire::oauth;
use serde_json::{Value, json};

use super::account;
use crate::client::{KEY, ask, decoded, get, json_of, post, with};

/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

async fn code(simulator: &Simulator, fields: &Value) -> String {
    let body = with(json!({"callback_url": "http://localhost:3000/callback"}), fields);
    let request = post(simulator, "/auth/keys/code").bearer_auth(KEY).json(&body);
    let code: oauth::CodeResponse = decoded(&json_of(request, 200).await);
    assert!(code.data.id.starts_with("auth_code_"));
    code.data.id
}

async fn exchange(simulator: &Simulator, body: Value, status: u16) -> Value {
    json_of(post(simulator, "/auth/keys").json(&body), status).await
}

#[tokio::test]
async fn a_code_is_exchanged_for_a_key_that_works_once() {
    let simulator = account().start().await.unwrap();
    let fields = json!({
        "code_challenge": CHALLENGE, "code_challenge_method": "S256", "key_label": "demo",
        "limit": 2.5, "usage_limit_type": "weekly", "expires_at": "2024-12-31T00:00:00Z",
    });
    let code = code(&simulator, &fields).await;
    let proof = json!({"code": code, "code_verifier": VERIFIER, "code_challenge_method": "S256"});
    let token = exchange(&simulator, proof.clone(), 200).await;
    let token: oauth::TokenResponse = decoded(&token);
    assert_eq!(token.user_id.as_deref(), Some("user_simulated"));

    let key = json_of(get(&simulator, "/key").bearer_auth(&token.key), 200).await;
    assert_eq!(
        (&key["data"]["limit"], &key["data"]["limit_reset"]),
        (&json!(2.5), &json!("weekly"))
    );
    let body = ask("openai/gpt-4o-mini", "Hello");
    json_of(post(&simulator, "/chat/completions").bearer_auth(&token.key).json(&body), 200).await;

    let refusal = exchange(&simulator, proof, 403).await;
    assert_eq!(refusal["error"]["message"], "Invalid code or code_verifier");
}

#[tokio::test]
async fn the_proof_must_be_that_of_the_challenge() {
    let simulator = account().start().await.unwrap();
    let s256 = json!({"code_challenge": CHALLENGE, "code_challenge_method": "S256"});
    let plain = json!({"code_challenge": VERIFIER, "code_challenge_method": "plain"});
    for (challenge, proof, status) in [
        (&s256, json!({"code_verifier": "wrong"}), 403),
        (&s256, json!({"code_verifier": CHALLENGE}), 403),
        (&s256, json!({}), 403),
        (&s256, json!({"code_verifier": VERIFIER, "code_challenge_method": "plain"}), 400),
        (&s256, json!({"code_verifier": VERIFIER, "code_challenge_method": "S512"}), 400),
        (&s256, json!({"code_verifier": VERIFIER}), 200),
        (&plain, json!({"code_verifier": VERIFIER, "code_challenge_method": "plain"}), 200),
        (&plain, json!({"code_verifier": CHALLENGE}), 403),
        (&json!({}), json!({}), 200),
    ] {
        let code = code(&simulator, challenge).await;
        exchange(&simulator, with(json!({"code": code}), &proof), status).await;
    }
    exchange(&simulator, json!({"code": "auth_code_unknown"}), 403).await;
    exchange(&simulator, json!({}), 400).await;
    json_of(get(&simulator, "/auth/keys"), 405).await;
}

#[tokio::test]
async fn a_code_ends_after_ten_minutes() {
    let simulator = account().start().await.unwrap();
    let (one, other) = (code(&simulator, &json!({})).await, code(&simulator, &json!({})).await);
    simulator.advance(Duration::from_secs(599));
    exchange(&simulator, json!({"code": one}), 200).await;
    simulator.advance(Duration::from_secs(1));
    let refusal = exchange(&simulator, json!({"code": other}), 403).await;
    assert_eq!(refusal["error"]["message"], "Authorization code expired");
}

#[tokio::test]
async fn a_code_is_issued_for_a_good_address_and_key_only() {
    let simulator = account().start().await.unwrap();
    let request = |body: &Value| post(&simulator, "/auth/keys/code").json(body);
    for body in [
        json!({}),
        json!({"callback_url": "http://example.com/"}),
        json!({"callback_url": "localhost"}),
        json!({"callback_url": "https://example.com/", "key_label": "x".repeat(101)}),
        json!({"callback_url": "https://example.com/", "code_challenge_method": "S512"}),
        json!({"callback_url": "https://example.com/", "usage_limit_type": "yearly"}),
        json!({"callback_url": "https://example.com/", "limit": -1}),
        json!({"callback_url": "https://example.com/", "expires_at": "soon"}),
    ] {
        json_of(request(&body).bearer_auth(KEY), 400).await;
    }
    for address in ["https://example.com/x", "http://127.0.0.1:1/", "http://[::1]:2/"] {
        json_of(request(&json!({"callback_url": address})).bearer_auth(KEY), 200).await;
    }
    json_of(request(&json!({"callback_url": "https://example.com/"})), 401).await;
}
