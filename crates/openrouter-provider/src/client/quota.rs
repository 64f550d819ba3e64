//! [`Quota`]: whose limit of what a request counts against, and how calls keep to it.
//!
//! The key pool rests what is used up, and whoever wants it waits there, in one queue for each
//! model. Replies are read here: what a refusal says goes to the pool as its blame, what a success
//! says goes there as well, and all of it is remembered for whoever asks. What is in no pool keeps
//! to what is remembered.

use std::time::Duration;

use http::HeaderMap;
use llm_provider_base::rate_limit_info;
use llm_types::{Error, ErrorKind, RateLimitHolder, RateLimitInfo, RateLimitScope, Retry};
use openrouter_auth::{Exhaustion, KeyLease, LeaseRequest};
use tokio::time::Instant;

use super::call::Call;
use super::{Client, Trace};
use crate::error::Failure;
use crate::free_variant::is_free;

/// Whose limit of what a request counts against.
#[derive(Debug, Clone)]
pub(crate) struct Quota {
    /// The account, or a key that is in no pool.
    pub(super) holder: Option<RateLimitHolder>,
    pub(super) scope: RateLimitScope,
}

impl Quota {
    pub(super) fn of(call: &Call, trace: &Trace) -> Self {
        let account = trace.note.account.as_ref().map(|account| account.as_str().into());
        let key = || trace.note.key.map(|key| key.to_string().into());
        let scope = match &trace.model {
            _ if !call.http.is_charged => RateLimitScope::Operation(call.http.operation),
            Some(model) if is_free(model) => RateLimitScope::FreeModels,
            Some(model) => RateLimitScope::Model(model.clone()),
            None => RateLimitScope::All,
        };
        Self { holder: account.or_else(key), scope }
    }

    pub(super) fn claim(self, info: &mut RateLimitInfo) {
        (info.holder, info.scope) = (self.holder, self.scope);
    }
}

impl Client {
    /// Takes note of the limits that the head of a success tells of. If that was the last request
    /// for now, nobody needs to be refused to find out.
    pub(super) fn note_head(
        &self,
        call: &Call,
        trace: &Trace,
        head: &HeaderMap,
        lease: Option<&KeyLease>,
    ) {
        let wall = self.path.clock.wall();
        let Some(mut info) = rate_limit_info(head, wall) else { return };
        Quota::of(call, trace).claim(&mut info);
        let until = info.wait_until;
        self.remembered.rate_limits.observe(info);
        let keeps_to_it = call.http.is_charged && self.rate_limit_policy.longest_wait().is_some();
        if let (Some(lease), Some(until)) = (lease.filter(|_| keeps_to_it), until) {
            let now = self.path.clock.now();
            let wait = until.duration_since(wall).unwrap_or_default();
            lease.spent_quota(now.checked_add(wait).unwrap_or(now), now);
        }
    }

    /// When a call gives up waiting for a key: sooner, if what keeps it is a limit that it is not to
    /// wait for so long.
    pub(super) fn patience(
        &self,
        request: &LeaseRequest<'_>,
        deadline: Option<Instant>,
    ) -> Option<Instant> {
        let Some(longest) = self.rate_limit_policy.longest_wait() else { return deadline };
        let now = self.path.clock.now();
        match self.pool.outlook(request, now) {
            Err(exhausted) if exhausted.reason == Exhaustion::RateLimited => {
                let end = now.checked_add(longest);
                deadline.into_iter().chain(end).min()
            }
            _ => deadline,
        }
    }

    /// Waits for what no pool keeps account of: the limits of a key of the caller's own, or of the
    /// account's default model. What is not charged for has no limit that is known in advance; how
    /// fast one may ask about one thing says nothing of another.
    pub(super) async fn keep_to_limits(
        &self,
        call: &Call,
        trace: &Trace,
        deadline: Option<Instant>,
    ) -> Result<(), Failure> {
        let is_pools = trace.note.account.is_some() && trace.model.is_some();
        let Some(longest) = self.rate_limit_policy.longest_wait() else { return Ok(()) };
        if !call.http.is_charged || is_pools {
            return Ok(());
        }
        let Quota { holder, scope } = Quota::of(call, trace);
        let wall = self.path.clock.wall();
        let Some(wait) = self.remembered.rate_limits.wait(holder.as_ref(), &scope, wall) else {
            return Ok(());
        };
        let until = self.path.clock.now().checked_add(wait);
        if wait > longest || deadline.is_some_and(|end| until.is_none_or(|until| end <= until)) {
            return Err(used_up(wait));
        }
        self.path.clock.sleep(wait).await;
        Ok(())
    }

    /// Whether a refusal asks for a longer wait than a call makes for a limit.
    pub(super) fn is_too_long(&self, error: &Error, advice: Retry) -> bool {
        match (self.rate_limit_policy.longest_wait(), advice) {
            (Some(longest), Retry::After(wait)) => {
                error.kind() == ErrorKind::RateLimited && wait > longest
            }
            _ => false,
        }
    }
}

fn used_up(wait: Duration) -> Failure {
    let seconds = wait.as_secs_f64().ceil();
    let message = format!("the quota of requests is used up (starts anew in {seconds} s)");
    Error::new(ErrorKind::RateLimited, message).with_retry(Retry::After(wait)).into()
}
