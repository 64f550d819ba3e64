//! A second attempt beside one that keeps its caller waiting.

use std::time::Duration;

use llm_provider_base::SpendingBudget;
use llm_types::{Attempt, AttemptOutcome, ErrorKind};
use openrouter_provider::OpenRouterBuilder;
use openrouter_sim::fault::{Happened, Script};
use serde_json::json;

use super::{A1, A2, Trial};

const LOST: AttemptOutcome = AttemptOutcome::Lost;
const SUCCEEDED: AttemptOutcome = AttemptOutcome::Succeeded;

const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// With a second attempt after two seconds.
fn hedged(builder: OpenRouterBuilder) -> OpenRouterBuilder {
    builder.hedge_after(seconds(2))
}

/// Silent for so long, and then one word.
fn after(wait: u64) -> Script {
    Script::new().read().wait(seconds(wait)).events().words(1).finish("stop").usage(1).done().end()
}

fn failing(wait: u64, code: u16) -> Script {
    let error = json!({ "error": { "code": code, "message": "no" } });
    Script::new().read().wait(seconds(wait)).json(code, &error).close()
}

fn outcomes(attempts: &[Attempt]) -> Vec<(AttemptOutcome, bool)> {
    attempts.iter().map(|attempt| (attempt.outcome, attempt.maybe_billed)).collect()
}

#[tokio::test(start_paused = true)]
async fn a_second_attempt_with_another_key_wins_over_a_silent_one() {
    let silent = Script::new().read().hold();
    let trial = Trial::of([silent, Script::healthy(1)]).words(1).with(hedged).stream().await;
    let trial = trial.succeeded_after(1).sent([A1, A2]).within(2..=2).no_key_blamed();
    let attempts = &trial.end.as_ref().unwrap().attempts;
    assert_eq!(outcomes(attempts), [(LOST, true), (SUCCEEDED, false)]);
    assert_eq!((attempts[0].duration, attempts[1].duration), (seconds(2), Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn where_models_are_chosen_from_the_second_attempt_asks_the_next() {
    let silent = Script::new().read().hold();
    let trial = Trial::of([silent, Script::healthy(1)]).models(["a/one", "a/two"]).words(1);
    let trial = trial.with(hedged).stream().await.succeeded_after(1).within(2..=2);
    let trial = trial.asked(["a/one", "a/two"]);
    assert_eq!(trial.model_failures(), [0, 0], "who is slow has not failed");
}

#[tokio::test(start_paused = true)]
async fn the_first_attempt_may_win_after_all() {
    let trial = Trial::of([after(3), after(9)]).words(1).with(hedged).stream().await;
    let trial = trial.succeeded_after(1).sent([A1, A2]).within(3..=3).no_key_blamed();
    let attempts = &trial.end.as_ref().unwrap().attempts;
    assert_eq!(outcomes(attempts), [(SUCCEEDED, false), (LOST, true)]);
    assert_eq!((attempts[0].duration, attempts[1].duration), (seconds(3), seconds(1)));
}

#[tokio::test(start_paused = true)]
async fn whole_answers_are_hedged_too() {
    let answer = json!({
        "id": "gen-1", "model": "a/model", "object": "chat.completion", "created": 1,
        "choices": [{ "index": 0, "finish_reason": "stop",
            "message": { "role": "assistant", "content": "hello" } }],
    });
    let silent = Script::new().read().hold();
    let trial = Trial::of([silent, Script::replies(200, &answer)]).with(hedged).complete().await;
    trial.succeeded_after(1).sent([A1, A2]).within(2..=2);
}

#[tokio::test(start_paused = true)]
async fn the_connection_of_the_one_that_lost_is_closed() {
    let trial = Trial::of([Script::new().read().hold(), Script::healthy(1)]).with(hedged);
    let (server, provider, request) = trial.begin().await;
    let stream = llm_types::ChatProvider::stream(&provider, request).await.unwrap();
    drop(stream.collect().await.unwrap());
    while !server.log().iter().any(|it| matches!(it, Happened::Left { .. })) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn where_one_fails_the_other_is_waited_for() {
    for scripts in [[failing(3, 503), after(4)], [after(4), failing(1, 503)]] {
        let trial = Trial::of(scripts).words(1).with(hedged).stream().await;
        let trial = trial.succeeded_after(1).sent([A1, A2]).no_key_blamed();
        let failed = AttemptOutcome::Failed(ErrorKind::Unavailable);
        let attempts = &trial.end.as_ref().unwrap().attempts;
        assert_eq!([attempts[0].is_hedge, attempts[1].is_hedge], [false, true]);
        let lost = attempts.iter().find(|attempt| attempt.outcome == failed).unwrap();
        assert!(lost.duration != seconds(2), "it was over before the other one");
        let found = outcomes(attempts);
        assert!(found.contains(&(failed, false)) && found.contains(&(SUCCEEDED, false)));
    }
}

#[tokio::test(start_paused = true)]
async fn where_both_fail_the_call_goes_on_as_after_any_failure() {
    let scripts = [failing(3, 400), failing(2, 503), Script::healthy(1)];
    let trial = Trial::of(scripts).words(1).with(hedged).stream().await;
    trial.succeeded_after(2).within(4..=6).no_key_blamed();
    // What the service says is told, and not that the other connection broke.
    let scripts = [failing(3, 400), Script::new().read().wait(seconds(2)).reset()];
    let trial = Trial::of(scripts).with(hedged).stream().await;
    let trial = trial.failed(ErrorKind::InvalidRequest, true).sent([A1, A2]);
    assert_eq!(trial.attempts().len(), 2);
    assert_eq!(trial.attempts()[0].status, Some(400));
}

#[tokio::test(start_paused = true)]
async fn without_consent_and_without_a_second_attempt_one_is_waited_for() {
    let never = |builder: OpenRouterBuilder| builder;
    Trial::of([after(90)]).words(1).with(never).stream().await.succeeded_after(0).sent([A1]);
    let once = |builder: OpenRouterBuilder| {
        let mut policy = llm_provider_base::RetryPolicy::default();
        policy.max_attempts = 1;
        hedged(builder).retry_policy(policy)
    };
    Trial::of([after(90)]).words(1).with(once).stream().await.succeeded_after(0).sent([A1]);
}

#[tokio::test(start_paused = true)]
async fn what_the_budget_does_not_allow_is_not_begun_beside() {
    let usd = |amount: &str| amount.parse().unwrap();
    let budget = SpendingBudget::total(usd("0.9"), usd("0.5"));
    let given = budget.clone();
    let set_up = move |builder: OpenRouterBuilder| hedged(builder).spending_budget(given.clone());
    let trial = Trial::of([after(5)]).words(1).with(set_up).stream().await;
    trial.succeeded_after(0).sent([A1]).within(5..=5);
    assert_eq!(budget.status().spent, usd("0.001"));
}

#[tokio::test(start_paused = true)]
async fn the_one_that_lost_counts_as_estimated() {
    let usd = |amount: &str| amount.parse().unwrap();
    let budget = SpendingBudget::total(usd("2"), usd("0.5"));
    let given = budget.clone();
    let set_up = move |builder: OpenRouterBuilder| hedged(builder).spending_budget(given.clone());
    let silent = Script::new().read().hold();
    Trial::of([silent, Script::healthy(1)]).words(1).with(set_up).stream().await.succeeded_after(1);
    assert_eq!(budget.status().spent, usd("0.501"));
}

#[tokio::test(start_paused = true)]
async fn a_time_limit_ends_both() {
    let short = |builder: OpenRouterBuilder| {
        let mut timeouts = openrouter_provider::Timeouts::default();
        timeouts.first_content = Some(seconds(10));
        hedged(builder).timeouts(timeouts)
    };
    let trial = Trial::of([Script::new().read().hold()]).with(short).stream().await;
    let trial = trial.failed(ErrorKind::Timeout, true).sent([A1, A2]).within(10..=10);
    let timed_out = AttemptOutcome::Failed(ErrorKind::Timeout);
    assert_eq!(outcomes(trial.attempts()), [(timed_out, true), (timed_out, true)]);
}
