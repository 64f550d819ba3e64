//! Tests of the classification. Codes in comments are rows of the fault list.

mod models;
mod scopes;

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderValue, StatusCode};
use llm_types::{ErrorKind, Retry};
use openrouter_auth::Blame;
use openrouter_wire::error::ApiError;
use tokio::time::Instant;

use super::{Failure, Moment, from_api_error, from_reply};

fn moment() -> Moment {
    Moment { now: Instant::now(), wall: SystemTime::UNIX_EPOCH }
}

fn reply(status: u16, body: &str) -> Failure {
    let status = StatusCode::from_u16(status).unwrap();
    from_reply(status, &HeaderMap::new(), body.as_bytes(), moment())
}

#[track_caller]
fn check(status: u16, body: &str, kind: ErrorKind, retry: bool, blame: Blame) {
    let failure = reply(status, body);
    let error = &failure.error;
    assert_eq!(
        (error.kind(), error.is_retryable(), failure.blame.key),
        (kind, retry, blame),
        "{error}"
    );
    assert_eq!(error.status(), Some(status));
}

#[test]
fn each_status_means_something() {
    let plain = r#"{"error":{"code":0,"message":"no"}}"#;
    for status in [400, 404, 409, 410, 412, 415, 418, 422, 451] {
        let failure = reply(status, plain);
        assert!(!failure.error.is_retryable(), "{status}");
        assert_eq!(failure.blame.key, Blame::None, "{status}");
    }
    for status in [408, 425, 500, 502, 503, 504, 520, 522, 524, 529, 599] {
        check(status, plain, reply(status, plain).error.kind(), true, Blame::None);
    }
    for status in [501, 505, 511] {
        check(status, plain, ErrorKind::Unavailable, false, Blame::None);
    }
    check(401, plain, ErrorKind::Authentication, false, Blame::Rejected);
    check(402, plain, ErrorKind::InsufficientCredits, false, Blame::OutOfCredits);
    check(403, plain, ErrorKind::PermissionDenied, false, Blame::Rejected);
    check(404, plain, ErrorKind::ModelNotFound, false, Blame::None);
    check(413, plain, ErrorKind::TooLarge, false, Blame::None);
    check(429, plain, ErrorKind::RateLimited, true, Blame::RateLimited { until: None });
    check(504, plain, ErrorKind::Timeout, true, Blame::None);
}

#[test]
fn what_a_body_says_tells_like_statuses_apart() {
    use ErrorKind::{ContextLength, ModelNotFound, PermissionDenied, Unavailable};
    for (status, body, kind, retry, blame) in [
        // H02
        (
            400,
            r#"{"message":"This endpoint's maximum context length is 8192 tokens"}"#,
            ContextLength,
            false,
            Blame::None,
        ),
        (
            400,
            r#"{"message":"x","metadata":{"error_type":"context_length_exceeded"}}"#,
            ContextLength,
            false,
            Blame::None,
        ),
        (
            400,
            r#"{"message":"acme/none is not a valid model ID"}"#,
            ModelNotFound,
            false,
            Blame::None,
        ),
        // A 401 that an upstream gave to the service is not about our key.
        (
            401,
            r#"{"message":"Provider returned error","metadata":{"provider_name":"Google"}}"#,
            Unavailable,
            true,
            Blame::None,
        ),
        (
            403,
            r#"{"message":"Provider returned error","metadata":{"raw":"account disabled"}}"#,
            PermissionDenied,
            false,
            Blame::None,
        ),
        // H11
        (
            404,
            r#"{"message":"gone","availability":{"code":"no_endpoints","retryable":true}}"#,
            ModelNotFound,
            true,
            Blame::None,
        ),
        (
            503,
            r#"{"message":"no","availability":{"code":"x","retryable":false}}"#,
            Unavailable,
            false,
            Blame::None,
        ),
    ] {
        check(status, &format!("{{\"error\":{body}}}"), kind, retry, blame);
    }
}

#[test]
fn a_body_that_is_not_what_it_should_be_leaves_the_verdict_to_the_status() {
    // H25, H26
    for body in [
        "",
        "<html><body><h1>502 Bad Gateway</h1></body></html>",
        "upstream down",
        "[]",
        "null",
        r#"{"error":"text"}"#,
        r#"{"error":{"message":{"a":1}}}"#,
        r#"{"message":"m"}"#,
        r#"{"error":{"message":"cut"#,
    ] {
        let failure = reply(502, body);
        assert_eq!(failure.error.kind(), ErrorKind::Unavailable, "{body}");
        assert!(failure.error.is_retryable());
        assert!(!failure.error.to_string().contains('<'), "{}", failure.error);
    }
    assert!(reply(400, r#"{"error":"text"}"#).error.to_string().contains("text"));
    assert!(reply(400, r#"{"detail":"why"}"#).error.to_string().contains("why"));
}

#[test]
fn inside_an_answer_the_error_names_its_own_status() {
    // H13, H14
    for (error, kind, retry) in [
        (r#"{"code":524,"message":"m"}"#, ErrorKind::Timeout, true),
        (r#"{"code":"429","message":"m"}"#, ErrorKind::RateLimited, true),
        (r#"{"code":"rate_limit_exceeded","message":"m"}"#, ErrorKind::RateLimited, true),
        (r#"{"code":"server_error","message":"m"}"#, ErrorKind::Unavailable, true),
        (r#"{"code":null,"message":"m"}"#, ErrorKind::Unavailable, true),
        (
            r#"{"message":"m","metadata":{"error_type":"rate_limit_exceeded"}}"#,
            ErrorKind::RateLimited,
            true,
        ),
        (r#"{"code":400,"message":"Token limit reached"}"#, ErrorKind::ContextLength, false),
        (r#"{"code":"invalid_image_url","message":"m"}"#, ErrorKind::InvalidRequest, false),
        (r#"{"code":"vector_store_timeout","message":"m"}"#, ErrorKind::Timeout, true),
        (r#"{"code":"bio_policy","message":"m"}"#, ErrorKind::ContentPolicy, false),
        (
            r#"{"code":"server_error","message":"m","error_type":"content_policy_violation"}"#,
            ErrorKind::ContentPolicy,
            false,
        ),
        (r#""just text""#, ErrorKind::Unavailable, true),
    ] {
        let api: ApiError = serde_json::from_str(error).unwrap();
        let failure = from_api_error(&api, None, None, moment());
        assert_eq!(failure.error.kind(), kind, "{error}");
        assert_eq!(failure.error.is_retryable(), retry, "{error}");
    }
}

#[test]
fn the_service_is_waited_for_as_long_as_it_asks() {
    let mut head = HeaderMap::new();
    head.insert("retry-after", HeaderValue::from_static("7"));
    let wait = |status: u16, head: &HeaderMap, body: &str| {
        let status = StatusCode::from_u16(status).unwrap();
        from_reply(status, head, body.as_bytes(), moment()).error.retry()
    };
    assert_eq!(wait(429, &head, ""), Retry::After(Duration::from_secs(7)));
    assert_eq!(wait(503, &head, ""), Retry::After(Duration::from_secs(7)));
    assert_eq!(wait(400, &head, ""), Retry::Never, "a wrong request stays wrong");
    let none = HeaderMap::new();
    let body = r#"{"error":{"message":"m","availability":{"retryable":true,"retry_after":3}}}"#;
    assert_eq!(wait(429, &none, body), Retry::After(Duration::from_secs(3)));
    // H18: only in the body, as milliseconds since 1970.
    let body =
        r#"{"error":{"message":"m","metadata":{"headers":{"X-RateLimit-Reset":"3600000000000"}}}}"#;
    let Retry::After(delay) = wait(429, &none, body) else { panic!("no wait") };
    assert!(delay > Duration::from_secs(60), "{delay:?}");
}

#[test]
fn what_the_upstream_said_is_kept_and_scrubbed() {
    // H27, and `raw` in its three forms.
    for raw in [
        r#""busy, key sk-or-v1-0123456789abcdef""#,
        r#""{\"error\":\"busy sk-or-v1-0123456789abcdef\"}""#,
        r#"{"error":"busy sk-or-v1-0123456789abcdef"}"#,
    ] {
        let body = format!(
            r#"{{"error":{{"code":429,"message":"Provider returned error",
                "metadata":{{"provider_name":"Google","raw":{raw}}}}}}}"#
        );
        let error = reply(429, &body).error;
        let upstream = error.upstream().unwrap();
        assert_eq!(upstream.name.as_deref(), Some("Google"));
        assert!(upstream.message.as_deref().unwrap().contains("busy"));
        assert!(!format!("{error} {error:?}").contains("0123456789abcdef"), "{error:?}");
    }
}

#[test]
fn a_refusal_in_anthropics_form_is_one_like_any_other() {
    let body = r#"{"type":"error","error":{"type":"invalid_request_error",
        "error_type":"context_length_exceeded","message":"too long"},"request_id":"gen-7"}"#;
    let error = reply(400, body).error;
    assert_eq!((error.kind(), error.message()), (ErrorKind::ContextLength, "too long"));
    assert_eq!(error.response_id().unwrap().as_str(), "gen-7");
}

#[test]
fn redirects_and_other_oddities_are_not_followed() {
    // H29, H30
    for status in [101, 204, 206, 301, 302, 307, 308, 304] {
        let failure = reply(status, "");
        assert_eq!(failure.error.kind(), ErrorKind::Decode, "{status}");
        assert!(!failure.error.is_retryable(), "{status}");
    }
}

proptest::proptest! {
    #[test]
    fn no_status_and_no_body_panics(status in 100u16..1000, body in proptest::collection::vec(0u8.., 0..200)) {
        let status = StatusCode::from_u16(status).unwrap();
        from_reply(status, &HeaderMap::new(), &body, moment());
    }
}
