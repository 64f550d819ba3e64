//! Days, months and times of UTC, as the API writes them.

use std::time::Duration;

pub(crate) const DAY: u64 = 86_400;

/// Returns year, month and day of a number of days since 1970, after Howard Hinnant's
/// `civil_from_days`.
fn civil(days: u64) -> (u64, u64, u64) {
    let day = days + 719_468;
    let (era, day_of_era) = (day / 146_097, day % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Months of a year that begins in March, which puts the leap day last.
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

/// Counts the days from 1970 to a date, after Howard Hinnant's `days_from_civil`. Nothing comes
/// before 1970.
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    let is_date = (1_970..10_000).contains(&year) && (1..=12).contains(&month);
    let year = if month <= 2 { year.checked_sub(1)? } else { year };
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * from_march + 2) / 5 + day.checked_sub(1)?;
    let year_of_era = year % 400;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = (year / 400 * 146_097 + day_of_era).checked_sub(719_468)?;
    // The 30th of February becomes a day of March.
    (is_date && civil(days).2 == day).then_some(days)
}

/// Counts weeks, which begin on Monday. 1970 began on a Thursday.
pub(crate) fn week(seconds: u64) -> u64 {
    (seconds / DAY + 3) / 7
}

/// Counts months since the year 0.
pub(crate) fn month(seconds: u64) -> u64 {
    let (year, month, _) = civil(seconds / DAY);
    year * 12 + month
}

/// Writes a day as `YYYY-MM-DD`.
pub(crate) fn date(seconds: u64) -> String {
    let (year, month, day) = civil(seconds / DAY);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Reads a day that is `YYYY-MM-DD`, as the seconds from 1970 to its start.
pub(crate) fn parse_date(text: &str) -> Option<u64> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let number = |text: &str, len| {
        let is_number = text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { text.parse().ok() } else { None }
    };
    Some(days(number(year, 4)?, number(month, 2)?, number(day, 2)?)? * DAY)
}

/// Writes a time since 1970 in ISO 8601, to the millisecond.
pub(crate) fn iso(since_epoch: Duration) -> String {
    let seconds = since_epoch.as_secs();
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    let date = date(seconds);
    format!("{date}T{hour:02}:{minute:02}:{second:02}.{:03}Z", since_epoch.subsec_millis())
}

/// Reads a time in ISO 8601 that is in UTC, as what passed since 1970, to the millisecond.
pub(crate) fn parse_iso(text: &str) -> Option<Duration> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let zones = ["Z", "z", "+00:00", "-00:00"];
    let time = zones.into_iter().find_map(|zone| time.strip_suffix(zone))?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut parts = time.split(':').map(|part| part.parse::<u64>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let is_time = hour < 24 && minute < 60 && second <= 60 && parts.next().is_none();
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !is_time || !is_fraction {
        return None;
    }
    let seconds = parse_date(date)? + hour * 3_600 + minute * 60 + second;
    let digits = fraction.bytes().map(|byte| u64::from(byte - b'0'));
    let milliseconds = digits.chain([0; 3]).take(3).fold(0, |sum, digit| sum * 10 + digit);
    Some(Duration::from_millis(seconds * 1_000 + milliseconds))
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
