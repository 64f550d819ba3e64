//! [`Moment`]: now, on both clocks.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use llm_provider_base::Clock;
use tokio::time::Instant;

const DAY: u64 = 24 * 60 * 60;

/// Now, on both clocks: dates that the service names are on the wall, rests of keys are measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    /// For measuring.
    pub(crate) now: Instant,
    /// For dates, and nothing else.
    pub(crate) wall: SystemTime,
}

impl Moment {
    /// Reads both clocks.
    pub(crate) fn of(clock: &dyn Clock) -> Self {
        Self { now: clock.now(), wall: clock.wall() }
    }

    /// The moment so much later.
    pub(super) fn after(self, wait: Duration) -> Option<Instant> {
        self.now.checked_add(wait)
    }

    /// When the service's day ends: at 00:00 UTC quotas and budgets of a day begin anew.
    pub(super) fn end_of_day(self) -> Option<Instant> {
        let since = self.wall.duration_since(UNIX_EPOCH).unwrap_or_default();
        let gone = Duration::new(since.as_secs() % DAY, since.subsec_nanos());
        self.after(Duration::from_secs(DAY).saturating_sub(gone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d09_a_day_ends_at_midnight_in_greenwich() {
        let now = Instant::now();
        for (since_epoch, left) in [(0, DAY), (1, DAY - 1), (DAY - 1, 1), (20_000 * DAY, DAY)] {
            let wall = UNIX_EPOCH + Duration::from_secs(since_epoch);
            let end = Moment { now, wall }.end_of_day().unwrap();
            assert_eq!(end - now, Duration::from_secs(left), "{since_epoch}");
        }
        let wall = UNIX_EPOCH + Duration::from_millis(1500);
        let end = Moment { now, wall }.end_of_day().unwrap();
        assert_eq!(end - now, Duration::from_millis(DAY * 1000 - 1500));
    }
}
