//! One provider in several runtimes. The time is real, and nothing waits for it.

use std::sync::mpsc;
use std::time::Duration;

use futures::StreamExt as _;
use llm_provider_base::ReqwestTransport;
use llm_types::{ChatProvider as _, HealthProvider as _, StandardRequest, StandardStream};
use openrouter_provider::OpenRouter;
use openrouter_sim::fault::{FaultServer, Script};
use tokio::runtime::{Builder, Runtime};

use crate::faults::A1;

/// A server in a runtime of its own, and a provider in front of it.
fn begin(script: Script) -> (Runtime, FaultServer, OpenRouter) {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(FaultServer::start([script])).unwrap();
    let transport = ReqwestTransport::builder().without_default_roots().build().unwrap();
    let provider = OpenRouter::builder()
        .api_key(A1)
        .base_url(server.base_url())
        .transport(transport)
        .build()
        .unwrap();
    (runtime, server, provider)
}

fn request() -> StandardRequest {
    StandardRequest::prompt("Hi").with_model("a/model")
}

fn single() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Healthy, and the connection is used again.
fn healthy() -> Script {
    Script::new().forever(Script::healthy(3))
}

async fn words(stream: &mut StandardStream) -> llm_types::Result<String> {
    let mut said = String::new();
    while let Some(item) = stream.next().await {
        said.push_str(item?.as_text().unwrap_or_default());
    }
    Ok(said)
}

async fn ask(provider: &OpenRouter) -> String {
    let mut stream = provider.stream(request()).await.unwrap();
    words(&mut stream).await.unwrap()
}

/// Does something on a thread of its own, and fails if it takes longer than any hang.
fn within_reason<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || drop(sender.send(work())));
    receiver.recv_timeout(Duration::from_secs(20)).expect("it hangs, or has panicked")
}

#[test]
fn x06_three_runtimes_share_a_provider() {
    let (_serving, _server, provider) = begin(healthy());
    let several = || Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let runtimes = [several(), several(), several()];
    let said: Vec<_> = std::thread::scope(|scope| {
        let asking = runtimes.each_ref().map(|runtime| {
            let provider = &provider;
            scope.spawn(move || [(); 5].map(|()| runtime.block_on(ask(provider))))
        });
        asking.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(said, ["w0 w1 w2 "; 15]);
    assert_eq!(provider.metrics().total.succeeded, 15);
}

#[test]
fn x06_a_runtime_that_has_ended_takes_its_connections_and_no_call_with_it() {
    let (_serving, server, provider) = begin(healthy());
    for _ in 0..3 {
        let runtime = single();
        assert_eq!(runtime.block_on(ask(&provider)), "w0 w1 w2 ");
        drop(runtime);
    }
    assert_eq!(server.requests().len(), 3, "nothing was tried on a dead connection");
    let totals = provider.metrics().total;
    assert_eq!((totals.succeeded, totals.retries, totals.in_flight), (3, 0, 0));
}

#[test]
fn x06_a_stream_whose_runtime_has_ended_is_an_error_and_hangs_nobody() {
    let held = Script::new().read().events().words(1).hold();
    let (_serving, _server, provider) = begin(held);
    for reads_before in [false, true] {
        let provider = provider.clone();
        let end = within_reason(move || {
            let runtime = single();
            let mut stream = runtime.block_on(provider.stream(request())).unwrap();
            if reads_before {
                // With a timer of the old runtime that is armed already.
                runtime.block_on(async {
                    let rest = tokio::time::timeout(Duration::from_millis(20), words(&mut stream));
                    assert!(rest.await.is_err());
                });
            }
            drop(runtime);
            single().block_on(words(&mut stream))
        });
        assert!(end.is_err(), "{end:?}");
    }
    let totals = provider.metrics().total;
    assert_eq!((totals.in_flight, totals.failed), (0, 2));
}
