//! How often free models answer an account.

use http::{HeaderName, StatusCode};
use openrouter_wire::error::{ApiError, HeaderValue, Metadata};
use serde_json::Value;

use crate::{calendar::DAY, refusal::Refusal};

/// In seconds.
const MINUTE: u64 = 60;

/// How many requests a minute has.
const PER_MINUTE: u64 = 20;

/// How many requests a day has for accounts that bought little.
const PER_DAY: u64 = 50;

/// How many requests a day has for the others.
pub(super) const PER_DAY_OF_BUYERS: u64 = 1_000;

/// The limit, what is left of it, and when it starts anew, in milliseconds since 1970.
const HTTP_NAMES: [&str; 3] = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];

/// The same, as they are written in bodies.
const BODY_NAMES: [&str; 3] = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"];

/// How often free models answer an account, and how often they did. Minutes and days are those of
/// UTC: both start anew for all at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct FreeQuota {
    minute: Window,
    day: Window,
}

#[derive(Clone, Copy, Debug)]
struct Window {
    /// In seconds.
    length: u64,
    limit: u64,
    /// The number of the window that was counted last, since 1970.
    number: u64,
    used: u64,
}

impl FreeQuota {
    pub(super) fn new(per_minute: Option<u64>, per_day: Option<u64>, is_buyer: bool) -> Self {
        let usual = if is_buyer { PER_DAY_OF_BUYERS } else { PER_DAY };
        Self {
            minute: Window::new(MINUTE, per_minute.unwrap_or(PER_MINUTE)),
            day: Window::new(DAY, per_day.unwrap_or(usual)),
        }
    }

    /// Counts a request, unless it is one too many: that is not counted.
    pub(super) fn take(&mut self, now: u64) -> Result<(), Refusal> {
        if self.day.used(now) >= self.day.limit {
            let message = if self.day.limit >= PER_DAY_OF_BUYERS {
                "free-models-per-day-high-balance."
            } else {
                "free-models-per-day. Add 10 credits to unlock 1000 free model requests per day"
            };
            return Err(self.day.refusal(now, message, "openrouter_free_tier_daily"));
        }
        if self.minute.used(now) >= self.minute.limit {
            let source = "openrouter_free_tier_per_minute";
            return Err(self.minute.refusal(now, "free-models-per-min.", source));
        }
        self.minute.count(now);
        self.day.count(now);
        Ok(())
    }

    /// Returns how many requests a day has, and how many of them were used.
    pub(super) fn of_day(&self, now: u64) -> (u64, u64) {
        (self.day.limit, self.day.used(now))
    }
}

impl Window {
    fn new(length: u64, limit: u64) -> Self {
        Self { length, limit, number: 0, used: 0 }
    }

    fn used(&self, now: u64) -> u64 {
        if now / self.length == self.number { self.used } else { 0 }
    }

    fn count(&mut self, now: u64) {
        self.used = self.used(now) + 1;
        self.number = now / self.length;
    }

    /// Refuses a request until the window is over: in headers, and once more in the body.
    fn refusal(&self, now: u64, message: &str, source: &str) -> Refusal {
        let reset_ms = (now / self.length + 1) * self.length * 1_000;
        let values = [self.limit, 0, reset_ms].map(|value| value.to_string());
        let told = BODY_NAMES.into_iter().zip(&values);
        let told = told.map(|(name, value)| (name.to_owned(), HeaderValue::Text(value.clone())));
        let metadata = Metadata {
            headers: Some(told.collect()),
            limit_source: Some(source.to_owned()),
            // No upstream is to blame, and the service says so.
            extra: [("provider_name".to_owned(), Value::Null)].into_iter().collect(),
            ..Metadata::default()
        };
        let status = StatusCode::TOO_MANY_REQUESTS;
        let error = ApiError {
            metadata: Some(Box::new(metadata)),
            ..ApiError::new(status.as_u16(), format!("Rate limit exceeded: {message}"))
        };
        HTTP_NAMES
            .into_iter()
            .zip(&values)
            .fold(Refusal::of(status, error), |refusal, (name, value)| {
                refusal.with_header(HeaderName::from_static(name), value)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-02-29 12:00:59 UTC.
    const NOW: u64 = 1_709_208_059;

    fn taken(quota: &mut FreeQuota, now: u64) -> Option<String> {
        quota.take(now).err().map(|refusal| {
            let metadata = refusal.error.metadata.unwrap();
            let header = |name| metadata.header(name).unwrap().to_string();
            format!(
                "{} {} {}",
                metadata.limit_source.clone().unwrap(),
                header("x-ratelimit-limit"),
                header("x-ratelimit-reset")
            )
        })
    }

    #[test]
    fn a_minute_starts_anew_with_the_clocks_minute() {
        let mut quota = FreeQuota::new(Some(2), None, false);
        assert_eq!(taken(&mut quota, NOW), None);
        assert_eq!(taken(&mut quota, NOW), None);
        let refusal = "openrouter_free_tier_per_minute 2 1709208060000".to_owned();
        assert_eq!(taken(&mut quota, NOW), Some(refusal));
        assert_eq!(taken(&mut quota, NOW + 1), None);
        assert_eq!(quota.of_day(NOW), (50, 3), "what was refused is not counted");
    }

    #[test]
    fn a_day_starts_anew_at_midnight() {
        let mut quota = FreeQuota::new(None, Some(1), true);
        assert_eq!(taken(&mut quota, NOW), None);
        let refusal = "openrouter_free_tier_daily 1 1709251200000".to_owned();
        assert_eq!(taken(&mut quota, NOW + 600), Some(refusal));
        assert_eq!(taken(&mut quota, 1_709_251_200), None);
    }

    #[test]
    fn who_bought_credits_may_ask_more() {
        assert_eq!(FreeQuota::new(None, None, false).of_day(NOW), (50, 0));
        assert_eq!(FreeQuota::new(None, None, true).of_day(NOW), (1_000, 0));
    }
}
