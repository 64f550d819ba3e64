//! Keys that are rejected, used up, or missing.

use llm_types::{ChatProvider, ErrorKind};
use openrouter_provider::OpenRouter;
use openrouter_sim::{ApiKeyConfig, Simulator, key_hash};

use crate::set_up::{KEY, builder, request};

#[tokio::test]
async fn a_rejected_key_gives_way_to_the_next_and_is_not_tried_again() {
    let rejected = ApiKeyConfig::new("sk-or-v1-disabled").disabled();
    let simulator =
        Simulator::builder().require_keys().api_key(rejected).api_key(KEY).start().await.unwrap();
    let provider = OpenRouter::builder()
        .api_keys(["sk-or-v1-disabled", "sk-or-v1-unknown", KEY])
        .base_url(simulator.base_url())
        .build()
        .unwrap();
    for _ in 0..4 {
        provider.complete(request()).await.unwrap();
        provider.stream(request()).await.unwrap().collect().await.unwrap();
    }
    let requests = simulator.requests();
    let rejections = requests.iter().filter(|sent| sent.key_hash != Some(key_hash(KEY)));
    assert!(rejections.count() <= 2, "each bad key is seen once at the most");
    let status = provider.key_pool().status(tokio::time::Instant::now());
    assert!(status.available() >= 1);
}

#[tokio::test]
async fn where_all_keys_are_rejected_the_error_says_so() {
    let simulator = Simulator::builder().require_keys().start().await.unwrap();
    let provider = builder(simulator.base_url()).api_key("sk-or-v1-other").build().unwrap();
    let error = provider.stream(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!((simulator.requests().len(), error.attempts().len()), (2, 2));
}

#[tokio::test]
async fn without_a_key_nothing_is_sent() {
    let simulator = Simulator::start().await.unwrap();
    let provider = OpenRouter::builder().base_url(simulator.base_url()).build().unwrap();
    let error = provider.complete(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.attempts().is_empty() && simulator.requests().is_empty());
}

#[tokio::test]
async fn a_key_without_credit_gives_way_to_one_that_has_some() {
    let poor = ApiKeyConfig::new("sk-or-v1-poor").limit("0".parse().unwrap());
    let simulator =
        Simulator::builder().require_keys().api_key(poor).api_key(KEY).start().await.unwrap();
    let provider = OpenRouter::builder()
        .api_keys(["sk-or-v1-poor", KEY])
        .base_url(simulator.base_url())
        .build()
        .unwrap();
    for _ in 0..3 {
        provider.complete(request()).await.unwrap();
    }
}
