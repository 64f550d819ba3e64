//! Everything but chat: models, health, limits, vectors.

use http::{HeaderName, HeaderValue, StatusCode};
use llm_provider_base::{ScriptedReply, ScriptedTransport};
use llm_types::{
    ChatProvider, EmbeddingInput, EmbeddingProvider, EmbeddingRequest, ErrorKind, Freshness,
    HealthProvider, HealthState, ModelCapabilityOverride, ModelProvider, ProviderConfig,
    RateLimitProvider, RateLimitScope,
};
use serde_json::{Value, json};

use super::{builder, document, hello, provider, refusal};

fn list(models: &Value) -> ScriptedReply {
    ScriptedReply::json(StatusCode::OK, json!({"object": "list", "data": models}).to_string())
}

#[tokio::test]
async fn the_list_says_how_long_a_conversation_may_be_where_the_server_does() {
    let (provider, transport) = provider([list(&json!([
        {"id": "openai", "created": 1_790_000_000},
        {"id": "vllm", "max_model_len": 8192},
        {"id": "llama.cpp", "meta": {"n_ctx_train": 32768}},
        {"id": "newer", "meta": {"n_ctx": 4096, "n_ctx_train": 32768}},
    ]))]);
    let models = provider.models().await.unwrap();
    let lengths: Vec<_> = models.iter().map(|it| (it.id.as_str(), it.context_length)).collect();
    assert_eq!(
        lengths,
        [("openai", None), ("vllm", Some(8192)), ("llama.cpp", Some(32768)), ("newer", Some(4096))]
    );
    assert_eq!(models[0].created, Some(1_790_000_000));
    provider.models().await.unwrap();
    assert_eq!(transport.requests().len(), 1, "it is remembered");
    let request = &transport.requests()[0];
    assert_eq!((request.method.as_str(), request.url.path()), ("GET", "/v1/models"));
}

#[tokio::test]
async fn the_application_knows_better() {
    let transport = ScriptedTransport::new([list(&json!([{"id": "m"}, {"id": "n"}]))]);
    let mut config = ProviderConfig::new("openai").with_base_url("http://127.0.0.1:9/v1");
    let mut ours = ModelCapabilityOverride::default();
    (ours.model, ours.context_length) = ("m".into(), Some(8));
    config.model_overrides.push(ours);
    let provider = builder(&transport).config(config).unwrap().build().unwrap();
    let models = provider.models().await.unwrap();
    assert_eq!((models[0].context_length, models[1].context_length), (Some(8), None));
}

#[tokio::test]
async fn a_server_without_models_has_none() {
    let (provider, _) = provider([list(&Value::Null)]);
    assert_eq!(provider.models().await.unwrap().len(), 0);
}

#[tokio::test]
async fn health_is_what_the_list_of_models_says() {
    let (provider, transport) = provider([list(&json!([])), refusal(401, &json!({"error": "no"}))]);
    assert_eq!(provider.health_check().await.state, HealthState::Healthy);
    provider.test_connectivity(Freshness::Cached).await.unwrap();
    let error = provider.test_connectivity(Freshness::Fresh).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(provider.health_check().await.error, Some(ErrorKind::Authentication));
    assert_eq!(transport.remaining(), 0);
    assert_eq!(provider.metrics().connectivity.misses, 2);
}

#[tokio::test]
async fn limits_that_replies_tell_of_are_remembered_by_model() {
    let limited = |reply: ScriptedReply, left: &'static str| {
        reply
            .header(
                HeaderName::from_static("x-ratelimit-remaining-requests"),
                HeaderValue::from_static(left),
            )
            .header(
                HeaderName::from_static("x-ratelimit-reset-requests"),
                HeaderValue::from_static("6m0s"),
            )
    };
    let refused = refusal(400, &json!({"error": "no"}));
    let (provider, _) = provider([limited(document(""), "9"), limited(refused, "3")]);
    provider.complete(hello()).await.unwrap();
    provider.complete(hello().with_model("n")).await.unwrap_err();
    let of = |model: &str| -> Vec<_> {
        let known = provider.tracked_rate_limits(Some(model.into()));
        known.into_iter().map(|info| (info.scope, info.requests.remaining)).collect()
    };
    assert_eq!(of("m"), [(RateLimitScope::Model("m".into()), Some(9))]);
    assert_eq!(of("n"), [(RateLimitScope::Model("n".into()), Some(3))]);
    assert_eq!(provider.tracked_rate_limits(None).len(), 2);
    let error = provider.rate_limits(Freshness::Cached).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

#[tokio::test(start_paused = true)]
async fn vectors_stand_in_the_order_of_the_inputs() {
    let two = json!({
        "model": "e-1", "usage": {"prompt_tokens": 4, "total_tokens": 4},
        "data": [{"index": 1, "embedding": [0.5, -1.0]}, {"index": 0, "embedding": [0.25]}],
    });
    let one = json!({"data": [{"embedding": [1.0]}]});
    let (provider, transport) = provider([refusal(200, &two), refusal(200, &one)]);
    let request = || EmbeddingRequest::new("e", ["One.", "Two."]).with_dimensions(2);
    let answer = provider.embed(request()).await.unwrap();
    assert_eq!(answer.vectors, [vec![0.25], vec![0.5, -1.0]]);
    assert_eq!((answer.model, answer.attempts.len()), (Some("e-1".into()), 1));
    assert_eq!(answer.usage.map(|usage| usage.input_tokens), Some(4));
    let sent: Value = serde_json::from_slice(&transport.requests()[0].body).unwrap();
    assert_eq!(sent["input"], json!(["One.", "Two."]));
    assert_eq!((&sent["dimensions"], &sent["encoding_format"]), (&json!(2), &json!("float")));
    let error = provider.embed(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn inputs_that_cannot_be_sent_are_refused() {
    let (provider, transport) = provider([]);
    let none: [&str; 0] = [];
    for (request, kind) in [
        (EmbeddingRequest::new("", ["One."]), ErrorKind::InvalidRequest),
        (EmbeddingRequest::new("e", none), ErrorKind::InvalidRequest),
        (EmbeddingRequest::new("e", ["One."]).with_input(vec![1, 2]), ErrorKind::Unsupported),
        (EmbeddingRequest::new("e", [EmbeddingInput::Parts(Vec::new())]), ErrorKind::Unsupported),
    ] {
        assert_eq!(provider.embed(request).await.unwrap_err().kind(), kind);
    }
    assert!(transport.requests().is_empty());
}
