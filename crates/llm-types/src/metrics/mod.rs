//! [`ProviderMetrics`]: what a provider has done so far, as plain data.

mod call_report;
mod calls;
mod histogram;

pub use call_report::{CallEnd, CallReport};
pub use calls::CallMetrics;
pub use histogram::DurationHistogram;

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::{ModelId, Operation};

/// What a provider has done so far: a snapshot.
///
/// Take two of them to see what happened in between:
///
/// ```
/// # fn example(provider: &dyn llm_types::HealthProvider) {
/// let before = provider.metrics();
/// // Some time goes by.
/// let lately = provider.metrics().since(&before);
/// println!("{} calls, {} retries", lately.total.ended(), lately.total.retries);
/// if let Some(p95) = lately.total.first_content.quantile(0.95) {
///     println!("19 of 20 streams began within {p95:?}");
/// }
/// for (model, calls) in lately.models.iter().map(|row| (&row.model, &row.calls)) {
///     println!("{model}: {:?} for {} tokens", calls.usage.cost, calls.usage.total_tokens);
/// }
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ProviderMetrics {
    /// Everything together. Each call counts once, however many models it asked.
    pub total: CallMetrics,
    /// By what calls were about.
    pub operations: Vec<OperationMetrics>,
    /// By the model that was asked.
    pub models: Vec<ModelMetrics>,
    /// The cache of the list of models.
    pub model_list: CacheMetrics,
    /// The cache of what is known of the connection.
    pub connectivity: CacheMetrics,
    /// The cache of answers, where the application has put one before the provider. What it gave
    /// is in none of the figures above: nobody was asked.
    pub responses: CacheMetrics,
}

impl ProviderMetrics {
    /// What was counted after `earlier`, an older snapshot of the same provider.
    ///
    /// The shortest and the longest duration of that time are not known. Figures that have become
    /// less, because the provider is not the same, count as nothing.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let operations = self.operations.iter().map(|row| {
            let before = earlier.operation(row.operation);
            OperationMetrics::new(
                row.operation,
                before.map_or_else(|| row.calls.clone(), |calls| row.calls.since(calls)),
            )
        });
        let models = self.models.iter().map(|row| {
            let before = earlier.model(&row.model);
            ModelMetrics::new(
                row.model.clone(),
                before.map_or_else(|| row.calls.clone(), |calls| row.calls.since(calls)),
            )
        });
        Self {
            total: self.total.since(&earlier.total),
            operations: operations.collect(),
            models: models.collect(),
            model_list: self.model_list.since(&earlier.model_list),
            connectivity: self.connectivity.since(&earlier.connectivity),
            responses: self.responses.since(&earlier.responses),
        }
    }

    /// The figures of one operation, if there are any.
    pub fn operation(&self, operation: Operation) -> Option<&CallMetrics> {
        self.operations.iter().find(|row| row.operation == operation).map(|row| &row.calls)
    }

    /// The figures of one model, if there are any.
    pub fn model(&self, model: impl AsRef<str>) -> Option<&CallMetrics> {
        self.models.iter().find(|row| row.model == *model.as_ref()).map(|row| &row.calls)
    }
}

/// What was done with one model.
///
/// A call that goes over several models is in the account of each of them: it began there, and
/// failed where it was given up. What was sent stands in the account of the model where the call
/// ended. What was used, tokens and cost, stands in the account of the model that says it answered,
/// which may be the dated name of the one that was asked.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ModelMetrics {
    /// Which model.
    pub model: ModelId,
    /// What was done with it.
    pub calls: CallMetrics,
}

impl ModelMetrics {
    /// The figures of a model.
    pub const fn new(model: ModelId, calls: CallMetrics) -> Self {
        Self { model, calls }
    }
}

/// What was done of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OperationMetrics {
    /// Of which kind.
    pub operation: Operation,
    /// What was done.
    #[serde(default)]
    pub calls: CallMetrics,
}

impl OperationMetrics {
    /// The figures of an operation.
    pub const fn new(operation: Operation, calls: CallMetrics) -> Self {
        Self { operation, calls }
    }
}

/// How often something was remembered, and how often it had to be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct CacheMetrics {
    /// Answers that were remembered, or that another caller had asked for and was waiting for
    /// already. Failures are remembered too.
    pub hits: u64,
    /// Answers that were asked for.
    pub misses: u64,
    /// Answers of earlier, given because they could not be had anew. They are hits or misses as
    /// well.
    pub stale: u64,
}

impl AddAssign for CacheMetrics {
    fn add_assign(&mut self, more: Self) {
        let Self { hits, misses, stale } = more;
        self.hits += hits;
        self.misses += misses;
        self.stale += stale;
    }
}

impl CacheMetrics {
    /// So many hits, misses, and stale answers among them.
    pub const fn new(hits: u64, misses: u64, stale: u64) -> Self {
        Self { hits, misses, stale }
    }

    /// What was counted after `earlier`, an older state of the same cache.
    #[must_use]
    pub const fn since(&self, earlier: &Self) -> Self {
        Self {
            hits: self.hits.saturating_sub(earlier.hits),
            misses: self.misses.saturating_sub(earlier.misses),
            stale: self.stale.saturating_sub(earlier.stale),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::ErrorKind;

    fn metrics(failed: u64) -> ProviderMetrics {
        let mut calls = CallMetrics { started: failed + 1, failed, ..CallMetrics::default() };
        calls.errors.insert(ErrorKind::RateLimited, failed);
        calls.duration.record(Duration::from_millis(20));
        ProviderMetrics {
            total: calls.clone(),
            operations: vec![OperationMetrics::new(Operation::Chat, calls.clone())],
            models: vec![ModelMetrics::new("author/model".into(), calls)],
            model_list: CacheMetrics::new(failed, 1, 0),
            connectivity: CacheMetrics::default(),
            responses: CacheMetrics::new(2 * failed, 1, 0),
        }
    }

    #[test]
    fn metrics_survive_a_store() {
        let metrics = metrics(1);
        let json = serde_json::to_value(&metrics).unwrap();
        assert_eq!(json["total"]["errors"]["rate_limited"], 1);
        assert_eq!(json["operations"][0]["operation"], "chat");
        assert_eq!(json["models"][0]["calls"]["duration"]["buckets"][1], 1);
        assert_eq!(serde_json::from_value::<ProviderMetrics>(json).unwrap(), metrics);
    }

    #[test]
    fn two_snapshots_tell_what_happened_in_between() {
        let mut later = metrics(3);
        later.models.push(ModelMetrics::new("author/new".into(), metrics(2).total));
        let since = later.since(&metrics(1));
        assert_eq!((since.total.failed, since.model_list.hits), (2, 2));
        assert_eq!((since.responses.hits, since.responses.misses), (4, 0));
        assert_eq!(since.operation(Operation::Chat).unwrap().failed, 2);
        assert_eq!(since.operation(Operation::Login), None);
        assert_eq!(since.model("author/model").unwrap().errors[&ErrorKind::RateLimited], 2);
        assert_eq!(since.model("author/new"), Some(&metrics(2).total), "all of it is new");
        assert_eq!(since.model_list.misses, 0);
    }
}
