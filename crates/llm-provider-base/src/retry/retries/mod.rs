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

/// How far the second attempt is that a call may have beside another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    None,
    /// It is paid for, and was not sent yet.
    Begun,
    Sent,
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
    beside: Beside,
    ambiguous: u32,
    spent: u32,
    /// What the next retry costs, as long as it was not sent.
    reserved: u32,
}

impl<'a> Retries<'a> {
    /// Before the first attempt.
    pub const fn new(policy: &'a RetryPolicy, budget: &'a RetryBudget) -> Self {
        Self {
            policy,
            budget,
            failed: 0,
            beside: Beside::None,
            ambiguous: 0,
            spent: 0,
            reserved: 0,
        }
    }

    /// Takes note that a request is about to be sent: from here on it is paid for.
    pub const fn sending(&mut self) {
        self.spent += self.reserved;
        self.reserved = 0;
        if matches!(self.beside, Beside::Begun) {
            self.beside = Beside::Sent;
        }
    }

    /// Pays back what was not sent.
    fn pay_back(&mut self) {
        self.budget.give(std::mem::take(&mut self.reserved));
        if self.beside == Beside::Begun {
            self.beside = Beside::None;
            self.budget.give(HEDGE);
        }
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
    /// not be. A call has one at the most, it is one of its attempts, and once it was
    /// [sent](Self::sending) what it takes from the budget is not paid back, however the call ends:
    /// a service that is slow for everybody does not get twice its load.
    pub fn hedge(&mut self) -> bool {
        // The attempt under way is not counted yet.
        let is_left = self.attempts().saturating_add(1) < self.policy.max_attempts;
        if self.beside != Beside::None || !is_left || !self.budget.take(HEDGE) {
            return false;
        }
        self.beside = Beside::Begun;
        true
    }

    /// How many attempts have failed, or were sent beside another.
    const fn attempts(&self) -> u32 {
        self.failed.saturating_add(matches!(self.beside, Beside::Sent) as u32)
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
mod tests;
