//! [`ErrorKind`]: what the caller can do about it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What went wrong, in terms of what the caller can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request is wrong. Mend it.
    InvalidRequest,
    /// The conversation is too long for the model. Shorten it, or take another model.
    ContextLength,
    /// A filter or guardrail refused the content. Change it.
    ContentPolicy,
    /// The key is missing, wrong, disabled or expired. Get another.
    Authentication,
    /// There is no money: on the account, or under the key's own cap. Add some.
    InsufficientCredits,
    /// The application's own spending budget does not allow the call, which was not made. Raise the
    /// limit, or wait until it begins anew.
    BudgetExceeded,
    /// The key may not do this. Change the policy, or take another key.
    PermissionDenied,
    /// No such model, or none that fits the request's demands. Take another, or demand less.
    ModelNotFound,
    /// What was asked about does not exist, or not yet.
    NotFound,
    /// Too many requests. Wait.
    RateLimited,
    /// The service or the upstream is down, overloaded, or answered nonsense. Wait, or fall back.
    Unavailable,
    /// It took too long.
    Timeout,
    /// No connection. Check network, address and proxy.
    Network,
    /// No trustworthy connection: certificate, name or protocol. Never retried.
    Tls,
    /// The answer broke off. The error holds what had come.
    Interrupted,
    /// The answer is not what the API promises. Report it.
    Decode,
    /// The request or the answer is larger than a limit. Raise the limit, or send or ask for less.
    TooLarge,
    /// The set-up is incomplete or wrong: no key, a bad address. Mend it.
    Configuration,
    /// This provider cannot express the request. Take another.
    Unsupported,
    /// The caller gave up.
    Cancelled,
}

impl ErrorKind {
    /// All kinds.
    pub const ALL: [Self; 20] = [
        Self::InvalidRequest,
        Self::ContextLength,
        Self::ContentPolicy,
        Self::Authentication,
        Self::InsufficientCredits,
        Self::BudgetExceeded,
        Self::PermissionDenied,
        Self::ModelNotFound,
        Self::NotFound,
        Self::RateLimited,
        Self::Unavailable,
        Self::Timeout,
        Self::Network,
        Self::Tls,
        Self::Interrupted,
        Self::Decode,
        Self::TooLarge,
        Self::Configuration,
        Self::Unsupported,
        Self::Cancelled,
    ];

    /// A stable label for metrics and logs (`error.type` in `OpenTelemetry`).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::ContextLength => "context_length",
            Self::ContentPolicy => "content_policy",
            Self::Authentication => "authentication",
            Self::InsufficientCredits => "insufficient_credits",
            Self::BudgetExceeded => "budget_exceeded",
            Self::PermissionDenied => "permission_denied",
            Self::ModelNotFound => "model_not_found",
            Self::NotFound => "not_found",
            Self::RateLimited => "rate_limited",
            Self::Unavailable => "unavailable",
            Self::Timeout => "timeout",
            Self::Network => "network",
            Self::Tls => "tls",
            Self::Interrupted => "interrupted",
            Self::Decode => "decode",
            Self::TooLarge => "too_large",
            Self::Configuration => "configuration",
            Self::Unsupported => "unsupported",
            Self::Cancelled => "cancelled",
        }
    }

    /// The words with which a message about it begins.
    pub(crate) const fn summary(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid request",
            Self::ContextLength => "context too long",
            Self::ContentPolicy => "content refused",
            Self::Authentication => "authentication failed",
            Self::InsufficientCredits => "insufficient credits",
            Self::BudgetExceeded => "spending budget exceeded",
            Self::PermissionDenied => "permission denied",
            Self::ModelNotFound => "no such model",
            Self::NotFound => "not found",
            Self::RateLimited => "rate limited",
            Self::Unavailable => "service unavailable",
            Self::Timeout => "timed out",
            Self::Network => "no connection",
            Self::Tls => "no trustworthy connection",
            Self::Interrupted => "answer broke off",
            Self::Decode => "answer not understood",
            Self::TooLarge => "too large",
            Self::Configuration => "configuration error",
            Self::Unsupported => "not supported",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_distinct_and_agree_with_serde() {
        let labels: std::collections::BTreeSet<_> =
            ErrorKind::ALL.iter().map(|kind| kind.as_str()).collect();
        assert_eq!(labels.len(), ErrorKind::ALL.len());
        for kind in ErrorKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }
}
