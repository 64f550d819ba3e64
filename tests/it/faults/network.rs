//! Faults of the network (rows N).

use std::time::Duration;

use llm_types::ErrorKind;
use openrouter_sim::fault::{Fault, Script};
use serde_json::json;

use super::{A1, Trial};

#[tokio::test(start_paused = true)]
async fn n02_a_refused_connection_is_tried_three_times_and_sends_nothing() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/api/v1", nobody.local_addr().unwrap());
    drop(nobody);
    let trial = Trial::of([]).with(move |builder| builder.base_url(address.clone()));
    let trial = trial.stream().await.failed(ErrorKind::Network, false).sent([]).no_key_blamed();
    assert_eq!((trial.attempts().len(), trial.connections), (3, 0));
}

#[tokio::test(start_paused = true)]
async fn n08_n09_a_connection_that_ends_at_once_is_tried_once_more() {
    for fault in [Fault::ResetOnAccept, Fault::ClosedOnAccept] {
        let trial = Trial::of([fault.script()]).stream().await;
        let trial = trial.failed(ErrorKind::Network, true).sent([]).within(0..=2).no_key_blamed();
        assert!((2..=3).contains(&trial.connections), "{fault}: {}", trial.connections);
    }
}

#[tokio::test(start_paused = true)]
async fn n10_n11_n12_a_connection_that_ends_after_the_request_is_tried_once_more() {
    for script in [
        Fault::ResetAfterRequest.script(),
        Fault::ClosedAfterRequest.script(),
        Fault::HalfAHead.script(),
        Script::new().read().write("HTTP/1.1 200 OK\r\ncontent-ty").close(),
    ] {
        let trial = Trial::of([script.clone()]).stream().await;
        trial.failed(ErrorKind::Network, true).sent([A1, A1]).within(0..=2).no_key_blamed();
        let trial = Trial::of([script, Script::healthy(2)]).words(2).stream().await;
        trial.succeeded_after(1).sent([A1, A1]).no_key_blamed();
    }
}

#[tokio::test(start_paused = true)]
async fn n13_silence_ends_a_stream_after_two_minutes_and_is_tried_once_more() {
    let trial = Trial::of([Fault::Silence.script()]).stream().await;
    let trial = trial.failed(ErrorKind::Timeout, true).sent([A1, A1]).within(240..=242);
    assert_eq!(trial.no_key_blamed().connections, 2, "the silent connection is not used again");
}

#[tokio::test(start_paused = true)]
async fn n14_silence_ends_a_whole_answer_after_five_minutes_and_is_not_tried_again() {
    let trial = Trial::of([Fault::Silence.script()]).complete().await;
    trial.failed(ErrorKind::Timeout, true).sent([A1]).within(300..=301).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn n15_a_server_that_reads_nothing_is_given_up_as_a_silent_one() {
    let trial = Trial::of([Fault::Deaf.script()]).stream().await;
    trial.failed(ErrorKind::Timeout, true).sent([]).within(240..=242).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn n16_an_early_refusal_is_seen_if_the_server_reads_on() {
    let body = json!({ "error": { "code": 413, "message": "too large" } });
    let trial = Trial::of([Script::new().read().json(413, &body)]).stream().await;
    trial.failed(ErrorKind::TooLarge, false).sent([A1]).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn n24_a_slow_but_steady_stream_is_left_alone() {
    let word = Script::new().wait(Duration::from_secs(20)).text("w0 ");
    let slow = Script::new().read().events().repeat(1, word);
    let rest = (1..30).fold(slow, |script, place| {
        script.wait(Duration::from_secs(20)).text(&format!("w{place} "))
    });
    let trial = Trial::of([rest.finish("stop").usage(30).done().end()]).words(30).stream().await;
    trial.succeeded_after(0).sent([A1]).within(600..=600);
}

#[tokio::test(start_paused = true)]
async fn n25_a_head_that_comes_byte_by_byte_is_given_up_as_silence() {
    let head = "HTTP/1.1 200 OK\r\nx-slow: 0123456789".repeat(10);
    let slow = head.bytes().fold(Script::new().read(), |script, byte| {
        script.wait(Duration::from_secs(1)).write(vec![byte])
    });
    let trial = Trial::of([slow.hold()]).stream().await;
    trial.failed(ErrorKind::Timeout, true).sent([A1, A1]).within(240..=242).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn n27_a_connection_that_fails_twice_succeeds_the_third_time() {
    // Closed before the request was read: twice is once more than may be risked.
    let down = || Fault::Overloaded.script().close();
    let trial = Trial::of([down(), down(), Script::healthy(1)]).words(1);
    trial.stream().await.succeeded_after(2).sent([A1, A1, A1]).no_key_blamed();
}
