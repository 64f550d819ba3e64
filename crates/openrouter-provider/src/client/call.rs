//! [`Client::call`]: the one retry loop.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method};
use llm_provider_base::{CallGuard, Retries, RetryDecision};
use llm_types::{Attempt, AttemptOutcome, ErrorKind, ModelId, Operation, Result, Retry};
use openrouter_auth::KeyId;
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
    /// Every request that was sent for it; the last one succeeded.
    pub(crate) attempts: Vec<Attempt>,
    /// Not closed yet: the value may still have to be read.
    pub(crate) guard: CallGuard,
    /// When the call began.
    pub(crate) started: Instant,
}

/// What one attempt leaves behind beside its result.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    pub(crate) key: Option<KeyId>,
    pub(crate) status: Option<u16>,
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
        loop {
            let begun = self.clock.now();
            guard.attempt();
            let mut trace = Trace::default();
            let attempt = self.attempt(call, read, &tried, &mut trace);
            let result = match deadline {
                Some(deadline) => match tokio::time::timeout_at(deadline, attempt).await {
                    Ok(result) => result,
                    Err(_) => Err(out_of_time(call)),
                },
                None => attempt.await,
            };
            let now = self.clock.now();
            let took = now.saturating_duration_since(begun);
            let failure = match result {
                Ok(value) => {
                    attempts.push(record(call, &trace, AttemptOutcome::Succeeded, took));
                    retries.succeeded();
                    return Ok(Called { value, attempts, guard, started });
                }
                Err(failure) => failure,
            };
            let Failure { mut error, class, blame } = failure;
            let mut failed = record(call, &trace, AttemptOutcome::Failed(error.kind()), took);
            failed.status = failed.status.or_else(|| error.status());
            failed.maybe_billed = error.maybe_billed();
            // Nothing was sent if there was no key to send with.
            if trace.key.is_some() || !call.needs_key {
                attempts.push(failed);
            }
            let mut advice = error.retry();
            if blame != openrouter_auth::Blame::None {
                tried.extend(trace.key);
                if self.pool.lease_except(now, &tried).is_ok() {
                    advice = Retry::Backoff;
                }
            }
            // A reply that says so is no silence.
            let is_silence = error.kind() == ErrorKind::Timeout && error.status().is_none();
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
                    drop(error);
                    if !wait.is_zero() {
                        self.clock.sleep(wait).await;
                    }
                }
                RetryDecision::GiveUp(_) => {
                    guard.failed(error.kind(), now);
                    // What was tried enough here shall not be multiplied by a loop around us. A
                    // wait that the service asked for is passed on: nobody has waited for it.
                    if !matches!(error.retry(), Retry::After(_)) {
                        error = error.with_retry(Retry::Never);
                    }
                    error = error.with_operation(call.operation).with_attempts(attempts);
                    if let Some(model) = &call.model {
                        error = error.with_model(model.clone());
                    }
                    return Err(error);
                }
            }
        }
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
