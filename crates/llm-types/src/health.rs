//! [`HealthStatus`]: whether a provider is there, and what calls may stumble over.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::{CredentialId, ErrorKind, ModelId};

/// Whether a provider is there, how that is known, and what calls may stumble over.
///
/// It is plain data, which a store keeps and a program can go by; `Display` writes it for people,
/// a line for the verdict and one for each [finding](HealthFinding).
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
    /// When the first of the checks was made that came out like this one, without any between them
    /// that did not. Nobody looked before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<SystemTime>,
    /// What is wrong, or not as it should be, with the parts that a call needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<HealthFinding>,
}

impl HealthStatus {
    /// A verdict, with nothing failed.
    pub const fn new(state: HealthState, latency: Duration, checked_at: SystemTime) -> Self {
        Self {
            state,
            latency,
            checked_at,
            error: None,
            message: None,
            since: None,
            findings: Vec::new(),
        }
    }

    /// With what failed.
    #[must_use]
    pub fn with_error(mut self, kind: ErrorKind, message: impl Into<String>) -> Self {
        self.error = Some(kind);
        self.message = Some(message.into());
        self
    }

    /// With when checks began to come out like this.
    #[must_use]
    pub const fn with_since(mut self, since: SystemTime) -> Self {
        self.since = Some(since);
        self
    }

    /// With one thing more that is not as it should be. The verdict stays, unless it is
    /// [lowered](Self::no_better_than).
    #[must_use]
    pub fn with_finding(mut self, finding: HealthFinding) -> Self {
        self.findings.push(finding);
        self
    }

    /// With this verdict, if it is worse.
    #[must_use]
    pub fn no_better_than(mut self, state: HealthState) -> Self {
        self.state = self.state.max(state);
        self
    }
}

impl fmt::Display for HealthStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, checked in {} ms", self.state, self.latency.as_millis())?;
        if let Some(message) = &self.message {
            write!(f, ": {message}")?;
        }
        self.findings.iter().try_for_each(|finding| write!(f, "\n{finding}"))
    }
}

/// Something that calls need, and that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HealthFinding {
    /// What.
    pub subject: HealthSubject,
    /// How it is by itself; the provider may be better off, if it has others.
    pub state: HealthState,
    /// What is wrong, for people.
    pub message: String,
    /// The kind of the failure that showed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorKind>,
    /// When it is used again, if it rests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resumes_at: Option<SystemTime>,
}

impl HealthFinding {
    /// This is wrong with that.
    pub fn new(subject: HealthSubject, state: HealthState, message: impl Into<String>) -> Self {
        Self { subject, state, message: message.into(), error: None, resumes_at: None }
    }
}

impl fmt::Display for HealthFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}: {}", self.subject, self.state, self.message)
    }
}

/// What a call needs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "name", rename_all = "snake_case")]
#[non_exhaustive]
pub enum HealthSubject {
    /// A credential, by its name; never by its characters.
    Credential(CredentialId),
    /// An account with the provider.
    Account(String),
    /// A model.
    Model(ModelId),
    /// A provider, of several that are asked as one; by the name that the application has for it.
    Provider(String),
    /// What calls may cost.
    Budget,
    /// How fast calls may be made.
    RateLimit,
}

impl fmt::Display for HealthSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Credential(id) => write!(f, "key {id}"),
            Self::Account(name) => write!(f, "account {name}"),
            Self::Model(id) => write!(f, "model {id}"),
            Self::Provider(name) => write!(f, "provider {name}"),
            Self::Budget => f.write_str("the budget"),
            Self::RateLimit => f.write_str("the rate limit"),
        }
    }
}

/// The verdict of a health check; the greater, the worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

impl fmt::Display for HealthState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Unhealthy => "unhealthy",
        })
    }
}

/// Whether an earlier result will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Freshness {
    /// A recent result will do.
    #[default]
    Cached,
    /// Ask again. A result that somebody waits for already will do: it comes in later.
    Fresh,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resting() -> HealthFinding {
        let subject = HealthSubject::Model("a/m".into());
        let mut finding = HealthFinding::new(subject, HealthState::Degraded, "rests");
        finding.resumes_at = Some(SystemTime::UNIX_EPOCH);
        finding
    }

    #[test]
    fn a_verdict_is_only_lowered() {
        let status =
            |state| HealthStatus::new(state, Duration::from_millis(3), SystemTime::UNIX_EPOCH);
        for (state, bound, expected) in [
            (HealthState::Healthy, HealthState::Degraded, HealthState::Degraded),
            (HealthState::Unhealthy, HealthState::Degraded, HealthState::Unhealthy),
            (HealthState::Degraded, HealthState::Degraded, HealthState::Degraded),
        ] {
            assert_eq!(status(state).no_better_than(bound).state, expected);
        }
    }

    #[test]
    fn a_verdict_reads_as_a_line_and_one_for_each_finding() {
        let health = HealthStatus::new(
            HealthState::Degraded,
            Duration::from_millis(12),
            SystemTime::UNIX_EPOCH,
        )
        .with_error(ErrorKind::RateLimited, "slow down")
        .with_finding(resting());
        let expected = "degraded, checked in 12 ms: slow down\nmodel a/m is degraded: rests";
        assert_eq!(health.to_string(), expected);
        let json = serde_json::to_value(&health.findings[0].subject).unwrap();
        assert_eq!(json, serde_json::json!({"kind": "model", "name": "a/m"}));
    }

    #[test]
    fn a_verdict_survives_a_store() {
        let checked_at = SystemTime::UNIX_EPOCH + Duration::from_nanos(1_700_000_000_000_000_001);
        let health = HealthStatus::new(HealthState::Degraded, Duration::from_millis(3), checked_at)
            .with_error(ErrorKind::Timeout, "slow")
            .with_since(SystemTime::UNIX_EPOCH)
            .with_finding(resting());
        let json = serde_json::to_string(&health).unwrap();
        assert_eq!(serde_json::from_str::<HealthStatus>(&json).unwrap(), health);
    }
}
