//! Days, months and times of UTC, as the API writes them.

use std::time::Duration;

use jiff::{
    Timestamp,
    civil::Date,
    fmt::temporal::{Pieces, PiecesOffset},
    tz::{Offset, TimeZone},
};

pub(crate) const DAY: u64 = 86_400;

/// Returns the day of a time. Whoever puts the clock past the year 9999 stays at its end.
fn day(seconds: u64) -> Date {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    let time = Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX);
    Offset::UTC.to_datetime(time).date()
}

/// Counts weeks, which begin on Monday. 1970 began on a Thursday.
pub(crate) fn week(seconds: u64) -> u64 {
    (seconds / DAY + 3) / 7
}

/// Counts months since the year 0.
pub(crate) fn month(seconds: u64) -> u64 {
    let day = day(seconds);
    // Nothing comes before 1970.
    u64::from(day.year().unsigned_abs()) * 12 + u64::from(day.month().unsigned_abs())
}

/// Writes a day as `YYYY-MM-DD`.
pub(crate) fn date(seconds: u64) -> String {
    day(seconds).to_string()
}

/// Reads a day that is `YYYY-MM-DD`, as the seconds from 1970 to its start.
pub(crate) fn parse_date(text: &str) -> Option<u64> {
    let day: Date = text.parse().ok()?;
    // Other spellings are dates too, but not for the service.
    if day.to_string() != text {
        return None;
    }
    let start = day.to_zoned(TimeZone::UTC).ok()?;
    u64::try_from(start.timestamp().as_second()).ok()
}

/// Writes a time since 1970 in ISO 8601, to the millisecond.
pub(crate) fn iso(since_epoch: Duration) -> String {
    let milliseconds = i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX);
    let time = Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX);
    format!("{time:.3}")
}

/// Reads a time in ISO 8601 that is in UTC, as what passed since 1970, to the millisecond.
pub(crate) fn parse_iso(text: &str) -> Option<Duration> {
    let pieces = Pieces::parse(text).ok()?;
    let is_utc = match pieces.offset()? {
        PiecesOffset::Zulu => true,
        PiecesOffset::Numeric(offset) => offset.offset() == Offset::UTC,
        _ => false,
    };
    let time = pieces.date().to_datetime(pieces.time()?);
    let milliseconds = Offset::UTC.to_timestamp(time).ok()?.as_millisecond();
    let since_epoch = Duration::from_millis(u64::try_from(milliseconds).ok()?);
    is_utc.then_some(since_epoch)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_are_written_as_the_service_does() {
        assert_eq!(iso(Duration::ZERO), "1970-01-01T00:00:00.000Z");
        assert_eq!(iso(Duration::from_millis(1_709_251_199_042)), "2024-02-29T23:59:59.042Z");
    }

    #[test]
    fn only_times_of_utc_are_read() {
        for (text, milliseconds) in [
            ("2024-02-29T12:00:00Z", 0),
            ("2024-02-29T12:00:00.1Z", 100),
            ("2024-02-29T12:00:00.1239Z", 123),
            ("2024-02-29t12:00:00+00:00", 0),
        ] {
            let expected = Duration::from_millis(1_709_208_000_000 + milliseconds);
            assert_eq!(parse_iso(text), Some(expected), "{text}");
        }
        for text in [
            "2024-02-29T12:00:00+01:00",
            "2024-02-29T12:00:00",
            "2024-02-29T12:00:00.Z",
            "2024-02-29T12:00:00.1xZ",
            "2024-02-30T12:00:00Z",
            "2024-13-01T12:00:00Z",
            "2024-02-29T24:00:00Z",
            "2024-02-29T18446744073709551615:00:00Z",
            "2024-02-29",
            "1969-12-31T00:00:00Z",
            "",
        ] {
            assert_eq!(parse_iso(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn each_day_is_read_as_it_is_written(day in 0_u64..2_900_000) {
            prop_assert_eq!(parse_date(&date(day * DAY)), Some(day * DAY));
        }
    }
}
