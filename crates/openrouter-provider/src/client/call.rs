//! [`Client::call`]: the one retry loop.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method};
use llm_provider_base::{CallGuard, Retries, RetryDecision};
use llm_types::{Attempt, AttemptOutcome, Error, ErrorKind, ModelId, Operation, Result, Retry};
use openrouter_auth::{Blame, KeyId, KeyState};
use tokio::time::Instant;
use url::Url;

use super::{Client, Read};
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
    /// False where the service answers everybody: then a missing key is no reason to fail.
    pub(crate) needs_key: bool,
    /// Until the head of the reply, for each attempt.
    pub(crate) first_byte: Option<Duration>,
    /// Until the value is there, over all attempts.
    pub(crate) deadline: Option<Duration>,
    /// False if a missing reply must not lead to sending it again: it would be charged twice.
    pub(crate) replay_silence: bool,
}

impl Call {
    /// A question without a body.
    pub(crate) const fn get(operation: Operation, url: Url) -> Self {
        Self {
            operation,
            method: Method::GET,
            url,
            body: Bytes::new(),
            headers: Vec::new(),
            model: None,
            needs_key: true,
            first_byte: Some(Duration::from_secs(30)),
            deadline: Some(Duration::from_secs(60)),
            replay_silence: true,
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

/// What is known of a call beside its value. It goes with the value, which may still have to be
/// read.
#[derive(Debug)]
pub(crate) struct Account {
    /// Every request that was sent; the last one succeeded.
    pub(crate) attempts: Vec<Attempt>,
    /// Not closed yet.
    pub(crate) guard: CallGuard,
    pub(crate) operation: Operation,
    pub(crate) model: Option<ModelId>,
}

/// What one attempt leaves behind beside its result.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    pub(crate) key: Option<KeyId>,
    pub(crate) status: Option<u16>,
    /// False if it failed before there was anything to send.
    pub(crate) sent: bool,
}

impl Client {
    /// Sends until there is a value, or no use in sending again.
    ///
    /// Until `read` gives its value nothing has been handed to the caller, so that every failure
    /// up to there may be retried. Key and connection are chosen anew for each attempt.
    pub(crate) async fn call<R: Read>(&self, call: &Call, read: &R) -> Result<Called<R::Value>> {
        let started = self.clock.now();
        let deadline = call.deadline.and_then(|limit| started.checked_add(limit));
        let mut guard = self.metrics.start_call(call.operation, call.model.as_ref(), started);
        let mut retries = Retries::new(&self.policy, &self.budget);
        let mut attempts = Vec::new();
        let mut tried = Vec::new();
        let mut before: Option<Error> = None;
        loop {
            let begun = self.clock.now();
            guard.attempt();
            let mut trace = Trace::default();
            let result = match deadline {
                Some(deadline) if deadline <= begun => Err(out_of_time(call)),
                Some(deadline) => {
                    let attempt = self.attempt(call, read, &tried, &mut trace);
                    let result = tokio::time::timeout_at(deadline, attempt).await;
                    result.unwrap_or_else(|_| Err(out_of_time(call)))
                }
                None => self.attempt(call, read, &tried, &mut trace).await,
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
            let Failure { mut error, class, blame } = failure;
            // Only answers are charged for, and only what was sent is answered.
            if call.operation != Operation::Chat || !trace.sent {
                error = error.with_maybe_billed(false);
            }
            if trace.sent {
                let mut failed = record(call, &trace, AttemptOutcome::Failed(error.kind()), took);
                failed.status = failed.status.or_else(|| error.status());
                failed.maybe_billed = error.maybe_billed();
                attempts.push(failed);
            }
            let mut advice = error.retry();
            if blame != Blame::None {
                tried.extend(trace.key);
                advice =
                    if self.has_other_key(&tried, now) { Retry::Backoff } else { Retry::Never };
            }
            // A reply that says so is no silence, nor is a connection that did not come about.
            let is_silence = error.kind() == ErrorKind::Timeout
                && error.status().is_none()
                && error.maybe_billed();
            if !call.replay_silence && is_silence {
                advice = Retry::Never;
            }
            let remaining = deadline.map(|deadline| deadline.saturating_duration_since(now));
            match retries.failed(class, advice, remaining, self.random.unit()) {
                RetryDecision::Wait(wait) => {
                    tracing::info!(
                        kind = error.kind().as_str(),
                        attempt = attempts.len(),
                        wait_ms = wait.as_millis(),
                        "retrying"
                    );
                    before = Some(error);
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

    /// True if a key can be leased that was not tried yet.
    fn has_other_key(&self, tried: &[KeyId], now: Instant) -> bool {
        let status = self.pool.status(now);
        status.keys.iter().any(|key| key.state == KeyState::Healthy && !tried.contains(&key.id))
    }
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
    let message = match call.operation {
        Operation::Chat => "no answer in the time that the call has",
        _ => "no reply in the time that the call has",
    };
    let mut failure = Failure::fatal(ErrorKind::Timeout, message);
    failure.error = failure.error.with_maybe_billed(call.operation == Operation::Chat);
    failure
}
