//! What each failure means for a call.

use proptest::prelude::*;

use super::*;

const SERVER: FailureClass = FailureClass::Server;

fn wait(millis: u64) -> RetryDecision {
    RetryDecision::Wait(Duration::from_millis(millis))
}

/// A failure after which a retry is sent, if there may be one.
fn retry(retries: &mut Retries<'_>) -> RetryDecision {
    let decision = retries.failed(SERVER, Retry::Backoff, None, 0.0);
    retries.sending();
    decision
}

#[test]
fn three_attempts_with_growing_backoff_then_no_more() {
    let (policy, budget) = (RetryPolicy::default(), RetryBudget::new());
    let mut retries = Retries::new(&policy, &budget);
    assert_eq!(retries.failed(SERVER, Retry::Backoff, None, 1.0), wait(500));
    assert_eq!(retries.failed(SERVER, Retry::Backoff, None, 0.5), wait(500));
    assert_eq!(
        retries.failed(SERVER, Retry::Backoff, None, 1.0),
        RetryDecision::GiveUp(GiveUp::Attempts)
    );
}

#[test]
fn a_wait_that_the_service_asks_for_is_kept_or_refused_but_never_undercut() {
    let (policy, budget) = (RetryPolicy::default(), RetryBudget::new());
    let after = |seconds| Retry::After(Duration::from_secs(seconds));
    let class = FailureClass::Throttle;
    let decide =
        |seconds, unit| Retries::new(&policy, &budget).failed(class, after(seconds), None, unit);
    assert_eq!(decide(7, 0.0), wait(7000));
    assert_eq!(decide(7, 1.0), wait(7700));
    assert_eq!(decide(60, 1.0), wait(61_000));
    assert_eq!(decide(61, 0.0), RetryDecision::GiveUp(GiveUp::RetryAfter));
    assert_eq!(decide(0, 1.0), wait(1000), "zero means unsaid");
}

#[test]
fn what_may_have_been_carried_out_is_sent_again_once() {
    let (policy, budget) = (RetryPolicy::default(), RetryBudget::new());
    let mut retries = Retries::new(&policy, &budget);
    let class = FailureClass::Ambiguous;
    assert_eq!(retries.failed(class, Retry::Backoff, None, 0.0), wait(0));
    assert_eq!(
        retries.failed(class, Retry::Backoff, None, 0.0),
        RetryDecision::GiveUp(GiveUp::Ambiguous)
    );
}

#[test]
fn a_dead_service_drains_the_budget_and_successes_refill_it() {
    let (policy, budget) = (RetryPolicy::default(), RetryBudget::new());
    let mut sent = 0;
    while let RetryDecision::Wait(_) = retry(&mut Retries::new(&policy, &budget)) {
        sent += 1;
    }
    assert_eq!(sent, 35, "500 tokens at 14 each");
    let left = budget.available();
    Retries::new(&policy, &budget).succeeded();
    assert_eq!(budget.available(), left + 1);
}

#[test]
fn a_retry_costs_less_where_the_service_was_not_at_work() {
    for (class, cost) in [
        (FailureClass::Throttle, 5),
        (FailureClass::Rotation, 5),
        (FailureClass::Unprocessed, 0),
        (FailureClass::Connect, 14),
        (FailureClass::Server, 14),
        (FailureClass::Ambiguous, 14),
    ] {
        let (policy, budget) = (RetryPolicy::default(), RetryBudget::new());
        let mut retries = Retries::new(&policy, &budget);
        let _ = retries.failed(class, Retry::Backoff, None, 0.0);
        assert_eq!(budget.available(), RetryBudget::CAPACITY - cost, "{class:?}");
    }
}

#[test]
fn a_policy_that_never_retries_tries_once() {
    let (policy, budget) = (RetryPolicy::never(), RetryBudget::new());
    let decision = retry(&mut Retries::new(&policy, &budget));
    assert_eq!(decision, RetryDecision::GiveUp(GiveUp::Attempts));
}

#[test]
fn one_attempt_may_run_beside_another_and_costs_what_it_costs() {
    let budget = RetryBudget::new();
    let begin = |max_attempts| {
        let policy = RetryPolicy { max_attempts, ..RetryPolicy::default() };
        let mut retries = Retries::new(&policy, &budget);
        let begun = [retries.hedge(), retries.hedge()];
        retries.sending();
        begun
    };
    assert_eq!(begin(1), [false, false]);
    assert_eq!(begin(2), [true, false]);
    assert_eq!(budget.available(), RetryBudget::CAPACITY - 14);
    let policy = RetryPolicy { max_attempts: 3, ..RetryPolicy::default() };
    let mut retries = Retries::new(&policy, &budget);
    assert!(retries.hedge());
    retries.sending();
    assert_eq!(retries.failed(SERVER, Retry::Backoff, None, 0.0), wait(0));
    retries.sending();
    let end = retries.failed(SERVER, Retry::Backoff, None, 0.0);
    assert_eq!(end, RetryDecision::GiveUp(GiveUp::Attempts), "three in all");
    while budget.take(14) {}
    assert_eq!(begin(2), [false, false], "nothing is left to pay for it");
}

#[test]
fn one_that_was_never_sent_beside_another_costs_nothing_and_is_no_attempt() {
    let budget = RetryBudget::new();
    let policy = RetryPolicy { max_attempts: 2, ..RetryPolicy::default() };
    let mut retries = Retries::new(&policy, &budget);
    assert!(retries.hedge());
    assert_eq!(retries.failed(SERVER, Retry::Backoff, None, 0.0), wait(0));
    assert_eq!(budget.available(), RetryBudget::CAPACITY - 14, "the retry");
    retries.sending();
    let end = retries.failed(SERVER, Retry::Backoff, None, 0.0);
    assert_eq!(end, RetryDecision::GiveUp(GiveUp::Attempts), "two in all");
    drop(retries);
    assert_eq!(budget.available(), RetryBudget::CAPACITY - 14);
    assert!(Retries::new(&policy, &budget).hedge());
    assert_eq!(budget.available(), RetryBudget::CAPACITY - 14, "it was cancelled");
}

#[test]
fn a_retry_that_helped_costs_nothing() {
    let (policy, budget) = (RetryPolicy::default(), RetryBudget::new());
    let mut retries = Retries::new(&policy, &budget);
    retry(&mut retries);
    assert_eq!(budget.available(), RetryBudget::CAPACITY - 14);
    retries.succeeded();
    assert_eq!(budget.available(), RetryBudget::CAPACITY);
}

#[test]
fn z05_a_retry_that_is_not_sent_costs_nothing_and_one_that_is_sent_stays_paid() {
    let (policy, budget) = (RetryPolicy::default(), RetryBudget::new());
    let mut retries = Retries::new(&policy, &budget);
    retries.failed(SERVER, Retry::Backoff, None, 0.0);
    assert_eq!(budget.available(), RetryBudget::CAPACITY - 14);
    drop(retries);
    assert_eq!(budget.available(), RetryBudget::CAPACITY, "it was cancelled in its wait");

    let mut retries = Retries::new(&policy, &budget);
    retry(&mut retries);
    drop(retries);
    assert_eq!(budget.available(), RetryBudget::CAPACITY - 14, "it was cancelled later");

    let mut retries = Retries::new(&policy, &budget);
    retry(&mut retries);
    retries.failed(SERVER, Retry::Backoff, None, 0.0);
    retries.failed(SERVER, Retry::Never, None, 0.0);
    drop(retries);
    assert_eq!(budget.available(), RetryBudget::CAPACITY - 28, "there was nothing to send");
}

#[test]
fn no_attempt_begins_after_the_deadline() {
    let (policy, budget) = (RetryPolicy::default(), RetryBudget::new());
    let mut retries = Retries::new(&policy, &budget);
    let left = Some(Duration::from_millis(500));
    assert_eq!(
        retries.failed(SERVER, Retry::Backoff, left, 1.0),
        RetryDecision::GiveUp(GiveUp::Deadline)
    );
    assert_eq!(budget.available(), RetryBudget::CAPACITY, "no retry, no cost");
}

#[test]
fn d07_however_many_attempts_there_were_the_wait_is_the_longest_one() {
    let longest = RetryPolicy { max_attempts: u32::MAX, ..RetryPolicy::default() };
    let endless = RetryPolicy {
        server_delay: Duration::MAX,
        max_delay: Duration::MAX,
        ..RetryPolicy::default()
    };
    let budget = RetryBudget::new();
    for retry in [31, 32, 33, 1000, u32::MAX] {
        let retries = Retries::new(&longest, &budget);
        assert_eq!(retries.backoff(SERVER, retry, 1.0), longest.max_delay, "{retry}");
        let retries = Retries::new(&endless, &budget);
        assert_eq!(retries.backoff(SERVER, retry, 1.0), Duration::MAX, "{retry}");
    }
    let mut retries = Retries { failed: u32::MAX - 1, ..Retries::new(&longest, &budget) };
    for _ in 0..3 {
        let decision = retries.failed(SERVER, Retry::Backoff, None, 1.0);
        assert_eq!(decision, RetryDecision::GiveUp(GiveUp::Attempts));
    }
}

proptest! {
    #[test]
    fn d08_backoff_stays_within_its_bounds(attempts in 1u32..80, unit in 0.0..1.0f64) {
        let policy = RetryPolicy { max_attempts: u32::MAX, ..RetryPolicy::default() };
        for retry in 0..attempts {
            let budget = RetryBudget::new();
            let retries = Retries::new(&policy, &budget);
            let wait = retries.backoff(SERVER, retry, unit);
            prop_assert!(wait <= policy.max_delay);
            let bound = policy.server_delay * (1 << retry.min(10));
            prop_assert!(wait < bound || bound.is_zero());
            prop_assert_eq!(retries.backoff(SERVER, retry, 0.0), Duration::ZERO);
        }
    }
}
