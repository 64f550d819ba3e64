//! [`ChunkGaps`]: the times between the chunks of one stream.

use std::time::Duration;

use llm_types::DurationHistogram;

/// The times between the chunks of one stream, added up bucket by bucket: an exporter is told of
/// them at the end, and of nothing while chunks come.
#[derive(Debug, Default)]
pub(in crate::metrics) struct ChunkGaps {
    buckets: [(Duration, usize); DurationHistogram::BOUNDS.len() + 1],
}

impl ChunkGaps {
    pub(in crate::metrics) fn record(&mut self, gap: Duration) {
        let (sum, count) = &mut self.buckets[DurationHistogram::bucket_of(gap)];
        *sum += gap;
        *count += 1;
    }

    /// The mean of each bucket, which is in it, and how many it stands for: so counts and sums are
    /// exact, whatever the exporter makes of them with the same bounds.
    pub(super) fn means(&self) -> impl Iterator<Item = (Duration, usize)> {
        self.buckets.iter().filter_map(|(sum, count)| {
            let nanos = sum.as_nanos().checked_div(*count as u128)?;
            Some((Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX)), *count))
        })
    }
}
