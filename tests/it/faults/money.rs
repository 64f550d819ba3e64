//! Faults that are about money (row H06).

use llm_types::{Attempt, ErrorKind};
use openrouter_provider::OpenRouterBuilder;
use openrouter_sim::fault::{ReceivedRequest, Script};
use serde_json::{Value, json};

use super::{A1, A2, Trial};

/// A refusal that says how long an answer the account can afford.
fn too_long(affordable: &str) -> Script {
    let message = format!(
        "This request requires more credits, or fewer max_tokens. You requested up to 65536 \
         tokens, but can only afford {affordable}. To increase, add more credits"
    );
    Script::replies(402, &json!({ "error": { "code": 402, "message": message } })).close()
}

/// Takes what the account can afford, but no answer of fewer tokens than these.
fn taking(min_tokens: u64) -> impl Fn(OpenRouterBuilder) -> OpenRouterBuilder {
    move |builder| builder.shorten_to_afford(min_tokens)
}

fn max_tokens(request: &ReceivedRequest) -> Value {
    serde_json::from_slice::<Value>(&request.body).unwrap()["max_tokens"].clone()
}

#[tokio::test(start_paused = true)]
async fn h06_an_answer_that_is_too_dear_says_how_long_a_one_is_affordable() {
    let trial = Trial::of([too_long("30104")]).stream().await;
    let trial = trial.failed(ErrorKind::InsufficientCredits, false).sent([A1]).within(0..=0);
    let trial = trial.no_key_blamed();
    assert_eq!(trial.end.unwrap_err().affordable_tokens(), Some(30_104));
    let trial = Trial::of([too_long("nothing")]).complete().await;
    let trial = trial.failed(ErrorKind::InsufficientCredits, false).sent([A1]);
    assert_eq!(trial.end.unwrap_err().affordable_tokens(), None);
}

#[tokio::test(start_paused = true)]
async fn h06_with_consent_a_shorter_answer_is_asked_for_at_once() {
    let trial = Trial::of([too_long("30104"), Script::healthy(1)]).words(1).with(taking(100));
    let trial = trial.stream().await.succeeded_after(1).sent([A1, A1]).within(0..=0);
    let trial = trial.no_key_blamed();
    let asked: Vec<_> = trial.requests.iter().map(|request| max_tokens(request)).collect();
    assert_eq!(asked, [Value::Null, json!(30_104)]);
    let told = |attempt: &Attempt| attempt.shortened_to;
    let told: Vec<_> = trial.end.unwrap().attempts.iter().map(told).collect();
    assert_eq!(told, [None, Some(30_104)]);
}

#[tokio::test(start_paused = true)]
async fn h06_an_answer_too_short_to_be_of_use_is_not_asked_for() {
    for (affordable, least) in [("99", 100), ("0", 0)] {
        let trial = Trial::of([too_long(affordable)]).with(taking(least)).stream().await;
        trial.failed(ErrorKind::InsufficientCredits, false).sent([A1]);
    }
}

#[tokio::test(start_paused = true)]
async fn h06_an_answer_that_would_be_no_shorter_is_not_asked_for() {
    for (script, count) in [("30104", 1), ("99", 2), ("100", 1)] {
        let trial = Trial::of([too_long(script)]).with(taking(1));
        let trial = trial.asking(|request| request.with_max_tokens(100)).stream().await;
        let trial = trial.failed(ErrorKind::InsufficientCredits, false).sent_with_one_key(count);
        trial.no_key_blamed();
    }
}

#[tokio::test(start_paused = true)]
async fn h06_what_a_cap_of_the_key_leaves_is_taken_with_the_same_key() {
    let capped = json!({ "error": {
        "code": 402,
        "message": "This request requires more credits, or fewer max_tokens. You requested up to \
            65536 tokens, but can only afford 713. To increase, visit \
            https://openrouter.ai/settings/keys and create a key with a higher monthly limit",
        "metadata": { "limit_source": "openrouter_key_limit" },
    } });
    let scripts = [Script::replies(402, &capped).close(), Script::healthy(1)];
    let trial = Trial::of(scripts.clone()).words(1).with(taking(100)).stream().await;
    let trial = trial.succeeded_after(1).sent([A1, A1]).no_key_blamed();
    assert_eq!(max_tokens(&trial.requests[1]), json!(713));
    // Without consent another key is asked for the whole.
    let trial = Trial::of(scripts).words(1).stream().await;
    let trial = trial.succeeded_after(1).sent([A1, A2]);
    assert_eq!(max_tokens(&trial.requests[1]), Value::Null);
}

#[tokio::test(start_paused = true)]
async fn h06_a_shorter_answer_is_asked_of_the_same_model() {
    let trial = Trial::of([too_long("30104"), Script::healthy(1)]).words(1).with(taking(100));
    let trial = trial.models(["a/one", "a/two"]).stream().await.succeeded_after(1);
    let trial = trial.asked(["a/one", "a/one"]).no_key_blamed();
    assert_eq!(max_tokens(&trial.requests[1]), json!(30_104));
    assert_eq!(trial.model_failures(), [0, 0]);
}

#[tokio::test(start_paused = true)]
async fn h06_a_shorter_answer_is_asked_for_once() {
    let trial = Trial::of([too_long("30104"), too_long("29000")]).with(taking(1)).complete().await;
    let trial = trial.failed(ErrorKind::InsufficientCredits, false).sent([A1, A1]);
    assert_eq!(trial.attempts()[1].shortened_to, Some(30_104));
    assert_eq!(trial.end.unwrap_err().affordable_tokens(), Some(29_000));
}
