//! Stretches of time as people read them.

use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// How long something took: `84 ms`, `2.31 s`, `3 min 5 s`.
pub(crate) fn took(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} ms", time.as_millis()),
        1..MINUTE => format!("{:.2} s", time.as_secs_f64()),
        seconds => format!("{} min {} s", seconds / MINUTE, seconds % MINUTE),
    }
}

/// How far away something is, in its largest unit: `40 s`, `3 h`, `12 days`.
pub(crate) fn roughly(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..MINUTE => format!("{seconds} s"),
        seconds @ MINUTE..HOUR => format!("{} min", seconds / MINUTE),
        seconds if seconds < 2 * DAY => format!("{} h", seconds / HOUR),
        seconds => format!("{} days", seconds / DAY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_is_told_in_its_largest_unit() {
        let check = |seconds, text: &str| assert_eq!(roughly(Duration::from_secs(seconds)), text);
        check(0, "0 s");
        check(59, "59 s");
        check(60, "1 min");
        check(HOUR - 1, "59 min");
        check(HOUR, "1 h");
        check(2 * DAY - 1, "47 h");
        check(2 * DAY, "2 days");
        check(30 * DAY, "30 days");
    }

    #[test]
    fn what_took_long_needs_no_fractions() {
        let check = |millis, text: &str| assert_eq!(took(Duration::from_millis(millis)), text);
        check(84, "84 ms");
        check(999, "999 ms");
        check(2_310, "2.31 s");
        check(185_400, "3 min 5 s");
    }
}
