//! Calls that are dropped (rows Z).

mod every_point;
mod half_done;
mod moments;
mod spending;

use std::pin::pin;
use std::task::Poll;

use futures::future::poll_fn;
use llm_types::HealthProvider as _;
use openrouter_auth::KeyState;
use openrouter_provider::OpenRouter;
use openrouter_sim::fault::FaultServer;
use tokio::runtime::Handle;
use tokio::time::Instant;

/// Polls a future so many times at the most, and drops it where it waits then. `None` if it had not
/// ended.
async fn polled<F: Future>(most: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = most;
    poll_fn(|cx| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match future.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// What a call holds is given back: no call in flight, no lease out, no probe under way.
#[track_caller]
fn assert_given_back(provider: &OpenRouter, why: &str) {
    let metrics = provider.metrics().total;
    assert_eq!(metrics.in_flight, 0, "{why}: calls in flight");
    let ended = metrics.succeeded + metrics.failed + metrics.cancelled;
    assert_eq!(metrics.started, ended, "{why}: each call has one end");
    let status = provider.key_pool().status(Instant::now());
    for key in &status.keys {
        assert_eq!(key.in_flight, 0, "{why}: leases of {}", key.id);
        assert_ne!(key.state, KeyState::Probing, "{why}: {}", key.id);
    }
    for account in &status.accounts {
        assert_eq!(account.in_flight, 0, "{why}: leases of {}", account.id);
        assert_ne!(account.state, KeyState::Probing, "{why}: {}", account.id);
    }
}

/// With the provider its connections go, and with these every task.
async fn assert_nothing_is_left(server: FaultServer, provider: OpenRouter, why: &str) {
    drop(provider);
    assert!(server.all_closed().await, "{why}: connections");
    drop(server);
    for _ in 0..1000 {
        if Handle::current().metrics().num_alive_tasks() == 0 {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("{why}: {} tasks", Handle::current().metrics().num_alive_tasks());
}
