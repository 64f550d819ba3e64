//! A service with one key, asked over a scripted transport.

use std::sync::Arc;
use std::time::Duration;

use http::header::{AUTHORIZATION, CONTENT_ENCODING, LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use llm_types::{AttemptOutcome, Error, ErrorKind, Operation, Retry, Secret};
use tokio::time::Instant;

use super::*;
use crate::failure::Failure;
use crate::scrub::plain_text;
use crate::{FixedRandom, ScriptedReply, ScriptedTransport, TransportError, TransportErrorKind};

const KEY: &str = "local-0123456789abcdef";
const PROMPT: &str = "the merger is on Friday";

/// Gives the body as it is; a body of `?` makes no sense.
struct Plain;

impl Service for Plain {
    type Value = String;

    fn parcel(&self, _: &Call) -> Parcel {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_static(KEY));
        Parcel { headers, secret: Some(Secret::new(KEY)), ..Parcel::default() }
    }

    async fn read(&self, _: &Call, reply: Reply) -> Result<String, Failure> {
        let body = reply.body.collect(1 << 10).await.map_err(Failure::broken_transfer)?;
        match String::from_utf8_lossy(&body).into_owned() {
            odd if odd.starts_with('?') => {
                let error = Error::new(ErrorKind::Decode, odd).with_retry(Retry::Backoff);
                Err(Failure::malformed(error))
            }
            text => Ok(text),
        }
    }

    fn refused(&self, _: &Call, status: StatusCode, _: &HeaderMap, body: &[u8]) -> Failure {
        let said = plain_text(&String::from_utf8_lossy(body)).unwrap_or_default();
        Failure::of_status(status.as_u16(), said, None)
    }
}

fn call() -> Call {
    let url = "https://api.example.com/v1/words".parse().unwrap();
    let mut call = Call::new(Operation::Chat, Method::POST, url);
    call.body = format!(r#"{{"prompt":"{PROMPT}"}}"#).into();
    (call.replay, call.is_charged) = (Replay::Answer, true);
    call
}

fn path(replies: impl IntoIterator<Item = ScriptedReply>) -> (CallPath, Arc<ScriptedTransport>) {
    let transport = Arc::new(ScriptedTransport::new(replies));
    let mut path = CallPath::new("acme", Arc::clone(&transport) as _);
    path.random = Arc::new(FixedRandom(0.0));
    (path, transport)
}

fn answer() -> ScriptedReply {
    ScriptedReply::json(StatusCode::OK, "yes")
}

/// How many requests were sent until there was a value, or an error of this kind.
async fn ends(replies: Vec<ScriptedReply>) -> (usize, Result<String, ErrorKind>) {
    let (path, transport) = path(replies);
    let asked = path.ask(&call(), &Plain).await;
    let end = match asked {
        Ok(called) => {
            let _attempts = called.account.finished(None, None);
            Ok(called.value)
        }
        Err(error) => Err(error.kind()),
    };
    (transport.requests().len(), end)
}

#[tokio::test(start_paused = true)]
async fn what_may_help_is_tried_again_and_what_does_not_is_not() {
    let status = |status| ScriptedReply::status(StatusCode::from_u16(status).unwrap());
    let broken = |kind| ScriptedReply::error(TransportError::new(kind));
    for (first, sent, end) in [
        (answer(), 1, Ok("yes")),
        (status(503), 2, Ok("yes")),
        (status(429), 2, Ok("yes")),
        (status(401), 1, Err(ErrorKind::Authentication)),
        (status(501), 1, Err(ErrorKind::Unavailable)),
        (broken(TransportErrorKind::Connect), 2, Ok("yes")),
        (broken(TransportErrorKind::Interrupted), 2, Ok("yes")),
        (broken(TransportErrorKind::Tls), 1, Err(ErrorKind::Tls)),
        (ScriptedReply::json(StatusCode::OK, "?"), 2, Ok("yes")),
    ] {
        let shown = format!("{first:?}");
        let end = end.map(ToOwned::to_owned);
        assert_eq!(ends(vec![first, answer()]).await, (sent, end), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_not_followed_and_what_is_compressed_still_is_not_read() {
    let gzip = HeaderValue::from_static("gzip");
    let moved = ScriptedReply::status(StatusCode::FOUND)
        .header(LOCATION, HeaderValue::from_static("https://elsewhere.example.com"));
    assert_eq!(ends(vec![moved]).await, (1, Err(ErrorKind::Decode)));
    let packed = || answer().header(CONTENT_ENCODING, gzip.clone());
    assert_eq!(ends(vec![packed(), answer()]).await, (2, Ok("yes".to_owned())));
    assert_eq!(ends(vec![packed(), packed(), answer()]).await, (2, Err(ErrorKind::Decode)));
    let refusal =
        ScriptedReply::json(StatusCode::BAD_REQUEST, "packed").header(CONTENT_ENCODING, gzip);
    let (path, _) = path([refusal]);
    let error = path.ask(&call(), &Plain).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::InvalidRequest, ""));
}

#[tokio::test(start_paused = true)]
async fn an_error_repeats_neither_the_key_nor_the_prompt() {
    let said = format!("{KEY} may not ask: {PROMPT}");
    let refusal = ScriptedReply::json(StatusCode::FORBIDDEN, said.clone());
    let odd = || ScriptedReply::json(StatusCode::OK, format!("?{said}"));
    for replies in [vec![refusal], vec![odd(), odd(), odd()]] {
        let (path, _) = path(replies);
        let error = path.ask(&call(), &Plain).await.unwrap_err();
        assert!(error.message().contains("[redacted] may not ask: [prompt]"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_wait_that_a_head_asks_for_holds_for_a_success_that_makes_no_sense() {
    let odd =
        ScriptedReply::json(StatusCode::OK, "?").header(RETRY_AFTER, HeaderValue::from_static("7"));
    let begun = Instant::now();
    assert_eq!(ends(vec![odd, answer()]).await, (2, Ok("yes".to_owned())));
    assert_eq!(begun.elapsed(), Duration::from_secs(7));
}

#[tokio::test(start_paused = true)]
async fn silence_is_risked_once_more_and_flagged() {
    let (path, transport) = path([ScriptedReply::silence(), ScriptedReply::silence(), answer()]);
    let mut call = call();
    call.first_byte = Some(Duration::from_secs(3));
    let error = path.ask(&call, &Plain).await.unwrap_err();
    assert_eq!((error.kind(), error.maybe_billed()), (ErrorKind::Timeout, true));
    assert_eq!((transport.requests().len(), error.attempts().len()), (2, 2));
    let took: Vec<_> = error.attempts().iter().map(|attempt| attempt.duration).collect();
    assert_eq!(took, [Duration::from_secs(3); 2]);
}

#[tokio::test(start_paused = true)]
async fn the_time_of_a_call_is_for_all_of_its_attempts() {
    let slow =
        || ScriptedReply::status(StatusCode::SERVICE_UNAVAILABLE).after(Duration::from_secs(4));
    let (path, transport) = path([slow(), slow(), answer()]);
    let mut call = call();
    call.deadline = Some(Duration::from_secs(6));
    let begun = Instant::now();
    let error = path.ask(&call, &Plain).await.unwrap_err();
    assert_eq!((error.kind(), begun.elapsed()), (ErrorKind::Timeout, Duration::from_secs(6)));
    assert_eq!(transport.requests().len(), 2);
    assert!(std::error::Error::source(&error).is_some(), "what failed before is the cause");
}

#[tokio::test(start_paused = true)]
async fn every_attempt_is_counted_recorded_and_written_down() {
    let (path, _) = path([ScriptedReply::status(StatusCode::BAD_GATEWAY), answer()]);
    let mut call = call();
    call.model = Some("acme/large".into());
    let open = call.receipt.begin();
    let called = path.ask(&call, &Plain).await.unwrap();
    let outcomes: Vec<_> =
        called.account.attempts().iter().map(|it| (it.outcome, it.status)).collect();
    let failed = AttemptOutcome::Failed(ErrorKind::Unavailable);
    assert_eq!(outcomes, [(failed, Some(502)), (AttemptOutcome::Succeeded, Some(200))]);
    let failure = Failure::fatal(ErrorKind::Decode, "not what it seemed");
    let error = called.account.failed(failure);
    assert_eq!(error.model().map(AsRef::as_ref), Some("acme/large"));
    assert_eq!(error.attempts(), call.receipt.attempts());
    open.close(false);
    let total = path.metrics.snapshot().total;
    assert_eq!((total.failed, total.retries, total.cancelled), (1, 1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_is_cancelled_and_closes_its_request() {
    let (path, transport) = path([ScriptedReply::silence()]);
    let call = call();
    let limit = Duration::from_secs(1);
    assert!(tokio::time::timeout(limit, path.ask(&call, &Plain)).await.is_err());
    assert_eq!(transport.requests().len(), 1);
    let total = path.metrics.snapshot().total;
    assert_eq!((total.failed, total.cancelled), (0, 1));
    let attempts = call.receipt.attempts();
    assert_eq!(attempts.len(), 1);
    assert!(!attempts[0].outcome.is_over() && attempts[0].maybe_billed);
}
