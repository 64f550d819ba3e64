//! How reports write times: as people and other programs read them.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use serde::{Serialize, Serializer};

/// A duration in seconds, to the millisecond.
#[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
pub(super) fn seconds<S: Serializer>(
    duration: &Option<Duration>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let seconds = duration.map(|duration| (duration.as_secs_f64() * 1000.0).round() / 1000.0);
    seconds.serialize(serializer)
}

/// A moment as RFC 3339 has it, to the second; nothing, if it is none of our calendar.
pub(super) fn rfc_3339<S: Serializer>(
    moment: &SystemTime,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let timestamp = Timestamp::try_from(*moment).ok();
    let whole = timestamp.and_then(|timestamp| Timestamp::from_second(timestamp.as_second()).ok());
    whole.map(|timestamp| timestamp.to_string()).serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Report {
        #[serde(serialize_with = "seconds")]
        rest: Option<Duration>,
        #[serde(serialize_with = "rfc_3339")]
        seen_at: SystemTime,
    }

    #[test]
    fn times_are_seconds_and_dates() {
        let json = |rest: Option<Duration>, since_epoch: u64| {
            let seen_at = SystemTime::UNIX_EPOCH + Duration::from_millis(since_epoch);
            serde_json::to_string(&Report { rest, seen_at }).unwrap()
        };
        assert_eq!(
            json(Some(Duration::from_micros(593_947_477)), 1_790_000_000_999),
            r#"{"rest":593.947,"seen_at":"2026-09-21T14:13:20Z"}"#
        );
        assert_eq!(json(None, 0), r#"{"rest":null,"seen_at":"1970-01-01T00:00:00Z"}"#);
    }
}
