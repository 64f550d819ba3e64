//! What takes its time, and what time ends. The clock of `tokio` stands still but for waits.

use tokio::time::Instant;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn timed() -> ScriptedProvider {
    ScriptedProvider::new().with_timer(tokio::time::sleep)
}

fn slow() -> ScriptedAnswer {
    ScriptedAnswer::pieces(["a", "b"]).after(SECOND * 3).with_gaps(SECOND)
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_there_with_its_first_content_and_goes_on_with_gaps() {
    let provider = timed().then(slow());
    let begun = Instant::now();
    let mut stream = provider.stream("hi".into()).await.unwrap();
    let mut times = vec![begun.elapsed().as_secs()];
    while let Some(event) = stream.next_event().await.unwrap() {
        times.push(begun.elapsed().as_secs());
        if let Some(response) = event.as_finished() {
            assert_eq!(response.attempts[0].duration, SECOND * 3, "until the first content");
        }
    }
    assert_eq!(times, [3, 3, 4, 5]);
}

#[tokio::test(start_paused = true)]
async fn who_reads_slowly_finds_the_next_event_there() {
    let provider = timed().then(slow());
    let begun = Instant::now();
    let mut stream = provider.stream("hi".into()).await.unwrap();
    stream.next_event().await.unwrap();
    tokio::time::sleep(SECOND * 5).await;
    stream.next_event().await.unwrap();
    assert_eq!(begun.elapsed(), SECOND * 8);
}

#[tokio::test(start_paused = true)]
async fn an_error_and_an_empty_answer_may_take_their_time() {
    let provider = timed()
        .then(ScriptedAnswer::from(reset()).after(SECOND))
        .then(ScriptedAnswer::text("").after(SECOND * 2));
    let begun = Instant::now();
    let error = provider.ask("a").await.unwrap_err();
    assert_eq!((begun.elapsed(), error.attempts()[0].duration), (SECOND, SECOND));
    provider.ask("b").await.unwrap();
    assert_eq!(begun.elapsed(), SECOND * 3);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_ends_whatever_goes_on() {
    let stalled = || ScriptedAnswer::from(named("Well")).then_hang();
    for (answer, partial) in [
        (ScriptedAnswer::hang(), None),
        (ScriptedAnswer::text("late").after(SECOND * 60), None),
        (stalled(), Some("Well")),
        (slow(), Some("ab")),
    ] {
        let provider = timed().then(answer);
        let begun = Instant::now();
        let limit = Duration::from_millis(4_500);
        let request = StandardRequest::prompt("hi").with_timeout(limit);
        let error = provider.complete(request).await.unwrap_err();
        assert_eq!((error.kind(), begun.elapsed()), (ErrorKind::Timeout, limit));
        let come = error.partial().map(StandardResponse::joined_text);
        assert_eq!(come.as_deref(), partial);
        assert!(error.maybe_billed(), "it was sent");
        assert_eq!(error.attempts()[0].duration, limit);
        assert_eq!(provider.calls()[0].state, CallState::Failed);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_runs_out_of_time_has_one_error_and_its_own_name() {
    let answer = ScriptedAnswer::from(named("Well")).with_gaps(SECOND * 9);
    let provider = timed().then(answer);
    let request = StandardRequest::prompt("hi").with_timeout(SECOND);
    let mut stream = provider.stream(request).await.unwrap();
    assert!(stream.next_event().await.unwrap().is_some());
    let error = stream.next_event().await.unwrap_err();
    assert_eq!(error.partial().unwrap().id, Some("gen-1".into()));
    assert!(stream.next_event().await.unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn without_any_time_nothing_is_sent() {
    for provider in [ScriptedProvider::new().then("a"), timed().then("a")] {
        let request = || StandardRequest::prompt("hi").with_timeout(Duration::ZERO);
        let receipt = Receipt::new();
        let error = provider.complete(request().with_receipt(&receipt)).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Timeout, 0));
        assert_eq!((receipt.state(), receipt.attempts().len()), (CallState::Failed, 0));
        provider.assert_requests(0);
    }
}

#[tokio::test]
async fn an_answer_that_takes_its_time_wants_a_timer() {
    let provider = ScriptedProvider::new().then(slow());
    let error = provider.ask("hi").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.message().contains("with_timer"), "{error}");
    assert_eq!(provider.calls()[0].state, CallState::Failed);
}
