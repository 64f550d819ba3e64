//! Programs that end (rows Q). The command line's are with its tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::StreamExt as _;
use llm_provider_base::ReqwestTransport;
use llm_types::{ChatProvider as _, HealthProvider as _, StandardRequest, StandardStream};
use openrouter_provider::OpenRouter;
use openrouter_sim::fault::{FaultServer, Gate, Script};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::time::Instant;

use super::{A1, Trial};

async fn words(mut stream: StandardStream) -> llm_types::Result<String> {
    let mut said = String::new();
    while let Some(item) = stream.next().await {
        said.push_str(item?.as_text().unwrap_or_default());
    }
    Ok(said)
}

#[tokio::test(start_paused = true)]
async fn q01_streams_outlive_the_last_client_and_leave_no_task() {
    let gate = Gate::shut();
    let start = || Script::new().read().events().words(2).pass(&gate);
    let whole = start().text("w2 ").finish("stop").usage(3).done().end();
    let (server, provider, request) = Trial::of([whole, start().reset()]).begin().await;
    let (first, second) =
        (provider.stream(request.clone()).await.unwrap(), provider.stream(request).await.unwrap());
    drop(provider);
    gate.open();
    assert_eq!(words(first).await.unwrap(), "w0 w1 w2 ");
    assert!(words(second).await.is_err(), "it broke off");
    assert!(server.all_closed().await);
    drop(server);
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    assert_eq!(Handle::current().metrics().num_alive_tasks(), 0);
}

/// A runtime, and a provider in front of a server in another one.
fn begin(script: Script) -> (Runtime, Runtime, FaultServer, OpenRouter) {
    let several = || Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (serving, runtime) = (several(), several());
    let server = serving.block_on(FaultServer::start([script])).unwrap();
    let provider = OpenRouter::builder()
        .api_key(A1)
        .base_url(server.base_url())
        .transport(ReqwestTransport::builder().without_default_roots().build().unwrap())
        .build()
        .unwrap();
    (serving, runtime, server, provider)
}

#[test]
fn q02_a_runtime_is_shut_down_within_a_second_whatever_goes_on() {
    let held = Script::new().read().events().words(1).hold();
    let (serving, runtime, server, provider) = begin(held);
    let busy = Arc::new(AtomicUsize::new(0));
    for _ in 0..3 {
        let (provider, busy) = (provider.clone(), Arc::clone(&busy));
        runtime.spawn(async move {
            let request = StandardRequest::prompt("Hi").with_model("a/model");
            let stream = provider.stream(request).await.unwrap();
            busy.fetch_add(1, Ordering::Relaxed);
            drop(words(stream).await);
        });
    }
    let (login, waits) = (provider.clone(), Arc::clone(&busy));
    runtime.spawn(async move {
        let login = login.log_in().loopback().unwrap();
        waits.fetch_add(1, Ordering::Relaxed);
        drop(login.finish().await);
    });
    while busy.load(Ordering::Relaxed) < 4 {
        std::thread::yield_now();
    }
    let start = Instant::now();
    runtime.shutdown_timeout(Duration::from_secs(10));
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    let metrics = provider.metrics().total;
    assert_eq!((metrics.in_flight, metrics.cancelled), (0, 3));
    assert!(serving.block_on(server.all_closed()), "the server sees them go");
}

#[test]
fn q07_metrics_and_keys_can_be_read_after_the_end() {
    let (serving, runtime, server, provider) = begin(Script::healthy(3));
    let request = StandardRequest::prompt("Hi").with_model("a/model");
    let said = runtime.block_on(async { words(provider.stream(request).await?).await });
    assert_eq!(said.unwrap(), "w0 w1 w2 ");
    drop((server, runtime, serving));
    let metrics = provider.metrics();
    assert_eq!((metrics.total.succeeded, metrics.total.in_flight), (1, 0));
    assert!(metrics.models.iter().any(|model| model.model == "a/model"));
    assert_eq!(provider.key_status().available(), 1);
    assert!(!format!("{provider:?}").is_empty());
}
