//! What an error tells besides its kind: attempts, costs, causes.

use std::error::Error as _;
use std::time::Duration;

use llm_provider_base::TransportErrorKind;
use llm_types::{
    AttemptOutcome, ChatProvider, Error, ErrorKind, HealthProvider, ModelProvider, Operation,
    Retry, StandardRequest,
};

use super::canned::{Canned, Piece, Reply, bytes, finish, text};
use crate::Timeouts;

fn request() -> StandardRequest {
    StandardRequest::prompt("hi").with_model("a/m")
}

/// Status and outcome of each attempt.
fn attempts(error: &Error) -> Vec<(Option<u16>, Option<ErrorKind>, bool)> {
    let outcome = |outcome| match outcome {
        AttemptOutcome::Failed(kind) => Some(kind),
        _ => None,
    };
    let attempts = error.attempts().iter();
    attempts.map(|a| (a.status, outcome(a.outcome), a.maybe_billed)).collect()
}

#[tokio::test(start_paused = true)]
async fn every_attempt_is_told_with_its_status_and_its_cost() {
    let canned = Canned::new([
        Reply::Fails(TransportErrorKind::Interrupted),
        Reply::json(503, "{}"),
        Reply::json(400, r#"{"error":{"message":"m"}}"#).header("x-generation-id", "gen-9"),
    ]);
    let error = canned.provider().complete(request()).await.unwrap_err();
    assert_eq!(
        attempts(&error),
        [
            (None, Some(ErrorKind::Network), true),
            (Some(503), Some(ErrorKind::Unavailable), false),
            (Some(400), Some(ErrorKind::InvalidRequest), false),
        ]
    );
    assert_eq!(error.operation(), Some(Operation::Chat));
    assert_eq!(error.model().unwrap().as_str(), "a/m");
    assert_eq!(error.response_id().unwrap().as_str(), "gen-9");
    assert_eq!(error.retry(), Retry::Never);
    assert!(error.maybe_billed(), "the first attempt may have been carried out");
}

#[tokio::test(start_paused = true)]
async fn an_attempt_whose_stream_breaks_did_not_succeed() {
    let broken = Reply::pieces([bytes(text("a")), Piece::Breaks]);
    let canned = Canned::new([Reply::json(503, "{}"), broken]);
    let stream = canned.provider().stream(request()).await.unwrap();
    let error = stream.collect().await.unwrap_err();
    assert_eq!(
        attempts(&error),
        [
            (Some(503), Some(ErrorKind::Unavailable), false),
            (Some(200), Some(ErrorKind::Interrupted), true),
        ]
    );
    assert_eq!(error.model().unwrap().as_str(), "a/m");
}

#[tokio::test(start_paused = true)]
async fn a_stream_in_place_of_a_whole_answer_ends_with_the_calls_time() {
    let mut pieces = vec![bytes(text("a"))];
    pieces.extend((0..99).flat_map(|_| [Piece::Waits(31), bytes(text("b"))]));
    let canned = Canned::new([Reply::pieces(pieces)]);
    let provider = canned.provider();
    let begun = tokio::time::Instant::now();
    let error = provider.complete(request()).await.unwrap_err();
    assert_eq!((error.kind(), begun.elapsed().as_secs()), (ErrorKind::Timeout, 600));
    assert_eq!(error.partial().unwrap().joined_text(), format!("a{}", "b".repeat(19)));
    assert_eq!(attempts(&error), [(Some(200), Some(ErrorKind::Timeout), true)]);
    assert_eq!(error.response_id().unwrap().as_str(), "gen-1");
    assert_eq!(error.operation(), Some(Operation::Chat));
    let total = provider.metrics().total;
    assert_eq!((total.failed, total.cancelled), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn running_out_of_time_does_not_hide_what_went_wrong_before() {
    let canned = Canned::new([Reply::json(503, r#"{"error":{"message":"m"}}"#), Reply::Hangs]);
    let error = canned.provider().complete(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.attempts().len(), 2);
    // The first-byte limit ran out, not the call's own time: that is a failure of its own.
    assert!(error.source().is_none(), "{error:?}");

    let total_whole = Some(Duration::from_secs(100));
    let mut timeouts = Timeouts::default();
    timeouts.total_whole = total_whole;
    let canned = Canned::new([Reply::json(503, r#"{"error":{"message":"m"}}"#), Reply::Hangs]);
    let provider = canned.builder().timeouts(timeouts).build().unwrap();
    let error = provider.complete(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.source().unwrap().to_string().contains("503"), "{error:?}");
}

#[tokio::test]
async fn without_time_nothing_is_sent() {
    // Z09
    let canned = Canned::new([Reply::Hangs]);
    let in_no_time = request().with_timeout(Duration::ZERO);
    let error = canned.provider().stream(in_no_time).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Timeout, 0));
    assert_eq!((error.attempts().len(), error.maybe_billed()), (0, false));
}

#[tokio::test(start_paused = true)]
async fn only_answers_are_charged_for() {
    for reply in [
        Reply::Fails(TransportErrorKind::Interrupted),
        Reply::json(200, "{bad"),
        Reply::Hangs,
        Reply::pieces([bytes("{"), Piece::Breaks]),
    ] {
        let shown = format!("{reply:?}");
        let error = Canned::new([reply]).provider().models().await.unwrap_err();
        assert!(!error.maybe_billed(), "{shown}");
        assert_eq!(error.operation(), Some(Operation::Models));
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_in_a_reply_of_success_is_understood_for_every_question() {
    let refused = r#"{"error":{"code":401,"message":"no"}}"#;
    let canned = Canned::new([Reply::json(200, refused)]);
    let provider = canned.provider();
    let error = provider.key_info().await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Authentication, 2));
    assert_eq!(provider.key_pool().status(tokio::time::Instant::now()).available(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_does_not_come_about_is_tried_again_for_whole_answers_too() {
    for kind in [TransportErrorKind::Connect, TransportErrorKind::Interrupted] {
        let whole = Reply::sse(text("ok") + &finish("stop"));
        let canned = Canned::new([Reply::Fails(kind), whole]);
        canned.provider().complete(request()).await.unwrap();
        assert_eq!(canned.sends(), 2, "{kind:?}");
    }
}

#[tokio::test]
async fn a_key_of_any_form_is_not_repeated_from_a_rejection() {
    let key = "gateway.canary:0123456789";
    let body = format!(r#"{{"error":{{"code":401,"message":"Unknown key {key}, sorry"}}}}"#);
    let canned = Canned::new([Reply::json(401, body)]);
    let provider = crate::OpenRouter::builder().api_key(key).transport(canned).build().unwrap();
    let error = provider.complete(request()).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    assert!(error.to_string().contains("sorry"), "{error}");
}
