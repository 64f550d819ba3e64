//! [`ProviderMetrics`]: what a provider has done so far, as plain data.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{ErrorKind, ModelId, Usage};

/// What a provider has done so far: a snapshot.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ProviderMetrics {
    /// Everything together.
    pub total: CallMetrics,
    /// By the model that was asked.
    pub models: Vec<ModelMetrics>,
}

/// What was done with one model.
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

/// Counters of calls. Each call that has ended is in exactly one of `succeeded`, `failed` and
/// `cancelled`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct CallMetrics {
    /// Calls begun.
    pub started: u64,
    /// Calls that gave their whole answer.
    pub succeeded: u64,
    /// Calls that gave an error.
    pub failed: u64,
    /// Calls that were dropped before their end.
    pub cancelled: u64,
    /// Calls going on.
    pub in_flight: u64,
    /// Requests sent beyond the first of a call.
    pub retries: u64,
    /// Failed calls by kind.
    pub errors: BTreeMap<ErrorKind, u64>,
    /// What was consumed.
    pub usage: Usage,
    /// From the call's start to its first content.
    pub first_content: LatencySummary,
    /// From the call's start to its end.
    pub duration: LatencySummary,
}

/// Latencies, summed up.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct LatencySummary {
    /// How many.
    pub count: u64,
    /// All together.
    pub sum: Duration,
    /// The shortest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Duration>,
    /// The longest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Duration>,
}

impl LatencySummary {
    /// Adds one.
    pub fn record(&mut self, latency: Duration) {
        self.count += 1;
        self.sum = self.sum.saturating_add(latency);
        self.min = Some(self.min.map_or(latency, |min| min.min(latency)));
        self.max = Some(self.max.map_or(latency, |max| max.max(latency)));
    }

    /// The arithmetic mean, if there is any.
    pub fn mean(&self) -> Option<Duration> {
        let nanos = self.sum.as_nanos().checked_div(self.count.into())?;
        Some(Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_knows_its_extremes() {
        let mut summary = LatencySummary::default();
        assert_eq!(summary.mean(), None);
        for millis in [30, 10, 20] {
            summary.record(Duration::from_millis(millis));
        }
        assert_eq!(summary.mean(), Some(Duration::from_millis(20)));
        assert_eq!(summary.min, Some(Duration::from_millis(10)));
        assert_eq!(summary.max, Some(Duration::from_millis(30)));
    }

    #[test]
    fn metrics_survive_a_store() {
        let mut calls = CallMetrics { started: 2, failed: 1, ..CallMetrics::default() };
        calls.errors.insert(ErrorKind::RateLimited, 1);
        calls.duration.record(Duration::from_millis(20));
        let models = vec![ModelMetrics::new("author/model".into(), calls.clone())];
        let metrics = ProviderMetrics { total: calls, models };
        let json = serde_json::to_value(&metrics).unwrap();
        assert_eq!(json["total"]["errors"]["rate_limited"], 1);
        assert_eq!(serde_json::from_value::<ProviderMetrics>(json).unwrap(), metrics);
    }

    #[test]
    fn a_mean_outlives_the_four_billionth_call() {
        let summary = LatencySummary {
            count: 1 << 40,
            sum: Duration::from_secs(1 << 41),
            ..LatencySummary::default()
        };
        assert_eq!(summary.mean(), Some(Duration::from_secs(2)));
    }
}
