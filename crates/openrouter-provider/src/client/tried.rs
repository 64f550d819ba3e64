//! [`Tried`]: what a call has used up, and [`Next`]: what its next attempt changes.

use llm_provider_base::FailureClass;
use llm_types::{Error, Retry};
use openrouter_auth::{AccountId, Blame, Exhaustion, KeyId, KeyLease, LeaseRequest, Scope};
use tokio::time::Instant;

use super::Client;
use super::call::{Call, Trace};

/// Keys and accounts that are of no more use to a call.
#[derive(Debug)]
pub(super) struct Tried {
    keys: Vec<KeyId>,
    accounts: Vec<AccountId>,
    /// What asked last, where the failure was not its own: the service finds its cached answers and
    /// its warm upstreams by the key.
    same: Option<KeyId>,
    /// How often the source of keys had been loaded when the call began; nothing, once the call
    /// has had it loaded again.
    loads: Option<u64>,
    /// When the call must be over.
    deadline: Option<Instant>,
}

/// What a call gives to its next attempt.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    /// Its key, if that was chosen already.
    pub(super) leased: Option<KeyLease>,
    pub(super) tried: &'a Tried,
}

impl Tried {
    pub(super) const fn new(loads: u64, deadline: Option<Instant>) -> Self {
        Self { keys: Vec::new(), accounts: Vec::new(), same: None, loads: Some(loads), deadline }
    }

    /// When the call must be over.
    pub(super) const fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// The key that the next attempt takes too, if it can be had at once.
    pub(super) const fn same(&self) -> Option<KeyId> {
        self.same
    }

    /// How often the source of keys had been loaded, once: a call has it loaded again once.
    pub(super) const fn take_loads(&mut self) -> Option<u64> {
        self.loads.take()
    }

    /// Asks for a key that may still be of use.
    pub(super) fn request<'a>(&'a self, call: &'a Call) -> LeaseRequest<'a> {
        let request = LeaseRequest::new().except_keys(&self.keys).except_accounts(&self.accounts);
        match &call.model {
            Some(model) => request.for_model(model),
            None => request,
        }
    }
}

/// How a call goes on after a failed attempt.
#[derive(Debug)]
pub(super) struct Next {
    pub(super) advice: Retry,
    pub(super) class: FailureClass,
    /// The key of the next attempt, if it is another one for a reason.
    pub(super) lease: Option<KeyLease>,
}

impl Next {
    pub(super) const fn rotate(lease: Option<KeyLease>) -> Self {
        Self { advice: Retry::Backoff, class: FailureClass::Rotation, lease }
    }

    const fn after(advice: Retry, class: FailureClass) -> Self {
        Self { advice, class, lease: None }
    }
}

impl Client {
    /// What the next attempt changes: the key where the key is to blame, the account where that
    /// is, and nothing where nobody is.
    ///
    /// Of several keys one is leased at a time: a hundred revoked ones cost as many requests as
    /// any failure does.
    pub(super) fn next(
        &self,
        call: &Call,
        (error, class, blame): (&Error, FailureClass, Blame),
        trace: &Trace,
        tried: &mut Tried,
        now: Instant,
    ) -> Next {
        let as_ever = || {
            let (advice, class) = call.replay.weigh(error, class);
            Next::after(advice, class)
        };
        tried.same = trace.key;
        // There was no key to ask with. The pool has waited for one as long as it may.
        if !trace.sent {
            return Next::after(Retry::Never, class);
        }
        // A key of the caller's own, or nobody's: there is no other.
        if trace.key.is_some() && trace.account.is_none() {
            return as_ever();
        }
        let scope = if trace.wrong_kind_of_key { Scope::Key } else { blame.scope() };
        match scope {
            Scope::Key => tried.keys.extend(trace.key),
            Scope::Account if blame == Blame::OutOfCredits => {
                tried.accounts.extend(trace.account.clone());
            }
            // Another account may have its quota left; if there is none, this one is waited for.
            Scope::FreeModels | Scope::Model => {
                let Some(account) = &trace.account else { return as_ever() };
                let mut accounts = tried.accounts.clone();
                accounts.push(account.clone());
                let elsewhere = tried.request(call).except_accounts(&accounts);
                return match self.pool.lease(&elsewhere, now) {
                    Ok(lease) => Next::rotate(Some(lease)),
                    Err(_) => as_ever(),
                };
            }
            _ => return as_ever(),
        }
        tried.same = None;
        match self.pool.lease(&tried.request(call), now) {
            Ok(lease) => Next::rotate(Some(lease)),
            Err(exhausted) => match (exhausted.reason, exhausted.soonest) {
                // Another key has a turn to give, or will in a moment.
                (Exhaustion::Busy | Exhaustion::Probing, _) => Next::rotate(None),
                (Exhaustion::Cooling | Exhaustion::RateLimited, Some(soonest)) => {
                    Next::after(Retry::After(soonest), FailureClass::Rotation)
                }
                _ => Next::after(Retry::Never, class),
            },
        }
    }
}
