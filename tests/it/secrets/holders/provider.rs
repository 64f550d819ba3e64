//! The provider, and what it hands out.

use integration_tests::ServerReply;
use llm_types::ModelOrder;
use openrouter_auth::KeyPool;
use openrouter_provider::{
    Answer, BaseUrl, Details, ModelStrategy, NoModel, OpenRouter, OpenRouterEmbeddingOutcome,
    OpenRouterOptions, OpenRouterOutcome, UtcDay,
};
use openrouter_sim::fault::FaultServer;
use openrouter_wire::{keys, oauth, responses, videos};
use serde_json::json;

use super::keys::key;
use super::{Table, enter};
use crate::secrets::planted::{KEYS, MANAGEMENT_KEY};

pub(super) async fn enter_all(table: &mut Table) {
    let event = json!({"type": "response.output_text.delta", "delta": "x"});
    let server = FaultServer::start([
        ServerReply::new(200, "video/mp4", "film"),
        ServerReply::events(format!("data: {event}\n\n")),
        ServerReply::new(200, "application/json", r#"{"data":[]}"#),
    ]);
    let server = server.await.unwrap();
    let builder = OpenRouter::builder()
        .key_pool(KeyPool::builder().keys([key(1)]))
        .api_keys(KEYS)
        .management_key(MANAGEMENT_KEY)
        .base_url(server.url("/api/v1"));
    enter!(table, builder);
    let provider = builder.build().unwrap();
    enter!(table, provider, BaseUrl::parse("https://gateway.test/api").unwrap());
    enter!(table, provider.download(&videos::Download::new("id")).await.unwrap());
    let request: responses::Request =
        serde_json::from_value(json!({"model": "m", "input": "x"})).unwrap();
    enter!(table, provider.events(&request).await.unwrap());
    enter!(table, provider.pages(keys::List::default()), provider.wait_for_video("id"));

    let catalog = provider.catalog().await.unwrap();
    enter!(table, catalog, catalog.get("not/listed").unwrap_err());

    let issued: oauth::TokenResponse =
        serde_json::from_value(json!({"key": KEYS[0], "user_id": null})).unwrap();
    let answer = Answer::<()>::default().map(|()| issued);
    table.enter(&answer, &format!("{answer:?}\n{answer:#?}"));
    enter!(table, KEYS[0].parse::<UtcDay>().unwrap_err());
    enter!(table, Details::default(), OpenRouterOptions::default(), OpenRouterOutcome::default());
    enter!(table, OpenRouterEmbeddingOutcome::default(), NoModel { soonest: None });
    enter!(table, KEYS[0].parse::<ModelStrategy>().unwrap_err());
    enter!(table, KEYS[0].parse::<ModelOrder>().unwrap_err());
}
