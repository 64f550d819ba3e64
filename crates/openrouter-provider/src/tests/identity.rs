//! What the provider says of itself, and how it is.

use http::HeaderMap;
use llm_types::{
    AuthMethod, AuthProvider, ChatProvider, ErrorKind, HealthProvider, HealthState, ModelProvider,
    ProviderConfig, ProviderIdentity, StandardRequest, ToolFormat,
};
use serde_json::Value;

use super::canned::{Canned, DONE, Reply, finish, text};
use crate::{Attribution, OpenRouter, OpenRouterOptions, PROVIDER_TYPE};

fn whole() -> Reply {
    Reply::sse(text("ok") + &finish("stop") + DONE)
}

#[test]
fn the_provider_names_itself() {
    let provider = Canned::new([whole()]).provider();
    assert_eq!(provider.name(), "openrouter");
    assert_eq!(provider.provider_type().as_str(), PROVIDER_TYPE);
    assert!(provider.description().contains("OpenRouter"));
    assert_eq!(provider.tool_format(), ToolFormat::OpenAi);
}

#[tokio::test]
async fn a_key_is_configured_auth_until_it_is_forgotten() {
    let provider = Canned::new([whole()]).provider();
    assert_eq!(provider.configured_auth(), [AuthMethod::ApiKey]);
    provider.logout().await.unwrap();
    assert_eq!(provider.configured_auth(), []);
}

#[tokio::test]
async fn the_default_model_is_asked_where_a_request_names_none() {
    let canned = Canned::new([whole()]);
    let provider = canned.builder().default_model("a/default").build().unwrap();
    assert_eq!(provider.default_model().unwrap().as_str(), "a/default");
    assert_eq!(provider.last_used_model(), None);
    for request in [StandardRequest::prompt("hi"), StandardRequest::prompt("hi").with_model("b/m")]
    {
        provider.complete(request).await.unwrap();
    }
    let asked = canned.bodies().into_iter().map(|body| {
        serde_json::from_slice::<Value>(&body).unwrap()["model"].as_str().unwrap().to_owned()
    });
    assert_eq!(asked.collect::<Vec<_>>(), ["a/default", "b/m"]);
    assert_eq!(provider.last_used_model().unwrap().as_str(), "a/m", "the one that answered");
}

#[tokio::test]
async fn health_is_a_verdict_on_the_key_and_not_on_the_catalogue() {
    let key = r#"{"data":{"label":"sk-or-v1-abc...def","usage":0.5,"limit":null}}"#;
    let canned = Canned::new([Reply::json(200, key)]);
    let health = canned.provider().health_check().await;
    assert_eq!(health.state, HealthState::Healthy);
    assert!(canned.paths()[0].ends_with("/key"), "{:?}", canned.paths());

    let rejected = Canned::new([Reply::json(401, "{}")]).provider().health_check().await;
    assert_eq!(
        (rejected.state, rejected.error),
        (HealthState::Unhealthy, Some(ErrorKind::Authentication),)
    );
}

#[tokio::test]
async fn a_configuration_names_the_application_in_every_request() {
    let canned = Canned::new([whole()]);
    let mut config = ProviderConfig::new(PROVIDER_TYPE).with_api_key("sk-or-v1-canary-one");
    config.site_url = Some("https://app.test".to_owned());
    config.site_name = Some("App".to_owned());
    let provider =
        OpenRouter::builder().transport(canned.clone()).config(config).unwrap().build().unwrap();
    provider.complete(StandardRequest::prompt("hi")).await.unwrap();
    let sent: HeaderMap = canned.headers().remove(0);
    assert_eq!(sent["http-referer"], "https://app.test");
    assert_eq!(sent["x-openrouter-title"], "App");
}

#[tokio::test]
async fn who_names_no_application_names_nobody_and_none_is_named_in_a_body() {
    let canned = Canned::new([whole()]);
    canned.provider().complete(StandardRequest::prompt("hi")).await.unwrap();
    let named = Attribution::new("https://app.test", "App");
    let provider = canned.builder().attribution(named).build().unwrap();
    provider.complete(StandardRequest::prompt("hi")).await.unwrap();
    let names = ["http-referer", "x-title", "x-openrouter-title", "x-openrouter-categories"];
    let headers = canned.headers();
    assert!(names.iter().all(|name| !headers[0].contains_key(*name)), "{:?}", headers[0]);
    assert!(headers[1].contains_key("http-referer"));
    assert_eq!(canned.bodies()[0], canned.bodies()[1]);
}

#[tokio::test]
async fn a_request_can_name_another_application() {
    let canned = Canned::new([whole()]);
    let named = Attribution::new("https://app.test", "App");
    let provider = canned.builder().attribution(named).build().unwrap();
    let ask = |url: &str| {
        let tenant = Attribution { url: Some(url.to_owned()), ..Attribution::default() };
        let options =
            OpenRouterOptions { attribution: Some(tenant), ..OpenRouterOptions::default() };
        provider.complete(StandardRequest::prompt("hi").with_extension(options))
    };
    ask("https://tenant.test").await.unwrap();
    let sent: HeaderMap = canned.headers().remove(0);
    assert_eq!(sent.get_all("http-referer").iter().collect::<Vec<_>>(), ["https://tenant.test"]);
    assert_eq!(sent["x-openrouter-title"], "App");
    let error = ask("https://a\nb").await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::InvalidRequest, 1));
    assert!(error.message().contains("site_url"), "{error}");
}

#[tokio::test]
async fn a_program_names_itself_before_the_library() {
    let canned = Canned::new([whole()]);
    let provider = canned.builder().user_agent("my-app/1.2").build().unwrap();
    provider.complete(StandardRequest::prompt("hi")).await.unwrap();
    let sent = canned.headers().remove(0)["user-agent"].to_str().unwrap().to_owned();
    assert!(sent.starts_with("my-app/1.2 openrouter-provider/"), "{sent}");
    let error = canned.builder().user_agent("a\nb").build().unwrap_err();
    assert!(error.to_string().contains("user_agent"), "{error}");
}
