//! How a provider is set up, and set up anew.

use llm_provider_base::{ScriptedReply, ScriptedTransport};
use llm_types::{
    AuthConfig, AuthMethod, AuthProvider, Capability, ChatProvider, ConfigurableProvider,
    ErrorKind, HealthProvider, ModelProvider, Provider, ProviderConfig, ProviderIdentity,
};
use serde_json::json;

use super::{KEY, builder, document, hello, provider};
use crate::{OpenAi, OpenAiBuilder};

const _: fn(OpenAi) -> std::sync::Arc<dyn Provider> = |provider| std::sync::Arc::new(provider);

fn config(json: serde_json::Value) -> ProviderConfig {
    let mut config = json;
    config["type"] = "openai".into();
    serde_json::from_value(config).unwrap()
}

#[test]
fn each_field_of_a_configuration_is_taken_or_named() {
    let provider = OpenAi::from_config(config(json!({
        "base_url": "http://127.0.0.1:9/v1", "api_key": KEY, "model": "m", "timeout_seconds": 9,
        "model_overrides": [{"model": "m", "context_length": 8}],
    })))
    .unwrap();
    assert_eq!((provider.name(), provider.default_model()), ("openai", Some("m".into())));
    assert_eq!(provider.configured_auth(), [AuthMethod::ApiKey]);
    for (field, value) in [
        ("api_keys", json!(["a", "b"])),
        ("api_key", json!("two words")),
        ("api_key", json!("")),
        ("models", json!(["m"])),
        ("model_strategy", json!("failover")),
        ("free_only", json!(true)),
        ("site_url", json!("https://app.test")),
        ("site_name", json!("App")),
        ("oauth", json!({"key_label": "x"})),
        ("timeout_seconds", json!(0)),
        ("base_url", json!("http://example.com/v1")),
    ] {
        let error = OpenAi::from_config(config(json!({field: value}))).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.message().contains(field), "{field}: {error}");
    }
    let error = OpenAi::from_config(ProviderConfig::new("openrouter")).unwrap_err();
    assert!(error.message().contains("openrouter"), "{error}");
}

#[test]
fn the_environment_says_key_and_address() {
    let build = |key: &str, url: &str| {
        let get = |name: &str| match name {
            "OPENAI_API_KEY" => Some(key.to_owned()),
            "OPENAI_BASE_URL" => Some(url.to_owned()),
            _ => None,
        };
        OpenAiBuilder::default().variables(get).build().unwrap()
    };
    assert!(build(KEY, "").is_authenticated());
    assert!(!build("", "").is_authenticated());
    let local = build(" ", "http://localhost:11434/v1");
    assert!(local.is_authenticated() && local.configured_auth().is_empty());
    assert!(format!("{local:?}").contains("11434"));
}

#[tokio::test]
async fn without_a_key_none_is_sent_and_one_that_comes_later_is() {
    let (provider, transport) = provider([document(""), document(""), document("")]);
    provider.complete(hello()).await.unwrap();
    provider.authenticate(AuthConfig::ApiKeys { keys: vec![KEY.into()] }).await.unwrap();
    provider.complete(hello()).await.unwrap();
    provider.logout().await.unwrap();
    provider.complete(hello()).await.unwrap();
    let sent: Vec<_> = transport
        .requests()
        .iter()
        .map(|request| request.headers.contains_key(http::header::AUTHORIZATION))
        .collect();
    assert_eq!(sent, [false, true, false]);
    for keys in [vec![], vec!["a".into(), "b".into()], vec!["two words".into()]] {
        let error = provider.authenticate(AuthConfig::ApiKeys { keys }).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
    }
    let code = AuthConfig::OAuthCode { code: "c".into(), verifier: "v".into() };
    assert_eq!(provider.authenticate(code).await.unwrap_err().kind(), ErrorKind::Unsupported);
}

#[tokio::test]
async fn a_set_up_is_taken_on_whole_or_not_at_all() {
    let transport = ScriptedTransport::new([document(""), document(""), document("")]);
    let provider = builder(&transport).api_key(KEY).model("m").build().unwrap();
    provider.complete(hello()).await.unwrap();
    let wrong =
        config(json!({"base_url": "http://127.0.0.1:8/v1", "model": "n", "free_only": true}));
    provider.configure(wrong).unwrap_err();
    provider.complete(hello()).await.unwrap();
    assert_eq!(provider.default_model(), Some("m".into()));
    provider.configure(config(json!({"base_url": "http://127.0.0.1:8/v1", "model": "n"}))).unwrap();
    assert_eq!((provider.default_model(), provider.configured_auth()), (Some("n".into()), vec![]));
    provider.complete(hello()).await.unwrap();
    let ports: Vec<_> = transport.requests().iter().map(|it| it.url.port()).collect();
    assert_eq!(ports, [Some(9), Some(9), Some(8)]);
    assert_eq!(provider.metrics().total.succeeded, 3, "the accounts stay");
}

#[tokio::test]
async fn it_may_have_another_name_and_headers_of_its_own() {
    let transport = ScriptedTransport::new([document("")]);
    let provider = builder(&transport).name("local").header("x-gateway", KEY).build().unwrap();
    provider.complete(hello()).await.unwrap();
    assert_eq!((provider.name(), provider.provider_type().as_str()), ("local", "openai"));
    let sent = &transport.requests()[0];
    assert_eq!(sent.headers["x-gateway"], KEY);
    let builder = builder(&transport).header("x-gateway", KEY);
    assert!(!format!("{sent:?} {provider:?} {builder:?}").contains(KEY));
    let error = builder.header("no name", "x").build().unwrap_err();
    assert!(error.message().contains("no name"), "{error}");
}

#[tokio::test]
async fn the_last_model_is_the_one_that_answered() {
    let stream = super::stream([super::text("Hello"), super::stop(), super::DONE.to_owned()]);
    let (provider, _) = provider([stream, ScriptedReply::silence()]);
    assert_eq!(provider.last_used_model(), None);
    provider.stream(hello()).await.unwrap().collect().await.unwrap();
    assert_eq!(provider.last_used_model(), Some("m-1".into()));
}

#[test]
fn it_says_what_the_api_has_words_for() {
    let (local, _) = provider([]);
    assert!(local.capabilities().has(Capability::VideoInput));
    let openai = OpenAi::builder().build().unwrap();
    assert!(!openai.capabilities().has(Capability::VideoInput));
    assert!(openai.capabilities().has(Capability::Tools));
    assert!(!openai.capabilities().has(Capability::ServerTools));
}
