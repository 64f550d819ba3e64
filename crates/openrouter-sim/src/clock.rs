//! The one place that reads the wall clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The time that replies, ids and spending are stamped with.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Clock {
    /// That of the machine.
    #[default]
    Wall,
    /// Always the same.
    Fixed(SystemTime),
}

impl Clock {
    /// Returns the time since 1970.
    pub(crate) fn since_epoch(self) -> Duration {
        let now = match self {
            Self::Wall => wall(),
            Self::Fixed(now) => now,
        };
        now.duration_since(UNIX_EPOCH).unwrap_or_default()
    }

    /// Returns the seconds since 1970.
    pub(crate) fn unix_seconds(self) -> u64 {
        self.since_epoch().as_secs()
    }
}

#[expect(clippy::disallowed_methods, reason = "the simulator's one reading of the wall clock")]
fn wall() -> SystemTime {
    SystemTime::now()
}
