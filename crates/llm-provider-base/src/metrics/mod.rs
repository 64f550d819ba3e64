//! [`Metrics`]: what a provider counts about its calls.

mod accounts;
mod call_guard;
#[cfg(feature = "metrics")]
mod export;
mod models;
mod observer;
mod shard;
mod tally;

pub use call_guard::CallGuard;
pub(crate) use observer::apart;

use std::collections::BTreeMap;
use std::sync::Arc;

use llm_types::{
    CallMetrics, CallReport, ModelId, ModelMetrics, Operation, OperationMetrics, ProviderMetrics,
};
use tokio::time::Instant;

use self::observer::Observer;
use self::shard::{Shard, Shared};

/// What a provider counts about its calls. A handle: clones count together.
///
/// A call is entered twice, each time under a lock that is held for some additions: at its start,
/// and at its end with all that it did. What happens in between, chunks too, is added up by its
/// [`CallGuard`], which belongs to the call alone. There is a lock for each of a few groups of
/// threads, so that threads do not wait for each other; all of them are taken for a snapshot, which
/// therefore is of one moment: in it, calls begun are exactly those that ended and those in flight,
/// in total, by operation and by model.
#[derive(Debug, Clone)]
pub struct Metrics {
    shards: Arc<[Arc<Shard>]>,
    shared: Arc<Shared>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// The most models that are counted one by one. Callers choose the names, so there could be
    /// any number of them.
    pub const MAX_MODELS: usize = 1000;

    /// The longest name, in bytes, under which a model is counted. What answered is called whatever
    /// the service says.
    pub const MAX_MODEL_NAME: usize = 256;

    /// What the models are counted as, all together, that came after
    /// [`MAX_MODELS`](Self::MAX_MODELS) others, or whose names are too long.
    pub const OTHER_MODELS: &'static str = "other";

    /// Nothing counted, of a provider without a name.
    pub fn new() -> Self {
        Self::over(Shared::default())
    }

    /// Nothing counted, of a provider with this name: reports and exported metrics say it.
    pub fn of_provider(name: &'static str) -> Self {
        Self::over(Shared { provider: name, ..Shared::default() })
    }

    fn over(shared: Shared) -> Self {
        let shared = Arc::new(shared);
        Self { shards: Shard::several(&shared), shared }
    }

    /// Tells `observer` of each call that is over, from now on. Several may be told.
    ///
    /// What comes back counts from nothing: give observers before there are calls.
    ///
    /// The observer is called where the call ends, which may be in a `drop`, after the call was
    /// counted, with no lock held: it may take a snapshot, and make other calls. If it panics, that
    /// is logged, and the call goes on as if nothing had been. Nothing can keep it from taking its
    /// time, for which the call then waits: hand the report over by a `try_send` if there is more to
    /// do than to add something up.
    #[must_use]
    pub fn on_call_end(self, observer: impl Fn(&CallReport) + Send + Sync + 'static) -> Self {
        let mut shared = self.shared.unused();
        shared.observers.push(Observer::new(observer));
        Self::over(shared)
    }

    /// Counts a call as begun. It is in flight until the guard gets a verdict or is dropped.
    ///
    /// `model` is the model that is asked, where there is one.
    pub fn start_call(
        &self,
        operation: Operation,
        model: Option<&ModelId>,
        now: Instant,
    ) -> CallGuard {
        CallGuard::start(Arc::clone(Shard::of_thread(&self.shards)), operation, model, now)
    }

    /// What was counted so far: in all, by operation and by model, which are in the order of their
    /// names. What is known of caches is not in it.
    pub fn snapshot(&self) -> ProviderMetrics {
        let mut operations = BTreeMap::<_, CallMetrics>::new();
        let mut models = BTreeMap::<_, CallMetrics>::new();
        // All at once, or else a call could be seen to end that was not seen to begin.
        let books: Vec<_> = self.shards.iter().map(|shard| shard.lock()).collect();
        for account in books.iter().flat_map(|accounts| accounts.iter()) {
            operations.entry(account.operation()).or_default().merge(&account.for_operation());
            if let Some(model) = account.model() {
                models.entry(model.clone()).or_default().merge(&account.for_model());
            }
        }
        drop(books);
        let mut snapshot = ProviderMetrics::default();
        for (operation, mut calls) in operations {
            calls.in_flight = calls.started - calls.ended();
            snapshot.total.merge(&calls);
            snapshot.operations.push(OperationMetrics::new(operation, calls));
        }
        for (model, mut calls) in models {
            calls.in_flight = calls.started - calls.ended();
            snapshot.models.push(ModelMetrics::new(model, calls));
        }
        snapshot
    }
}

#[cfg(test)]
mod tests;
