//! [`PoolStatus`]: what the pool knows of its keys and accounts, as plain data.

use std::time::Duration;

use llm_types::{ErrorKind, ModelId};
use serde::Serialize;

use super::times_in_json::seconds;
use crate::{AccountId, Blame, KeyId, KeyLimits};

/// The keys and accounts of a pool at one moment, in the order in which they were added. Shows no
/// key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PoolStatus {
    /// The keys.
    pub keys: Vec<KeyStatus>,
    /// Their accounts.
    pub accounts: Vec<AccountStatus>,
}

impl PoolStatus {
    /// How many keys can be leased now, for a model that no account rests for.
    pub fn available(&self) -> usize {
        self.keys.iter().filter(|key| key.is_available).count()
    }
}

/// One key of a pool at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct KeyStatus {
    /// Which key.
    pub id: KeyId,
    /// What its owner calls it.
    pub label: Option<String>,
    /// Whose it is.
    pub account: AccountId,
    /// How it is.
    pub state: KeyState,
    /// Whether it can be leased now, for a model that its account does not rest for: neither it nor
    /// its account rests or has too many leases out.
    pub is_available: bool,
    /// How long until it is leased again, if it rests and will come back by itself.
    ///
    /// In JSON, `resumes_in_seconds`.
    #[serde(rename = "resumes_in_seconds", serialize_with = "seconds")]
    pub resumes_in: Option<Duration>,
    /// Leases out.
    pub in_flight: u32,
    /// How many may be out at a time, if that is limited.
    pub max_concurrency: Option<u32>,
    /// Its share, where the pool goes by weights.
    pub weight: u32,
    /// Its tier, where the pool goes by priorities.
    pub priority: u32,
    /// Attempts that succeeded.
    pub successes: u64,
    /// Attempts that failed for reasons of the key's own.
    pub failures: u64,
    /// Rests since the last success. Failures that arrive together are one.
    pub failures_in_a_row: u32,
    /// What the last of those failures was put down to: why it is how it is.
    pub last_blame: Option<Blame>,
    /// The kind of that failure.
    pub last_error: Option<ErrorKind>,
    /// What the service last said that it may spend and has spent.
    pub limits: Option<KeyLimits>,
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

/// Whether a key or an account can be used, and if not, why.
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
    /// Its rest is over: the next request shows whether it is back.
    HalfOpen,
    /// One request, or a check, is on its way to show whether it is back.
    Probing,
}

/// One account at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AccountStatus {
    /// Its name.
    pub id: AccountId,
    /// How it is.
    pub state: KeyState,
    /// How long until it is used again, if it rests.
    ///
    /// In JSON, `resumes_in_seconds`.
    #[serde(rename = "resumes_in_seconds", serialize_with = "seconds")]
    pub resumes_in: Option<Duration>,
    /// Leases out, of all its keys.
    pub in_flight: u32,
    /// How many may be out at a time, if that is limited.
    pub max_concurrency: Option<u32>,
    /// Attempts that failed for reasons of the account's.
    pub failures: u64,
    /// What the last of those failures was put down to: why it is how it is.
    pub last_blame: Option<Blame>,
    /// The kind of that failure.
    pub last_error: Option<ErrorKind>,
    /// The quotas that it must wait for.
    pub quotas: Vec<QuotaStatus>,
}

/// A quota of an account that it must wait for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct QuotaStatus {
    /// Of which model; `None` for that of free requests.
    pub model: Option<ModelId>,
    /// How it is.
    pub state: KeyState,
    /// How long until it is asked again.
    ///
    /// In JSON, `resumes_in_seconds`.
    #[serde(rename = "resumes_in_seconds", serialize_with = "seconds")]
    pub resumes_in: Option<Duration>,
}
