//! Faults of HTTP/2 connections (rows N), and calls over HTTP/2 that go well.

use futures::future::join_all;
use llm_types::{ChatProvider as _, ErrorKind, HealthProvider as _};
use openrouter_sim::fault::{Authority, Gate, Http2Fault, Http2Script, Script, StreamScript};

use super::{A1, Trial};

/// Connections over TLS that speak HTTP/2, by these scripts.
fn over_http2<const N: usize>(connections: [Http2Script; N]) -> Trial {
    let authority = Authority::new().unwrap();
    let certificate = authority.certificate().unwrap();
    let secure = |script| Script::new().tls(&certificate).http2(script);
    Trial::of(connections.map(secure)).trusting(&authority)
}

/// One connection, whose streams get these scripts.
fn streams<const N: usize>(scripts: [StreamScript; N]) -> Trial {
    over_http2([Http2Script::new(scripts)])
}

#[tokio::test(start_paused = true)]
async fn calls_over_http2_share_a_connection() {
    let scripts = [StreamScript::healthy(3), StreamScript::answers(3), StreamScript::healthy(3)];
    let mut session = streams(scripts).words(3).open().await;
    for trial in [session.stream().await, session.complete().await, session.stream().await] {
        let trial = trial.succeeded_after(0).sent_with_one_key(1).within(0..=0);
        assert_eq!(trial.connections, 1);
        let request = &trial.requests[0];
        assert_eq!(
            (request.method.as_str(), request.path.as_str()),
            ("POST", "/api/v1/chat/completions")
        );
    }
    session.close().await;
}

#[tokio::test(start_paused = true)]
async fn n20_a_kept_connection_that_is_dead_is_found_out_within_half_a_minute() {
    let dead = StreamScript::healthy(1).deaf();
    let alive = StreamScript::healthy(1);
    let scripts = [Http2Script::new([dead]), Http2Script::new([alive])];
    for time_between in [0, 60] {
        let mut session = over_http2(scripts.clone()).words(1).open().await;
        session.stream().await.succeeded_after(0);
        tokio::time::sleep(std::time::Duration::from_secs(time_between)).await;
        let trial = session.stream().await.sent_with_one_key(1).within(0..=31).no_key_blamed();
        assert_eq!(trial.connections, 2);
        // Idle for long enough, it is not even tried.
        let trial = trial.succeeded_after(usize::from(time_between == 0));
        assert!(trial.within(if time_between == 0 { 1..=31 } else { 0..=0 }).end.is_ok());
        let trial = session.stream().await.succeeded_after(0).sent_with_one_key(1).within(0..=0);
        assert_eq!(trial.connections, 2);
        session.close().await;
    }
}

#[tokio::test(start_paused = true)]
async fn n20_a_whole_answer_is_asked_for_again_on_another_connection() {
    let scripts = [StreamScript::answers(1).deaf(), StreamScript::answers(1)];
    let scripts = scripts.map(|script| Http2Script::new([script]));
    let mut session = over_http2(scripts).words(1).open().await;
    session.complete().await.succeeded_after(0);
    let trial = session.complete().await.succeeded_after(1).sent_with_one_key(1).within(1..=31);
    assert_eq!(trial.no_key_blamed().connections, 2);
    session.close().await;
}

#[tokio::test(start_paused = true)]
async fn n20_an_answer_whose_connection_dies_is_broken_off() {
    let trial = streams([Http2Fault::VanishedInStream.script()]).words(3).stream().await;
    trial.failed(ErrorKind::Interrupted, true).sent([A1]).within(1..=31).no_key_blamed();
}

/// The request is sent again for nothing, as often as a call may be tried.
async fn sent_again_for_nothing(fault: Http2Fault, connections: usize) {
    let refused = || Http2Script::new([fault.script(), fault.script(), StreamScript::healthy(2)]);
    let scripts = if connections == 1 {
        [refused(), refused(), refused()]
    } else {
        [fault.into(), fault.into(), Http2Script::new([StreamScript::healthy(2)])]
    };
    let mut session = over_http2(scripts).words(2).open().await;
    let trial = session.stream().await.succeeded_after(2).sent_with_one_key(3).within(0..=0);
    assert_eq!(trial.no_key_blamed().connections, connections);
    session.close().await;

    // More retries than the budget has for anything that costs.
    // What the connections hold, which it opens anew each time, counts as held by their calls.
    let mut session = over_http2([Http2Script::from(fault)]).may_hold(1 << 20).open().await;
    for _ in 0..20 {
        let trial = session.stream().await.failed(ErrorKind::Network, false);
        let trial = trial.sent_with_one_key(3).no_key_blamed();
        assert!(trial.attempts().iter().all(|attempt| !attempt.maybe_billed));
    }
    session.close().await;
}

#[tokio::test(start_paused = true)]
async fn n21_a_refused_stream_is_sent_again_for_nothing() {
    sent_again_for_nothing(Http2Fault::RefusedStream, 1).await;
}

#[tokio::test(start_paused = true)]
async fn n21_a_stream_that_a_closing_connection_left_is_sent_again_for_nothing() {
    sent_again_for_nothing(Http2Fault::GoAwayUnprocessed, 3).await;
}

#[tokio::test(start_paused = true)]
async fn n21_a_refusal_within_a_reply_may_be_billed() {
    use openrouter_sim::fault::Http2Reason;

    let late = StreamScript::new().read().events().comment().reset(Http2Reason::RefusedStream);
    let trial = streams([late]).stream().await.sent([A1, A1, A1]).no_key_blamed();
    assert!(trial.end.unwrap_err().maybe_billed());
}

#[tokio::test(start_paused = true)]
async fn n22_a_stream_that_is_reset_is_tried_once_more() {
    for fault in [
        Http2Fault::InternalError,
        Http2Fault::EnhanceYourCalm,
        Http2Fault::Cancelled,
        Http2Fault::GoAwayThenClosed,
    ] {
        let trial = over_http2([Http2Script::from(fault)]).stream().await;
        trial.failed(ErrorKind::Network, true).sent([A1, A1]).within(0..=2).no_key_blamed();
    }
    let trial = streams([Http2Fault::ResetInStream.script()]).words(3).stream().await;
    trial.failed(ErrorKind::Interrupted, true).sent([A1]).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn n23_fifty_calls_take_their_turns_on_a_connection_with_one_stream() {
    let one = Http2Script::new([StreamScript::answers(1)]).max_concurrent_streams(1);
    let (server, provider, request) = over_http2([one]).begin().await;
    // From now on the client knows how many streams it may open.
    provider.complete(request.clone()).await.unwrap();
    let calls = (0..50).map(|_| provider.complete(request.clone()));
    for answer in join_all(calls).await {
        assert_eq!(answer.unwrap().attempts.len(), 1);
    }
    assert_eq!((server.requests().len(), server.connections()), (51, 1));
    assert_eq!(provider.metrics().total.in_flight, 0);
}

#[tokio::test(start_paused = true)]
async fn n23_a_call_that_is_given_up_in_the_queue_is_never_sent() {
    let gate = Gate::shut();
    let held = StreamScript::new().read().pass(&gate).then(StreamScript::answers(1));
    let one = Http2Script::new([StreamScript::answers(1), held]).max_concurrent_streams(1);
    let (server, provider, request) = over_http2([one]).begin().await;
    provider.complete(request.clone()).await.unwrap();
    let first = provider.complete(request.clone());
    let others = async {
        assert!(server.requested(2).await);
        let calls = (0..10).map(|_| provider.complete(request.clone()));
        for end in join_all(calls).await {
            assert_eq!(end.unwrap_err().kind(), ErrorKind::Timeout);
        }
    };
    let (first, ()) = tokio::join!(first, others);
    assert_eq!(first.unwrap_err().kind(), ErrorKind::Timeout);
    gate.open();
    assert!(!server.requested(4).await);
    // The next in the queue was with HTTP/2 already, which opens a stream to cancel it: there is
    // nothing in it to be carried out.
    let bodies: Vec<_> = server.requests().iter().map(|request| request.body.len()).collect();
    assert!(bodies[..2].iter().all(|length| *length > 0), "{bodies:?}");
    assert!(bodies[2..].iter().all(|length| *length == 0), "{bodies:?}");
    assert_eq!(provider.metrics().total.in_flight, 0);
}
