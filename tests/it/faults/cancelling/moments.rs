//! Dropped at a moment that has a name.

use std::time::Duration;

use futures::StreamExt as _;
use llm_provider_base::ReqwestTransport;
use llm_types::{ChatProvider as _, ErrorKind, HealthProvider as _, StreamEvent};
use openrouter_sim::fault::{Fault, FaultServer, Script};
use tokio::net::TcpSocket;
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout};

use super::{assert_given_back, assert_nothing_is_left, polled};
use crate::faults::Trial;

/// What the server needs to see that a client has gone, at the most.
const AT_ONCE: Duration = Duration::from_millis(100);

#[tokio::test(start_paused = true)]
async fn z01_a_call_that_is_never_polled_sends_nothing() {
    let (server, provider, request) = Trial::of([Script::healthy(1)]).begin().await;
    drop(provider.stream(request.clone()));
    drop(provider.complete(request));
    assert_eq!((server.connections(), provider.metrics().total.started), (0, 0));
    assert_given_back(&provider, "not polled");
    assert_nothing_is_left(server, provider, "not polled").await;
}

#[tokio::test(start_paused = true)]
async fn z02_a_call_that_is_dropped_while_it_connects_leaves_no_connection() {
    // Who waits for its turn to be accepted fills the queue; what comes then is not answered.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) =
        timeout(Duration::from_millis(50), tokio::net::TcpStream::connect(address)).await
    {
        waiting.push(stream.unwrap());
    }
    let (server, provider, request) = Trial::of([])
        .with(move |builder| builder.base_url(format!("http://{address}/api/v1")))
        .begin()
        .await;
    let before = Handle::current().metrics().num_alive_tasks();
    assert!(timeout(Duration::from_secs(1), provider.stream(request)).await.is_err());
    assert_given_back(&provider, "connecting");
    tokio::task::yield_now().await;
    assert_eq!(Handle::current().metrics().num_alive_tasks(), before, "nobody goes on connecting");
    let totals = provider.metrics().total;
    assert_eq!((totals.cancelled, totals.failed), (1, 0));
    assert_nothing_is_left(server, provider, "connecting").await;
}

#[tokio::test(start_paused = true)]
async fn z02_a_call_that_is_dropped_in_the_tls_handshake_closes_the_connection() {
    let silent = FaultServer::start([Script::new().hold()]).await.unwrap();
    let address = silent.base_url().replace("http:", "https:");
    let transport = || ReqwestTransport::builder().build().unwrap();
    let (server, provider, request) = Trial::of([])
        .with(move |builder| builder.base_url(address.clone()).transport(transport()))
        .begin()
        .await;
    assert!(timeout(Duration::from_secs(1), provider.stream(request)).await.is_err());
    let dropped = Instant::now();
    assert_eq!(silent.connections(), 1, "the handshake had begun");
    assert!(silent.all_closed().await && dropped.elapsed() <= AT_ONCE);
    assert_given_back(&provider, "handshake");
    drop(silent);
    assert_nothing_is_left(server, provider, "handshake").await;
}

#[tokio::test(start_paused = true)]
async fn z03_a_call_that_is_dropped_while_it_waits_for_the_head_is_seen_and_blames_nobody() {
    for whole in [false, true] {
        let (server, provider, request) = Trial::of([Fault::Silence.script()]).begin().await;
        let wait = Duration::from_secs(10);
        let gone = if whole {
            timeout(wait, provider.complete(request)).await.is_err()
        } else {
            timeout(wait, provider.stream(request)).await.is_err()
        };
        let dropped = Instant::now();
        assert!(gone && server.requests().len() == 1);
        assert!(server.all_closed().await && dropped.elapsed() <= AT_ONCE);
        let totals = provider.metrics().total;
        assert_eq!((totals.cancelled, totals.failed), (1, 0));
        let status = provider.key_pool().status(Instant::now());
        assert_eq!(status.available(), 3, "no key is blamed");
        assert!(status.keys.iter().all(|key| key.failures == 0));
        assert_given_back(&provider, "head");
        assert_nothing_is_left(server, provider, "head").await;
    }
}

#[tokio::test(start_paused = true)]
async fn z04_a_stream_that_is_dropped_with_words_to_come_is_seen_and_its_key_is_free() {
    // More words have come than are read.
    let script = Script::new().read().events().words(100).hold();
    let (server, provider, request) = Trial::of([script]).begin().await;
    let mut stream = provider.stream(request).await.unwrap();
    assert!(matches!(stream.next().await, Some(Ok(StreamEvent::Text { .. }))));
    drop(stream);
    let dropped = Instant::now();
    assert_given_back(&provider, "stream");
    assert!(server.all_closed().await && dropped.elapsed() <= AT_ONCE);
    assert_eq!(provider.metrics().total.cancelled, 1);
    assert_nothing_is_left(server, provider, "stream").await;
}

#[tokio::test(start_paused = true)]
async fn z05_calls_that_are_dropped_in_their_wait_send_nothing_more_and_leave_the_budget_whole() {
    let script = Fault::Overloaded.script().close();
    let (server, provider, request) = Trial::of([script]).begin().await;
    // With chance in the middle the first wait takes a quarter of a second. Forty retries are more
    // than the budget has.
    for _ in 0..40 {
        let call = timeout(Duration::from_millis(200), provider.stream(request.clone()));
        assert!(call.await.is_err());
    }
    assert_eq!(server.requests().len(), 40);
    assert_given_back(&provider, "backoff");
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(server.requests().len(), 40, "nobody sends what nobody waits for");
    let error = provider.stream(request).await.unwrap_err();
    assert_eq!((error.attempts().len(), server.requests().len()), (3, 43), "as if it were alone");
    assert_nothing_is_left(server, provider, "backoff").await;
}

#[tokio::test(start_paused = true)]
async fn z05_a_call_that_is_dropped_while_an_account_rests_sends_nothing_more() {
    let only = |builder: openrouter_provider::OpenRouterBuilder| {
        let key = openrouter_auth::ApiKey::new(crate::faults::A1).unwrap();
        builder.key_pool(openrouter_auth::KeyPool::builder().keys([key]))
    };
    let trial = Trial::of([Fault::TooFast.script().close(), Script::healthy(1)]).with(only);
    let (server, provider, request) = trial.begin().await;
    let call = timeout(Duration::from_millis(500), provider.stream(request.clone()));
    assert!(call.await.is_err());
    assert_given_back(&provider, "rest");
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(server.requests().len(), 1);
    assert!(provider.stream(request).await.is_ok());
    assert_given_back(&provider, "after the rest");
    assert_nothing_is_left(server, provider, "rest").await;
}

#[tokio::test(start_paused = true)]
async fn z07_next_may_be_dropped_and_called_again() {
    const WORDS: usize = 40;
    let wait = Duration::from_secs(3);
    let words = (0..WORDS).fold(Script::new().read().events(), |script, place| {
        // Some words come in two pieces.
        let text = format!("w{place} ");
        if place % 2 == 0 { script.wait(wait).text(&text) } else { script.text(&text) }
    });
    let script = words.finish("stop").usage(WORDS).done().end();
    let (server, provider, request) = Trial::of([script]).begin().await;
    let mut stream = provider.stream(request).await.unwrap();
    let (mut said, mut dropped, mut ended) = (String::new(), 0, 0);
    loop {
        tokio::select! {
            biased;
            item = stream.next() => match item {
                Some(Ok(StreamEvent::Text { text, .. })) => said.push_str(&text),
                Some(Ok(StreamEvent::Finished(_))) => ended += 1,
                Some(item) => assert!(item.is_ok()),
                None => break,
            },
            () = tokio::time::sleep(Duration::from_millis(700)) => dropped += 1,
        }
    }
    let whole = (0..WORDS).map(|place| format!("w{place} ")).collect::<Vec<_>>().concat();
    assert_eq!((said, ended), (whole, 1));
    assert!(dropped > WORDS, "{dropped}");
    assert_given_back(&provider, "select");
    assert_nothing_is_left(server, provider, "select").await;
}

#[tokio::test(start_paused = true)]
async fn z09_a_deadline_that_is_over_is_a_timeout_that_sends_nothing() {
    let trial = || Trial::of([Script::healthy(1)]).asking(|it| it.with_timeout(Duration::ZERO));
    let streamed = trial().stream().await.failed(ErrorKind::Timeout, false).sent([]);
    assert_eq!((streamed.connections, streamed.attempts().len()), (0, 0));
    streamed.within(0..=0).no_key_blamed();
    trial().complete().await.failed(ErrorKind::Timeout, false).sent([]).no_key_blamed();
    // Nobody waits, so nobody need be polled twice.
    let (server, provider, request) = trial().begin().await;
    assert!(polled(1, provider.stream(request)).await.is_some_and(|end| end.is_err()));
    assert_nothing_is_left(server, provider, "no time").await;
}
