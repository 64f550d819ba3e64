//! Limits of rate, and how long they ask to wait (rows H18 to H22 and H33).

use std::time::Duration;

use llm_types::{ErrorKind, Retry};
use openrouter_sim::fault::Script;
use serde_json::{Value, json};

use super::refusal::{error, for_keys, refusal_with, then_healthy, with_one_key};
use super::{A1, A2, B1, Trial};

/// 429 of an upstream: nobody's fault, so that the same key is waited with.
fn busy(headers: &[(&str, &str)]) -> Script {
    let metadata = json!({ "provider_name": "P", "raw": "overloaded" });
    refusal_with(429, headers, &provider_error(429, &metadata))
}

fn provider_error(code: u16, metadata: &Value) -> Value {
    json!({ "error": {
        "code": code, "message": "Provider returned error", "metadata": metadata } })
}

#[tokio::test(start_paused = true)]
async fn h18_a_daily_quota_is_the_accounts_and_only_for_free_models() {
    let message = "Rate limit exceeded: free-models-per-day. Add 10 credits";
    let body = error(429, message);
    let trial = for_keys([A1, A2], 429, &body).model("a/model:free").stream().await;
    let trial = trial.succeeded_after(1).sent([A1, B1]).within(0..=0);
    trial.no_key_blamed();
    // Where no account has any left, the caller is told when.
    let reset = i64::try_from(millis_from_now(3600)).unwrap();
    let body = json!({ "error": { "code": 429, "message": message, "metadata": {
        "headers": { "X-RateLimit-Reset": reset.to_string() } } } });
    let script = Script::replies(429, &body);
    let trial = Trial::of([script]).model("a/model:free").stream().await;
    let trial = trial.failed(ErrorKind::RateLimited, false).sent([A1, B1]).within(0..=0);
    let Retry::After(wait) = trial.no_key_blamed().end.unwrap_err().retry() else {
        panic!("no wait")
    };
    assert!((3590..=3600).contains(&wait.as_secs()), "{wait:?}");
}

#[tokio::test(start_paused = true)]
async fn h19_an_upstream_that_is_too_busy_is_nobodys_fault() {
    let trial = then_healthy(busy(&[])).stream().await;
    trial.succeeded_after(1).sent([A1, A1]).within(0..=1).no_key_blamed();
    let trial = Trial::of([busy(&[])]).stream().await;
    trial.failed(ErrorKind::RateLimited, false).sent([A1, A1, A1]).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn h20_a_rate_limit_without_a_name_is_tried_with_another_account_at_once() {
    let body = error(429, "Rate limit exceeded");
    let trial = for_keys([A1, A2], 429, &body).stream().await;
    trial.succeeded_after(1).sent([A1, B1]).within(0..=0).no_key_blamed();
    // Never with the second key of the account that was refused.
    let trial = Trial::of([Script::replies(429, &body)]).stream().await;
    let sent: Vec<_> = trial.requests.iter().filter_map(|request| request.key()).collect();
    assert!(sent.len() <= 3 && !sent.contains(&A2), "{sent:?}");
    trial.failed(ErrorKind::RateLimited, false);
}

#[tokio::test(start_paused = true)]
async fn h21_a_wait_that_is_asked_for_is_kept_to() {
    let slow = refusal_with(429, &[("retry-after", "7")], &error(429, "Rate limit exceeded"));
    let trial = with_one_key(then_healthy(slow)).stream().await;
    let trial = trial.succeeded_after(1).sent([A1, A1]);
    let bounds = Duration::from_secs(7)..=Duration::from_millis(8700);
    assert!(bounds.contains(&trial.took), "{:?}", trial.took);
    let slow = refusal_with(503, &[("retry-after", "7")], &error(503, "down"));
    let trial = then_healthy(slow).stream().await.succeeded_after(1).sent([A1, A1]).no_key_blamed();
    assert!(bounds.contains(&trial.took), "{:?}", trial.took);
}

#[tokio::test(start_paused = true)]
async fn h22_a_wait_that_is_too_long_is_left_to_the_caller() {
    let hour = Retry::After(Duration::from_secs(3600));
    // One account after another is asked at once, and none twice.
    let slow = refusal_with(429, &[("retry-after", "3600")], &error(429, "Rate limit exceeded"));
    let trial = Trial::of([slow]).stream().await;
    let trial = trial.failed(ErrorKind::RateLimited, false).sent([A1, B1]).within(0..=0);
    assert_eq!(trial.no_key_blamed().end.unwrap_err().retry(), hour);
    let slow = refusal_with(503, &[("retry-after", "3600")], &error(503, "down"));
    let trial = Trial::of([slow]).stream().await;
    let trial = trial.failed(ErrorKind::Unavailable, false).sent([A1]).within(0..=0);
    assert_eq!(trial.no_key_blamed().end.unwrap_err().retry(), hour);
}

/// How long the second attempt is waited with, after a 429 with these headers.
async fn wait_after(headers: &[(&str, &str)]) -> Duration {
    let trial = then_healthy(busy(headers)).stream().await;
    trial.succeeded_after(1).sent([A1, A1]).no_key_blamed().took
}

/// The time on the wall in so many seconds, in milliseconds.
fn millis_from_now(seconds: u64) -> u128 {
    use llm_provider_base::{Clock as _, SystemClock};
    let now = SystemClock.wall().duration_since(std::time::UNIX_EPOCH).unwrap();
    (now + Duration::from_secs(seconds)).as_millis()
}

#[tokio::test(start_paused = true)]
async fn h33_of_what_a_limit_says_of_itself_the_first_that_makes_sense_counts() {
    let asked = |seconds: u64| Duration::from_secs(seconds)..=Duration::from_secs(seconds + 1);
    for headers in [
        [("retry-after", "never"), ("retry-after", "20")],
        [("retry-after", "20"), ("retry-after", "40")],
        [("retry-after", "20"), ("x-ratelimit-reset", "40")],
        [("x-ratelimit-reset", "soon"), ("x-ratelimit-reset", "20")],
    ] {
        let took = wait_after(&headers).await;
        assert!(asked(20).contains(&took), "{headers:?}: {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn h33_the_size_of_a_reset_says_what_it_counts() {
    let (millis, seconds) = (millis_from_now(20), millis_from_now(20) / 1000);
    for reset in ["20".to_owned(), "20.5".to_owned(), seconds.to_string(), millis.to_string()] {
        let took = wait_after(&[("x-ratelimit-reset", &reset)]).await;
        // What passes between here and there on the wall is not measured in tokio's time.
        assert!((16..=22).contains(&took.as_secs()), "{reset}: {took:?}");
    }
    for garbage in ["-20", "abc", "1e400", "", "0", "NaN"] {
        let took = wait_after(&[("x-ratelimit-reset", garbage)]).await;
        assert!(took <= Duration::from_secs(1), "{garbage}: {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn h33_nobody_is_believed_to_ask_for_more_than_a_day() {
    let availability = json!({ "error": { "code": 429, "message": "m", "availability": {
        "code": "capacity_exhausted", "retryable": true, "retry_after": 1e12 } } });
    for script in [
        busy(&[("retry-after", "999999999")]),
        busy(&[("x-ratelimit-reset", "99999999999999999")]),
        refusal_with(429, &[], &availability),
    ] {
        let trial = Trial::of([script]).stream().await;
        let trial = trial.failed(ErrorKind::RateLimited, false).sent([A1]).within(0..=0);
        let day = Retry::After(Duration::from_secs(24 * 60 * 60));
        assert_eq!(trial.no_key_blamed().end.unwrap_err().retry(), day);
    }
}

#[tokio::test(start_paused = true)]
async fn h33_what_is_told_in_the_body_only_counts_too() {
    for headers in [
        json!({ "Retry-After": 20 }),
        json!({ "retry-after": "20" }),
        json!({ "retry-after-ms": "20000" }),
        json!({ "X-RateLimit-Reset": "20", "Retry-After": "never" }),
        json!({ "Date": "Sun, 06 Nov 1994 08:49:37 GMT",
            "Retry-After": "Sun, 06 Nov 1994 08:49:57 GMT" }),
        json!({ "X-RateLimit-Limit": null, "x-ratelimit-reset": ["20"], "retry-after": 20 }),
    ] {
        let body = provider_error(429, &json!({ "provider_name": "P", "headers": headers }));
        let trial = then_healthy(Script::replies(429, &body)).stream().await;
        let trial = trial.succeeded_after(1).sent([A1, A1]);
        assert!((20..=21).contains(&trial.took.as_secs()), "{headers}: {:?}", trial.took);
    }
}
