//! What `GET /key` says, in neutral terms.

use std::time::SystemTime;

use llm_types::{Allowance, AllowanceReset, Spent, Usd};
use openrouter_auth::{KeyId, KeyLimits};
use openrouter_wire::key::{Key, ResetInterval};
use serde_json::Number;

/// What this key may spend and has spent, by a reply that came at `seen_at`. The `rate_limit` of it
/// is left out: the service says to ignore it.
pub(crate) fn allowance(key: &Key, id: Option<KeyId>, seen_at: SystemTime) -> Allowance {
    let limits = KeyLimits::new(key, seen_at);
    let mut allowance = Allowance::new(seen_at);
    allowance.holder = id.map(|id| id.to_string().into());
    (allowance.limit, allowance.remaining) = (limits.limit, limits.limit_remaining);
    allowance.reset = limits.limit_reset.as_ref().and_then(|reset| match reset {
        ResetInterval::Daily => Some(AllowanceReset::Daily),
        ResetInterval::Weekly => Some(AllowanceReset::Weekly),
        ResetInterval::Monthly => Some(AllowanceReset::Monthly),
        ResetInterval::Other(_) => None,
    });
    allowance.reset_at = limits.resets_in(seen_at).and_then(|wait| seen_at.checked_add(wait));
    allowance.spent = spent([&key.usage, &key.usage_daily, &key.usage_weekly, &key.usage_monthly]);
    allowance.spent_elsewhere = spent([
        &key.byok_usage,
        &key.byok_usage_daily,
        &key.byok_usage_weekly,
        &key.byok_usage_monthly,
    ]);
    allowance.counts_elsewhere = key.include_byok_in_limit;
    allowance.is_free_tier = key.is_free_tier;
    allowance.expires_at = limits.ends_at();
    allowance
}

fn spent(amounts: [&Option<Number>; 4]) -> Spent {
    let [total, today, this_week, this_month] = amounts.map(|number| amount(number.as_ref()));
    let mut spent = Spent::default();
    (spent.total, spent.today) = (total, today);
    (spent.this_week, spent.this_month) = (this_week, this_month);
    spent
}

/// Money as the wire writes it. What is no amount is not known.
fn amount(number: Option<&Number>) -> Option<Usd> {
    number?.to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_a_key_says_of_itself_is_all_there() {
        let seen_at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_786_912_345);
        let key = r#"{"label":"laptop","limit":100,"limit_remaining":74.5,"limit_reset":"monthly",
            "include_byok_in_limit":true,"usage":25.5,"usage_daily":1,"usage_weekly":2.25,
            "usage_monthly":25.5,"byok_usage":17.38,"byok_usage_daily":0.5,"byok_usage_weekly":3,
            "byok_usage_monthly":4,"is_free_tier":false,"expires_at":"2027-12-31T23:59:59Z"}"#;
        let said = allowance(&serde_json::from_str(key).unwrap(), None, seen_at);
        let usd = |text: &str| Some(text.parse::<Usd>().unwrap());
        let at = |seconds| Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        let mut expected = Allowance::new(seen_at);
        (expected.limit, expected.remaining) = (usd("100"), usd("74.5"));
        expected.reset = Some(AllowanceReset::Monthly);
        // 2026-09-01 00:00 UTC, and the last second of 2027.
        (expected.reset_at, expected.expires_at) = (at(1_788_220_800), at(1_830_297_599));
        expected.spent.total = usd("25.5");
        expected.spent.today = usd("1");
        expected.spent.this_week = usd("2.25");
        expected.spent.this_month = usd("25.5");
        expected.spent_elsewhere.total = usd("17.38");
        expected.spent_elsewhere.today = usd("0.5");
        expected.spent_elsewhere.this_week = usd("3");
        expected.spent_elsewhere.this_month = usd("4");
        (expected.counts_elsewhere, expected.is_free_tier) = (Some(true), Some(false));
        assert_eq!(said, expected);
    }

    #[test]
    fn of_a_key_without_limits_nothing_is_made_up() {
        let said = allowance(&Key::default(), None, SystemTime::UNIX_EPOCH);
        assert_eq!(said, Allowance::new(SystemTime::UNIX_EPOCH));
        let bare = r#"{"limit":null,"limit_remaining":null,"usage":0,"limit_reset":"hourly",
                      "expires_at":"soon","rate_limit":{"requests":1000,"interval":"1h"}}"#;
        let said = allowance(&serde_json::from_str(bare).unwrap(), None, SystemTime::UNIX_EPOCH);
        let mut expected = Allowance::new(SystemTime::UNIX_EPOCH);
        expected.spent.total = Some(Usd::ZERO);
        assert_eq!(said, expected);
    }
}
