//! What every provider has: requests, replies, errors.

use std::sync::Arc;
use std::time::Duration;

use http::header::AUTHORIZATION;
use http::{HeaderMap, Method, StatusCode};
use llm_provider_base::conformance::Stage;
use llm_provider_base::{
    Body, Config, HttpRequest, HttpResponse, Metrics, ProviderRegistry, ReqwestTransport,
    ScriptedReply, ScriptedTransport, SingleFlightCache, SpendingBudget, SseError, SystemClock,
    Transport as _, TransportError, TransportErrorKind,
};
use llm_types::{
    Attempt, AttemptOutcome, Error, ErrorKind, Extensions, FunctionTool, InvalidFields,
    ProviderConfig, RawJson, Receipt, Secret, StandardStream, StreamEvent, Usd,
};
use openrouter_auth::ApiKey;
use openrouter_provider::OpenRouter;
use serde_json::json;

use super::{Table, enter};
use crate::secrets::planted::{CODE, KEYS, PASSWORD};

pub(super) async fn enter_all(table: &mut Table) {
    let url = format!("https://user:{PASSWORD}@gateway.test/auth/keys?code={CODE}");
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, ApiKey::new(KEYS[0]).unwrap().to_header_value());
    let request = HttpRequest::new(Method::POST, url.parse().unwrap())
        .with_headers(headers)
        .with_body(json!({ "code": CODE }).to_string());
    // What it replies the test has written; what it was sent is not for showing.
    let reply = || ScriptedReply::json(StatusCode::OK, "{}");
    let transport = ScriptedTransport::new([reply(), reply()]);
    enter!(table, request, reply(), transport.send(request.clone()).await.unwrap(), transport);
    let response = HttpResponse::new(StatusCode::OK, HeaderMap::new(), Body::full(KEYS[0]));
    enter!(table, response, response.body, ReqwestTransport::new().unwrap());
    enter!(table, TransportError::new(TransportErrorKind::Tls).with_host("gateway.test"));
    enter!(table, SseError::LineTooLong { limit: 1 });

    let cache = SingleFlightCache::<Secret, Error>::new(
        Arc::new(SystemClock),
        Duration::from_secs(1),
        Duration::from_secs(1),
    );
    let fetched = cache.get(llm_types::Freshness::Cached, || async { Ok(Secret::new(KEYS[0])) });
    enter!(table, fetched.await.unwrap(), cache);
    let mut registry = ProviderRegistry::new();
    let config = ProviderConfig::new("openrouter").with_api_key(KEYS[0]);
    registry
        .register("openrouter", move |_| Ok(Arc::new(OpenRouter::from_config(config.clone())?)));
    enter!(table, registry);
    let toml = format!("[providers.main]\ntype = \"a\"\napi_keys = [{:?}, {PASSWORD:?}]", KEYS[0]);
    let config = ProviderConfig::default().with_api_key(KEYS[1]);
    enter!(table, Config::from_toml(&toml).unwrap().with_provider("main", config));
    let provider = OpenRouter::builder().api_key(KEYS[0]).build().unwrap();
    enter!(table, Stage::new(Arc::new(provider)).with_secret(KEYS[0]));
    let dollar: Usd = "1".parse().unwrap();
    let budget = SpendingBudget::total(dollar, dollar);
    let reserved = budget.reserve(dollar).unwrap();
    enter!(table, budget, budget.reserve(dollar).unwrap_err(), reserved);
    enter!(table, reserved.keep());
    let secret = Secret::new(KEYS[0]);
    let metrics = Metrics::new().on_call_end(move |_| assert!(!secret.expose().is_empty()));
    let call = metrics.start_call(llm_types::Operation::Chat, None, tokio::time::Instant::now());
    enter!(table, call, metrics);
    content(table);
}

/// What is asked and answered, which is not secret as such.
fn content(table: &mut Table) {
    let mut tool = FunctionTool::new("f");
    tool.parameters = Some(json!(KEYS[0]));
    enter!(table, tool.check_parameters().unwrap_err(), KEYS[0].parse::<Usd>().unwrap_err());
    enter!(table, SpendingBudget::total(Usd::ZERO, Usd::ZERO));
    enter!(table, Usd::ZERO, Extensions::default(), RawJson::parse("1".to_owned()).unwrap());
    enter!(
        table,
        StandardStream::from_items([Ok(StreamEvent::Text { choice: 0, text: KEYS[0].into() })])
    );
    let receipt = Receipt::new();
    let unfinished = Attempt::new(AttemptOutcome::Unfinished, Duration::ZERO);
    enter!(table, receipt.member(unfinished.clone()), receipt.attempt(unfinished), receipt);
    let mut wrong = InvalidFields::new();
    wrong.add("tools[0].name", "must have letters only");
    enter!(table, wrong);
    let mut error = Error::new(ErrorKind::Authentication, format!("no {}", KEYS[0]));
    error.redact(KEYS[0]);
    enter!(table, error);
}
