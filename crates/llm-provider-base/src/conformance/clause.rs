//! [`Clause`]: one rule of the contract, and what is done to see whether it is kept.

use std::fmt;
use std::future::Future;

use futures::future::BoxFuture;

use super::Scenario;
use super::bench::Bench;

/// One rule of the contract.
pub struct Clause {
    /// Its name, which stays.
    pub id: &'static str,
    /// What it asks of a provider.
    pub rule: &'static str,
    /// What goes wrong for callers where it is broken.
    pub reason: &'static str,
    /// What is looked at.
    pub(super) cases: fn() -> Vec<Case>,
}

impl fmt::Debug for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clause").field("id", &self.id).finish_non_exhaustive()
    }
}

/// One look at a provider, in one scenario.
pub(super) struct Case {
    pub(super) scenario: Scenario,
    pub(super) check: Check,
}

type Check = Box<dyn FnOnce(Bench) -> BoxFuture<'static, Verdict> + Send>;

impl Case {
    pub(super) fn new<F>(scenario: Scenario, check: fn(Bench) -> F) -> Self
    where
        F: Future<Output = Verdict> + Send + 'static,
    {
        Self { scenario, check: Box::new(move |bench| Box::pin(check(bench))) }
    }

    /// The same look in each of these scenarios.
    pub(super) fn each<F>(
        scenarios: impl IntoIterator<Item = Scenario>,
        check: fn(Bench) -> F,
    ) -> Vec<Self>
    where
        F: Future<Output = Verdict> + Send + 'static,
    {
        scenarios.into_iter().map(|scenario| Self::new(scenario, check)).collect()
    }
}

/// What came of a look.
pub(super) type Verdict<T = ()> = Result<T, Finding>;

/// Why a look did not show that the clause is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Finding {
    /// It is broken: this was expected and that was seen.
    Broken(String),
    /// It could not be seen, for this reason.
    Unseen(String),
}

/// Says that the clause is broken unless this holds.
macro_rules! ensure {
    ($holds:expr, $($what:tt)+) => {
        if !$holds {
            return Err($crate::conformance::clause::Finding::Broken(format!($($what)+)));
        }
    };
}
pub(super) use ensure;
