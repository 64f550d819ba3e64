//! [`CallPath::carry_out`]: the one retry loop.

use std::time::Duration;

use llm_types::{Attempt, Error, ErrorKind, ModelId, Operation, Result, Retry};
use tokio::time::Instant;

use super::exchange::{Exchange, ExchangeFailure, Turn};
use super::{Account, Call, CallPath, Called, Trace};
use crate::spans::span_fields::{self, int};
use crate::{CallGuard, Retries, RetryDecision, RetryPolicy, gen_ai};

/// Longest and shortest wait for what is written late.
const NOT_YET: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(4));

impl CallPath {
    /// As [`call`](Self::call), without a span of its own: for who does more in the span than this,
    /// and hands over with [`call_in`](Self::call_in).
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the call.
    pub async fn carry_out<E: Exchange>(
        &self,
        call: &Call,
        mut exchange: E,
    ) -> Result<Called<E::Value, E::Stake>> {
        let started = self.clock.now();
        let deadline = call.deadline.and_then(|limit| started.checked_add(limit));
        let mut guard = self.counted(call, started);
        let policy = self.policy_of(call);
        let mut retries = Retries::new(&policy, &self.budget);
        let mut attempts = Vec::new();
        let mut before: Option<Error> = None;
        let mut not_yet = NOT_YET.0;
        loop {
            let mut trace = Trace::new(attempts.len(), before.as_ref());
            let turn = Turn::new(&mut trace, &mut retries, &guard, deadline);
            let result = self.attempt_in_time(call, &mut exchange, turn).await;
            let now = self.clock.now();
            let mut result = result.unwrap_or_else(|| Err(call.out_of_time(trace.waited(now))));
            let mut ended = now;
            let beside = exchange.settle_beside(&mut result, &mut trace, &mut ended);
            // What was waited for before, a key or a model, is not the attempt's.
            let took = trace.waited(ended);
            if let Some(model) = &trace.model {
                guard.asks(model);
            }
            beside.attempt().inspect(|beside| guard.over(beside));
            attempts.extend(beside.before);
            let mut failure = match result {
                Ok(value) => {
                    attempts.push(counted(&mut guard, trace.success(took)));
                    if trace.is_cached {
                        guard.from_cache();
                    }
                    attempts.extend(beside.after);
                    retries.succeeded();
                    let stake = exchange.into_stake(&mut trace, now);
                    let account = Account::new(self, call, trace, (attempts, guard), stake);
                    return Ok(Called { value, account, started });
                }
                Err(failure) => failure,
            };
            failure.error = in_terms_of(call, failure.error, trace.is_sent());
            let next = exchange.judge(call, &failure, &mut trace, now).await;
            let error = failure.error;
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
                    if !wait.is_zero() {
                        self.clock.sleep(wait).await;
                    }
                }
                RetryDecision::GiveUp(_) => {
                    guard.failed(error.kind(), now);
                    let ran_out =
                        !trace.is_sent() || deadline.is_some_and(|deadline| deadline <= now);
                    let error = with_cause(error, before.filter(|_| ran_out));
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

    /// Makes an attempt, unless the call's time is over, and until it is; nothing, if it is.
    async fn attempt_in_time<E: Exchange>(
        &self,
        call: &Call,
        exchange: &mut E,
        turn: Turn<'_, '_, E::Note>,
    ) -> Option<Result<E::Value, ExchangeFailure<E>>> {
        let Some(deadline) = turn.deadline else {
            return Some(exchange.attempt(turn).await);
        };
        if deadline <= self.clock.now() {
            return Some(Err(call.out_of_time(Duration::ZERO)));
        }
        tokio::time::timeout_at(deadline, exchange.attempt(turn)).await.ok()
    }

    fn policy_of(&self, call: &Call) -> RetryPolicy {
        let mut policy = self.policy.clone();
        policy.max_attempts = call.max_attempts.unwrap_or(policy.max_attempts);
        policy
    }
}

/// The error of an attempt, in terms of this call.
fn in_terms_of(call: &Call, mut error: Error, is_sent: bool) -> Error {
    // Only what is charged for, and only what was sent, may be on the bill.
    if !call.is_charged || !is_sent {
        error = error.with_maybe_billed(false);
    }
    // Where no model is asked, it is something else that is missing.
    if error.kind() == ErrorKind::ModelNotFound
        && !call.is_charged
        && call.operation != Operation::Models
    {
        error = error.with_kind(ErrorKind::NotFound);
    }
    error
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
        { span_fields::ATTEMPTS } = int(sent),
        { span_fields::WAIT } = wait.as_secs_f64(),
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
