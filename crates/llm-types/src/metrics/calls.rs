//! [`CallMetrics`]: what became of calls.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{DurationHistogram, ErrorKind, Usage};

/// What became of calls.
///
/// A call begins, is in flight, and ends in exactly one way: `started` is always the sum of
/// `succeeded`, `failed`, `cancelled` and `in_flight`. All other figures are of calls that have
/// ended: what a call did is entered at its end, all at once.
///
/// A call is one thing that the application asked for; it makes one attempt or several. Of the
/// attempts those that are neither the first of their call nor a hedge are retries, so that
/// `attempts` is the number of calls that sent anything, plus `retries`, plus `hedges`.
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
    /// Requests that were sent, or tried to be.
    pub attempts: u64,
    /// Requests that were sent because the one before did not give what was asked for.
    pub retries: u64,
    /// The same, by how the one before had failed.
    pub retries_after: BTreeMap<ErrorKind, u64>,
    /// Requests that were begun beside one that kept its caller waiting.
    pub hedges: u64,
    /// Requests that gave no answer, or none that was read to its end, and may have been billed all
    /// the same.
    pub maybe_billed: u64,
    /// Answers that the service had in its cache of responses. They cost nothing.
    pub cache_hits: u64,
    /// Failed calls by kind.
    pub errors: BTreeMap<ErrorKind, u64>,
    /// What was consumed, as far as answers said.
    pub usage: Usage,
    /// From the call's start to the first content of its stream. Answers that were not streamed have
    /// none.
    pub first_content: DurationHistogram,
    /// How long the reader of a stream was kept waiting for each chunk after the first. What came
    /// together with the chunk before it counts with no time at all; what the reader itself took
    /// between two chunks does not count.
    pub chunk_gap: DurationHistogram,
    /// From the call's start to its end. Calls that were dropped are not timed.
    pub duration: DurationHistogram,
}

impl CallMetrics {
    /// Adds the figures of other calls.
    pub fn merge(&mut self, other: &Self) {
        let Self {
            started,
            succeeded,
            failed,
            cancelled,
            in_flight,
            attempts,
            retries,
            retries_after,
            hedges,
            maybe_billed,
            cache_hits,
            errors,
            usage,
            first_content,
            chunk_gap,
            duration,
        } = other;
        self.started += started;
        self.succeeded += succeeded;
        self.failed += failed;
        self.cancelled += cancelled;
        self.in_flight += in_flight;
        self.attempts += attempts;
        self.retries += retries;
        self.hedges += hedges;
        self.maybe_billed += maybe_billed;
        self.cache_hits += cache_hits;
        for (kind, count) in retries_after {
            *self.retries_after.entry(*kind).or_default() += count;
        }
        for (kind, count) in errors {
            *self.errors.entry(*kind).or_default() += count;
        }
        self.usage += usage;
        self.first_content.merge(first_content);
        self.chunk_gap.merge(chunk_gap);
        self.duration.merge(duration);
    }

    /// What was counted after `earlier`, an older snapshot of the same calls. `in_flight` stays what
    /// it is: a state, and no count.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let by_kind = |now: &BTreeMap<ErrorKind, u64>, then: &BTreeMap<ErrorKind, u64>| {
            let new = |(kind, count): (&ErrorKind, &u64)| {
                let count = count.saturating_sub(then.get(kind).copied().unwrap_or_default());
                (count > 0).then_some((*kind, count))
            };
            now.iter().filter_map(new).collect()
        };
        Self {
            started: self.started.saturating_sub(earlier.started),
            succeeded: self.succeeded.saturating_sub(earlier.succeeded),
            failed: self.failed.saturating_sub(earlier.failed),
            cancelled: self.cancelled.saturating_sub(earlier.cancelled),
            in_flight: self.in_flight,
            attempts: self.attempts.saturating_sub(earlier.attempts),
            retries: self.retries.saturating_sub(earlier.retries),
            retries_after: by_kind(&self.retries_after, &earlier.retries_after),
            hedges: self.hedges.saturating_sub(earlier.hedges),
            maybe_billed: self.maybe_billed.saturating_sub(earlier.maybe_billed),
            cache_hits: self.cache_hits.saturating_sub(earlier.cache_hits),
            errors: by_kind(&self.errors, &earlier.errors),
            usage: self.usage.since(&earlier.usage),
            first_content: self.first_content.since(&earlier.first_content),
            chunk_gap: self.chunk_gap.since(&earlier.chunk_gap),
            duration: self.duration.since(&earlier.duration),
        }
    }

    /// Calls that have ended, in whatever way.
    pub const fn ended(&self) -> u64 {
        self.succeeded + self.failed + self.cancelled
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn calls() -> CallMetrics {
        let mut calls = CallMetrics {
            started: 5,
            succeeded: 2,
            failed: 1,
            cancelled: 1,
            in_flight: 1,
            attempts: 6,
            retries: 1,
            retries_after: BTreeMap::from([(ErrorKind::Timeout, 1)]),
            hedges: 1,
            maybe_billed: 2,
            cache_hits: 1,
            errors: BTreeMap::from([(ErrorKind::RateLimited, 1)]),
            usage: Usage::new(10, 5),
            ..CallMetrics::default()
        };
        calls.usage.cost = Some("0.25".parse().unwrap());
        for histogram in [&mut calls.first_content, &mut calls.chunk_gap, &mut calls.duration] {
            histogram.record(Duration::from_millis(100));
        }
        calls
    }

    #[test]
    fn what_is_merged_can_be_taken_off_again() {
        let (mut sum, zero) = (calls(), CallMetrics::default());
        sum.merge(&calls());
        assert_eq!((sum.started, sum.ended(), sum.in_flight), (10, 8, 2));
        assert_eq!(sum.errors[&ErrorKind::RateLimited], 2);
        assert_eq!(sum.usage.cost, Some("0.5".parse().unwrap()));
        let mut since = sum.since(&calls());
        assert_eq!(since.in_flight, 2, "a state, and no count");
        since.in_flight = 1;
        for histogram in [&mut since.first_content, &mut since.chunk_gap, &mut since.duration] {
            let known = Some(Duration::from_millis(100));
            (histogram.min, histogram.max) = (known, known);
        }
        assert_eq!(since, calls());
        let mut same = CallMetrics::default();
        same.merge(&zero);
        assert_eq!(same, zero);
    }

    #[test]
    fn a_kind_that_did_not_come_again_is_not_in_the_difference() {
        let later = calls();
        let since = later.since(&calls());
        assert!(since.errors.is_empty() && since.retries_after.is_empty());
        assert_eq!((since.started, since.duration.count), (0, 0));
    }
}
