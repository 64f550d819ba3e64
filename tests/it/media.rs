//! What is no chat: vectors, order, sound.

use llm_types::{EmbeddingProvider, EmbeddingRequest, HealthProvider, Operation};
use openrouter_provider::{CallOptions, ModelKind, OpenRouterEmbeddingOutcome};
use openrouter_sim::Simulator;
use openrouter_wire::{audio, embeddings, rerank};

use crate::set_up::provider;

const VECTORS: &str = "openai/text-embedding-3-small";

#[tokio::test]
async fn vectors_are_the_same_in_both_spellings_and_in_the_order_of_the_inputs() {
    let simulator = Simulator::start().await.unwrap();
    let provider = provider(&simulator);
    let both = provider.embed(EmbeddingRequest::new(VECTORS, ["One.", "Two."])).await.unwrap();
    let [one, two] = &both.vectors[..] else { panic!("two vectors") };
    assert_ne!(one, two);
    let length: f32 = one.iter().map(|number| number * number).sum();
    assert!((length - 1.0).abs() < 1e-3, "{length}");
    assert!(both.usage.as_ref().unwrap().cost.is_some());
    assert!(both.extension::<OpenRouterEmbeddingOutcome>().unwrap().upstream.is_some());

    let numbers = embeddings::Request::new(VECTORS, "Two.");
    let numbers = provider.call(&numbers).await.unwrap().data.unwrap();
    let embeddings::Vector::Floats(numbers) = &numbers[0].embedding else { panic!("numbers") };
    assert_eq!(numbers.len(), two.len());
    for (number, exact) in numbers.iter().zip(two) {
        let number: f32 = number.to_string().parse().unwrap();
        assert!((number - exact).abs() < 1e-6, "{number} {exact}");
    }
}

#[tokio::test]
async fn shorter_vectors_are_made_where_they_are_asked_for() {
    let simulator = Simulator::start().await.unwrap();
    let request = EmbeddingRequest::new(VECTORS, ["One."]).with_dimensions(16);
    let answer = provider(&simulator).embed(request).await.unwrap();
    assert_eq!(answer.vectors[0].len(), 16);
}

#[tokio::test]
async fn documents_are_put_in_order() {
    let simulator = Simulator::start().await.unwrap();
    let provider = provider(&simulator);
    let models = provider.models_of(ModelKind::Rerank).await.unwrap();
    let documents = ["The sky is blue.", "Bread is baked."].map(rerank::Document::from);
    let request = rerank::Request::new(models[0].id.as_str(), "Why is the sky blue?", documents);
    let reply = provider.call(&request).await.unwrap();
    assert_eq!(reply.results.len(), 2);
    assert_eq!(provider.metrics().total.succeeded, 2);
}

#[tokio::test]
async fn speech_comes_in_pieces_and_is_heard_again() {
    let simulator = Simulator::start().await.unwrap();
    let provider = provider(&simulator);
    let voice = provider.models_of(ModelKind::Speech).await.unwrap();
    let speech = audio::Speak::new(voice[0].id.as_str(), "Good morning!");
    let options = CallOptions::default().with_session("morning");
    let download = provider.download_with(&speech, &options).await.unwrap();
    assert_eq!(download.content_type(), Some("audio/pcm"));
    assert!(download.details().generation_id.is_some());
    let sound = download.collect(1 << 20).await.unwrap();
    assert!(!sound.is_empty());
    assert_eq!(simulator.requests()[1].header("x-session-id"), Some("morning"));

    let error = provider.download(&audio::Speak::new(voice[0].id.as_str(), "")).await;
    assert_eq!(error.unwrap_err().operation(), Some(Operation::Speech));
}
