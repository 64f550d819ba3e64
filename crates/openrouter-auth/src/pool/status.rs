//! [`PoolStatus`]: what the pool knows of its keys, as plain data.

use std::time::Duration;

use serde::Serialize;

use crate::{Blame, KeyId};

/// The keys of a pool at one moment, in the order in which they were added. Shows no key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PoolStatus {
    /// The keys.
    pub keys: Vec<KeyStatus>,
}

impl PoolStatus {
    /// How many keys can be leased now.
    pub fn available(&self) -> usize {
        self.keys.iter().filter(|key| key.state == KeyState::Healthy).count()
    }
}

/// One key of a pool at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct KeyStatus {
    /// Which key.
    pub id: KeyId,
    /// How it is.
    pub state: KeyState,
    /// How long until it is leased again, if it rests and will come back by itself.
    pub resumes_in: Option<Duration>,
    /// Leases out.
    pub in_flight: u32,
    /// Attempts that succeeded.
    pub successes: u64,
    /// Attempts that failed for reasons of the key's own.
    pub failures: u64,
    /// Rests since the last success. Failures that arrive together are one.
    pub failures_in_a_row: u32,
    /// What the last of those failures was.
    pub last_blame: Option<Blame>,
}

impl KeyStatus {
    /// This many rests in a row make a key unhealthy.
    const UNHEALTHY: u32 = 3;

    /// True if the key needs looking after: it is quarantined, or came back from three rests
    /// only to fail again.
    pub fn is_unhealthy(&self) -> bool {
        self.state == KeyState::Quarantined || self.failures_in_a_row >= Self::UNHEALTHY
    }
}

/// Whether a key can be leased, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum KeyState {
    /// It can be leased.
    Healthy,
    /// It failed and rests for a short time.
    Cooling,
    /// Its spending cap is reached; it waits for the cap to be lifted.
    Parked,
    /// The service refused it; it waits for somebody to mend it.
    Quarantined,
}
