//! The one place that reads the wall clock.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// The time that replies, ids and spending are stamped with. Its copies go together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clock {
    /// The time that it stands still at; without it, it follows the machine's.
    fixed: Option<SystemTime>,
    /// By how many nanoseconds it was put forward.
    ahead: Arc<AtomicU64>,
}

impl Clock {
    /// Creates a clock that stands still, or follows the machine's.
    pub(crate) fn new(fixed: Option<SystemTime>) -> Self {
        Self { fixed, ahead: Arc::default() }
    }

    /// Returns the time since 1970.
    pub(crate) fn since_epoch(&self) -> Duration {
        let now = self.fixed.unwrap_or_else(wall).duration_since(UNIX_EPOCH).unwrap_or_default();
        now.saturating_add(Duration::from_nanos(self.ahead.load(Ordering::Relaxed)))
    }

    /// Returns the seconds since 1970.
    pub(crate) fn unix_seconds(&self) -> u64 {
        self.since_epoch().as_secs()
    }

    /// Puts it forward.
    pub(crate) fn advance(&self, by: Duration) {
        let by = u64::try_from(by.as_nanos()).unwrap_or(u64::MAX);
        self.ahead.fetch_add(by, Ordering::Relaxed);
    }
}

#[expect(clippy::disallowed_methods, reason = "the simulator's one reading of the wall clock")]
fn wall() -> SystemTime {
    SystemTime::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_a_clock_go_forward_together() {
        let clock = Clock::new(Some(UNIX_EPOCH + Duration::from_secs(100)));
        let copy = clock.clone();
        clock.advance(Duration::from_secs(5));
        assert_eq!((clock.unix_seconds(), copy.unix_seconds()), (105, 105));
    }
}
