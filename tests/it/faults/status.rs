//! Faults that the head of a reply tells (rows H).

use std::time::Duration;

use llm_types::{ErrorKind, Retry};
use openrouter_sim::fault::{Fault, Script};
use serde_json::{Value, json};

use super::{A1, A2, B1, Trial};

/// An error in the service's form.
fn error(code: u16, message: &str) -> Value {
    json!({ "error": { "code": code, "message": message } })
}

fn refusal(code: u16, message: &str) -> Script {
    Script::replies(code, &error(code, message))
}

/// This, and then a healthy answer of one word: each on a connection of its own.
fn then_healthy(script: Script) -> Trial {
    Trial::of([script.close(), Script::healthy(1)]).words(1)
}

/// These keys get this refusal, all others a healthy answer of one word.
fn for_keys<const N: usize>(keys: [&str; N], code: u16, body: &Value) -> Trial {
    let refused = Script::new().json(code, body).close();
    let healthy = Script::new().events().words(1).finish("stop").usage(1).done().end().close();
    let script = Script::new().read().by_key(keys.map(|key| (key, refused.clone())), healthy);
    Trial::of([script]).words(1)
}

#[tokio::test(start_paused = true)]
async fn h01_h16_h17_a_wrong_request_is_sent_once() {
    for (status, kind) in [
        (400, ErrorKind::InvalidRequest),
        (404, ErrorKind::ModelNotFound),
        (409, ErrorKind::InvalidRequest),
        (410, ErrorKind::InvalidRequest),
        (412, ErrorKind::InvalidRequest),
        (413, ErrorKind::TooLarge),
        (415, ErrorKind::InvalidRequest),
        (418, ErrorKind::InvalidRequest),
        (422, ErrorKind::InvalidRequest),
        (423, ErrorKind::InvalidRequest),
        (451, ErrorKind::InvalidRequest),
    ] {
        let trial = Trial::of([refusal(status, "no")]).stream().await;
        let trial = trial.failed(kind, false).sent([A1]).within(0..=0).no_key_blamed();
        let told = trial.end.unwrap_err();
        assert_eq!((told.status(), told.message()), (Some(status), "no"));
    }
}

#[tokio::test(start_paused = true)]
async fn h03_h10_a_refused_key_gives_way_to_the_next_at_once() {
    for (status, message) in [(401, "User not found."), (403, "This key is disabled")] {
        let trial = for_keys([A1], status, &error(status, message)).stream().await;
        let trial = trial.succeeded_after(1).sent([A1, A2]).within(0..=0);
        assert_eq!(trial.available(), [A2, B1]);
    }
}

#[tokio::test(start_paused = true)]
async fn h04_three_refused_keys_are_told_and_no_more_are_tried() {
    let trial = for_keys([A1, A2, B1], 401, &error(401, "User not found.")).words(0).stream().await;
    let trial = trial.failed(ErrorKind::Authentication, false).sent([A1, A2, B1]).within(0..=0);
    assert_eq!(trial.available(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn h05_an_empty_balance_is_the_accounts_and_another_account_is_asked() {
    let body = error(402, "Insufficient credits. Add more credits");
    let trial = for_keys([A1, A2], 402, &body).stream().await;
    let trial = trial.succeeded_after(1).sent([A1, B1]).within(0..=0);
    assert_eq!(trial.available(), [B1], "both keys of the account rest with it");
}

#[tokio::test(start_paused = true)]
async fn h06_an_answer_that_costs_too_much_is_nobodys_fault() {
    let message = "This request requires more credits, or fewer max_tokens. You requested up to \
                   64000 tokens, but can only afford 30104.";
    let trial = Trial::of([refusal(402, message)]).stream().await;
    trial.failed(ErrorKind::InsufficientCredits, false).sent([A1]).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn h07_too_much_in_flight_is_waited_for_with_the_same_key() {
    let body = json!({ "error": { "code": 402, "message": "Too much in flight", "metadata": {
        "reason": "in_flight_budget_exhausted", "limit_source": "openrouter_in_flight_budget" } } });
    let headers = [("content-type", "application/json"), ("retry-after", "2")];
    let busy = Script::new().read().reply_with(402, &headers, body.to_string());
    let trial = then_healthy(busy).stream().await;
    trial.succeeded_after(1).sent([A1, A1]).within(2..=3).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn h08_a_capped_key_gives_way_to_another_of_its_account() {
    for status in [402, 403] {
        let message = "Key limit exceeded (monthly limit). Manage it in the settings";
        let trial = for_keys([A1], status, &error(status, message)).stream().await;
        let trial = trial.succeeded_after(1).sent([A1, A2]).within(0..=0);
        assert_eq!(trial.available(), [A2, B1]);
    }
}

#[tokio::test(start_paused = true)]
async fn h09_refused_content_is_nobodys_fault() {
    let body = json!({ "error": { "code": 403, "message": "Input was flagged", "metadata": {
        "reasons": ["violence"], "flagged_input": "prompt canary: why is", "provider_name": "P" } } });
    let trial = Trial::of([Script::replies(403, &body)]).stream().await;
    trial.failed(ErrorKind::ContentPolicy, false).sent([A1]).within(0..=0).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn h12_h13_h14_a_success_that_is_none_counts_as_what_it_says() {
    for (body, kind, sends) in [
        (json!({ "choices": null }), ErrorKind::Unavailable, 3),
        (json!({ "choices": [] }), ErrorKind::Unavailable, 3),
        (json!({}), ErrorKind::Unavailable, 3),
        (
            json!({ "choices": null, "error": { "code": 524, "message": "m" } }),
            ErrorKind::Timeout,
            3,
        ),
        (error(429, "slow down"), ErrorKind::RateLimited, 3),
        (
            json!({ "error": { "code": "rate_limit_exceeded", "message": "m" } }),
            ErrorKind::RateLimited,
            3,
        ),
        (json!({ "error": { "code": null, "message": "m" } }), ErrorKind::Unavailable, 3),
        (error(400, "no"), ErrorKind::InvalidRequest, 1),
    ] {
        let trial = Trial::of([Script::replies(200, &body)]).stream().await;
        assert_eq!(trial.requests.len(), sends, "{body}");
        assert_eq!(trial.end.unwrap_err().kind(), kind, "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn h15_h23_a_failing_service_is_tried_three_times() {
    for (status, kind) in [
        (408, ErrorKind::Timeout),
        (425, ErrorKind::Timeout),
        (500, ErrorKind::Unavailable),
        (502, ErrorKind::Unavailable),
        (503, ErrorKind::Unavailable),
        (504, ErrorKind::Timeout),
        (520, ErrorKind::Unavailable),
        (522, ErrorKind::Unavailable),
        (524, ErrorKind::Timeout),
        (529, ErrorKind::Unavailable),
        (599, ErrorKind::Unavailable),
    ] {
        let trial = Trial::of([refusal(status, "down")]).stream().await;
        assert_eq!(trial.end.as_ref().unwrap_err().kind(), kind, "{status}");
        trial.sent([A1, A1, A1]).within(0..=2).no_key_blamed();
        let trial = then_healthy(refusal(status, "down")).stream().await;
        trial.succeeded_after(1).sent([A1, A1]).no_key_blamed();
    }
}

#[tokio::test(start_paused = true)]
async fn h18_a_daily_quota_is_the_accounts_and_only_for_free_models() {
    let body = error(429, "Rate limit exceeded: free-models-per-day. Add 10 credits");
    let trial = for_keys([A1, A2], 429, &body).model("a/model:free").stream().await;
    let trial = trial.succeeded_after(1).sent([A1, B1]).within(0..=0);
    trial.no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn h19_an_upstream_that_is_too_busy_is_nobodys_fault() {
    let body = json!({ "error": { "code": 429, "message": "Provider returned error", "metadata": {
        "provider_name": "P", "raw": "overloaded" } } });
    let trial = then_healthy(Script::replies(429, &body)).stream().await;
    trial.succeeded_after(1).sent([A1, A1]).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn h20_a_rate_limit_without_a_name_is_tried_with_another_account_at_once() {
    let trial = for_keys([A1, A2], 429, &error(429, "Rate limit exceeded")).stream().await;
    trial.succeeded_after(1).sent([A1, B1]).within(0..=0).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn h21_a_wait_that_is_asked_for_is_kept_to() {
    let slow = |seconds: &str| {
        let headers = [("content-type", "application/json"), ("retry-after", seconds)];
        let upstream = json!({ "error": { "code": 503, "message": "Provider returned error" } });
        Script::new().read().reply_with(503, &headers, upstream.to_string())
    };
    let trial = then_healthy(slow("7")).stream().await;
    trial.succeeded_after(1).sent([A1, A1]).within(7..=8).no_key_blamed();
    // H22: one that is too long is left to the caller.
    let trial = Trial::of([slow("3600")]).stream().await;
    let trial = trial.failed(ErrorKind::Unavailable, false).sent([A1]).within(0..=0);
    assert_eq!(trial.end.unwrap_err().retry(), Retry::After(Duration::from_secs(3600)));
}

#[tokio::test(start_paused = true)]
async fn h24_what_the_service_cannot_do_is_not_tried_again() {
    for status in [501, 505, 511] {
        let trial = Trial::of([refusal(status, "no")]).stream().await;
        trial.failed(ErrorKind::Unavailable, false).sent([A1]).no_key_blamed();
    }
}

#[tokio::test(start_paused = true)]
async fn h25_h26_the_status_decides_whatever_the_body_is() {
    let page = "<html><body><h1>502 Bad Gateway</h1></body></html>";
    for body in [
        "",
        "null",
        "[]",
        "{",
        "{\"error\":\"text\"}",
        "{\"error\":{\"message\":{\"a\":1}}}",
        "{\"message\":\"m\"}",
        "{\"detail\":\"m\"}",
        page,
        &"x".repeat(1 << 20),
    ] {
        let script = Script::new().read().reply(502, "application/json", body).close();
        let trial = Trial::of([script]).stream().await;
        let trial = trial.failed(ErrorKind::Unavailable, false).sent([A1, A1, A1]).no_key_blamed();
        let message = trial.end.unwrap_err().message().to_owned();
        assert!(message.len() <= 1024 && !message.contains('<'), "{message}");
    }
    // A body that never comes is not waited for.
    let stalled =
        Script::new().read().write("HTTP/1.1 502 No\r\ncontent-length: 9\r\n\r\n{").hold();
    let trial = Trial::of([stalled]).stream().await;
    trial.failed(ErrorKind::Unavailable, false).sent([A1, A1, A1]).within(15..=18);
    let trial = Trial::of([Fault::GatewayPage.script()]).stream().await;
    trial.failed(ErrorKind::Unavailable, false).sent([A1, A1, A1]);
}

#[tokio::test(start_paused = true)]
async fn h29_a_redirect_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let location = format!("http://{}/api/v1/x", elsewhere.local_addr().unwrap());
        let script = Script::new().read().reply_with(status, &[("location", &location)], "");
        let trial = Trial::of([script]).stream().await;
        trial.failed(ErrorKind::Decode, false).sent([A1]).no_key_blamed();
        elsewhere.set_nonblocking(true).unwrap();
        assert!(elsewhere.accept().is_err(), "nobody came");
    }
}

#[tokio::test(start_paused = true)]
async fn h30_a_success_of_another_kind_is_none() {
    for status in [204, 205, 206, 304] {
        let trial = Trial::of([Script::new().read().reply_with(status, &[], "")]).stream().await;
        assert_eq!(trial.end.as_ref().unwrap_err().kind(), ErrorKind::Decode, "{status}");
        trial.sent([A1]).no_key_blamed();
    }
}
