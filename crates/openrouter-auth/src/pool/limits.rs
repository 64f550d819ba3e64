//! [`KeyLimits`]: what `GET /key` says of a key.

use std::time::{Duration, SystemTime};

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use llm_types::Usd;
use openrouter_wire::key::{Key, ResetInterval};
use serde::Serialize;
use serde_json::Number;

use super::times_in_json::rfc_3339;

/// What a key may spend and has spent, as `GET /key` said it once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct KeyLimits {
    /// What the service calls the key. A name that is made of the key's own characters is left
    /// out.
    pub label: Option<String>,
    /// What it may spend; `None` is no limit.
    pub limit: Option<Usd>,
    /// What it may still spend.
    pub limit_remaining: Option<Usd>,
    /// When the limit starts anew.
    pub limit_reset: Option<ResetInterval>,
    /// What it has spent.
    pub usage: Option<Usd>,
    /// Whether its account has never paid for credits.
    pub is_free_tier: Option<bool>,
    /// When the key ends, as the service writes it.
    pub expires_at: Option<String>,
    /// When the service said so.
    #[serde(serialize_with = "rfc_3339")]
    pub seen_at: SystemTime,
}

impl KeyLimits {
    /// What this reply says, which came at `seen_at`.
    pub fn new(key: &Key, seen_at: SystemTime) -> Self {
        Self {
            label: key.label.clone().filter(|label| !label.contains("sk-or-")),
            limit: amount(key.limit.as_ref()),
            limit_remaining: amount(key.limit_remaining.as_ref()),
            limit_reset: key.limit_reset.clone(),
            usage: amount(key.usage.as_ref()),
            is_free_tier: key.is_free_tier,
            expires_at: key.expires_at.clone(),
            seen_at,
        }
    }

    /// True unless the key's own limit is spent.
    pub fn has_money_left(&self) -> bool {
        self.limit_remaining.is_none_or(|remaining| remaining > Usd::default())
    }

    /// When the key ends, if that is said in a way that can be read.
    pub fn ends_at(&self) -> Option<SystemTime> {
        self.expires_at.as_ref()?.parse::<Timestamp>().ok().map(SystemTime::from)
    }

    /// How long from `wall` until the limit starts anew, if it ever does: at midnight UTC, of
    /// every day, of Mondays, or of the first of each month.
    pub fn resets_in(&self, wall: SystemTime) -> Option<Duration> {
        let now = Timestamp::try_from(wall).ok()?.to_zoned(TimeZone::UTC);
        let day = match self.limit_reset.as_ref()? {
            ResetInterval::Daily => now.tomorrow(),
            ResetInterval::Weekly => now.nth_weekday(1, Weekday::Monday),
            ResetInterval::Monthly => now.last_of_month().and_then(|last| last.tomorrow()),
            ResetInterval::Other(_) => return None,
        };
        let reset = day.and_then(|day| Zoned::start_of_day(&day)).ok()?;
        SystemTime::from(reset.timestamp()).duration_since(wall).ok()
    }
}

/// Money as the wire writes it. What is no amount is not known.
fn amount(number: Option<&Number>) -> Option<Usd> {
    number?.to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(json: &str) -> KeyLimits {
        KeyLimits::new(&serde_json::from_str(json).unwrap(), SystemTime::UNIX_EPOCH)
    }

    #[test]
    fn limits_start_anew_at_midnight_of_the_next_day_monday_or_first() {
        let check = |interval: &str, now: &str, reset: &str| {
            let limits = limits(&format!(r#"{{"limit_reset":"{interval}"}}"#));
            let wall = |text: &str| SystemTime::from(text.parse::<Timestamp>().unwrap());
            let expected = wall(reset).duration_since(wall(now)).unwrap();
            assert_eq!(limits.resets_in(wall(now)), Some(expected), "{interval} at {now}");
        };
        check("daily", "2026-02-28T23:59:59Z", "2026-03-01T00:00:00Z");
        check("daily", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z");
        check("weekly", "2026-03-01T12:00:00Z", "2026-03-02T00:00:00Z"); // a Sunday
        check("weekly", "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z"); // a Monday
        check("monthly", "2024-02-29T10:00:00Z", "2024-03-01T00:00:00Z");
        check("monthly", "2026-12-31T23:00:00Z", "2027-01-01T00:00:00Z");
        assert_eq!(limits(r#"{"limit_reset":null}"#).resets_in(SystemTime::UNIX_EPOCH), None);
        let unknown = limits(r#"{"limit_reset":"hourly"}"#);
        assert_eq!(unknown.resets_in(SystemTime::UNIX_EPOCH), None);
    }

    #[test]
    fn a_key_ends_when_it_is_said_to() {
        let ends = |text: &str| limits(&format!(r#"{{"expires_at":{text}}}"#)).ends_at();
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(ends(r#""1970-01-02T00:00:01Z""#), Some(at(86_401)));
        assert_eq!(ends(r#""1970-01-02T01:00:01.000+01:00""#), Some(at(86_401)));
        assert_eq!((ends("null"), ends(r#""soon""#)), (None, None));
    }

    #[test]
    fn a_key_without_a_limit_has_money_left() {
        assert!(limits(r#"{"limit":null,"limit_remaining":null}"#).has_money_left());
        assert!(limits(r#"{"limit":5,"limit_remaining":0.01}"#).has_money_left());
        assert!(!limits(r#"{"limit":5,"limit_remaining":0}"#).has_money_left());
        assert!(!limits(r#"{"limit":5,"limit_remaining":-0.2}"#).has_money_left());
    }

    #[test]
    fn a_name_made_of_the_keys_own_characters_is_left_out() {
        assert_eq!(limits(r#"{"label":"sk-or-v1-0e6...1c9"}"#).label, None);
        assert_eq!(limits(r#"{"label":"laptop"}"#).label.as_deref(), Some("laptop"));
    }
}
