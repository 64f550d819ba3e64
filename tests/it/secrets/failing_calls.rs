//! Calls that fail, in every way that a server can think of.

use openrouter_sim::fault::FaultServer;
use std::collections::BTreeSet;

use bytes::Bytes;
use futures::TryStreamExt as _;
use integration_tests::SkippingClock;
use llm_types::{
    ChatProvider, EmbeddingProvider, EmbeddingRequest, HealthProvider, ModelProvider, Result,
    StandardResponse,
};
use openrouter_provider::OpenRouter;
use openrouter_wire::{keys, oauth, responses, videos};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::planted::{CANARIES, CODE, KEYS, MANAGEMENT_KEY, VERIFIER, flow};
use super::replies::failures;
use super::shown::{shown, shown_error};
use crate::captured_log::CapturedLog;
use crate::set_up::request;

/// What was looked at so far.
#[derive(Default)]
struct Watch {
    failed: usize,
    leaks: BTreeSet<String>,
}

impl Watch {
    fn look(&mut self, what: &str, shown: &str) {
        if let Some(leak) = CANARIES.find(shown.as_bytes()) {
            self.leaks.insert(format!("{what} shows {leak}"));
        }
    }

    /// Looks at an error. What the service says in a success is nobody's to hide.
    fn result<T>(&mut self, what: &str, result: Result<T>) {
        if let Err(error) = result {
            self.failed += 1;
            self.look(what, &shown_error(&error));
        }
    }

    /// Looks at what stands afterwards, whatever happened.
    fn provider(&mut self, provider: &OpenRouter) {
        let status = provider.key_pool().status(tokio::time::Instant::now());
        self.look("the state of the keys", &shown!(status));
        self.look("the metrics", &shown!(provider.metrics()));
        self.look("the provider", &shown!(*provider));
    }
}

/// The ways in which a call can be made.
#[derive(Debug, Clone, Copy)]
enum Way {
    Chat,
    Stream,
    Vectors,
    Models,
    KeyInfo,
    Health,
    Events,
    Download,
    /// For the management key.
    NewKey,
    Pages,
    /// Without a key, to get one.
    Exchange,
    Login,
}

const WITH_A_KEY: [Way; 8] = [
    Way::Chat,
    Way::Stream,
    Way::Vectors,
    Way::Models,
    Way::KeyInfo,
    Way::Health,
    Way::Events,
    Way::Download,
];

async fn ask(way: Way, provider: &OpenRouter, watch: &mut Watch) {
    let what = format!("{way:?}");
    match way {
        Way::Chat => watch.result(&what, provider.complete(request()).await),
        Way::Stream => watch.result(&what, stream(provider).await),
        Way::Vectors => {
            watch.result(&what, provider.embed(EmbeddingRequest::new("m", ["x"])).await);
        }
        Way::Models => watch.result(&what, provider.models().await),
        Way::KeyInfo => watch.result(&what, provider.key_info().await),
        Way::Health => watch.look(&what, &shown!(provider.health_check().await)),
        Way::Events => watch.result(&what, events(provider).await),
        Way::Download => watch.result(&what, download(provider).await),
        Way::NewKey => watch.result(&what, provider.call(&keys::Create::new("name")).await),
        Way::Pages => {
            let pages = provider.pages(keys::List::default());
            watch.result(&what, pages.try_collect::<Vec<_>>().await);
        }
        Way::Exchange => {
            let exchange: oauth::TokenRequest =
                of(json!({"code": CODE, "code_verifier": VERIFIER}));
            watch.result(&what, provider.call(&exchange).await);
        }
        Way::Login => {
            let back = format!("https://app.test/cb?code={CODE}");
            if let Err(error) = provider.finish_oauth(flow(), &back).await {
                watch.failed += 1;
                watch.look(&what, &shown!(error));
                watch.look(&what, &shown_error(&error.into_error()));
            }
        }
    }
}

fn of<T: DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).unwrap()
}

async fn stream(provider: &OpenRouter) -> Result<StandardResponse> {
    provider.stream(request()).await?.collect().await
}

async fn events(provider: &OpenRouter) -> Result<()> {
    let request: responses::Request = of(json!({"model": "m", "input": "x"}));
    let mut events = provider.events(&request).await?;
    while events.next_event().await?.is_some() {}
    Ok(())
}

async fn download(provider: &OpenRouter) -> Result<Bytes> {
    provider.download(&videos::Download::new("id")).await?.collect(1 << 20).await
}

/// Fails calls of these ways by each reply with this secret in it.
async fn check(secret: &str, key: &str, ways: &[Way]) {
    let log = CapturedLog::start();
    let mut watch = Watch::default();
    for reply in failures(secret) {
        let before = watch.failed;
        let described = format!("{reply:?}");
        let server = FaultServer::start([reply]).await.unwrap();
        for (number, way) in ways.iter().enumerate() {
            // Each with a key that has not failed yet.
            let provider = OpenRouter::builder()
                .api_key(key)
                .management_key(MANAGEMENT_KEY)
                .base_url(server.url("/api/v1"))
                .clock(SkippingClock::default())
                .build()
                .unwrap();
            ask(*way, &provider, &mut watch).await;
            // Keys fare the same in whatever way they were rejected.
            if number == 0 {
                watch.provider(&provider);
            }
        }
        assert!(watch.failed > before, "nothing failed by {described}");
    }
    let log = log.text();
    for target in ["llm_provider_base", "hyper_util", "reqwest"] {
        assert!(log.contains(target), "{target} has logged nothing");
    }
    watch.look("the log", &log);
    assert!(watch.leaks.is_empty(), "{:#?}", watch.leaks);
}

#[tokio::test]
async fn l02_a_key_of_the_service_that_is_repeated_is_not_shown() {
    check(KEYS[0], KEYS[0], &WITH_A_KEY).await;
}

#[tokio::test]
async fn l02_a_key_of_a_gateway_that_is_repeated_is_not_shown() {
    check(KEYS[2], KEYS[2], &WITH_A_KEY).await;
}

#[tokio::test]
async fn l02_a_management_key_that_is_repeated_is_not_shown() {
    check(MANAGEMENT_KEY, KEYS[1], &[Way::NewKey, Way::Pages]).await;
}

#[tokio::test]
async fn l02_a_code_and_a_verifier_that_are_repeated_are_not_shown() {
    check(CODE, KEYS[1], &[Way::Exchange, Way::Login]).await;
    check(VERIFIER, KEYS[1], &[Way::Exchange, Way::Login]).await;
}
