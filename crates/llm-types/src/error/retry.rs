//! [`Retry`]: advice on trying again.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Whether trying the same again may help. Advice, attached where the failure is understood; the
/// retry loop decides. A loop that gives up sets [`Never`](Self::Never), so that a loop around it
/// does not multiply the attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Retry {
    /// The same request will fail again, or must not be sent twice.
    #[default]
    Never,
    /// It may pass: wait as long as the policy says.
    Backoff,
    /// It may pass after this time, and not before: the service said so.
    After(Duration),
}

impl Retry {
    /// False for [`Never`](Self::Never).
    pub const fn is_advised(self) -> bool {
        !matches!(self, Self::Never)
    }
}
