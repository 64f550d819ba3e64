//! Making vectors, over the call path.

use std::sync::Arc;

use llm_types::{EmbeddingProvider, EmbeddingRequest, ErrorKind, HealthProvider, Operation};
use openrouter_wire::response_cache;

use super::canned::{Canned, Reply};
use crate::{OpenRouterEmbeddingOptions, OpenRouterEmbeddingOutcome};

const TWO: &str = r#"{"object":"list","model":"vectors","provider":"P","data":[
    {"object":"embedding","index":1,"embedding":"AACAPw=="},
    {"object":"embedding","index":0,"embedding":[0.5]}],
    "usage":{"prompt_tokens":7,"total_tokens":7,"cost":0.25}}"#;

fn request() -> EmbeddingRequest {
    EmbeddingRequest::new("a/vectors", ["One.", "Two."])
}

#[tokio::test(start_paused = true)]
async fn vectors_come_over_the_one_call_path() {
    let reply = Reply::json(200, TWO).header("x-generation-id", "gen-emb-1");
    let canned = Canned::new([Reply::json(503, "{}"), reply]);
    let provider = canned.provider();
    let neutral: Arc<dyn EmbeddingProvider> = Arc::new(provider.clone());
    let answer = neutral.embed(request()).await.unwrap();
    assert_eq!(answer.vectors, [[0.5], [1.0]]);
    assert_eq!((answer.attempts.len(), canned.sends()), (2, 2));
    assert_eq!(answer.id.unwrap(), "gen-emb-1");
    assert_eq!(canned.paths()[0], "/api/v1/embeddings");
    let total = provider.metrics().total;
    assert_eq!((total.succeeded, total.usage.input_tokens), (1, 7));
    assert_eq!(total.usage.cost.unwrap().to_string(), "0.25");
    assert_eq!(provider.metrics().models[0].model.as_str(), "a/vectors");
}

#[tokio::test]
async fn the_cache_is_asked_in_headers() {
    let reply = Reply::json(200, TWO).header("x-openrouter-cache-status", "MISS");
    let canned = Canned::new([reply]);
    let options = OpenRouterEmbeddingOptions {
        response_cache: Some(response_cache::Request::on()),
        session_id: Some("s".to_owned()),
        ..OpenRouterEmbeddingOptions::default()
    };
    let answer = canned.provider().embed(request().with_extension(options)).await.unwrap();
    let outcome = answer.extension::<OpenRouterEmbeddingOutcome>().unwrap();
    assert!(!outcome.cache.as_ref().unwrap().is_hit());
    let sent = &canned.headers()[0];
    assert_eq!(sent["x-openrouter-cache"], "true");
    assert_eq!(sent["x-session-id"], "s");
}

#[tokio::test]
async fn vectors_that_do_not_fit_are_a_failed_call_that_is_not_repeated() {
    let one = r#"{"data":[{"index":0,"embedding":[1]}]}"#;
    let canned = Canned::new([Reply::json(200, one)]);
    let provider = canned.provider();
    let error = provider.embed(request()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Decode, 1));
    assert_eq!(error.operation(), Some(Operation::Embeddings));
    assert!(error.maybe_billed() && !error.is_retryable());
    assert_eq!(error.attempts().len(), 1);
    let total = provider.metrics().total;
    assert_eq!((total.succeeded, total.failed), (0, 1));
}

#[tokio::test]
async fn nothing_is_sent_without_a_model() {
    let canned = Canned::new([Reply::Hangs]);
    let error = canned.provider().embed(EmbeddingRequest::new("", ["x"])).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::InvalidRequest, 0));
}
