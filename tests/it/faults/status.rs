//! Faults that the status of a reply tells (rows H): requests, keys, balances and failing services.

use llm_types::ErrorKind;
use openrouter_sim::fault::Script;
use serde_json::json;

use super::refusal::{error, for_keys, refusal, refusal_with, then_healthy};
use super::{A1, A2, B1, PROMPT, Trial};

/// A refusal that no other attempt would mend: sent once, and nobody's fault.
async fn is_sent_once(status: u16, kind: ErrorKind) {
    let trial = Trial::of([refusal(status, "no")]).stream().await;
    let trial = trial.failed(kind, false).sent([A1]).within(0..=0).no_key_blamed();
    let told = trial.end.unwrap_err();
    assert_eq!((told.status(), told.message()), (Some(status), "no"));
}

/// A failure that may pass: tried three times, and nobody's fault.
async fn is_tried_three_times(status: u16, kind: ErrorKind) {
    let trial = Trial::of([refusal(status, "down")]).stream().await;
    let trial = trial.failed(kind, false).sent([A1, A1, A1]).within(0..=2).no_key_blamed();
    assert_eq!(trial.end.unwrap_err().status(), Some(status));
    let trial = then_healthy(refusal(status, "down")).stream().await;
    trial.succeeded_after(1).sent([A1, A1]).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn h01_a_wrong_request_is_sent_once_and_its_reason_told() {
    is_sent_once(400, ErrorKind::InvalidRequest).await;
    let body = error(400, "messages is required, says sk-or-v1-0123456789abcdef");
    let trial = Trial::of([Script::replies(400, &body)]).complete().await;
    let trial = trial.failed(ErrorKind::InvalidRequest, false).sent([A1]).no_key_blamed();
    assert_eq!(trial.end.unwrap_err().message(), "messages is required, says [redacted]");
}

#[tokio::test(start_paused = true)]
async fn h03_a_refused_key_gives_way_to_the_next_at_once() {
    let trial = for_keys([A1], 401, &error(401, "User not found.")).stream().await;
    let trial = trial.succeeded_after(1).sent([A1, A2]).within(0..=0);
    assert_eq!(trial.available(), [A2, B1]);
}

#[tokio::test(start_paused = true)]
async fn h04_three_refused_keys_are_told_and_no_more_are_tried() {
    let trial = for_keys([A1, A2, B1], 401, &error(401, "User not found.")).words(0).stream().await;
    let trial = trial.failed(ErrorKind::Authentication, false).sent([A1, A2, B1]).within(0..=0);
    let told: Vec<_> = trial.attempts().iter().filter_map(|attempt| attempt.key.clone()).collect();
    let ids = [A1, A2, B1].map(|key| openrouter_auth::ApiKey::new(key).unwrap().id().to_string());
    assert_eq!(told, ids, "each attempt names its key");
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
    let busy = refusal_with(402, &[("retry-after", "2")], &body);
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
    let mut quoted = body.clone();
    quoted["error"]["message"] = json!(format!("Input was flagged: \"{PROMPT}\""));
    for body in [body, quoted] {
        let trial = Trial::of([Script::replies(403, &body)]).stream().await;
        let trial = trial.failed(ErrorKind::ContentPolicy, false).sent([A1]).within(0..=0);
        let told = trial.no_key_blamed().end.unwrap_err();
        assert!(told.message().starts_with("Input was flagged"), "{told}");
    }
}

#[tokio::test(start_paused = true)]
async fn h10_a_disabled_key_gives_way_to_the_next_at_once() {
    for message in ["This key is disabled", "This takes a management key"] {
        let trial = for_keys([A1], 403, &error(403, message)).stream().await;
        let trial = trial.succeeded_after(1).sent([A1, A2]).within(0..=0);
        assert_eq!(trial.available(), [A2, B1]);
    }
}

#[tokio::test(start_paused = true)]
async fn h15_a_request_that_timed_out_there_is_tried_three_times() {
    is_tried_three_times(408, ErrorKind::Timeout).await;
}

#[tokio::test(start_paused = true)]
async fn h16_what_another_attempt_would_not_mend_is_sent_once() {
    for status in [409, 410, 412, 415, 418, 422, 451] {
        is_sent_once(status, ErrorKind::InvalidRequest).await;
    }
    is_sent_once(404, ErrorKind::ModelNotFound).await;
}

#[tokio::test(start_paused = true)]
async fn h17_a_request_that_is_too_large_is_sent_once() {
    is_sent_once(413, ErrorKind::TooLarge).await;
}

#[tokio::test(start_paused = true)]
async fn h23_a_failing_service_is_tried_three_times() {
    for (status, kind) in [
        (500, ErrorKind::Unavailable),
        (502, ErrorKind::Unavailable),
        (503, ErrorKind::Unavailable),
        (504, ErrorKind::Timeout),
        (520, ErrorKind::Unavailable),
        (521, ErrorKind::Unavailable),
        (522, ErrorKind::Unavailable),
        (523, ErrorKind::Unavailable),
        (524, ErrorKind::Timeout),
        (529, ErrorKind::Unavailable),
        (530, ErrorKind::Unavailable),
    ] {
        is_tried_three_times(status, kind).await;
    }
}

#[tokio::test(start_paused = true)]
async fn h24_what_the_service_cannot_do_is_not_tried_again() {
    for status in [501, 505, 511] {
        is_sent_once(status, ErrorKind::Unavailable).await;
    }
}

#[tokio::test(start_paused = true)]
async fn h28_the_status_of_the_reply_decides_and_the_other_one_is_told() {
    for (status, code, kind) in
        [(500, 429, ErrorKind::Unavailable), (429, 500, ErrorKind::RateLimited)]
    {
        let body = json!({ "error": { "code": code, "message": "confused", "metadata": {
            "provider_name": "P" } } });
        let trial = Trial::of([Script::replies(status, &body)]).stream().await;
        let trial = trial.failed(kind, false).sent([A1, A1, A1]).no_key_blamed();
        let told = trial.end.unwrap_err();
        assert_eq!(told.status(), Some(status));
        assert_eq!(told.message(), format!("confused (code {code})"));
    }
}

#[tokio::test(start_paused = true)]
async fn h36_an_unusual_status_counts_as_its_class() {
    is_tried_three_times(425, ErrorKind::Timeout).await;
    is_sent_once(423, ErrorKind::InvalidRequest).await;
    is_sent_once(499, ErrorKind::InvalidRequest).await;
    is_tried_three_times(599, ErrorKind::Unavailable).await;
    let trial = Trial::of([refusal(600, "no")]).stream().await;
    let trial = trial.failed(ErrorKind::Decode, false).sent([A1]).within(0..=0).no_key_blamed();
    assert!(trial.end.unwrap_err().message().contains("600"));
}
