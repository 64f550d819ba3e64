//! What is tried again, when, and for how long.

use std::time::Duration;

use http::{HeaderName, HeaderValue, StatusCode, header};
use llm_provider_base::{ScriptedReply, Timeouts, TransportError, TransportErrorKind};
use llm_types::{
    AttemptOutcome, CallState, ChatProvider, ErrorKind, HealthProvider, Receipt, Retry,
};
use serde_json::json;
use tokio::time::Instant;

use super::{KEY, builder, document, hello, provider, refusal};

#[tokio::test(start_paused = true)]
async fn a_model_that_loads_is_waited_for() {
    let loading =
        json!({"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}});
    let (provider, _) =
        provider([refusal(503, &loading), refusal(503, &loading), document("Hello")]);
    let started = Instant::now();
    let answer = provider.complete(hello()).await.unwrap();
    let outcomes: Vec<_> = answer.attempts.iter().map(|it| (it.status, it.outcome)).collect();
    let failed = (Some(503), AttemptOutcome::Failed(ErrorKind::Unavailable));
    assert_eq!(outcomes, [failed, failed, (Some(200), AttemptOutcome::Succeeded)]);
    assert_eq!(started.elapsed(), Duration::from_millis(500 + 1000));
    let metrics = provider.metrics().total;
    assert_eq!((metrics.started, metrics.succeeded, metrics.attempts), (1, 1, 3));
}

#[tokio::test]
async fn what_would_fail_again_is_asked_once() {
    for (status, kind) in [
        (400, ErrorKind::InvalidRequest),
        (401, ErrorKind::Authentication),
        (404, ErrorKind::NotFound),
        (501, ErrorKind::Unsupported),
    ] {
        let (provider, transport) =
            provider([refusal(status, &json!({"error": "no"})), document("")]);
        let error = provider.complete(hello()).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (kind, Some(status)));
        assert_eq!((transport.remaining(), error.attempts().len()), (1, 1));
        assert_eq!(error.model().map(ToString::to_string).as_deref(), Some("m"));
    }
}

#[tokio::test(start_paused = true)]
async fn who_goes_too_fast_waits_as_long_as_is_asked_for() {
    let busy = || {
        refusal(429, &json!({"error": {"message": "slow down", "type": "requests", "code": "rate_limit_exceeded"}}))
            .header(header::RETRY_AFTER, HeaderValue::from_static("7"))
    };
    let (provider, _) = provider([busy(), document("Hello"), busy()]);
    let started = Instant::now();
    provider.complete(hello()).await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(7), "{:?}", started.elapsed());
    let error = provider.complete(hello().without_retries()).await.unwrap_err();
    assert_eq!(error.retry(), Retry::After(Duration::from_secs(7)));
}

#[tokio::test]
async fn who_has_no_money_left_is_not_told_to_wait() {
    let broke = json!({"error": {"message": "You exceeded your current quota", "type": "insufficient_quota", "code": "insufficient_quota"}});
    let (provider, transport) = provider([refusal(429, &broke), document("")]);
    let error = provider.complete(hello()).await.unwrap_err();
    assert_eq!((error.kind(), transport.remaining()), (ErrorKind::InsufficientCredits, 1));
}

#[tokio::test(start_paused = true)]
async fn a_page_of_a_gateway_is_not_shown() {
    let page = || {
        ScriptedReply::status(StatusCode::BAD_GATEWAY)
            .header(header::CONTENT_TYPE, HeaderValue::from_static("text/html"))
            .chunk("<html><body>canary</body></html>")
    };
    let (provider, _) = provider([page(), page(), page()]);
    let error = provider.complete(hello()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Unavailable, 3));
    assert!(!format!("{error} {error:?}").contains("canary"));
}

#[tokio::test(start_paused = true)]
async fn a_call_ends_when_its_time_is_over() {
    let (provider, transport) = provider([ScriptedReply::silence()]);
    let receipt = Receipt::new();
    let request = hello().with_timeout(Duration::from_secs(9)).with_receipt(&receipt);
    let started = Instant::now();
    let error = provider.complete(request).await.unwrap_err();
    assert_eq!((error.kind(), started.elapsed()), (ErrorKind::Timeout, Duration::from_secs(9)));
    assert_eq!((receipt.state(), receipt.attempts().len()), (CallState::Failed, 1));
    assert_eq!(transport.open(), 0);
    let nothing = hello().with_timeout(Duration::ZERO);
    assert_eq!(provider.complete(nothing).await.unwrap_err().attempts(), []);
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_when_the_time_of_its_call_is_over() {
    let (provider, _) = provider([super::stream([super::text("Hel")]).hang()]);
    let stream = provider.stream(hello().with_timeout(Duration::from_secs(9))).await.unwrap();
    let started = Instant::now();
    let error = stream.collect().await.unwrap_err();
    assert_eq!((error.kind(), started.elapsed()), (ErrorKind::Timeout, Duration::from_secs(9)));
    assert!(error.partial().is_some());
}

#[tokio::test(start_paused = true)]
async fn silence_is_not_risked_twice_where_the_answer_comes_whole() {
    let transport =
        llm_provider_base::ScriptedTransport::new([ScriptedReply::silence(), document("")]);
    let mut timeouts = Timeouts::default();
    timeouts.first_byte_whole = Some(Duration::from_secs(3));
    let provider = builder(&transport).timeouts(timeouts).build().unwrap();
    let error = provider.complete(hello()).await.unwrap_err();
    assert_eq!((error.kind(), transport.remaining()), (ErrorKind::Timeout, 1));
    assert!(error.maybe_billed());
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_not_there_is_looked_for_again() {
    let nobody = || ScriptedReply::error(TransportError::new(TransportErrorKind::Connect));
    let (provider, _) = provider([nobody(), document("Hello")]);
    assert_eq!(provider.complete(hello()).await.unwrap().attempts.len(), 2);
    let mut none = hello();
    none.max_attempts = Some(0);
    assert_eq!(provider.complete(none).await.unwrap_err().kind(), ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn what_the_service_repeats_is_not_shown() {
    let transport = llm_provider_base::ScriptedTransport::new([refusal(
        401,
        &json!({"error": {"message": format!("no such key: {KEY}; the merger is on Friday")}}),
    )
    .header(HeaderName::from_static("x-request-id"), HeaderValue::from_static("req_7"))]);
    let provider = builder(&transport).api_key(KEY).build().unwrap();
    let mut request = hello();
    request.messages = vec![llm_types::Message::user("the merger is on Friday")];
    let error = provider.complete(request).await.unwrap_err();
    let shown = format!("{error} {error:?} {provider:?}");
    assert!(!shown.contains(KEY) && !shown.contains("merger"), "{shown}");
    assert_eq!(error.response_id().map(ToString::to_string).as_deref(), Some("req_7"));
    let sent = &transport.requests()[0];
    assert_eq!(sent.headers[header::AUTHORIZATION], format!("Bearer {KEY}"));
    assert!(!format!("{sent:?}").contains(KEY));
}
