//! A provider whose type nobody knows.

use std::sync::Arc;

use llm_types::{ChatProvider, ModelProvider, Provider, ProviderExt};
use openrouter_sim::{Answer, Simulator};

use crate::set_up::{provider, read, request, text};

#[tokio::test]
async fn a_provider_is_used_and_narrowed_without_its_type() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("yes").times(3));
    let provider: Arc<dyn Provider> = Arc::new(provider(&simulator));
    assert_eq!(provider.name(), "openrouter");
    assert_eq!(provider.ask(request()).await.unwrap().to_string(), "yes");

    let chat: Arc<dyn ChatProvider> = provider.clone();
    let (deltas, _) = read(chat.stream(request()).await.unwrap()).await;
    assert_eq!(text(&deltas), "yes");

    let models: Arc<dyn ModelProvider> = provider.clone();
    assert!(models.last_used_model().is_some(), "both are the same provider");
    assert_eq!(provider.metrics().total.succeeded, 2);
}

#[tokio::test]
async fn calls_of_one_provider_run_at_the_same_time() {
    let simulator = Simulator::start().await.unwrap();
    let provider: Arc<dyn Provider> = Arc::new(provider(&simulator));
    simulator.script(Answer::text("one").hang_after(1));
    // Open, and with content: the key and the connection are in use.
    let hanging = provider.stream(request()).await.unwrap();
    simulator.script(Answer::text("two"));
    assert_eq!(provider.complete(request()).await.unwrap().joined_text(), "two");
    assert_eq!(provider.metrics().total.in_flight, 1);
    drop(hanging);
    assert_eq!(provider.metrics().total.in_flight, 0);
}
