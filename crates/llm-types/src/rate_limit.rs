//! [`RateLimitInfo`]: what a provider said of limits, once.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::{ModelId, Operation, RateLimitHolder};

/// What a provider said of its limits, once: for whom, how much, and until when.
///
/// What it did not say is not there: an absent header is no limit of zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RateLimitInfo {
    /// What it holds for.
    #[serde(default)]
    pub scope: RateLimitScope,
    /// Whom it holds for; `None` if that was not said, or if it is everybody: a model whose
    /// upstream is busy, say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<RateLimitHolder>,
    /// Requests.
    #[serde(default, skip_serializing_if = "LimitWindow::is_empty")]
    pub requests: LimitWindow,
    /// Tokens.
    #[serde(default, skip_serializing_if = "LimitWindow::is_empty")]
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
            scope: RateLimitScope::default(),
            holder: None,
            requests: LimitWindow::default(),
            tokens: LimitWindow::default(),
            wait_until: None,
            source,
            observed_at,
        }
    }

    /// The same, of something narrower than everything.
    #[must_use]
    pub fn with_scope(mut self, scope: RateLimitScope) -> Self {
        self.scope = scope;
        self
    }

    /// The same, of somebody.
    #[must_use]
    pub fn with_holder(mut self, holder: impl Into<RateLimitHolder>) -> Self {
        self.holder = Some(holder.into());
        self
    }
}

/// What a limit holds for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RateLimitScope {
    /// Whatever is asked of models.
    #[default]
    All,
    /// What is no question to a model: how often one may list, look up, manage.
    Operation(Operation),
    /// The models that cost nothing, together.
    FreeModels,
    /// One model.
    Model(ModelId),
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    use std::collections::BTreeSet;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_limit_survives_a_store() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let scope = RateLimitScope::Model("a/model".into());
        let mut info = RateLimitInfo::new(RateLimitSource::ErrorBody, now)
            .with_scope(scope)
            .with_holder("team-b");
        info.requests.remaining = Some(0);
        info.requests.reset_at = Some(now + Duration::from_millis(1500));
        info.wait_until = info.requests.reset_at;
        let json = serde_json::to_string(&info).unwrap();
        assert_eq!(serde_json::from_str::<RateLimitInfo>(&json).unwrap(), info);
    }

    #[test]
    fn what_was_not_said_is_not_written_and_may_be_missing() {
        let info = RateLimitInfo::new(RateLimitSource::Headers, SystemTime::UNIX_EPOCH);
        let json = serde_json::to_value(&info).unwrap();
        let fields: BTreeSet<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, ["observed_at", "scope", "source"].into());
        assert_eq!(serde_json::from_value::<RateLimitInfo>(json).unwrap(), info);
    }
}
