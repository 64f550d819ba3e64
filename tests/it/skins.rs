//! Answers in the skins of other APIs, and what is made of pictures and films.

use futures::StreamExt;
use llm_types::ErrorKind;
use openrouter_provider::ModelKind;
use openrouter_sim::Simulator;
use openrouter_wire::{messages, responses, videos};

use crate::set_up::{MODEL, provider};

#[tokio::test]
async fn the_responses_api_answers_whole_and_streamed() {
    let simulator = Simulator::start().await.unwrap();
    let provider = provider(&simulator);
    let request = responses::Request::new(MODEL, "Why is the sky blue?");
    let whole = provider.call(&request).await.unwrap();
    assert!(!whole.output_text().is_empty());
    let mut events = provider.events(&request).await.unwrap();
    assert!(events.details().generation_id.is_some());
    let mut last = None;
    while let Some(event) = events.next().await {
        last = event.unwrap().into_response();
    }
    assert!(!last.unwrap().output_text().is_empty());
}

#[tokio::test]
async fn the_messages_api_answers_whole_and_streamed() {
    let simulator = Simulator::start().await.unwrap();
    let provider = provider(&simulator);
    let question = vec![messages::Message::user("Why is the sky blue?")];
    let request = messages::Request::new(MODEL, 100, question);
    let whole = provider.call(&request).await.unwrap();
    let mut events = provider.events(&request).await.unwrap();
    let mut sum = messages::Accumulator::new();
    while let Some(event) = events.next_event().await.unwrap() {
        sum.push(event).unwrap();
    }
    assert!(!whole.text().is_empty());
    assert!(!sum.finish().unwrap().text().is_empty());

    let unknown = messages::Request { model: "nobody/nothing".to_owned(), ..request };
    let error = provider.call(&unknown).await.unwrap_err();
    assert!(!error.is_retryable(), "{error}");
}

#[tokio::test]
async fn a_film_is_waited_for_and_fetched() {
    let simulator = Simulator::start().await.unwrap();
    let provider = provider(&simulator);
    let models = provider.models_of(ModelKind::Video).await.unwrap();
    let create = videos::Create::new(models[0].id.as_str(), "A tern dives.");
    let job = provider.call(&create).await.unwrap();
    let job = provider.wait_for_video(job.id).finished().await.unwrap();
    let film = provider.download(&videos::Download::new(job.id)).await.unwrap();
    assert!(!film.collect(1 << 24).await.unwrap().is_empty());
    let error = provider.wait_for_video("nothing").finished().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}
