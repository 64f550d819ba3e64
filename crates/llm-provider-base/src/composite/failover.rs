//! [`Failover`]: which failures another provider is asked after.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use llm_types::{Error, ErrorKind};

/// Which failures of one provider another one is asked after, as long as no content was handed out.
///
/// | Failure | Another one is asked | Why |
/// |---|---|---|
/// | rate limited, unavailable, timeout, no connection, TLS, broken off, not understood | yes | it is that service's |
/// | authentication, permission, credits, configuration | yes | it is that account's |
/// | model missing, context too long, too large, not supported, not found | yes | others have other models and limits |
/// | content refused | no | what one refuses is not offered around unasked |
/// | invalid request | no | it is as wrong everywhere |
/// | spending budget | no | the application has set it |
/// | cancelled | no | nobody waits |
///
/// A timeout is one of the provider's own: where the time of the call is spent, nothing more is
/// asked.
///
/// ```
/// use llm_provider_base::Failover;
/// use llm_types::{Error, ErrorKind};
///
/// let failover = Failover::default()
///     .on(ErrorKind::ContentPolicy)
///     .not_on(ErrorKind::Authentication)
///     .rule(|error| (error.status() == Some(418)).then_some(false));
/// assert!(failover.covers(&Error::new(ErrorKind::ContentPolicy, "refused")));
/// assert!(!failover.covers(&Error::new(ErrorKind::Authentication, "bad key")));
/// assert!(!failover.covers(&Error::new(ErrorKind::Unavailable, "a teapot").with_status(418)));
/// ```
#[derive(Clone)]
pub struct Failover {
    kinds: BTreeSet<ErrorKind>,
    rules: Vec<Rule>,
}

/// Decides about a failure, or leaves it to the table.
type Rule = Arc<dyn Fn(&Error) -> Option<bool> + Send + Sync>;

impl Default for Failover {
    fn default() -> Self {
        let is_covered = |kind: &ErrorKind| {
            !matches!(
                kind,
                ErrorKind::ContentPolicy
                    | ErrorKind::InvalidRequest
                    | ErrorKind::BudgetExceeded
                    | ErrorKind::Cancelled
            )
        };
        Self { kinds: ErrorKind::ALL.into_iter().filter(is_covered).collect(), rules: Vec::new() }
    }
}

impl Failover {
    /// After failures of this kind another one is asked.
    #[must_use]
    pub fn on(mut self, kind: ErrorKind) -> Self {
        self.kinds.insert(kind);
        self
    }

    /// A failure of this kind is the call's.
    #[must_use]
    pub fn not_on(mut self, kind: ErrorKind) -> Self {
        self.kinds.remove(&kind);
        self
    }

    /// Asks `rule` first: it says whether another provider is asked after this failure, or `None`
    /// where the next rule, or at last the table, decides. It is called in the future of the call.
    #[must_use]
    pub fn rule(mut self, rule: impl Fn(&Error) -> Option<bool> + Send + Sync + 'static) -> Self {
        self.rules.push(Arc::new(rule));
        self
    }

    /// Whether another provider is asked after this failure.
    pub fn covers(&self, error: &Error) -> bool {
        let decided = self.rules.iter().find_map(|rule| rule(error));
        decided.unwrap_or_else(|| self.kinds.contains(&error.kind()))
    }
}

impl fmt::Debug for Failover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failover")
            .field("kinds", &self.kinds)
            .field("rules", &self.rules.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_provider_may_not_have_is_covered_and_nothing_else() {
        let failover = Failover::default();
        let not: Vec<_> = ErrorKind::ALL
            .into_iter()
            .filter(|kind| !failover.covers(&Error::new(*kind, "it failed")))
            .collect();
        let expected = [
            ErrorKind::InvalidRequest,
            ErrorKind::ContentPolicy,
            ErrorKind::BudgetExceeded,
            ErrorKind::Cancelled,
        ];
        assert_eq!(not, expected);
    }

    #[test]
    fn the_first_rule_that_decides_counts() {
        let failover = Failover::default()
            .rule(|error| (error.kind() == ErrorKind::Network).then_some(false))
            .rule(|_| Some(true));
        assert!(!failover.covers(&Error::new(ErrorKind::Network, "gone")));
        assert!(failover.covers(&Error::new(ErrorKind::InvalidRequest, "wrong")));
    }
}
