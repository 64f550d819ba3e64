//! [`ScopeRecord`]: what pools tell each other of a scope.

use std::time::{Duration, SystemTime};

use llm_types::ErrorKind;
use serde::{Deserialize, Serialize};

/// What pools tell each other of a key, an account or a quota: plain data, with times of the wall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScopeRecord {
    /// How it is.
    pub state: SharedState,
    /// Counts its changes: of two records the one with more is newer.
    pub step: u64,
    /// The label of what put it to rest.
    pub blame: Option<String>,
    /// The kind of that failure.
    pub last_error: Option<ErrorKind>,
    /// Rests since the last success.
    pub failures_in_a_row: u32,
    /// When a check is due.
    pub check_due: Option<SystemTime>,
    /// The wait before the check after it.
    pub check_wait: Duration,
    /// Who is finding out whether it is back.
    pub trial: Option<Trial>,
}

/// How a scope is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SharedState {
    /// Well.
    Healthy,
    /// At rest until then; after that, one probe.
    Cooling(SystemTime),
    /// At its cap until then; after that, one probe.
    Parked(SystemTime),
    /// Refused, until a check finds it mended.
    Quarantined,
}

/// A probe or a check of one pool, which the others leave alone until it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// The pool.
    pub holder: u64,
    /// Until when it counts, should the pool never be heard of again.
    pub until: SystemTime,
}

impl SharedState {
    /// Of two that are told at once, the graver one stands.
    pub(in crate::pool) const fn gravity(self) -> u8 {
        match self {
            Self::Healthy => 0,
            Self::Cooling(_) => 1,
            Self::Parked(_) => 2,
            Self::Quarantined => 3,
        }
    }
}
