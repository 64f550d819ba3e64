//! Where texts go that nobody means to show: panics, exports, clones.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;

use integration_tests::SkippingClock;
use llm_types::{ChatProvider as _, HealthProvider as _, ProviderConfig};
use openrouter_auth::{ApiKey, CodeVerifier};
use openrouter_provider::OpenRouter;
use openrouter_sim::fault::{FaultServer, Script};
use serde_json::json;

use super::planted::{KEYS, MANAGEMENT_KEY, VERIFIER, assert_hidden};
use super::shown::shown;
use crate::set_up::request;

/// Tells the process that it is the one that crashes.
const CRASHES: &str = "TEST_OF_SECRETS_CRASHES";

fn provider(base_url: &str) -> OpenRouter {
    let builder = OpenRouter::builder().api_keys(KEYS).management_key(MANAGEMENT_KEY);
    builder.base_url(base_url).clock(SkippingClock::default()).build().unwrap()
}

/// One that has failed with the error that it was given, in which the service repeats the key.
async fn failed() -> (OpenRouter, llm_types::Error) {
    let body = json!({ "error": { "code": 401, "message": format!("not {}", KEYS[0]) } });
    let server = FaultServer::start([Script::replies(401, &body)]).await.unwrap();
    let provider = provider(&server.base_url());
    let error = provider.complete(request()).await.unwrap_err();
    (provider, error)
}

#[tokio::test]
async fn l04_what_a_panic_says_of_a_value_shows_no_secret() {
    let (provider, error) = failed().await;
    let key = ApiKey::new(KEYS[0]).unwrap();
    let panics: [Box<dyn Fn()>; 5] = [
        Box::new(|| panic!("{provider:?}")),
        Box::new(|| panic!("{error:?}")),
        Box::new(|| panic!("{key:?}")),
        Box::new(|| panic!("{:?}", CodeVerifier::from_secret(VERIFIER))),
        Box::new(|| drop(ApiKey::new(format!("{} {}", KEYS[0], KEYS[1])).unwrap())),
    ];
    for panics in panics {
        let payload = catch_unwind(AssertUnwindSafe(panics)).unwrap_err();
        let said = payload.downcast::<String>().unwrap();
        assert_hidden("the panic", said.as_bytes());
    }
}

#[tokio::test]
async fn l05_what_is_serialised_of_keys_and_settings_shows_no_secret() {
    let (provider, error) = failed().await;
    assert_hidden("the status", serde_json::to_string_pretty(&provider.key_status()).unwrap());
    assert_hidden("the attempts", serde_json::to_string(error.attempts()).unwrap());
    let health = provider.health_check().await;
    assert_hidden("the health", shown!(health));
    let config = ProviderConfig::new("openrouter").with_api_key(KEYS[0]);
    // It can be read, and not be written: `shown` writes what can be.
    assert_hidden("the configuration", shown!(config));
}

#[tokio::test]
async fn l06_metrics_name_no_key() {
    let (provider, _) = failed().await;
    let metrics = provider.metrics();
    assert_eq!(metrics.total.failed, 1);
    assert_hidden("the metrics", serde_json::to_string(&metrics).unwrap());
    assert_hidden("the metrics", shown!(metrics));
}

/// Shows a clone of a value that is gone.
fn assert_clone_hidden<T: Clone + Debug>(what: &str, value: T) {
    let clone = value.clone();
    drop(value);
    assert_hidden(what, format!("{clone:?} {clone:#?}"));
}

#[tokio::test]
async fn l10_a_clone_shows_as_little_as_what_it_was_made_of() {
    let (provider, error) = failed().await;
    assert_clone_hidden("the pool", provider.key_pool());
    assert_clone_hidden("the provider", provider);
    assert_clone_hidden("the error", error);
    assert_clone_hidden("the key", ApiKey::new(KEYS[0]).unwrap());
    let config = ProviderConfig::new("openrouter").with_api_key(KEYS[0]);
    assert_clone_hidden("the configuration", config);
}

#[tokio::test]
async fn l11_a_program_that_crashes_shows_no_secret() {
    if std::env::var_os(CRASHES).is_some() {
        let (provider, error) = failed().await;
        let key = ApiKey::new(KEYS[0]).unwrap();
        panic!("crashed with {key:?}, {error:#?}, {provider:#?}");
    }
    let path = module_path!().split_once("::").unwrap().1;
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "--nocapture"]);
    command.arg(format!("{path}::l11_a_program_that_crashes_shows_no_secret"));
    let output = command.env(CRASHES, "1").env("RUST_BACKTRACE", "full").output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    assert_hidden("the process", &text);
    let text = String::from_utf8_lossy(&text);
    assert!(!output.status.success(), "{text}");
    for said in ["crashed with", "OpenRouter", "stack backtrace"] {
        assert!(text.contains(said), "{text}");
    }
}
