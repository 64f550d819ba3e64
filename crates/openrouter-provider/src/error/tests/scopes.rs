//! Whose failure it is: the key's, the account's, that of one model on one account, or nobody's.
//! Codes in comments are rows of the decision table.

use std::time::{Duration, UNIX_EPOCH};

use http::{HeaderMap, HeaderValue, StatusCode};
use llm_types::{ErrorKind, Retry};
use openrouter_auth::Blame;
use tokio::time::Instant;

use super::super::{Failure, Moment, from_reply};
use super::reply;

/// 2026-11-22, 18:00 UTC.
const WALL: u64 = 1_795_370_400;
/// Until 00:00 UTC.
const EVENING: u64 = 6 * 3600;

fn moment() -> Moment {
    Moment { now: Instant::now(), wall: UNIX_EPOCH + Duration::from_secs(WALL) }
}

fn failure(status: u16, head: &[(&'static str, &str)], error: &str, moment: Moment) -> Failure {
    let mut headers = HeaderMap::new();
    for (name, value) in head {
        headers.insert(*name, HeaderValue::from_str(value).unwrap());
    }
    let status = StatusCode::from_u16(status).unwrap();
    let body = format!(r#"{{"error":{error},"user_id":"user_1"}}"#);
    from_reply(status, &headers, body.as_bytes(), moment)
}

/// What blames whom, whatever the reply's head says.
#[track_caller]
fn check(status: u16, error: &str, kind: ErrorKind, blame: Blame, is_retryable: bool) {
    let failure = failure(status, &[], error, moment());
    let found = (failure.error.kind(), failure.blame.key, failure.error.is_retryable());
    assert_eq!(found, (kind, blame, is_retryable), "{status} {error}");
}

#[test]
fn what_is_wrong_with_the_key_is_blamed_on_the_key() {
    use ErrorKind::{Authentication, InsufficientCredits, PermissionDenied};
    // 11, 17
    for message in ["User not found.", "No auth credentials found", "", "Invalid API key"] {
        let error = format!(r#"{{"code":401,"message":"{message}"}}"#);
        check(401, &error, Authentication, Blame::Rejected, false);
    }
    for message in ["This API key has been disabled", "You do not have permission"] {
        let error = format!(r#"{{"code":403,"message":"{message}"}}"#);
        check(403, &error, PermissionDenied, Blame::Rejected, false);
    }
    // 15
    let capped = Blame::Capped { until: None };
    for interval in ["total", "daily", "weekly", "monthly"] {
        let error = format!(
            r#"{{"code":403,"message":"Key limit exceeded ({interval} limit). Manage it using
                https://openrouter.ai/settings/keys","metadata":null}}"#
        );
        check(403, &error.replace('\n', " "), InsufficientCredits, capped, false);
    }
    let error = r#"{"code":402,"message":"This key is at its limit","metadata":{
        "provider_name":null,"limit_source":"openrouter_key_limit"}}"#;
    check(402, error, InsufficientCredits, capped, false);
}

#[test]
fn the_budget_of_a_workspace_parks_its_keys_until_the_day_is_over() {
    let moment = moment();
    let error = r#"{"code":403,"message":"Workspace daily budget of $5 exceeded. Raise it."}"#;
    let failure = failure(403, &[], error, moment);
    let until = Some(moment.now + Duration::from_secs(EVENING));
    assert_eq!(failure.blame.key, Blame::Capped { until });
    assert_eq!(failure.error.kind(), ErrorKind::InsufficientCredits);
}

#[test]
fn an_empty_balance_is_the_accounts() {
    // 12
    for message in [
        "Insufficient credits. Add more using https://openrouter.ai/settings/credits",
        "Your account has a negative balance",
        "",
    ] {
        let error = format!(r#"{{"code":402,"message":"{message}"}}"#);
        check(402, &error, ErrorKind::InsufficientCredits, Blame::OutOfCredits, false);
    }
}

#[test]
fn too_much_at_once_slows_the_account_down_and_can_be_tried_again() {
    // 14
    let error = r#"{"code":402,"message":"Too many requests in flight","metadata":{
        "provider_name":null,"reason":"in_flight_budget_exhausted",
        "limit_source":"openrouter_in_flight_budget"}}"#;
    check(402, error, ErrorKind::RateLimited, Blame::Throttled, true);
    let failure = failure(402, &[("retry-after", "3")], error, moment());
    assert_eq!(failure.error.retry(), Retry::After(Duration::from_secs(3)));
}

#[test]
fn what_the_request_asks_too_much_of_is_nobodys() {
    use ErrorKind::{ContentPolicy, InsufficientCredits, InvalidRequest, PermissionDenied};
    for (status, error, kind) in [
        // 13
        (
            402,
            r#"{"message":"This request requires more credits, or fewer max_tokens. You requested up
                to 64000 tokens, but can only afford 812."}"#,
            InsufficientCredits,
        ),
        (
            402,
            r#"{"message":"x","metadata":{"reason":"weight_exceeds_budget",
                "limit_source":"openrouter_credits"}}"#,
            InsufficientCredits,
        ),
        // An upstream that wants money of the service, or of whoever brought their own key.
        (402, r#"{"message":"x","metadata":{"provider_name":"Acme"}}"#, InsufficientCredits),
        // 16
        (
            403,
            r#"{"message":"flagged","metadata":{"reasons":["violence"],"flagged_input":"…",
                "provider_name":"Acme","model_slug":"acme/m"}}"#,
            ContentPolicy,
        ),
        (403, r#"{"message":"Request blocked: x","metadata":{"patterns":["p"]}}"#, ContentPolicy),
        (403, r#"{"message":"Request blocked: guardrail"}"#, PermissionDenied),
        (403, r#"{"message":"Not available in your region"}"#, PermissionDenied),
        (
            403,
            r#"{"message":"x","availability":{"code":"region_restricted","retryable":false}}"#,
            PermissionDenied,
        ),
        // 9
        (400, r#"{"message":"messages is required"}"#, InvalidRequest),
        (422, r#"{"message":"x"}"#, InvalidRequest),
    ] {
        check(status, &error.replace('\n', " "), kind, Blame::None, false);
    }
}

#[test]
fn a_quota_of_free_models_rests_them_on_the_account_until_its_reset() {
    let moment = moment();
    let reset = |seconds: u64| ((WALL + seconds) * 1000).to_string();
    let in_body = |seconds: u64| {
        format!(r#","metadata":{{"headers":{{"X-RateLimit-Reset":"{}"}}}}"#, reset(seconds))
    };
    let day = r#"{"code":429,"message":"Rate limit exceeded: free-models-per-day-high-balance"#;
    let source = r#"{"code":429,"message":"x","metadata":{"limit_source":"#;
    let minute = r#"{"code":429,"message":"Rate limit exceeded: free-models-per-min. "#;
    for (head, error, seconds) in [
        // 19: what is said, or else the end of the day; `Retry-After` is no help for hours.
        (vec![], format!(r#"{day}"}}"#), Some(EVENING)),
        (vec![("retry-after", "7".to_owned())], format!(r#"{day}"}}"#), Some(EVENING)),
        (vec![], format!(r#"{source}"openrouter_free_tier_daily"}}}}"#), Some(EVENING)),
        (vec![("x-ratelimit-reset", reset(5000))], format!(r#"{day}"}}"#), Some(5000)),
        (vec![], format!(r#"{day}"{}}}"#, in_body(4000)), Some(4000)),
        // 20
        (vec![], format!(r#"{minute}"}}"#), None),
        (vec![], format!(r#"{source}"openrouter_free_tier_per_minute"}}}}"#), None),
        (vec![("retry-after", "7".to_owned())], format!(r#"{minute}"}}"#), Some(7)),
        (vec![], format!(r#"{minute}"{}}}"#, in_body(40)), Some(40)),
    ] {
        let head: Vec<_> = head.iter().map(|(name, value)| (*name, value.as_ref())).collect();
        let failure = failure(429, &head, &error, moment);
        let wait = seconds.map(Duration::from_secs);
        let until = wait.map(|wait| moment.now + wait);
        assert_eq!(failure.blame.key, Blame::FreeQuota { until }, "{error}");
        let advice = wait.map_or(Retry::Backoff, Retry::After);
        assert_eq!((failure.error.kind(), failure.error.retry()), (ErrorKind::RateLimited, advice));
    }
}

#[test]
fn haste_is_the_upstreams_or_that_of_one_model_on_the_account() {
    use ErrorKind::RateLimited;
    // 21
    for error in [
        r#"{"code":429,"message":"Provider returned error","metadata":{"provider_name":"Acme",
            "raw":"slow down"}}"#,
        r#"{"code":429,"message":"x","metadata":{
            "limit_source":"upstream_provider_shared_pool"}}"#,
        r#"{"code":429,"message":"x","availability":{"code":"capacity_exhausted",
            "retryable":true,"retry_after":2}}"#,
    ] {
        check(429, error, RateLimited, Blame::None, true);
    }
    // 22
    check(429, r#"{"message":"x"}"#, RateLimited, Blame::RateLimited { until: None }, true);
    let moment = moment();
    let failure = failure(429, &[("retry-after", "9")], r#"{"message":"x"}"#, moment);
    let until = Some(moment.now + Duration::from_secs(9));
    assert_eq!(failure.blame.key, Blame::RateLimited { until });
}

#[test]
fn one_sign_is_enough_where_the_service_gives_several() {
    let blame = |status: u16, error: &str| {
        let error = reply(status, &format!(r#"{{"error":{{"code":{status},{error}}}}}"#));
        (error.error.kind(), error.blame.key)
    };
    for member in
        [r#""limit_source":"in_flight_budget""#, r#""reason":"in_flight_budget_exhausted""#]
    {
        let error = format!(r#""message":"no","metadata":{{{member}}}"#);
        assert_eq!(blame(402, &error).1, Blame::Throttled, "{member}");
    }
    for error in [
        r#""message":"no","metadata":{"reason":"weight_exceeds_budget"}"#,
        r#""message":"You can only afford 7 tokens""#,
        r#""message":"Ask for fewer max_tokens""#,
    ] {
        assert_eq!(blame(402, error), (ErrorKind::InsufficientCredits, Blame::None), "{error}");
    }
    for member in [r#""reasons":["x"]"#, r#""flagged_input":"x""#, r#""patterns":["x"]"#] {
        let error = format!(r#""message":"no","metadata":{{{member}}}"#);
        assert_eq!(blame(403, &error), (ErrorKind::ContentPolicy, Blame::None), "{member}");
    }
}
