//! [`PoolExhausted`]: no key can be leased.

use std::fmt;
use std::time::Duration;

use llm_types::{Error, ErrorKind, Retry};

/// No key can be leased now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolExhausted {
    /// Why. If the keys have different reasons, that of the key which is back first.
    pub reason: Exhaustion,
    /// How long until the first key is back, if one will come back by itself.
    pub soonest: Option<Duration>,
}

/// Why no key can be leased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Exhaustion {
    /// There is no key in the pool, or not the one that was asked for.
    NoKey,
    /// Every key was ruled out by the caller: each has been tried.
    Excluded,
    /// Keys rest after failures.
    Cooling,
    /// Keys have reached their spending caps.
    Parked,
    /// Every key has been refused by the service.
    Quarantined,
}

impl fmt::Display for PoolExhausted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.reason {
            Exhaustion::NoKey => "no API key",
            Exhaustion::Excluded => "every API key has been tried",
            Exhaustion::Cooling => "every API key rests after failures",
            Exhaustion::Parked => "every API key has reached its spending cap",
            Exhaustion::Quarantined => "every API key has been refused",
        })?;
        match self.soonest {
            Some(soonest) => write!(f, ", the first is back in {} s", soonest.as_secs_f64().ceil()),
            None => Ok(()),
        }
    }
}

impl std::error::Error for PoolExhausted {}

/// As a caller of the provider sees it.
impl From<PoolExhausted> for Error {
    fn from(exhausted: PoolExhausted) -> Self {
        let kind = match exhausted.reason {
            Exhaustion::NoKey => ErrorKind::Configuration,
            Exhaustion::Excluded | Exhaustion::Cooling => ErrorKind::Unavailable,
            Exhaustion::Parked => ErrorKind::InsufficientCredits,
            Exhaustion::Quarantined => ErrorKind::Authentication,
        };
        let retry = exhausted.soonest.map_or(Retry::Never, Retry::After);
        Self::new(kind, exhausted.to_string()).with_retry(retry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exhausted_pool_says_why_and_when_it_is_worth_trying_again() {
        let check = |reason, soonest: Option<u64>, expected: &str, kind, retry| {
            let soonest = soonest.map(Duration::from_millis);
            let error = Error::from(PoolExhausted { reason, soonest });
            assert_eq!((error.message(), error.kind(), error.retry()), (expected, kind, retry));
        };
        check(Exhaustion::NoKey, None, "no API key", ErrorKind::Configuration, Retry::Never);
        check(
            Exhaustion::Quarantined,
            None,
            "every API key has been refused",
            ErrorKind::Authentication,
            Retry::Never,
        );
        check(
            Exhaustion::Cooling,
            Some(1200),
            "every API key rests after failures, the first is back in 2 s",
            ErrorKind::Unavailable,
            Retry::After(Duration::from_millis(1200)),
        );
        check(
            Exhaustion::Parked,
            Some(3_600_000),
            "every API key has reached its spending cap, the first is back in 3600 s",
            ErrorKind::InsufficientCredits,
            Retry::After(Duration::from_secs(3600)),
        );
    }
}
