//! Callers that go away.

use llm_types::{ChatProvider, HealthProvider};
use openrouter_sim::{Answer, Simulator};

use crate::set_up::{provider, request};

#[tokio::test]
async fn dropping_a_stream_closes_the_connection_and_blames_nobody() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("one two three").hang_after(2));
    let provider = provider(&simulator);
    let mut stream = provider.stream(request()).await.unwrap();
    stream.next_event().await.unwrap();
    assert_eq!(simulator.cancelled(), 0);

    drop(stream);
    simulator.wait_until(|requests| requests[0].cancelled).await;
    let metrics = provider.metrics().total;
    assert_eq!((metrics.cancelled, metrics.failed, metrics.in_flight), (1, 0, 0));
    let status = provider.key_pool().status(tokio::time::Instant::now());
    assert_eq!(status.available(), 1);
}

#[tokio::test]
async fn dropping_a_call_that_waits_closes_the_connection() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::hang());
    let provider = provider(&simulator);
    tokio::select! {
        answer = provider.complete(request()) => panic!("there is no answer: {answer:?}"),
        _ = simulator.wait_until(|requests| requests.len() == 1) => {}
    }
    simulator.wait_until(|requests| requests[0].cancelled).await;
    assert_eq!(provider.metrics().total.cancelled, 1);
}
