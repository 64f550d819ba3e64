//! [`PoolExhausted`]: no key can be leased.

use std::fmt;
use std::time::Duration;

use llm_types::{Error, ErrorKind, Retry};

use crate::{AccountId, KeyId};

/// No key can be leased now.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolExhausted {
    /// Why. If the keys have different reasons, that of the key which is back first.
    pub reason: Exhaustion,
    /// How long until the first key is back, if one will come back by itself.
    pub soonest: Option<Duration>,
    /// How many keys would do if they could be leased.
    pub keys: usize,
    /// The key which is back first.
    pub key: Option<KeyId>,
    /// Its account.
    pub account: Option<AccountId>,
    /// What the last failure was that put this key, or its account, to rest.
    pub last_error: Option<ErrorKind>,
}

/// Why no key can be leased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Exhaustion {
    /// There is no key in the pool, or not the one that was asked for.
    NoKey,
    /// Every key has weight 0, so that none is ever chosen.
    NoWeight,
    /// Every key was ruled out by the caller: each has been tried.
    Excluded,
    /// As many leases are out as the pool's limits allow.
    Busy,
    /// A key that rested, or its account, is just being tried by another request.
    Probing,
    /// Keys rest after failures.
    Cooling,
    /// Keys have reached their spending caps.
    Parked,
    /// Accounts have no money left.
    OutOfCredits,
    /// Accounts have used up what they may ask of the model, or of free models, for now.
    RateLimited,
    /// Every key has been refused by the service.
    Quarantined,
}

impl PoolExhausted {
    /// Nothing but a reason.
    pub(super) const fn new(reason: Exhaustion) -> Self {
        Self { reason, soonest: None, keys: 0, key: None, account: None, last_error: None }
    }

    /// The kind that the error has for a caller: what the keys rest for, where that is known.
    pub const fn kind(&self) -> ErrorKind {
        match (self.reason, self.last_error) {
            (Exhaustion::NoKey | Exhaustion::NoWeight, _) => ErrorKind::Configuration,
            (Exhaustion::Excluded | Exhaustion::Busy, _) => ErrorKind::Unavailable,
            (_, Some(kind)) => kind,
            (Exhaustion::Probing | Exhaustion::Cooling, None) => ErrorKind::Unavailable,
            (Exhaustion::Parked | Exhaustion::OutOfCredits, None) => ErrorKind::InsufficientCredits,
            (Exhaustion::RateLimited, None) => ErrorKind::RateLimited,
            (Exhaustion::Quarantined, None) => ErrorKind::Authentication,
        }
    }

    /// True if waiting may help: a lease may be had sooner than anybody can tell.
    pub(super) const fn may_end_at_any_time(&self) -> bool {
        matches!(self.reason, Exhaustion::Busy | Exhaustion::Probing)
    }
}

impl fmt::Display for PoolExhausted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            Exhaustion::NoKey => return f.write_str("no API key"),
            Exhaustion::NoWeight => {
                return f.write_str("every API key has weight 0, so that none is ever chosen");
            }
            Exhaustion::Excluded => return f.write_str("every API key has been tried"),
            _ => {}
        }
        let is_about_account =
            matches!(self.reason, Exhaustion::OutOfCredits | Exhaustion::RateLimited);
        match (&self.key, &self.account) {
            (_, Some(account)) if is_about_account => write!(f, "account {account} ")?,
            (Some(key), _) if self.keys > 1 => {
                write!(f, "none of {} API keys can be used: {key} ", self.keys)?;
            }
            (Some(key), _) => write!(f, "API key {key} ")?,
            (None, _) => f.write_str("the API key ")?,
        }
        f.write_str(match self.reason {
            Exhaustion::Busy => "is used by as many requests as its limits allow",
            Exhaustion::Probing => "is just being tried again after a rest",
            Exhaustion::Parked => "has reached its spending cap; raise it, or wait for its reset",
            Exhaustion::OutOfCredits => "has no credits left; add some",
            Exhaustion::RateLimited => "has used up its quota of requests",
            Exhaustion::Quarantined if self.kind() == ErrorKind::Authentication => {
                "was refused by the service; check it, or log in again"
            }
            Exhaustion::Quarantined => "may not be used for this; check it, or take another",
            _ => "rests after failures",
        })?;
        match self.soonest {
            Some(soonest) if soonest.is_zero() => Ok(()),
            Some(soonest) => write!(f, " (tried again in {} s)", soonest.as_secs_f64().ceil()),
            None => Ok(()),
        }
    }
}

impl std::error::Error for PoolExhausted {}

/// As a caller of the provider sees it.
impl From<PoolExhausted> for Error {
    fn from(exhausted: PoolExhausted) -> Self {
        let retry = match exhausted.soonest {
            Some(soonest) => Retry::After(soonest),
            None if exhausted.may_end_at_any_time() => Retry::Backoff,
            None => Retry::Never,
        };
        Self::new(exhausted.kind(), exhausted.to_string()).with_retry(retry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exhausted(reason: Exhaustion, soonest: Option<f64>, kind: Option<ErrorKind>) -> Error {
        Error::from(PoolExhausted {
            reason,
            soonest: soonest.map(Duration::from_secs_f64),
            keys: 1,
            key: Some("a1b2c3d4".parse().unwrap()),
            account: Some("team-b".into()),
            last_error: kind,
        })
    }

    #[test]
    fn an_exhausted_pool_says_why_and_when_it_is_worth_trying_again() {
        let check = |reason, soonest, last: Option<ErrorKind>, expected: &str, kind, retry| {
            let error = exhausted(reason, soonest, last);
            assert_eq!((error.message(), error.kind(), error.retry()), (expected, kind, retry));
        };
        let after = |seconds: f64| Retry::After(Duration::from_secs_f64(seconds));
        check(Exhaustion::NoKey, None, None, "no API key", ErrorKind::Configuration, Retry::Never);
        check(
            Exhaustion::NoWeight,
            None,
            None,
            "every API key has weight 0, so that none is ever chosen",
            ErrorKind::Configuration,
            Retry::Never,
        );
        check(
            Exhaustion::Quarantined,
            None,
            Some(ErrorKind::Authentication),
            "API key a1b2c3d4 was refused by the service; check it, or log in again",
            ErrorKind::Authentication,
            Retry::Never,
        );
        check(
            Exhaustion::Quarantined,
            None,
            Some(ErrorKind::PermissionDenied),
            "API key a1b2c3d4 may not be used for this; check it, or take another",
            ErrorKind::PermissionDenied,
            Retry::Never,
        );
        check(
            Exhaustion::Cooling,
            Some(1.2),
            None,
            "API key a1b2c3d4 rests after failures (tried again in 2 s)",
            ErrorKind::Unavailable,
            after(1.2),
        );
        check(
            Exhaustion::Parked,
            Some(3600.0),
            Some(ErrorKind::InsufficientCredits),
            "API key a1b2c3d4 has reached its spending cap; raise it, or wait for its reset (tried again in 3600 s)",
            ErrorKind::InsufficientCredits,
            after(3600.0),
        );
        check(
            Exhaustion::RateLimited,
            Some(5.0),
            Some(ErrorKind::RateLimited),
            "account team-b has used up its quota of requests (tried again in 5 s)",
            ErrorKind::RateLimited,
            after(5.0),
        );
        check(
            Exhaustion::Busy,
            None,
            Some(ErrorKind::RateLimited),
            "API key a1b2c3d4 is used by as many requests as its limits allow",
            ErrorKind::Unavailable,
            Retry::Backoff,
        );
    }

    #[test]
    fn one_of_several_keys_is_named() {
        let mut exhausted = PoolExhausted::new(Exhaustion::Quarantined);
        exhausted.keys = 3;
        exhausted.key = Some("a1b2c3d4".parse().unwrap());
        assert_eq!(
            exhausted.to_string(),
            "none of 3 API keys can be used: a1b2c3d4 was refused by the service; check it, or log in again"
        );
    }
}
