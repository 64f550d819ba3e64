//! [`HealthStatus`]: whether a provider is there.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::ErrorKind;

/// Whether a provider is there, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HealthStatus {
    /// The verdict.
    pub state: HealthState,
    /// How long the check took.
    pub latency: Duration,
    /// When it was made; in the past if it came from a cache.
    pub checked_at: SystemTime,
    /// What failed, if something did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorKind>,
    /// A line for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl HealthStatus {
    /// A verdict, with nothing failed.
    pub const fn new(state: HealthState, latency: Duration, checked_at: SystemTime) -> Self {
        Self { state, latency, checked_at, error: None, message: None }
    }

    /// With what failed.
    #[must_use]
    pub fn with_error(mut self, kind: ErrorKind, message: impl Into<String>) -> Self {
        self.error = Some(kind);
        self.message = Some(message.into());
        self
    }
}

/// The verdict of a health check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HealthState {
    /// Calls should work.
    Healthy,
    /// Calls may work.
    Degraded,
    /// Calls will fail.
    Unhealthy,
}

/// Whether an earlier result will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Freshness {
    /// A recent result will do.
    #[default]
    Cached,
    /// Ask again.
    Fresh,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_survives_a_store() {
        let checked_at = SystemTime::UNIX_EPOCH + Duration::from_nanos(1_700_000_000_000_000_001);
        let health = HealthStatus::new(HealthState::Degraded, Duration::from_millis(3), checked_at)
            .with_error(ErrorKind::Timeout, "slow");
        let json = serde_json::to_string(&health).unwrap();
        assert_eq!(serde_json::from_str::<HealthStatus>(&json).unwrap(), health);
    }
}
