//! Faults of the network (rows N).

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use llm_types::ErrorKind;
use openrouter_sim::fault::{Authority, Fault, Script};
use serde_json::json;
use socket2::{Domain, Socket, Type};

use super::{A1, Trial};

#[tokio::test(start_paused = true)]
async fn n01_a_name_that_does_not_resolve_is_tried_three_times() {
    // The name is reserved for never being anybody's.
    let trial = Trial::of([Script::healthy(1)]).origin("https://host.invalid").stream().await;
    let trial = trial.failed(ErrorKind::Network, false).sent([]).within(0..=0).no_key_blamed();
    assert_eq!((trial.attempts().len(), trial.connections), (3, 0));
}

#[tokio::test(start_paused = true)]
async fn n02_a_refused_connection_is_tried_three_times_and_sends_nothing() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/api/v1", nobody.local_addr().unwrap());
    drop(nobody);
    let trial = Trial::of([]).with(move |builder| builder.base_url(address.clone()));
    let trial = trial.stream().await.failed(ErrorKind::Network, false).sent([]).no_key_blamed();
    assert_eq!((trial.attempts().len(), trial.connections), (3, 0));
}

/// A port at which connections are neither accepted nor refused: its queue is full. Not for longer
/// than what is returned lives.
fn black_hole() -> (SocketAddr, Vec<TcpStream>, Socket) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).unwrap();
    socket.listen(0).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    let mut queue = Vec::new();
    while let Ok(waits) = TcpStream::connect_timeout(&address, Duration::from_millis(100)) {
        queue.push(waits);
    }
    (address, queue, socket)
}

#[tokio::test(start_paused = true)]
async fn n03_a_host_that_does_not_answer_is_given_five_seconds_three_times() {
    let (address, _queue, _socket) = black_hole();
    let address = format!("http://{address}/api/v1");
    let trial = Trial::of([]).with(move |builder| builder.base_url(address.clone()));
    let trial = trial.stream().await.failed(ErrorKind::Timeout, false).sent([]);
    assert_eq!(trial.within(15..=15).no_key_blamed().attempts().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn n04_the_second_address_is_tried_if_the_first_is_dead() {
    let dead = SocketAddr::from((Ipv6Addr::LOCALHOST, 0));
    let alive = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let authority = Authority::new().unwrap();
    let certificate = authority.certificate_for("service.test").unwrap();
    let trial = Trial::of([Script::new().tls(&certificate).then(Script::healthy(1))]).words(1);
    let trial = trial.trusting(&authority).origin("https://service.test");
    let trial = trial.connecting(move |transport| transport.resolve("service.test", [dead, alive]));
    trial.stream().await.succeeded_after(0).sent([A1]).within(0..=0);
}

/// A connection that ends before anything is read may have delivered a request all the same: it
/// looks like one that ends after it.
async fn tried_once_more_unread(fault: Fault) {
    let trial = Trial::of([fault.script()]).stream().await;
    let trial = trial.failed(ErrorKind::Network, true).sent([]).within(0..=2).no_key_blamed();
    assert!((2..=3).contains(&trial.connections), "{}", trial.connections);
}

#[tokio::test(start_paused = true)]
async fn n08_a_connection_that_is_reset_at_once_is_tried_once_more() {
    tried_once_more_unread(Fault::ResetOnAccept).await;
}

#[tokio::test(start_paused = true)]
async fn n09_a_connection_that_is_closed_at_once_is_tried_once_more() {
    tried_once_more_unread(Fault::ClosedOnAccept).await;
}

/// A connection that ends after the request was read: the request may have been carried out.
async fn tried_once_more(script: Script) {
    let trial = Trial::of([script.clone()]).stream().await;
    trial.failed(ErrorKind::Network, true).sent([A1, A1]).within(0..=2).no_key_blamed();
    let trial = Trial::of([script, Script::healthy(2)]).words(2).stream().await;
    trial.succeeded_after(1).sent([A1, A1]).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn n10_a_connection_that_is_reset_after_the_request_is_tried_once_more() {
    tried_once_more(Fault::ResetAfterRequest.script()).await;
}

#[tokio::test(start_paused = true)]
async fn n11_a_connection_that_is_closed_after_the_request_is_tried_once_more() {
    tried_once_more(Fault::ClosedAfterRequest.script()).await;
}

#[tokio::test(start_paused = true)]
async fn n12_a_connection_that_is_closed_in_the_head_is_tried_once_more() {
    tried_once_more(Fault::HalfAHead.script()).await;
    let fields = Script::new().read().write("HTTP/1.1 200 OK\r\ncontent-ty");
    tried_once_more(fields.close()).await;
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
async fn n16_an_early_refusal_that_is_not_read_on_may_be_lost() {
    // What is still to be read when the server closes resets the connection, and the reply with it.
    let body = json!({ "error": { "code": 413, "message": "too large" } });
    let prompt = "x".repeat(8 << 20);
    let trial =
        Trial::of([Script::new().read_head().json(413, &body)]).asks(prompt).may_hold(16 << 20);
    let trial = trial.stream().await.no_key_blamed();
    let error = trial.end.unwrap_err();
    let seen = (error.kind(), error.maybe_billed(), trial.requests.len());
    let (lost, read) = ((ErrorKind::Network, true, 2), (ErrorKind::TooLarge, false, 1));
    assert!(seen == lost || seen == read, "{seen:?}");
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
    // Reset before the handshake is over: certainly not sent.
    let authority = Authority::new().unwrap();
    let certificate = authority.certificate().unwrap();
    let healthy = Script::new().tls(&certificate).then(Script::healthy(1));
    let down = Fault::ClosedOnAccept.script();
    let trial = Trial::of([down.clone(), down, healthy]).trusting(&authority).words(1);
    let trial = trial.stream().await.succeeded_after(2).sent([A1]).no_key_blamed();
    assert_eq!(trial.connections, 3);
}
