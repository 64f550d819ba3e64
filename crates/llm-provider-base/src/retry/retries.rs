//! [`Retries`]: one call's decisions.

use std::time::Duration;

use llm_types::Retry;

use super::{RetryBudget, RetryPolicy};

/// What kind of failure an attempt met, as far as it decides how to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureClass {
    /// No connection: the request was certainly not carried out.
    Connect,
    /// The server took the request, and says itself that it has not begun with it. To send it
    /// again puts no more load on the service than to have sent it later: it costs no budget.
    Unprocessed,
    /// The service or an upstream failed.
    Server,
    /// Too fast.
    Throttle,
    /// No answer, and the request may have been carried out.
    Ambiguous,
    /// The next attempt uses another key or another model: no reason to wait.
    Rotation,
}

/// What an attempt costs that is begun beside another.
const HEDGE: u32 = 14;

/// What to do after an attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryDecision {
    /// Try again after this time.
    Wait(Duration),
    /// Give the error to the caller.
    GiveUp(GiveUp),
}

/// Why a call is not tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GiveUp {
    /// It would not help, or must not be.
    NotAdvised,
    /// It was tried often enough.
    Attempts,
    /// It may have been carried out already, and was sent again often enough.
    Ambiguous,
    /// All calls together retry too much.
    Budget,
    /// The service asks for a longer wait than the policy allows.
    RetryAfter,
    /// The call's time would be over before the next attempt.
    Deadline,
}

/// One call's decisions: how many attempts there were, and what the next failure means.
///
/// A retry is paid for when it is decided upon. What is not [sent](Self::sending) then is paid back,
/// when the next failure is known or when this is dropped: a call that is cancelled while it waits
/// puts no load on the service. One that is cancelled once it was sent has put it there.
#[derive(Debug)]
#[must_use = "dropping it says that the call was cancelled"]
pub struct Retries<'a> {
    policy: &'a RetryPolicy,
    budget: &'a RetryBudget,
    failed: u32,
    /// A second attempt was begun beside another.
    hedged: bool,
    ambiguous: u32,
    spent: u32,
    /// What the next retry costs, as long as it was not sent.
    reserved: u32,
}

impl<'a> Retries<'a> {
    /// Before the first attempt.
    pub const fn new(policy: &'a RetryPolicy, budget: &'a RetryBudget) -> Self {
        Self { policy, budget, failed: 0, hedged: false, ambiguous: 0, spent: 0, reserved: 0 }
    }

    /// Takes note that a request is about to be sent: from here on it is paid for.
    pub const fn sending(&mut self) {
        self.spent += self.reserved;
        self.reserved = 0;
    }

    /// Pays back what was not sent.
    fn pay_back(&mut self) {
        self.budget.give(std::mem::take(&mut self.reserved));
    }

    /// Takes note of a failed attempt and says what to do.
    ///
    /// `remaining` is what is left of the call's time, if that is limited; `unit` is a random
    /// number from 0 to 1. A wait that the service asked for is never undercut.
    pub fn failed(
        &mut self,
        class: FailureClass,
        advice: Retry,
        remaining: Option<Duration>,
        unit: f64,
    ) -> RetryDecision {
        self.pay_back();
        let retry = self.failed;
        self.failed = self.failed.saturating_add(1);
        if !advice.is_advised() {
            return RetryDecision::GiveUp(GiveUp::NotAdvised);
        }
        if self.attempts() >= self.policy.max_attempts {
            return RetryDecision::GiveUp(GiveUp::Attempts);
        }
        if class == FailureClass::Ambiguous {
            if self.ambiguous >= self.policy.max_ambiguous {
                return RetryDecision::GiveUp(GiveUp::Ambiguous);
            }
            self.ambiguous += 1;
        }
        let wait = match advice {
            Retry::After(asked) if asked > self.policy.max_retry_after => {
                return RetryDecision::GiveUp(GiveUp::RetryAfter);
            }
            // A little more than asked for, so that clients that were told the same do not come
            // back together.
            Retry::After(asked) if !asked.is_zero() => {
                let more = (asked / 10).min(Duration::from_secs(1));
                asked.saturating_add(more.mul_f64(unit.clamp(0.0, 1.0)))
            }
            _ => self.backoff(class, retry, unit),
        };
        if remaining.is_some_and(|remaining| wait >= remaining) {
            return RetryDecision::GiveUp(GiveUp::Deadline);
        }
        let cost = match class {
            FailureClass::Unprocessed => 0,
            FailureClass::Throttle | FailureClass::Rotation => self.policy.rotation_cost,
            _ => self.policy.retry_cost,
        };
        if !self.budget.take(cost) {
            return RetryDecision::GiveUp(GiveUp::Budget);
        }
        self.reserved = cost;
        RetryDecision::Wait(wait)
    }

    /// Takes note that an attempt is about to be begun beside one that is under way; false if it must
    /// not be. A call has one at the most, it is one of its attempts, and what it takes from the
    /// budget is not paid back, however the call ends: a service that is slow for everybody does
    /// not get twice its load.
    pub fn hedge(&mut self) -> bool {
        // The attempt under way is not counted yet.
        let is_left = self.attempts().saturating_add(1) < self.policy.max_attempts;
        if self.hedged || !is_left || !self.budget.take(HEDGE) {
            return false;
        }
        self.hedged = true;
        true
    }

    /// How many attempts have failed, or run beside another.
    const fn attempts(&self) -> u32 {
        self.failed.saturating_add(self.hedged as u32)
    }

    /// Takes note that the last attempt succeeded.
    pub fn succeeded(self) {
        self.budget.give(if self.failed == 0 { 1 } else { self.spent });
        // What was reserved and not sent is paid back when it is dropped.
    }

    /// Full jitter: anything from nothing to the exponential bound.
    fn backoff(&self, class: FailureClass, retry: u32, unit: f64) -> Duration {
        let base = match class {
            FailureClass::Connect | FailureClass::Unprocessed => self.policy.connect_delay,
            FailureClass::Server | FailureClass::Ambiguous => self.policy.server_delay,
            FailureClass::Throttle => self.policy.throttle_delay,
            FailureClass::Rotation => return Duration::ZERO,
        };
        let bound = base.saturating_mul(1_u32.checked_shl(retry).unwrap_or(u32::MAX));
        let bound = bound.min(self.policy.max_delay);
        // The longest of all durations is more than itself after a detour over a float.
        let wait = Duration::try_from_secs_f64(bound.as_secs_f64() * unit.clamp(0.0, 1.0));
        wait.unwrap_or(bound).min(bound)
    }
}

impl Drop for Retries<'_> {
    fn drop(&mut self) {
        self.pay_back();
    }
}

#[cfg(test)]
mod tests {
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
        let decide = |seconds, unit| {
            Retries::new(&policy, &budget).failed(class, after(seconds), None, unit)
        };
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
            [retries.hedge(), retries.hedge()]
        };
        assert_eq!(begin(1), [false, false]);
        assert_eq!(begin(2), [true, false]);
        assert_eq!(budget.available(), RetryBudget::CAPACITY - 14);
        let policy = RetryPolicy { max_attempts: 3, ..RetryPolicy::default() };
        let mut retries = Retries::new(&policy, &budget);
        assert!(retries.hedge());
        assert_eq!(retries.failed(SERVER, Retry::Backoff, None, 0.0), wait(0));
        retries.sending();
        let end = retries.failed(SERVER, Retry::Backoff, None, 0.0);
        assert_eq!(end, RetryDecision::GiveUp(GiveUp::Attempts), "three in all");
        while budget.take(14) {}
        assert_eq!(begin(2), [false, false], "nothing is left to pay for it");
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
}
