//! [`UtcDay`]: a day of the service's books.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::{Serialize, Serializer};

/// A day of UTC, by which the service keeps its books. Written as `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UtcDay(Date);

impl UtcDay {
    /// The day that a time is in. A time beyond the calendar is on its last day.
    pub fn of(time: SystemTime) -> Self {
        let time = Timestamp::try_from(time).unwrap_or(Timestamp::MAX);
        Self(time.to_zoned(TimeZone::UTC).date())
    }

    /// The day that lies so many days later; earlier, if that is below zero.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days.days()))
    }

    /// How many days lie between the two: 1 from one day to the next.
    pub fn days_since(self, earlier: Self) -> i32 {
        let span = self.0.since(earlier.0).unwrap_or_default();
        span.get_days()
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, from 1.
    pub fn month(self) -> u8 {
        self.0.month().unsigned_abs()
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        self.0.day().unsigned_abs()
    }
}

impl fmt::Display for UtcDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// The text is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseUtcDayError;

impl fmt::Display for ParseUtcDayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a day as YYYY-MM-DD")
    }
}

impl std::error::Error for ParseUtcDayError {}

impl FromStr for UtcDay {
    type Err = ParseUtcDayError;

    /// Reads `2026-08-24`, and a time on that day: `2026-08-24 00:00:00`, `2026-08-24T00:00:00Z`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let date = text.get(..10).ok_or(ParseUtcDayError)?;
        let is_time = matches!(text.as_bytes().get(10), None | Some(b' ' | b'T'));
        let day = date.parse().ok().filter(|day: &Date| is_time && day.to_string() == date);
        day.map(Self).ok_or(ParseUtcDayError)
    }
}

impl Serialize for UtcDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn day(text: &str) -> UtcDay {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        assert_eq!(day("2024-02-28").plus(2), day("2024-03-01"));
        assert_eq!(day("2026-01-01").plus(-1), day("2025-12-31"));
        assert_eq!(day("2026-03-01").days_since(day("2026-01-30")), 30);
        assert_eq!(day("2026-01-30").days_since(day("2026-03-01")), -30);
        let last = day("9999-12-31");
        assert_eq!(last.plus(1), last);
    }

    #[test]
    fn a_day_is_read_with_and_without_a_time() {
        let expected = day("2026-08-24");
        for text in ["2026-08-24 00:00:00", "2026-08-24T23:59:59Z"] {
            assert_eq!(day(text), expected);
        }
        for wrong in ["", "yesterday", "2026-8-24", "2026-02-30", "2026-08-240", "20260824T0", "é"]
        {
            assert_eq!(wrong.parse::<UtcDay>(), Err(ParseUtcDayError), "{wrong}");
        }
    }

    #[test]
    fn a_time_is_on_its_day() {
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_709_251_199);
        let leap_day = UtcDay::of(noon);
        assert_eq!(leap_day.to_string(), "2024-02-29");
        assert_eq!((leap_day.year(), leap_day.month(), leap_day.day()), (2024, 2, 29));
        assert_eq!(serde_json::to_string(&leap_day).unwrap(), r#""2024-02-29""#);
    }
}
