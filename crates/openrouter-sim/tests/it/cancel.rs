//! Clients that go away, and simulators that do.

use std::time::Duration;

use openrouter_sim::{Answer, Simulator};
use serde_json::json;
use tokio::{net::TcpStream, time::timeout};

use crate::client::{ask, chat, json_of, with};

const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_client_that_leaves_a_stream_is_noticed() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("one two three").hang_after(1));
    let body = with(ask("openai/gpt-4o-mini", "Hello"), &json!({"stream": true}));
    let mut response = chat(&simulator, &body).send().await.unwrap();
    assert!(response.chunk().await.unwrap().is_some());
    assert_eq!(simulator.cancelled(), 0);

    drop(response);
    let requests = timeout(PATIENCE, simulator.wait_until(|log| log[0].cancelled)).await.unwrap();
    assert_eq!((requests.len(), simulator.cancelled()), (1, 1));
}

#[tokio::test]
async fn a_client_that_does_not_wait_for_the_head_is_noticed() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::hang());
    let request = chat(&simulator, &ask("openai/gpt-4o-mini", "Hello")).send();
    let arrival = simulator.wait_until(|log| log.len() == 1);
    // The request is dropped as soon as it has arrived.
    tokio::select! {
        _ = request => panic!("there is no answer"),
        _ = arrival => {}
    }
    timeout(PATIENCE, simulator.wait_until(|log| log[0].cancelled)).await.unwrap();
}

#[tokio::test]
async fn an_answer_that_was_taken_whole_is_not_cancelled() {
    let simulator = Simulator::start().await.unwrap();
    let body = ask("openai/gpt-4o-mini", "Hello");
    json_of(chat(&simulator, &body), 200).await;
    chat(&simulator, &with(body, &json!({"stream": true})))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert_eq!((simulator.requests().len(), simulator.cancelled()), (2, 0));
}

#[tokio::test]
async fn a_simulator_that_stops_breaks_its_connections() {
    for stops_by_drop in [false, true] {
        let simulator = Simulator::start().await.unwrap();
        let addr = simulator.addr();
        simulator.script(Answer::text("one two three").hang_after(1));
        let body = with(ask("openai/gpt-4o-mini", "Hello"), &json!({"stream": true}));
        let mut response = chat(&simulator, &body).send().await.unwrap();
        response.chunk().await.unwrap();

        if stops_by_drop {
            drop(simulator);
        } else {
            simulator.shutdown().await;
        }
        let rest = timeout(PATIENCE, async {
            while response.chunk().await?.is_some() {}
            Ok(())
        });
        let rest: reqwest::Result<()> = rest.await.unwrap();
        assert!(rest.is_err(), "the stream is not whole");
        assert!(TcpStream::connect(addr).await.is_err(), "nobody listens");
    }
}

#[tokio::test]
async fn tokens_come_one_by_one_with_a_delay() {
    let simulator = Simulator::start().await.unwrap();
    let delay = Duration::from_millis(2);
    simulator.script(Answer::text("one two three").token_delay(delay).times(2));
    let body = ask("openai/gpt-4o-mini", "Hello");
    let before = tokio::time::Instant::now();
    json_of(chat(&simulator, &body), 200).await;
    assert!(before.elapsed() >= delay * 3, "a whole answer takes as long as its tokens");

    let body = with(body, &json!({"stream": true}));
    let mut response = chat(&simulator, &body).send().await.unwrap();
    let mut pieces = 0;
    while response.chunk().await.unwrap().is_some() {
        pieces += 1;
    }
    assert!(pieces > 3, "{pieces}");
}
