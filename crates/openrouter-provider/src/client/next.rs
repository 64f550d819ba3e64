//! What the next attempt of a call changes.

use std::time::Duration;

use llm_provider_base::{FailureClass, Next};
use llm_types::{Error, Retry};
use openrouter_auth::{Blame, Exhaustion, KeyLease, Scope};
use tokio::time::Instant;

use super::call::Call;
use super::rotation::{Others, Rotation};
use super::tried::Tried;
use super::{Client, Trace};
use crate::error::{Blamed, ModelBlame};

/// A failed attempt, as far as it decides how to go on.
#[derive(Debug)]
pub(super) struct Failed<'a> {
    pub(super) error: &'a Error,
    pub(super) class: FailureClass,
    pub(super) blame: &'a Blamed,
    pub(super) trace: &'a Trace,
}

/// How a call goes on, and with which key if that is another one for a reason.
pub(super) type Onward = (Next, Option<KeyLease>);

const fn rotate(lease: Option<KeyLease>) -> Onward {
    (Next::elsewhere(), lease)
}

const fn after(advice: Retry, class: FailureClass) -> Onward {
    (Next { advice, class }, None)
}

impl Client {
    /// What the next attempt changes: the key where the key is to blame, the account where that
    /// is, the model where that is, and nothing where nobody is.
    ///
    /// Of several keys, and of several models, one is taken at a time: a hundred revoked ones cost
    /// as many requests as any failure does.
    pub(super) fn next(
        &self,
        call: &Call,
        failed: &Failed<'_>,
        (tried, rotation): (&mut Tried, &mut Rotation<'_>),
        now: Instant,
    ) -> Onward {
        let Failed { error, class, blame: &Blamed { key: blame, model, .. }, trace } = *failed;
        let as_ever = || {
            let (advice, class) = call.http.replay.weigh(error, class);
            after(advice, class)
        };
        tried.keep_key(trace.note.key);
        // There was no key to ask with, or no model. They have been waited for as long as may be.
        if !trace.is_sent() {
            rotation.give_back();
            return after(Retry::Never, class);
        }
        let rest = self.long_wait(error.retry());
        let failed_before = rotation.failed(model, rest, now, self.path.random.unit());
        // A key of the caller's own, or nobody's: there is no other.
        if trace.note.key.is_some() && trace.note.account.is_none() {
            return as_ever();
        }
        let scope = if trace.note.wrong_kind_of_key { Scope::Key } else { blame.scope() };
        match scope {
            Scope::Key => tried.rule_key_out(trace.note.key),
            Scope::Account if blame == Blame::OutOfCredits => {
                tried.rule_account_out(trace.note.account.clone());
            }
            Scope::FreeModels | Scope::Model => {
                return self.next_quota(failed, (tried, rotation), now).unwrap_or_else(as_ever);
            }
            _ => return self.next_model(as_ever(), model, failed_before, rotation, now),
        }
        match self.pool.lease(&tried.request(trace.model.as_ref()), now) {
            Ok(lease) => rotate(Some(lease)),
            Err(exhausted) => match (exhausted.reason, exhausted.soonest) {
                // Another key has a turn to give, or will in a moment.
                (Exhaustion::Busy | Exhaustion::Probing, _) => rotate(None),
                // The keys that are left rest for this model only: another one needs no wait.
                (Exhaustion::Cooling | Exhaustion::RateLimited, Some(_))
                    if self.pool.outlook(&tried.request(None), now).is_ok()
                        && rotation.claim_other(Others::All, now, self.path.random.unit()) =>
                {
                    rotate(None)
                }
                (Exhaustion::Cooling | Exhaustion::RateLimited, Some(soonest)) => {
                    after(Retry::After(soonest), FailureClass::Rotation)
                }
                _ => after(Retry::Never, class),
            },
        }
    }

    /// Another account may have its quota left, and another model has one of its own. If there is
    /// neither, this one is waited for.
    fn next_quota(
        &self,
        failed: &Failed<'_>,
        (tried, rotation): (&Tried, &mut Rotation<'_>),
        now: Instant,
    ) -> Option<Onward> {
        let Failed { error, blame: &Blamed { key: blame, .. }, trace, .. } = *failed;
        let account = trace.note.account.as_ref()?;
        let accounts = tried.accounts_and(account);
        let elsewhere = tried.request(trace.model.as_ref()).except_accounts(&accounts);
        if let Ok(lease) = self.pool.lease(&elsewhere, now) {
            return Some(rotate(Some(lease)));
        }
        // What is free is not given up for what costs money, if it takes no more than a wait.
        if blame.scope() == Scope::FreeModels && self.long_wait(error.retry()).is_none() {
            return None;
        }
        let others = match blame.scope() {
            Scope::FreeModels => Others::Paid,
            _ => Others::All,
        };
        let claimed = rotation.claim_other(others, now, self.path.random.unit());
        claimed.then(|| rotate(None))
    }

    /// The wait that is asked for, if it is longer than a call waits.
    fn long_wait(&self, advice: Retry) -> Option<Duration> {
        match advice {
            Retry::After(wait) if wait > self.path.policy.max_retry_after => Some(wait),
            _ => None,
        }
    }

    /// Another model, where this one is to blame and there is another; or else as ever.
    fn next_model(
        &self,
        as_ever: Onward,
        model: ModelBlame,
        failed_before: bool,
        rotation: &mut Rotation<'_>,
        now: Instant,
    ) -> Onward {
        let outlasts_refusals = rotation.outlasts_refusals();
        let mut claim = || rotation.claim_other(Others::All, now, self.path.random.unit());
        match model {
            ModelBlame::None => as_ever,
            // The first may be a hiccup; and a wait that is asked for is one for this model.
            ModelBlame::Failed if !failed_before && self.long_wait(as_ever.0.advice).is_none() => {
                as_ever
            }
            ModelBlame::Failed if as_ever.0.advice.is_advised() && claim() => rotate(None),
            // It may have been carried out: that another is asked makes it no less of a risk.
            ModelBlame::Silent if as_ever.0.advice.is_advised() && claim() => as_ever,
            ModelBlame::Busy(_) | ModelBlame::Unfit | ModelBlame::Missing if claim() => {
                rotate(None)
            }
            ModelBlame::Refused if outlasts_refusals && claim() => rotate(None),
            _ => as_ever,
        }
    }
}
