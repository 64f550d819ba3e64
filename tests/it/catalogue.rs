//! Models, and what the service says of a key.

use futures::future::join_all;
use llm_types::{ErrorKind, Freshness, HealthProvider, ModelProvider, ModelStatus};
use openrouter_provider::OpenRouter;
use openrouter_sim::{Answer, ApiKeyConfig, Simulator};

use crate::set_up::{KEY, MODEL, builder, provider};

#[tokio::test]
async fn models_are_listed_without_a_key_and_asked_for_once() {
    let simulator = Simulator::start().await.unwrap();
    let provider = OpenRouter::builder().base_url(simulator.base_url()).build().unwrap();
    let models = provider.models().await.unwrap();
    let model = models.iter().find(|model| model.id == *MODEL).unwrap();
    assert!(model.context_length.is_some() && model.pricing.is_some());
    provider.models().await.unwrap();
    assert_eq!(simulator.requests().len(), 1, "the second time from memory");
    assert_eq!(simulator.requests()[0].header("authorization"), None);
}

#[tokio::test]
async fn a_thousand_callers_of_the_catalogue_ask_once_and_old_models_outlast_an_outage() {
    let simulator = Simulator::start().await.unwrap();
    let provider = OpenRouter::builder().base_url(simulator.base_url()).build().unwrap();
    let catalogs = join_all((0..1000).map(|_| provider.catalog())).await;
    assert!(catalogs.iter().all(|catalog| catalog.as_ref().unwrap().get(MODEL).is_ok()));
    assert_eq!(simulator.requests().len(), 1);
    simulator.script(Answer::error(400, "closed").for_path("/models").always());
    let old = provider.catalog_with(Freshness::Fresh).await.unwrap();
    assert_eq!((old.status(), old.error().unwrap().status()), (ModelStatus::Stale, Some(400)));
    let never = OpenRouter::builder().base_url(simulator.base_url()).build().unwrap();
    assert_eq!(never.catalog().await.unwrap().status(), ModelStatus::Fallback);
}

#[tokio::test]
async fn a_key_is_described_as_the_service_does() {
    let limit = "2.5".parse().unwrap();
    let key = ApiKeyConfig::new(KEY).limit(limit);
    let simulator = Simulator::builder().require_keys().api_key(key).start().await.unwrap();
    let info = provider(&simulator).key_info().await.unwrap();
    assert_eq!(info.limit.unwrap().to_string(), "2.5");
}

#[tokio::test]
async fn connectivity_is_tested_with_the_key_and_not_with_the_public_list() {
    let simulator = Simulator::builder().require_keys().api_key(KEY).start().await.unwrap();
    provider(&simulator).test_connectivity(Freshness::Fresh).await.unwrap();
    let other = builder(simulator.base_url());
    let stranger = OpenRouter::builder()
        .api_key("sk-or-v1-unknown")
        .base_url(simulator.base_url())
        .build()
        .unwrap();
    let error = stranger.test_connectivity(Freshness::Fresh).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    simulator.script(Answer::error(503, "down").for_path("/key").always());
    let error = other.build().unwrap().test_connectivity(Freshness::Fresh).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
}
