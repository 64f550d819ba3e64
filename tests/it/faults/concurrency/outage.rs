//! A service that is down for a minute, under load.

use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use llm_types::{ChatProvider as _, HealthProvider as _};
use openrouter_sim::{Answer, Simulator};

use crate::set_up::{KEY, MODEL};

/// Calls that begin in a second.
const RATE: usize = 17;

/// So many seconds of load; gives the requests of each second.
async fn load(
    simulator: &Simulator,
    provider: &openrouter_provider::OpenRouter,
    seconds: usize,
) -> Vec<usize> {
    let mut calls = FuturesUnordered::new();
    let mut sends = Vec::new();
    for _ in 0..seconds {
        let before = simulator.requests().len();
        for _ in 0..RATE {
            let request = llm_types::StandardRequest::prompt("Hi").with_model(MODEL);
            calls.push(provider.complete(request));
        }
        let second = tokio::time::sleep(Duration::from_secs(1));
        tokio::pin!(second);
        loop {
            tokio::select! {
                Some(_) = calls.next(), if !calls.is_empty() => {}
                () = &mut second => break,
            }
        }
        sends.push(simulator.requests().len() - before);
    }
    while calls.next().await.is_some() {}
    sends
}

#[tokio::test(start_paused = true)]
async fn x05_an_outage_gets_little_more_load_than_usual_and_its_end_no_rush() {
    let simulator = Simulator::builder().token_delay(Duration::ZERO).start().await.unwrap();
    let provider = openrouter_provider::OpenRouter::builder()
        .api_key(KEY)
        .base_url(simulator.base_url())
        .build()
        .unwrap();
    let usual = load(&simulator, &provider, 10).await;
    assert!(usual.iter().all(|sends| *sends == RATE), "{usual:?}");

    simulator.script(Answer::error(503, "down").always());
    let (calls, before) = (60 * RATE, simulator.requests().len());
    load(&simulator, &provider, 60).await;
    let sends = simulator.requests().len() - before;
    // In tenths, so that it is exact.
    assert!(sends * 10 <= calls * 11, "{sends} requests of {calls} calls");

    simulator.clear_script();
    let after = load(&simulator, &provider, 30).await;
    assert!(after.iter().all(|sends| *sends <= 2 * RATE), "{after:?}");
    assert!(after[20..].iter().all(|sends| *sends == RATE), "as usual again: {after:?}");
    let totals = provider.metrics().total;
    assert_eq!(totals.in_flight, 0);
    assert!(totals.failed <= calls as u64, "{}", totals.failed);
}
