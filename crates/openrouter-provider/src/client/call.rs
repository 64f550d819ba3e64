//! [`Client::call`]: the one retry loop.

use std::time::Duration;

use bytes::Bytes;
use futures::FutureExt;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use llm_provider_base::{Retries, RetryDecision, RetryPolicy};
use llm_types::{Attempt, AttemptOutcome, Error, ErrorKind, ModelId, Operation, Result, Retry};
use openrouter_auth::{AccountId, ApiKey, KeyId};
use openrouter_wire::Access;
use tokio::time::Instant;
use url::Url;

use super::tried::{Next, Tried, Turn};
use super::{Account, Client, Read, Replay};
use crate::error::Failure;

/// One thing to ask of the service: what is sent is the same on each attempt.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) operation: Operation,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) body: Bytes,
    /// Headers of this call only.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) model: Option<ModelId>,
    /// Whose key it takes.
    pub(crate) access: Access,
    /// In whose name it is made.
    pub(crate) caller: Caller,
    /// Until the head of the reply, for each attempt.
    pub(crate) first_byte: Option<Duration>,
    /// Until the value is there, over all attempts.
    pub(crate) deadline: Option<Duration>,
    /// What sending it twice would do.
    pub(crate) replay: Replay,
    /// True if the account pays for it.
    pub(crate) is_charged: bool,
    /// Fewer or more attempts than the policy of the client has.
    pub(crate) max_attempts: Option<u32>,
    /// What is asked about is written late: a 404 means "not yet" for so long.
    pub(crate) comes_within: Option<Duration>,
}

/// In whose name a call is made.
#[derive(Debug, Clone, Default)]
pub(crate) enum Caller {
    /// That of any key in the pool; or of the management key, where that is needed.
    #[default]
    Anyone,
    /// That of the key which made what the call is about, or at least of its account.
    Maker(KeyId),
    /// That of this key, which need not be in the pool and is not judged there.
    Key(ApiKey),
    /// Nobody's.
    Nobody,
}

impl Call {
    /// A reply with this status is read for its value.
    pub(super) fn takes(&self, status: StatusCode) -> bool {
        match self.replay {
            Replay::Answer | Replay::WholeAnswer | Replay::SingleUse => status == StatusCode::OK,
            Replay::Harmless | Replay::Creation => {
                let done = [StatusCode::CREATED, StatusCode::ACCEPTED, StatusCode::NO_CONTENT];
                status == StatusCode::OK || (self.method != Method::GET && done.contains(&status))
            }
        }
    }
}

/// What a call gave.
#[derive(Debug)]
pub(crate) struct Called<T> {
    pub(crate) value: T,
    pub(crate) account: Account,
    /// When the call began.
    pub(crate) started: Instant,
}

/// What one attempt leaves behind beside its result.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    pub(crate) key: Option<KeyId>,
    /// Of the key, if it is the pool's.
    pub(crate) account: Option<AccountId>,
    pub(crate) status: Option<u16>,
    /// False if it failed before there was anything to send.
    pub(crate) sent: bool,
    /// The key is the one that manages the account, and of no pool.
    pub(crate) is_management_key: bool,
    /// The key is not of the kind that this takes; another one may be.
    pub(crate) wrong_kind_of_key: bool,
}

/// Longest and shortest wait for what is written late.
const NOT_YET: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(4));

impl Client {
    /// Makes a call, and beside it a check of a key that is due: the check delays nothing, and is
    /// left to the next call if this one is over before it.
    pub(crate) async fn call<R: Read>(&self, call: &Call, read: &R) -> Result<Called<R::Value>> {
        if let Some(sourced) = self.due_keys(call) {
            self.refresh_keys(sourced, call).boxed().await?;
        }
        let beside = async {
            self.check_beside().await;
            std::future::pending().await
        };
        // In this order: a call that finds no key at all makes the check itself.
        tokio::select! {
            biased;
            // Boxed, so that the futures of callers stay small.
            called = self.carry_out(call, read).boxed() => called,
            called = beside => called,
        }
    }

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
        let mut guard = self.metrics.start_call(call.operation, call.model.as_ref(), started);
        let policy = self.policy_of(call);
        let mut retries = Retries::new(&policy, &self.budget);
        let mut attempts = Vec::new();
        let mut tried = Tried::new(self.loads(), deadline);
        let mut leased = None;
        let mut before: Option<Error> = None;
        let mut not_yet = NOT_YET.0;
        loop {
            let begun = self.clock.now();
            guard.attempt();
            let mut trace = Trace::default();
            let turn = Turn { leased: leased.take(), tried: &tried };
            let result = match deadline {
                Some(deadline) if deadline <= begun => Err(out_of_time(call)),
                Some(deadline) => {
                    let attempt = self.attempt(call, read, turn, &mut trace, &mut retries);
                    let result = tokio::time::timeout_at(deadline, attempt).await;
                    result.unwrap_or_else(|_| Err(out_of_time(call)))
                }
                None => self.attempt(call, read, turn, &mut trace, &mut retries).await,
            };
            let now = self.clock.now();
            let took = now.saturating_duration_since(begun);
            let failure = match result {
                Ok(value) => {
                    attempts.push(record(call, &trace, AttemptOutcome::Succeeded, took));
                    retries.succeeded();
                    let (operation, model) = (call.operation, call.model.clone());
                    let account = Account { attempts, guard, operation, model };
                    return Ok(Called { value, account, started });
                }
                Err(failure) => failure,
            };
            let (mut error, next) = self.judge(call, failure, &trace, &mut tried, now).await;
            if trace.sent {
                let mut failed = record(call, &trace, AttemptOutcome::Failed(error.kind()), took);
                failed.status = failed.status.or_else(|| error.status());
                failed.maybe_billed = error.maybe_billed();
                attempts.push(failed);
            }
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
                    tracing::info!(
                        kind = error.kind().as_str(),
                        attempt = attempts.len(),
                        wait_ms = wait.as_millis(),
                        "retrying"
                    );
                    before = Some(error);
                    leased = next.lease;
                    if !wait.is_zero() {
                        self.clock.sleep(wait).await;
                    }
                }
                RetryDecision::GiveUp(_) => {
                    guard.failed(error.kind(), now);
                    // That keys or time ran out is not why it failed in the first place.
                    let ran_out = !trace.sent || deadline.is_some_and(|deadline| deadline <= now);
                    if let Some(before) = before.filter(|_| ran_out) {
                        error = error.with_source(before);
                    }
                    return Err(given_up(call, error, attempts));
                }
            }
        }
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
        trace: &Trace,
        tried: &mut Tried,
        now: Instant,
    ) -> (Error, Next) {
        let Failure { mut error, class, blame } = failure;
        // Only what is charged for, and only what was sent, may be on the bill.
        if !call.is_charged || !trace.sent {
            error = error.with_maybe_billed(false);
        }
        // Where no model is asked, it is something else that is missing.
        if error.kind() == ErrorKind::ModelNotFound
            && !call.is_charged
            && call.operation != Operation::Models
        {
            error = error.with_kind(ErrorKind::NotFound);
        }
        let mut next = self.next(call, (&error, class, blame), trace, tried, now);
        if error.kind() == ErrorKind::Authentication
            && !next.advice.is_advised()
            && let Some(lease) = self.lease_reloaded(call, trace.key, tried).boxed().await
        {
            next = Next::rotate(Some(lease));
        }
        (error, next)
    }
}

/// True if a 404 only says that it is too early to ask, and there is time for another look.
fn is_not_yet(call: &Call, error: &Error, next_look: Duration) -> bool {
    error.kind() == ErrorKind::NotFound && call.comes_within.is_some_and(|limit| next_look < limit)
}

/// The error that the caller gets.
fn given_up(call: &Call, mut error: Error, attempts: Vec<Attempt>) -> Error {
    // What was tried enough here shall not be multiplied by a loop around us. A wait that the
    // service asked for is passed on: nobody has waited for it.
    if !matches!(error.retry(), Retry::After(_)) {
        error = error.with_retry(Retry::Never);
    }
    error = error.with_operation(call.operation).with_attempts(attempts);
    match &call.model {
        Some(model) => error.with_model(model.clone()),
        None => error,
    }
}

fn record(call: &Call, trace: &Trace, outcome: AttemptOutcome, took: Duration) -> Attempt {
    let mut attempt = Attempt::new(outcome, took);
    attempt.model.clone_from(&call.model);
    attempt.key = trace.key.map(|key| key.to_string());
    attempt.status = trace.status;
    attempt
}

/// The call's time is over.
pub(crate) fn out_of_time(call: &Call) -> Failure {
    let message = if call.is_charged {
        "no answer in the time that the call has"
    } else {
        "no reply in the time that the call has"
    };
    let mut failure = Failure::fatal(ErrorKind::Timeout, message);
    failure.error = failure.error.with_maybe_billed(call.is_charged);
    failure
}
