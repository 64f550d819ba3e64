//! Streams in which something fails (rows S).

use llm_types::{ErrorKind, ResponseId};
use openrouter_sim::fault::{Fault, Script};
use serde_json::{Value, json};

use super::chunks::{self, GENERATION, usage};
use super::trial::Watched;
use super::{A1, Trial};

fn begun() -> Script {
    Script::new().read().events()
}

fn upstream() -> Value {
    json!({ "code": 502, "message": "Provider returned error" })
}

/// The script fails before the first word, and is tried again as often as a failing service is.
async fn is_tried_again(script: Script) {
    let trial = Trial::of([script.clone()]).stream().await;
    let trial = trial.sent([A1, A1, A1]).no_key_blamed();
    assert!(trial.end.is_err());
    let trial = Trial::of([script, Script::healthy(1)]).words(1).stream().await;
    trial.succeeded_after(1).sent([A1, A1]).no_key_blamed();
}

/// The script fails after three words, and is not tried again.
async fn is_broken_off(script: Script, kind: ErrorKind) -> Watched {
    let trial = Trial::of([script]).words(3).stream().await;
    let trial = trial.failed(kind, true).sent([A1]).within(0..=0).no_key_blamed();
    let error = trial.end.as_ref().unwrap_err();
    assert!(!error.is_retryable(), "what was said was paid for");
    assert_eq!(error.response_id().map(ResponseId::as_str), Some(GENERATION));
    trial
}

#[tokio::test(start_paused = true)]
async fn s13_a_chunk_that_is_no_json_after_words_ends_the_stream() {
    is_broken_off(Fault::BrokenEvent.script(), ErrorKind::Decode).await;
    let script = begun().words(3).chunk("data: {bad\n\n").text("late ").finish("stop").done();
    is_broken_off(script.end(), ErrorKind::Decode).await;
}

#[tokio::test(start_paused = true)]
async fn s14_a_chunk_that_is_no_json_before_words_is_tried_again() {
    is_tried_again(begun().chunk("data: {bad\n\n").words(1).end()).await;
}

#[tokio::test(start_paused = true)]
async fn s15_an_error_after_words_names_the_generation_and_keeps_what_was_said() {
    let trial = is_broken_off(Fault::ErrorInStream.script(), ErrorKind::Unavailable).await;
    let error = trial.end.unwrap_err();
    assert_eq!(error.partial().unwrap().joined_text(), "w0 w1 w2 ");
    assert!(error.to_string().contains("Provider returned error"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn s16_an_error_after_a_finish_wins() {
    let blank = json!([{ "index": 0, "delta": { "content": "" }, "finish_reason": null,
        "native_finish_reason": null }]);
    for (code, kind) in [
        (json!("server_error"), ErrorKind::Unavailable),
        (json!("rate_limit_exceeded"), ErrorKind::RateLimited),
        (json!(502), ErrorKind::Unavailable),
        (json!("never heard of"), ErrorKind::Unavailable),
        (json!(null), ErrorKind::Unavailable),
    ] {
        let mut error = usage(3, &blank);
        error["error"] = json!({ "code": code, "message": "it failed" });
        let script = begun().words(3).finish("length").finish("length").event(&error).done().end();
        let trial = is_broken_off(script, kind).await;
        let partial = trial.end.unwrap_err().take_partial().unwrap();
        assert_eq!(partial.usage.unwrap().output_tokens, 3, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn s17_an_error_before_words_is_what_its_status_would_be() {
    for (code, message) in [
        (400, "the request makes no sense"),
        (401, "No auth credentials found"),
        (402, "Insufficient credits"),
        (403, "Key disabled"),
        (429, "Rate limit exceeded"),
        (500, "Internal error"),
        (502, "Provider returned error"),
    ] {
        let error = json!({ "code": code, "message": message });
        let status = Script::replies(code, &json!({ "error": error }));
        let status = Trial::of([status]).stream().await;
        for script in [
            begun().comment().error(&error).done().end(),
            begun().event(&json!({ "error": error })).done().end(),
            begun().event(&chunks::choices(&json!([{ "index": 0, "error": error }]))).end(),
        ] {
            let stream = Trial::of([script]).stream().await;
            assert_eq!(outcome(&stream), outcome(&status), "{code}");
        }
    }
}

/// What came of a failed call: the kind, the keys that were sent, those that are left, and what is
/// known of the service.
fn outcome(trial: &Watched) -> (ErrorKind, Vec<String>, Vec<&'static str>, u64) {
    let keys = trial.requests.iter().map(|request| request.key().unwrap_or_default().to_owned());
    let kind = trial.end.as_ref().unwrap_err().kind();
    (kind, keys.collect(), trial.available(), trial.metrics.retries)
}

#[tokio::test(start_paused = true)]
async fn s18_an_error_within_a_choice_or_a_finish_that_says_so_is_one() {
    let within = json!([{ "index": 0, "delta": { "content": "" }, "finish_reason": "error",
        "error": upstream() }]);
    for end in [
        Script::new().event(&chunks::choices(&within)).done(),
        Script::new().finish("error").done(),
        Script::new().finish("error"),
    ] {
        is_broken_off(begun().words(3).then(end).end(), ErrorKind::Unavailable).await;
    }
}

#[tokio::test(start_paused = true)]
async fn s23_a_reset_before_words_is_tried_again() {
    is_tried_again(begun().reset()).await;
    is_tried_again(begun().comment().event(&chunks::text("")).reset()).await;
}

#[tokio::test(start_paused = true)]
async fn s23_a_reset_after_words_is_one_request() {
    for words in 1..=5 {
        let trial = Trial::of([begun().words(words).reset()]).words(words).stream().await;
        let trial = trial.failed(ErrorKind::Interrupted, true).sent([A1]).no_key_blamed();
        assert_eq!(trial.connections, 1);
    }
}
