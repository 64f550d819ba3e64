//! Operations that take a management key.

use llm_types::ErrorKind;
use openrouter_auth::KeyState;
use openrouter_wire::{credits, key, keys, oauth};
use tokio::time::Instant;

use super::canned::{Canned, Reply};
use crate::OpenRouter;

const REFUSED: &str =
    r#"{"error":{"code":403,"message":"Only management keys can perform this operation"}}"#;
const CREDITS: &str = r#"{"data":{"total_credits":1,"total_usage":0}}"#;
const MANAGER: &str = "sk-or-v1-canary-manager";

fn healthy(provider: &OpenRouter) -> usize {
    let status = provider.key_pool().status(Instant::now());
    assert!(status.keys.iter().all(|key| key.failures == 0), "{status:?}");
    status.keys.iter().filter(|key| key.state == KeyState::Healthy).count()
}

#[tokio::test]
async fn the_management_key_is_used_where_it_belongs_and_nowhere_else() {
    let canned = Canned::new([Reply::json(200, CREDITS), Reply::json(200, r#"{"data":{}}"#)]);
    let provider = canned.builder().management_key(MANAGER).build().unwrap();
    provider.call(&credits::Get {}).await.unwrap();
    provider.call(&key::Get {}).await.unwrap();
    assert_eq!(canned.keys(), [MANAGER, "sk-or-v1-canary-one"]);
    assert_eq!(provider.key_pool().len(), 2);
}

#[tokio::test]
async fn no_key_of_the_pool_steps_in_for_a_refused_management_key() {
    for status in [401, 403] {
        let canned = Canned::new([Reply::json(status, "{}")]);
        let provider = canned.builder().management_key(MANAGER).build().unwrap();
        let error = provider.call(&credits::Get {}).await.unwrap_err();
        assert_eq!(canned.keys(), [MANAGER], "{error}");
        assert!(!error.to_string().contains("OPENROUTER_MANAGEMENT_KEY"), "{error}");
        assert_eq!(healthy(&provider), 2);
    }
}

#[tokio::test]
async fn a_key_is_not_blamed_for_being_no_management_key() {
    for status in [401, 403] {
        let canned = Canned::new([Reply::json(status, REFUSED)]);
        let provider = canned.provider();
        let error = provider.call(&keys::List::default()).await.unwrap_err();
        assert_eq!(canned.sends(), 2, "the other key may be one");
        assert_eq!(healthy(&provider), 2);
        assert_eq!(error.status(), Some(status));
        assert!(error.to_string().contains("OPENROUTER_MANAGEMENT_KEY"), "{error}");
        assert!(error.to_string().contains("Only management keys"), "{error}");
    }
    // Elsewhere a refusal is about the key.
    let canned = Canned::new([Reply::json(403, REFUSED)]);
    let provider = canned.provider();
    provider.call(&key::Get {}).await.unwrap_err();
    let status = provider.key_pool().status(Instant::now());
    assert_eq!(status.available(), 0);
}

#[tokio::test]
async fn among_the_keys_of_the_pool_there_may_be_a_management_key() {
    let canned = Canned::new([Reply::json(403, REFUSED), Reply::json(200, CREDITS)]);
    let provider = canned.provider();
    provider.call(&credits::Get {}).await.unwrap();
    assert_eq!(canned.keys(), ["sk-or-v1-canary-one", "sk-or-v1-canary-two"]);
    assert_eq!(healthy(&provider), 2);
}

#[tokio::test]
async fn without_any_key_the_error_names_the_one_that_is_missing() {
    let canned = Canned::new([Reply::Hangs]);
    let provider = OpenRouter::builder().transport(canned).build().unwrap();
    let error = provider.call(&credits::Get {}).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("OPENROUTER_MANAGEMENT_KEY"), "{error}");
    let canned = Canned::new([Reply::json(200, CREDITS)]);
    let builder = OpenRouter::builder().transport(canned.clone()).management_key(MANAGER);
    builder.build().unwrap().call(&credits::Get {}).await.unwrap();
    assert_eq!(canned.keys(), [MANAGER]);
}

#[tokio::test]
async fn a_wrong_login_code_is_no_keys_fault() {
    let body = r#"{"error":{"code":403,"message":"Invalid code or code_verifier"}}"#;
    let canned = Canned::new([Reply::json(403, body)]);
    let provider = canned.provider();
    let exchange: oauth::TokenRequest = serde_json::from_str(r#"{"code":"c"}"#).unwrap();
    let error = provider.call(&exchange).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::PermissionDenied, 1));
    assert_eq!(healthy(&provider), 2);
    assert!(!canned.headers()[0].contains_key("authorization"), "nobody's code needs a key");
}

#[tokio::test]
async fn the_management_key_does_not_show() {
    let echo = format!(r#"{{"error":{{"message":"bad key {MANAGER}"}}}}"#);
    let builder = OpenRouter::builder().management_key(MANAGER);
    assert!(!format!("{builder:?}").contains("canary-manager"));
    let provider = builder.build().unwrap();
    assert!(!format!("{provider:?}").contains("canary-manager"));
    let canned = Canned::new([Reply::json(401, echo)]);
    let provider = canned.builder().management_key(MANAGER).build().unwrap();
    let error = provider.call(&credits::Get {}).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("canary-manager"), "{error:?}");
    let torn = OpenRouter::builder().management_key("canary\nmanager").build().unwrap_err();
    assert!(!format!("{torn} {torn:?}").contains("canary"), "{torn:?}");
    assert!(torn.to_string().contains("management key"), "{torn}");
}
