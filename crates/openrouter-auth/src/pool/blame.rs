//! [`Blame`]: what a failure is to be put down to, and [`Scope`]: how far that reaches.

use std::fmt;

use llm_types::ErrorKind;
use serde::{Serialize, Serializer};
use tokio::time::Instant;

/// What a failed attempt says about its key and its account.
///
/// Only what is their own counts against them. A wrong request, refused content and an upstream
/// that is down blame nobody here. What binds the account rests the account: its other keys would
/// meet the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Blame {
    /// Nothing. The key is released as if the attempt had not been.
    None,
    /// The attempt failed in a way that may be the key's. It rests for 1 s, 2 s, 4 s … 60 s.
    Failed,
    /// The key's own spending cap is reached (402 or 403 `Key limit exceeded`). It is parked:
    /// other keys of the same account go on.
    Capped {
        /// When the cap is lifted, if that is known; else the key is parked for an hour, and a
        /// check is due that may tell. No key is parked for more than a day without being tried:
        /// caps can be raised.
        until: Option<Instant>,
    },
    /// The service does not take the key (401), or not for this kind of request (403 that is
    /// neither a cap nor about content). It is quarantined until a check finds it mended.
    Rejected,
    /// The account has no money left (402). All of its keys rest for ten minutes.
    OutOfCredits,
    /// The account has too much in flight (402 `in_flight_budget_exhausted`). Nothing rests; the
    /// account may have half as many leases out at a time, and one more after each round of
    /// successes.
    Throttled,
    /// The account's quota of free requests is used up (429). It rests for models whose name ends
    /// in `:free`.
    FreeQuota {
        /// When there is a new one, if that is known.
        until: Option<Instant>,
    },
    /// The account asked this model too often (429). It rests for this model.
    RateLimited {
        /// When it may ask again, if that is known.
        until: Option<Instant>,
    },
}

/// How far a [`Blame`] reaches: what another attempt must do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Scope {
    /// Nobody.
    None,
    /// The key. Another one of the same account may do.
    Key,
    /// The account, with all of its keys.
    Account,
    /// The account, for free models.
    FreeModels,
    /// The account, for the model that was asked.
    Model,
}

impl Blame {
    /// What the kind of an error alone says: [`Rejected`](Self::Rejected) for
    /// [`ErrorKind::Authentication`], nothing otherwise.
    ///
    /// Whether a 402 or 403 is the key's cap, the account's balance or the content's fault stands
    /// in the body: who has read it knows better.
    pub const fn from_kind(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Authentication => Self::Rejected,
            _ => Self::None,
        }
    }

    /// Whom it is about.
    pub const fn scope(self) -> Scope {
        match self {
            Self::None => Scope::None,
            Self::Failed | Self::Capped { .. } | Self::Rejected => Scope::Key,
            Self::OutOfCredits | Self::Throttled => Scope::Account,
            Self::FreeQuota { .. } => Scope::FreeModels,
            Self::RateLimited { .. } => Scope::Model,
        }
    }

    /// A stable label for metrics and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Failed => "failed",
            Self::Capped { .. } => "capped",
            Self::Rejected => "rejected",
            Self::OutOfCredits => "out_of_credits",
            Self::Throttled => "throttled",
            Self::FreeQuota { .. } => "free_quota",
            Self::RateLimited { .. } => "rate_limited",
        }
    }
}

impl fmt::Display for Blame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// As the label: a point in monotonic time means nothing outside the process.
impl Serialize for Blame {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refused_key_is_blamed_for_the_kind_of_an_error() {
        for kind in ErrorKind::ALL {
            let expected = match kind {
                ErrorKind::Authentication => Blame::Rejected,
                _ => Blame::None,
            };
            assert_eq!(Blame::from_kind(kind), expected, "{kind}");
        }
    }
}
