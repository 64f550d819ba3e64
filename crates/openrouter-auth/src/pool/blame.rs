//! [`Blame`]: whether a failure is the key's own.

use std::fmt;

use llm_types::ErrorKind;
use serde::{Serialize, Serializer};
use tokio::time::Instant;

/// What a failed attempt says about its key.
///
/// Only what is the key's own counts against it. A wrong request, refused content, an upstream
/// that is down and every 429 blame nobody here: rate limits bind the account, and its other keys
/// would meet the same one.
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
        /// When the cap is lifted, if that is known; else the key is tried again in an hour. No
        /// key is parked for more than a day without being tried: caps can be raised.
        until: Option<Instant>,
    },
    /// The service does not take the key (401), or not for this kind of request (403 that is
    /// neither a cap nor about content). It is quarantined until somebody mends it.
    Rejected,
}

impl Blame {
    /// What the kind of an error alone says about the key: [`Rejected`](Self::Rejected) for
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

    /// A stable label for metrics and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Failed => "failed",
            Self::Capped { .. } => "capped",
            Self::Rejected => "rejected",
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
