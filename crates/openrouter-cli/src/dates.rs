//! Days and times as people and scripts read them, in UTC.

use std::time::SystemTime;

use jiff::Timestamp;

/// The day of a time in seconds since 1970.
pub(crate) fn day(seconds: u64) -> Option<String> {
    let time = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    Some(time.strftime("%Y-%m-%d").to_string())
}

/// A time for `--json`, to the second.
pub(crate) fn rfc3339(time: SystemTime) -> Option<String> {
    let time = Timestamp::try_from(time).ok()?;
    Some(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn times_are_those_of_utc() {
        assert_eq!(day(1_765_389_775).unwrap(), "2025-12-10");
        assert_eq!(day(u64::MAX), None);
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_765_389_775_900);
        assert_eq!(rfc3339(time).unwrap(), "2025-12-10T18:02:55Z");
    }
}
