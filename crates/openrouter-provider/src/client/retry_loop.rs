//! [`Client::carry_out`]: the one retry loop.

use std::time::Duration;

use futures::FutureExt;
use llm_provider_base::{CallGuard, Retries, RetryDecision, RetryPolicy, gen_ai};
use llm_types::{Attempt, Error, ErrorKind, ModelId, Operation, Result, Retry};
use openrouter_wire::response_cache;
use tokio::time::Instant;

use super::call::{Call, Called, out_of_time};
use super::hedge::Hedge;
use super::next::{Failed, Next};
use super::rotation::Rotation;
use super::tried::{Tried, Turn};
use super::{Account, Client, Read, Trace};
use crate::error::Failure;
use crate::spans::{int, names};

/// Longest and shortest wait for what is written late.
const NOT_YET: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(4));

impl Client {
    /// Sends until there is a value, or no use in sending again.
    ///
    /// Until `read` gives its value nothing has been handed to the caller, so that every failure
    /// up to there may be retried. Key and connection are chosen anew for each attempt.
    pub(super) async fn carry_out<R: Read>(
        &self,
        call: &Call,
        read: &R,
    ) -> Result<Called<R::Value>> {
        let started = self.clock.now();
        let deadline = call.deadline.and_then(|limit| started.checked_add(limit));
        let mut guard = self.counted(call, started);
        let policy = self.policy_of(call);
        let mut retries = Retries::new(&policy, &self.budget);
        let mut attempts = Vec::new();
        let mut tried = Tried::new(self.loads(), deadline);
        let mut rotation = Rotation::new(call);
        let mut leased = None;
        let mut before: Option<Error> = None;
        let mut not_yet = NOT_YET.0;
        loop {
            let mut trace = Trace::new(attempts.len(), before.as_ref());
            let mut hedge = Hedge::default();
            let turn = Turn::new(leased.take(), &tried, &mut rotation, &guard);
            let second = (&mut retries, &mut hedge);
            let mut result = self.attempt_in_time(call, read, turn, &mut trace, second).await;
            let now = self.clock.now();
            let mut ended = now;
            let decides = (&mut trace, &mut ended);
            let beside = self.settle_hedge(hedge, &mut result, decides, &mut rotation);
            // What was waited for before, a key or a model, is not the attempt's.
            let took = trace.waited(ended);
            if let Some(model) = &trace.model {
                guard.asks(model);
            }
            beside.attempt().inspect(|beside| guard.over(beside));
            attempts.extend(beside.before);
            let failure = match result {
                Ok(value) => {
                    attempts.push(counted(&mut guard, trace.success(took)));
                    if trace.cache.as_ref().is_some_and(response_cache::Reply::is_hit) {
                        guard.from_cache();
                    }
                    attempts.extend(beside.after);
                    retries.succeeded();
                    let chosen = rotation.into_chosen_after(trace.waited(now), now);
                    let account = Account::new(call, trace, attempts, guard, chosen);
                    return Ok(Called { value, account, started });
                }
                Err(failure) => failure,
            };
            let changes = (&mut tried, &mut rotation);
            let (mut error, next) = self.judge(call, failure, &mut trace, changes, now).await;
            if trace.is_sent() {
                attempts.push(counted(&mut guard, trace.failure(&error, took)));
            }
            attempts.extend(beside.after);
            let may_look_again =
                call.max_attempts.is_none_or(|most| attempts.len() < most as usize);
            let next_look = now.saturating_duration_since(started) + not_yet;
            if may_look_again && is_not_yet(call, &error, next_look) {
                self.clock.sleep(not_yet).await;
                not_yet = NOT_YET.1.min(not_yet * 2);
                continue;
            }
            let remaining = deadline.map(|deadline| deadline.saturating_duration_since(now));
            match retries.failed(next.class, next.advice, remaining, self.random.unit()) {
                RetryDecision::Wait(wait) => {
                    tell_retry(&error, attempts.len(), wait);
                    before = Some(error);
                    leased = next.lease;
                    if !wait.is_zero() {
                        self.clock.sleep(wait).await;
                    }
                }
                RetryDecision::GiveUp(_) => {
                    guard.failed(error.kind(), now);
                    let ran_out =
                        !trace.is_sent() || deadline.is_some_and(|deadline| deadline <= now);
                    error = with_cause(error, before.filter(|_| ran_out));
                    return Err(given_up(call, error, attempts, trace.model));
                }
            }
        }
    }

    /// Counts the call as begun.
    fn counted(&self, call: &Call, started: Instant) -> CallGuard {
        let mut guard = self.metrics.start_call(call.operation, call.model.as_ref(), started);
        if call.is_charged {
            guard.charged();
        }
        guard
    }

    /// Sends once, unless the call's time is over, and until it is.
    async fn attempt_in_time<R: Read>(
        &self,
        call: &Call,
        read: &R,
        turn: Turn<'_, '_>,
        trace: &mut Trace,
        second: (&mut Retries<'_>, &mut Hedge),
    ) -> Result<R::Value, Failure> {
        let Some(deadline) = turn.tried.deadline() else {
            return self.attempt(call, read, turn, trace, second).await;
        };
        if deadline <= self.clock.now() {
            return Err(out_of_time(call, Duration::ZERO));
        }
        let attempt = self.attempt(call, read, turn, trace, second);
        let in_time = tokio::time::timeout_at(deadline, attempt).await;
        in_time.unwrap_or_else(|_| Err(out_of_time(call, trace.waited(self.clock.now()))))
    }

    fn policy_of(&self, call: &Call) -> RetryPolicy {
        let mut policy = self.policy.clone();
        policy.max_attempts = call.max_attempts.unwrap_or(policy.max_attempts);
        policy
    }

    /// The failure of an attempt, in terms of this call: the error, and how to go on.
    async fn judge(
        &self,
        call: &Call,
        failure: Failure,
        trace: &mut Trace,
        (tried, rotation): (&mut Tried, &mut Rotation<'_>),
        now: Instant,
    ) -> (Error, Next) {
        let Failure { mut error, class, blame, model, limits: _ } = failure;
        // Only what is charged for, and only what was sent, may be on the bill.
        if !call.is_charged || !trace.is_sent() {
            error = error.with_maybe_billed(false);
        }
        // Before anything is waited for: who drops the call then has spent no more for it.
        if let Some(hold) = trace.hold.take() {
            hold.failed(&error);
        }
        // Where no model is asked, it is something else that is missing.
        if error.kind() == ErrorKind::ModelNotFound
            && !call.is_charged
            && call.operation != Operation::Models
        {
            error = error.with_kind(ErrorKind::NotFound);
        }
        let failed = Failed { error: &error, class, blame, model, trace };
        let mut next = self.next(call, &failed, (tried, rotation), now);
        if error.kind() == ErrorKind::Authentication
            && !next.advice.is_advised()
            && let Some(lease) = self.lease_reloaded(call, trace, tried).boxed().await
        {
            next = Next::rotate(Some(lease));
        }
        if rotation.shorten(&error) {
            next = Next::rotate(None);
        }
        if self.is_too_long(&error, next.advice) {
            next.advice = Retry::Never;
        }
        (error, next)
    }
}

/// An attempt that is over, and counted.
fn counted(guard: &mut CallGuard, attempt: Attempt) -> Attempt {
    guard.over(&attempt);
    attempt
}

/// Says why a call is tried again, and when.
fn tell_retry(error: &Error, sent: usize, wait: Duration) {
    tracing::info!(
        { gen_ai::ERROR_TYPE } = error.kind().as_str(),
        { names::ATTEMPTS } = int(sent),
        { names::WAIT } = wait.as_secs_f64(),
        "retrying"
    );
}

/// True if a 404 only says that it is too early to ask, and there is time for another look.
fn is_not_yet(call: &Call, error: &Error, next_look: Duration) -> bool {
    error.kind() == ErrorKind::NotFound && call.comes_within.is_some_and(|limit| next_look < limit)
}

/// The error, with what failed before it: that keys, models or time ran out is not why the call
/// failed in the first place. That money did is, and its figures are the cause.
fn with_cause(error: Error, before: Option<Error>) -> Error {
    match before {
        Some(before) if error.kind() != ErrorKind::BudgetExceeded => error.with_source(before),
        _ => error,
    }
}

/// The error that the caller gets.
fn given_up(
    call: &Call,
    mut error: Error,
    attempts: Vec<Attempt>,
    asked: Option<ModelId>,
) -> Error {
    // What was tried enough here shall not be multiplied by a loop around us. A wait that the
    // service asked for is passed on: nobody has waited for it.
    if !matches!(error.retry(), Retry::After(_)) {
        error = error.with_retry(Retry::Never);
    }
    error = error.with_operation(call.operation).with_attempts(attempts);
    match asked.or_else(|| call.model.clone()) {
        Some(model) => error.with_model(model),
        None => error,
    }
}
