//! Answers that the service gives again, and what it tells of their routing.

use llm_types::ChatProvider;
use openrouter_provider::{CallOptions, OpenRouterOptions, OpenRouterOutcome};
use openrouter_sim::Simulator;
use openrouter_wire::{embeddings, response_cache, router::Strategy};

use crate::set_up::{provider, read, request, text};

#[tokio::test]
async fn a_chat_that_is_asked_again_comes_from_the_cache() {
    let simulator = Simulator::start().await.unwrap();
    let provider = provider(&simulator);
    let options = OpenRouterOptions::default()
        .with_response_cache(response_cache::Request::on().with_ttl(60))
        .with_router_metadata();
    let request = request().with_extension(options);
    let first = provider.complete(request.clone()).await.unwrap();
    let outcome = first.extension::<OpenRouterOutcome>().unwrap();
    assert_eq!(outcome.cache, Some(response_cache::Reply::miss(60)));
    let router = outcome.router.as_ref().unwrap();
    assert_eq!(router.strategy, Some(Strategy::Direct));

    let again = provider.complete(request.clone()).await.unwrap();
    let outcome = again.extension::<OpenRouterOutcome>().unwrap();
    let hit = outcome.cache.as_ref().unwrap();
    assert!(hit.is_hit());
    assert_eq!(hit.source_id.as_deref(), first.id.as_ref().map(llm_types::ResponseId::as_str));
    assert_eq!(outcome.router, None);
    assert_eq!(again.joined_text(), first.joined_text());
    assert_ne!(again.id, first.id);
    assert_eq!(again.usage.as_ref().unwrap().output_tokens, 0);

    for is_hit in [false, true] {
        let stream = provider.stream(request.clone()).await.unwrap();
        let (deltas, end) = read(stream).await;
        assert_eq!(text(&deltas), first.joined_text());
        let end = end.unwrap();
        let outcome = end.extension::<OpenRouterOutcome>().unwrap();
        assert_eq!(outcome.cache.as_ref().unwrap().is_hit(), is_hit);
        assert_eq!(outcome.router.is_none(), is_hit);
    }
}

#[tokio::test]
async fn an_operation_that_is_carried_out_again_comes_from_the_cache() {
    let simulator = Simulator::start().await.unwrap();
    let provider = provider(&simulator);
    let request = embeddings::Request::new("openai/text-embedding-3-small", "One.");
    let options = CallOptions::default().with_cache(response_cache::Request::on());
    let first = provider.call_with(&request, &options).await.unwrap();
    let again = provider.call_with(&request, &options).await.unwrap();
    assert_eq!(again.value.data, first.value.data);
    let hit = again.details.cache.unwrap();
    assert!(hit.is_hit());
    assert_eq!(hit.source_id, first.value.id);
    let plain = provider.call_with(&request, &CallOptions::default()).await.unwrap();
    assert_eq!(plain.details.cache, None);
}
