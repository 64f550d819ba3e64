//! What a second attempt takes of what is limited: attempts, keys, money.

use std::time::Duration;

use llm_provider_base::{RetryPolicy, SpendingBudget};
use llm_types::{AttemptOutcome, ErrorKind, Usd};
use openrouter_auth::{ApiKey, KeyPool, PoolKey};
use openrouter_provider::OpenRouterBuilder;
use openrouter_sim::fault::Script;
use serde_json::json;

use super::{A1, Trial};

const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn usd(amount: &str) -> Usd {
    amount.parse().unwrap()
}

/// With a second attempt after two seconds, and two in all.
fn two_at_most(builder: OpenRouterBuilder) -> OpenRouterBuilder {
    let mut policy = RetryPolicy::default();
    policy.max_attempts = 2;
    builder.hedge_after(seconds(2)).retry_policy(policy)
}

/// Each attempt sets half a dollar aside.
fn budgeted(
    limit: &str,
    set_up: fn(OpenRouterBuilder) -> OpenRouterBuilder,
    scripts: impl IntoIterator<Item = Script>,
) -> (SpendingBudget, Trial) {
    let budget = SpendingBudget::total(usd(limit), usd("0.5"));
    let given = budget.clone();
    let set_up = move |builder| set_up(builder).spending_budget(given.clone());
    (budget, Trial::of(scripts).with(set_up))
}

fn after(wait: u64) -> Script {
    Script::new().read().wait(seconds(wait)).events().words(1).finish("stop").usage(1).done().end()
}

fn failing(wait: u64, code: u16) -> Script {
    let error = json!({ "error": { "code": code, "message": "no" } });
    Script::new().read().wait(seconds(wait)).json(code, &error).close()
}

#[track_caller]
fn spent(budget: &SpendingBudget, expected: &str) {
    let status = budget.status();
    assert_eq!((status.spent, status.reserved), (usd(expected), Usd::ZERO));
}

#[tokio::test(start_paused = true)]
async fn two_that_are_refused_give_back_what_was_set_aside_for_them() {
    let (budget, trial) = budgeted("1", two_at_most, [failing(3, 503), failing(2, 503)]);
    trial.stream().await.failed(ErrorKind::Unavailable, false);
    spent(&budget, "0");
    // What it gave back is there for the next attempt.
    let three = |builder: OpenRouterBuilder| builder.hedge_after(seconds(2));
    let scripts = [failing(3, 503), failing(2, 503), Script::healthy(1)];
    let (budget, trial) = budgeted("1", three, scripts);
    trial.words(1).stream().await.succeeded_after(2);
    spent(&budget, "0.001");
}

#[tokio::test(start_paused = true)]
async fn of_two_the_one_that_was_refused_gives_back_what_was_set_aside_for_it() {
    for scripts in [[failing(3, 503), after(4)], [after(4), failing(1, 503)]] {
        let (budget, trial) = budgeted("1", two_at_most, scripts);
        trial.words(1).stream().await.succeeded_after(1);
        spent(&budget, "0.001");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_breaks_and_the_one_that_lost_both_count() {
    let cut = Script::new().read().events().words(1).reset();
    let (budget, trial) = budgeted("1", two_at_most, [Script::new().read().hold(), cut]);
    let trial = trial.words(1).stream().await.failed(ErrorKind::Interrupted, true);
    let outcomes: Vec<_> = trial.attempts().iter().map(|attempt| attempt.outcome).collect();
    let broken = AttemptOutcome::Failed(ErrorKind::Interrupted);
    assert_eq!(outcomes, [AttemptOutcome::Lost, broken]);
    spent(&budget, "1");
}

#[tokio::test(start_paused = true)]
async fn one_that_the_budget_forbids_is_none_of_the_attempts() {
    let scripts = [failing(3, 503), Script::healthy(1)];
    let (budget, trial) = budgeted("0.9", two_at_most, scripts);
    trial.words(1).stream().await.succeeded_after(1).sent_with_one_key(2);
    spent(&budget, "0.001");
}

/// One key that goes out to one call at a time.
fn one_key(builder: OpenRouterBuilder) -> OpenRouterBuilder {
    let key = PoolKey::new(ApiKey::new(A1).unwrap());
    two_at_most(builder).key_pool(KeyPool::builder().keys([key]).max_per_key(1))
}

#[tokio::test(start_paused = true)]
async fn where_the_only_key_is_taken_the_second_attempt_waits_for_it() {
    let trial = Trial::of([after(5)]).words(1).with(one_key).stream().await;
    let trial = trial.succeeded_after(0).sent([A1]).within(5..=5);
    assert_eq!((trial.metrics.retries, trial.metrics.hedges), (0, 0));
    let trial = Trial::of([failing(3, 503), Script::healthy(1)]).words(1).with(one_key);
    trial.stream().await.succeeded_after(1).sent([A1, A1]).within(3..=3);
    let trial = Trial::of([failing(3, 401), Script::healthy(1)]).with(one_key).stream().await;
    let trial = trial.failed(ErrorKind::Authentication, false).sent([A1]);
    assert_eq!(trial.attempts()[0].status, Some(401));
}

#[tokio::test(start_paused = true)]
async fn that_a_reply_broke_off_says_more_than_that_there_was_none() {
    let empty = Script::new().read().wait(seconds(3)).events().end();
    let broken = Script::new().read().wait(seconds(2)).reset();
    let trial = Trial::of([empty, broken]).with(two_at_most).stream().await;
    let trial = trial.failed(ErrorKind::Interrupted, true).within(4..=4);
    let told = trial.attempts().iter().map(|attempt| (attempt.status, attempt.duration));
    assert_eq!(told.collect::<Vec<_>>(), [(Some(200), seconds(3)), (None, seconds(2))]);
}

#[tokio::test(start_paused = true)]
async fn a_second_attempt_that_is_not_due_yet_is_not_begun() {
    let trial = Trial::of([failing(1, 503), after(1)]).words(1).with(two_at_most).stream().await;
    let trial = trial.succeeded_after(1).sent_with_one_key(2);
    assert!(trial.end.unwrap().attempts.iter().all(|attempt| !attempt.is_hedge));
}
