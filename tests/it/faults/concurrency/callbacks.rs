//! What applications give to a provider, where it panics or calls back.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use futures::{FutureExt as _, StreamExt as _};
use llm_provider_base::{
    Clock, HttpRequest, HttpResponse, Random, ReqwestTransport, SystemClock, Transport,
    TransportError,
};
use llm_types::{ChatProvider as _, HealthProvider as _, StandardRequest};
use openrouter_auth::{ApiKey, CredentialError, CredentialSource, Credentials, KeyPool};
use openrouter_provider::{OpenRouter, OpenRouterBuilder};
use openrouter_sim::fault::{Fault, FaultServer, Script};
use tokio::time::Instant;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::faults::{A1, Trial};

/// Panics once it is armed, and then never again.
#[derive(Debug, Clone, Default)]
struct Bomb(Arc<AtomicBool>);

impl Bomb {
    fn arm(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn tick(&self) {
        assert!(!self.0.swap(false, Ordering::Relaxed), "a callback of the application panics");
    }

    fn has_gone_off(&self) -> bool {
        !self.0.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl Clock for Bomb {
    fn now(&self) -> Instant {
        self.tick();
        SystemClock.now()
    }

    fn wall(&self) -> std::time::SystemTime {
        SystemClock.wall()
    }

    async fn sleep(&self, duration: std::time::Duration) {
        SystemClock.sleep(duration).await;
    }
}

impl Random for Bomb {
    fn unit(&self) -> f64 {
        self.tick();
        0.5
    }
}

#[async_trait]
impl CredentialSource for Bomb {
    fn name(&self) -> String {
        "a source".to_owned()
    }

    async fn load(&self) -> Result<Credentials, CredentialError> {
        tokio::task::yield_now().await;
        self.tick();
        Ok(Credentials::new([ApiKey::new(A1).unwrap()]))
    }
}

/// The built-in client, with the bomb before it.
#[derive(Debug)]
struct Explosive(Bomb, ReqwestTransport);

#[async_trait]
impl Transport for Explosive {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        tokio::task::yield_now().await;
        self.0.tick();
        self.1.send(request).await
    }
}

async fn read(provider: &OpenRouter, request: StandardRequest) -> llm_types::Result<()> {
    let mut stream = provider.stream(request).await?;
    while let Some(item) = stream.next().await {
        item?;
    }
    Ok(())
}

/// Nothing is held by who panicked, and the next call is as any other.
async fn assert_goes_on(server: &FaultServer, provider: &OpenRouter, request: StandardRequest) {
    let status = provider.key_pool().status(Instant::now());
    assert!(status.keys.iter().all(|key| key.in_flight == 0));
    assert_eq!(provider.metrics().total.in_flight, 0);
    let before = server.requests().len();
    tokio::time::sleep(std::time::Duration::from_secs(3600)).await;
    read(provider, request).await.unwrap();
    assert!(server.requests().len() > before);
    let status = provider.key_pool().status(Instant::now());
    assert!(status.keys.iter().all(|key| key.in_flight == 0));
}

async fn panics_in(
    place: impl Fn(OpenRouterBuilder, Bomb) -> OpenRouterBuilder + Send + Sync + 'static,
) {
    let bomb = Bomb::default();
    let own = bomb.clone();
    let trial = Trial::of([Fault::TooFast.script(), Script::healthy(2)]);
    let trial = trial.with(move |builder| place(builder, own.clone()));
    let (server, provider, request) = trial.begin().await;
    bomb.arm();
    let call = AssertUnwindSafe(read(&provider, request.clone())).catch_unwind().await;
    assert!(call.is_err() && bomb.has_gone_off(), "it panicked");
    assert_goes_on(&server, &provider, request).await;
}

#[tokio::test(start_paused = true)]
async fn x03_a_clock_that_panics_ends_one_call() {
    panics_in(OpenRouterBuilder::clock).await;
}

#[tokio::test(start_paused = true)]
async fn x03_a_source_of_chance_that_panics_ends_one_call() {
    panics_in(|builder, bomb| {
        let keys =
            KeyPool::builder().keys([ApiKey::new(A1).unwrap()]).random(Arc::new(bomb.clone()));
        builder.key_pool(keys).random(bomb)
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn x03_a_source_of_keys_that_panics_ends_one_call() {
    panics_in(|builder, bomb| builder.key_pool(KeyPool::builder()).credentials(Arc::new(bomb)))
        .await;
}

#[tokio::test(start_paused = true)]
async fn x03_a_transport_that_panics_ends_one_call() {
    panics_in(|builder, bomb| {
        let client = ReqwestTransport::builder().without_default_roots().build().unwrap();
        builder.transport(Explosive(bomb, client))
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn x03_a_reader_that_panics_ends_its_stream() {
    let script = Script::new().read().events().words(3).hold();
    let (server, provider, request) = Trial::of([script, Script::healthy(2)]).begin().await;
    let reader = async {
        let mut stream = provider.stream(request.clone()).await.unwrap();
        while let Some(item) = stream.next().await {
            assert!(item.is_err(), "the reader panics");
        }
    };
    assert!(AssertUnwindSafe(reader).catch_unwind().await.is_err());
    assert!(server.all_closed().await, "the answer is cancelled");
    assert_goes_on(&server, &provider, request).await;
}

/// A sink of log lines that asks the provider how it is, within each line.
#[derive(Debug)]
struct Curious {
    provider: Arc<OnceLock<OpenRouter>>,
    lines: Arc<AtomicUsize>,
}

thread_local! {
    /// Its own questions are logged as well.
    static ASKS: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

impl Subscriber for Curious {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        ["openrouter", "llm_"].iter().any(|own| metadata.target().starts_with(own))
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        let Some(provider) = self.provider.get() else { return };
        if ASKS.replace(true) {
            return;
        }
        self.lines.fetch_add(1, Ordering::Relaxed);
        let keys = provider.key_status().keys.len();
        assert!(keys > 0 && provider.metrics().total.started > 0);
        // A question that goes out, up to where it waits.
        drop(provider.key_info().now_or_never());
        assert!(!provider.key_pool().add(ApiKey::new(A1).unwrap()), "it is there");
        ASKS.set(false);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test(start_paused = true)]
async fn x04_a_sink_of_log_lines_may_call_back() {
    let (asked, lines) = (Arc::new(OnceLock::new()), Arc::new(AtomicUsize::new(0)));
    let sink = Curious { provider: Arc::clone(&asked), lines: Arc::clone(&lines) };
    let _sink = tracing::subscriber::set_default(sink);
    let refusal = serde_json::json!({ "error": { "code": 401, "message": "User not found." } });
    let scripts = [
        Script::new().read().json(401, &refusal),
        Fault::TooFast.script(),
        Fault::Overloaded.script(),
    ];
    let (_server, provider, request) = Trial::of(scripts).begin().await;
    asked.set(provider.clone()).unwrap();
    assert!(read(&provider, request).await.is_err());
    assert!(lines.load(Ordering::Relaxed) >= 3, "{lines:?}");
    let status = provider.key_pool().status(Instant::now());
    assert!(status.keys.iter().all(|key| key.in_flight == 0));
}
