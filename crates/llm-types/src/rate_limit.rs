//! [`RateLimitInfo`]: what is known about limits.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::ModelId;

/// What is known about a limit, from where, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RateLimitInfo {
    /// The model that it holds for; `None` for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelId>,
    /// Requests.
    pub requests: LimitWindow,
    /// Tokens.
    pub tokens: LimitWindow,
    /// Nothing should be sent before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_until: Option<SystemTime>,
    /// Where it is known from.
    pub source: RateLimitSource,
    /// When it was learnt.
    pub observed_at: SystemTime,
}

impl RateLimitInfo {
    /// Nothing known yet but the source and the time.
    pub fn new(source: RateLimitSource, observed_at: SystemTime) -> Self {
        Self {
            model: None,
            requests: LimitWindow::default(),
            tokens: LimitWindow::default(),
            wait_until: None,
            source,
            observed_at,
        }
    }
}

/// A limit that fills up again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct LimitWindow {
    /// How many in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// How many are left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining: Option<u64>,
    /// When it is full again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reset_at: Option<SystemTime>,
}

impl LimitWindow {
    /// True if nothing is known.
    pub const fn is_empty(&self) -> bool {
        self.limit.is_none() && self.remaining.is_none() && self.reset_at.is_none()
    }
}

/// Where a limit is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RateLimitSource {
    /// Headers of an answer.
    Headers,
    /// The body of an error.
    ErrorBody,
    /// A question to the provider about the key.
    KeyInfo,
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_limit_survives_a_store() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let mut info = RateLimitInfo::new(RateLimitSource::ErrorBody, now);
        info.requests.remaining = Some(0);
        info.requests.reset_at = Some(now + Duration::from_millis(1500));
        info.wait_until = info.requests.reset_at;
        let json = serde_json::to_string(&info).unwrap();
        assert_eq!(serde_json::from_str::<RateLimitInfo>(&json).unwrap(), info);
    }
}
