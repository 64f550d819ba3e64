//! [`DurationHistogram`]: how long things took, in buckets.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How many bounds there are.
const BOUNDS: usize = 14;

/// The first bound, in nanoseconds: ten milliseconds. Each other is twice the one before it.
const FIRST: u64 = 10_000_000;

/// How long things took, counted in buckets.
///
/// The bounds are fixed, so that histograms of any time and place can be added: from 10 ms, each
/// twice the one before, to 81.92 s. They are those that `OpenTelemetry`'s GenAI conventions
/// recommend for the duration of an operation, the time to its first chunk, and the time per output
/// chunk. A duration belongs into the first bucket whose bound it does not exceed; the last bucket,
/// after all bounds, has what took longer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct DurationHistogram {
    /// How many.
    pub count: u64,
    /// All together.
    pub sum: Duration,
    /// The shortest. Not known of the difference of two histograms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Duration>,
    /// The longest. Not known of the difference of two histograms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Duration>,
    /// How many in each bucket, alone: those of the buckets before are not in it. The sum is
    /// `count`.
    pub buckets: [u64; BOUNDS + 1],
}

impl DurationHistogram {
    /// The upper bounds of the buckets but the last, each of which is still inside: 0.01, 0.02,
    /// 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96 and 81.92 seconds.
    pub const BOUNDS: [Duration; BOUNDS] = {
        let mut bounds = [Duration::ZERO; BOUNDS];
        let mut place = 0;
        while place < BOUNDS {
            bounds[place] = Duration::from_nanos(FIRST << place);
            place += 1;
        }
        bounds
    };

    /// The bucket of a duration.
    pub const fn bucket_of(duration: Duration) -> usize {
        if duration.as_secs() > 81 && duration.as_nanos() > (FIRST as u128) << (BOUNDS - 1) {
            return BOUNDS;
        }
        // How often the first bound fits in, up to the end of the bucket: doubling is counting the
        // digits.
        let nanos = duration.as_secs() * 1_000_000_000 + duration.subsec_nanos() as u64;
        let steps = nanos.saturating_sub(1) / FIRST;
        (u64::BITS - steps.leading_zeros()) as usize
    }

    /// Adds one.
    pub fn record(&mut self, duration: Duration) {
        self.count += 1;
        self.sum = self.sum.saturating_add(duration);
        self.min = Some(self.min.map_or(duration, |min| min.min(duration)));
        self.max = Some(self.max.map_or(duration, |max| max.max(duration)));
        self.buckets[Self::bucket_of(duration)] += 1;
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        self.count += other.count;
        self.sum = self.sum.saturating_add(other.sum);
        self.min = self.min.into_iter().chain(other.min).min();
        self.max = self.max.max(other.max);
        for (mine, theirs) in self.buckets.iter_mut().zip(other.buckets) {
            *mine += theirs;
        }
    }

    /// What was added after `earlier`, an older state of the same histogram.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let mut buckets = self.buckets;
        for (mine, theirs) in buckets.iter_mut().zip(earlier.buckets) {
            *mine = mine.saturating_sub(theirs);
        }
        Self {
            count: self.count.saturating_sub(earlier.count),
            sum: self.sum.saturating_sub(earlier.sum),
            min: None,
            max: None,
            buckets,
        }
    }

    /// The arithmetic mean, if there is any.
    pub fn mean(&self) -> Option<Duration> {
        let nanos = self.sum.as_nanos().checked_div(self.count.into())?;
        Some(Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX)))
    }

    /// An estimate of the duration that a share of all do not exceed: 0.5 for the median, 0.99 for
    /// what one of a hundred takes longer than. `None` if there is nothing, or no such share.
    ///
    /// Inside a bucket all durations are taken to be spread evenly, so that the estimate is wrong
    /// by less than the bucket is wide: by a factor of two at the most, beyond 10 ms. It lies between
    /// `min` and `max`, where these are known. Of what took longer than the last bound, nothing is
    /// known but the longest.
    pub fn quantile(&self, share: f64) -> Option<Duration> {
        if self.count == 0 || !(0.0..=1.0).contains(&share) {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let rank = share * self.count as f64;
        let mut below = 0;
        for (place, &here) in self.buckets.iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "an estimate")]
            let (before, inside) = (below as f64, here as f64);
            if here > 0 && before + inside >= rank {
                let part = ((rank - before) / inside).clamp(0.0, 1.0);
                return Some(self.within(place, part));
            }
            below += here;
        }
        self.max
    }

    /// A duration in a bucket, so far from its lower end to its upper one.
    fn within(&self, place: usize, part: f64) -> Duration {
        let lower = place.checked_sub(1).map_or(Duration::ZERO, |place| Self::BOUNDS[place]);
        let upper = Self::BOUNDS.get(place).copied().or(self.max).unwrap_or(lower);
        let (lower, upper) = (
            lower.max(self.min.unwrap_or_default()).min(upper),
            upper.min(self.max.unwrap_or(Duration::MAX)),
        );
        lower + upper.saturating_sub(lower).mul_f64(part)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn millis(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn of(durations: &[Duration]) -> DurationHistogram {
        let mut histogram = DurationHistogram::default();
        for &duration in durations {
            histogram.record(duration);
        }
        histogram
    }

    #[test]
    fn a_histogram_knows_its_extremes() {
        assert_eq!(DurationHistogram::default().mean(), None);
        let histogram = of(&[millis(30), millis(10), millis(20)]);
        assert_eq!(histogram.mean(), Some(millis(20)));
        assert_eq!(histogram.min, Some(millis(10)));
        assert_eq!(histogram.max, Some(millis(30)));
        assert_eq!(histogram.buckets[..4], [1, 1, 1, 0]);
    }

    #[test]
    fn a_mean_outlives_the_four_billionth_call() {
        let histogram = DurationHistogram {
            count: 1 << 40,
            sum: Duration::from_secs(1 << 41),
            ..DurationHistogram::default()
        };
        assert_eq!(histogram.mean(), Some(Duration::from_secs(2)));
    }

    #[test]
    fn a_bound_belongs_to_the_bucket_below_it() {
        assert_eq!(DurationHistogram::BOUNDS[13], millis(81_920));
        assert_eq!(DurationHistogram::bucket_of(Duration::ZERO), 0);
        let nano = Duration::from_nanos(1);
        for (place, bound) in DurationHistogram::BOUNDS.into_iter().enumerate() {
            assert_eq!(DurationHistogram::bucket_of(bound), place);
            assert_eq!(DurationHistogram::bucket_of(bound.saturating_sub(nano)), place);
            assert_eq!(DurationHistogram::bucket_of(bound + nano), place + 1);
        }
        assert_eq!(DurationHistogram::bucket_of(Duration::MAX), BOUNDS);
    }

    #[test]
    fn quantiles_are_read_off_the_buckets() {
        let histogram = of(&[millis(15), millis(30), millis(50), millis(3000)]);
        assert_eq!(histogram.quantile(0.0), Some(millis(15)), "no less than the least");
        assert_eq!(histogram.quantile(0.5), Some(millis(40)), "the end of the second bucket");
        assert_eq!(histogram.quantile(1.0), Some(millis(3000)), "no more than the most");
        assert_eq!(histogram.quantile(1.1), None);
        assert_eq!(histogram.quantile(f64::NAN), None);
        assert_eq!(DurationHistogram::default().quantile(0.5), None);
        let long = of(&[millis(200_000)]);
        assert_eq!(long.quantile(0.5), Some(millis(200_000)));
    }

    #[test]
    fn a_difference_knows_no_extremes() {
        let earlier = of(&[millis(15)]);
        let mut later = earlier.clone();
        later.record(millis(100));
        let since = later.since(&earlier);
        assert_eq!((since.count, since.sum, since.max), (1, millis(100), None));
        assert_eq!(since.quantile(1.0), Some(millis(160)), "the bound of its bucket");
        // After a restart the earlier one is of another life.
        assert_eq!(earlier.since(&later).count, 0);
    }

    proptest! {
        #[test]
        fn merging_is_recording_all(
            one in prop::collection::vec(0_u64..200_000_000_000, 0..20),
            other in prop::collection::vec(0_u64..200_000_000_000, 0..20),
        ) {
            let nanos = |list: &[u64]| -> Vec<_> {
                list.iter().map(|&nanos| Duration::from_nanos(nanos)).collect()
            };
            let (one, other) = (nanos(&one), nanos(&other));
            let mut merged = of(&one);
            merged.merge(&of(&other));
            prop_assert_eq!(&merged, &of(&[one.clone(), other.clone()].concat()));
            let since = merged.since(&of(&one));
            prop_assert_eq!(since.buckets, of(&other).buckets);
            prop_assert_eq!(merged.count, merged.buckets.iter().sum::<u64>());
        }

        #[test]
        fn a_quantile_is_in_the_bucket_of_the_right_one(
            mut millis in prop::collection::vec(0_u64..200_000, 1..40),
            share in 0.0..=1.0_f64,
        ) {
            let durations: Vec<_> = millis.iter().map(|&one| Duration::from_millis(one)).collect();
            let histogram = of(&durations);
            millis.sort_unstable();
            #[expect(clippy::cast_precision_loss, clippy::cast_sign_loss, clippy::cast_possible_truncation,
                reason = "a rank of at most forty")]
            let rank = ((share * millis.len() as f64).ceil() as usize).max(1);
            let exact = Duration::from_millis(millis[rank - 1]);
            let estimate = histogram.quantile(share).unwrap();
            let place = DurationHistogram::bucket_of(exact);
            let lower = place.checked_sub(1).map_or(Duration::ZERO, |place| DurationHistogram::BOUNDS[place]);
            prop_assert!(lower <= estimate, "{estimate:?} for {exact:?}");
            let upper = DurationHistogram::BOUNDS.get(place).copied().unwrap_or(Duration::MAX);
            prop_assert!(estimate <= upper, "{estimate:?} for {exact:?}");
        }
    }
}
