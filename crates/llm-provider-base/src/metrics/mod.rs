//! [`Metrics`]: what a provider counts about its calls.

mod call_guard;
pub use call_guard::CallGuard;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use llm_types::{CallMetrics, ModelId, ModelMetrics, Operation, ProviderMetrics};
use tokio::time::Instant;

/// What a provider counts about its calls. A handle: clones count together.
///
/// A call is told of at its start, at its first content and at its end, each time under one lock
/// that is held for a few additions; chunks are not counted. Because there is one lock, a snapshot
/// is of one moment: in it, calls begun are exactly those that ended and those in flight.
#[derive(Debug, Clone, Default)]
pub struct Metrics {
    book: Arc<Mutex<Book>>,
}

#[derive(Debug, Default)]
struct Book {
    total: CallMetrics,
    operations: HashMap<Operation, CallMetrics>,
    models: BTreeMap<ModelId, CallMetrics>,
}

impl Metrics {
    /// The most models that are counted one by one. Callers choose the names, so there could be
    /// any number of them.
    pub const MAX_MODELS: usize = 1000;

    /// What the models are counted as, all together, that came after
    /// [`MAX_MODELS`](Self::MAX_MODELS) others.
    pub const OTHER_MODELS: &'static str = "other";

    /// Nothing counted.
    pub fn new() -> Self {
        Self::default()
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
        let model = model.map(|model| self.lock().bucket(model));
        CallGuard::start(self.clone(), operation, model, now)
    }

    /// What was counted so far, in all and by model. Models are in the order of their names.
    pub fn snapshot(&self) -> ProviderMetrics {
        let mut snapshot = ProviderMetrics::default();
        let book = self.lock();
        snapshot.total = book.total.clone();
        snapshot.models = book
            .models
            .iter()
            .map(|(model, calls)| ModelMetrics::new(model.clone(), calls.clone()))
            .collect();
        snapshot
    }

    /// What was counted so far of one operation: calls to models, say, without the health checks
    /// between them.
    pub fn operation(&self, operation: Operation) -> CallMetrics {
        self.lock().operations.get(&operation).cloned().unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, Book> {
        // A panic elsewhere cannot leave the book half written: nothing in here panics.
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    /// The name under which a model is counted. It has an account from now on.
    fn bucket(&mut self, model: &ModelId) -> ModelId {
        if self.models.contains_key(model) {
            return model.clone();
        }
        let is_full = self.models.len() >= Metrics::MAX_MODELS;
        let bucket = if is_full { Metrics::OTHER_MODELS.into() } else { model.clone() };
        self.models.entry(bucket.clone()).or_default();
        bucket
    }

    /// Makes the same entry in every account that a call belongs to.
    fn enter(
        &mut self,
        operation: Operation,
        model: Option<&ModelId>,
        entry: impl Fn(&mut CallMetrics),
    ) {
        entry(&mut self.total);
        entry(self.operations.entry(operation).or_default());
        if let Some(model) = model {
            self.enter_model(model, entry);
        }
    }

    /// Makes an entry in the account of a model only.
    fn enter_model(&mut self, model: &ModelId, entry: impl Fn(&mut CallMetrics)) {
        if let Some(calls) = self.models.get_mut(model) {
            entry(calls);
        }
    }
}

#[cfg(test)]
mod tests;
