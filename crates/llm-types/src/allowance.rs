//! [`Allowance`]: what a credential may spend and has spent.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::{RateLimitHolder, Usd};

/// What a credential may spend and has spent, as the provider said once.
///
/// It is about money. How many requests are left no provider has to know: what replies said of
/// that is a [`RateLimitInfo`](crate::RateLimitInfo).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Allowance {
    /// Which credential, without showing any of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<RateLimitHolder>,
    /// What it may spend; `None` is no limit, or not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Usd>,
    /// What it may still spend. Less than nothing where the limit was overdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining: Option<Usd>,
    /// How often the limit starts anew; `None` is never, or in a way that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reset: Option<AllowanceReset>,
    /// When it starts anew next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reset_at: Option<SystemTime>,
    /// What it has spent.
    #[serde(default, skip_serializing_if = "Spent::is_empty")]
    pub spent: Spent,
    /// What it has spent through upstream keys of the user's own.
    #[serde(default, skip_serializing_if = "Spent::is_empty")]
    pub spent_elsewhere: Spent,
    /// Whether the limit counts what is spent through upstream keys of the user's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts_elsewhere: Option<bool>,
    /// Whether nothing was ever paid for, so that only what is free is had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_free_tier: Option<bool>,
    /// When the credential ends; `None` is never, or not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<SystemTime>,
    /// When the provider said so.
    pub observed_at: SystemTime,
}

impl Allowance {
    /// Nothing known yet but the time.
    pub fn new(observed_at: SystemTime) -> Self {
        Self {
            holder: None,
            limit: None,
            remaining: None,
            reset: None,
            reset_at: None,
            spent: Spent::default(),
            spent_elsewhere: Spent::default(),
            counts_elsewhere: None,
            is_free_tier: None,
            expires_at: None,
            observed_at,
        }
    }
}

/// How often a limit of money starts anew. Days, weeks and months are those of the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AllowanceReset {
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
}

/// What was spent, in all and lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Spent {
    /// Ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Usd>,
    /// Today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub today: Option<Usd>,
    /// This week.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub this_week: Option<Usd>,
    /// This month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub this_month: Option<Usd>,
}

impl Spent {
    /// True if nothing is known.
    pub const fn is_empty(&self) -> bool {
        self.total.is_none()
            && self.today.is_none()
            && self.this_week.is_none()
            && self.this_month.is_none()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_allowance_survives_a_store() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let mut allowance = Allowance::new(now);
        allowance.holder = Some("0123abcd".into());
        allowance.limit = Some("25".parse().unwrap());
        allowance.remaining = Some("-0.25".parse().unwrap());
        (allowance.reset, allowance.reset_at) = (Some(AllowanceReset::Monthly), Some(now));
        allowance.spent.this_week = Some("1.50".parse().unwrap());
        allowance.spent_elsewhere.total = Some("3".parse().unwrap());
        (allowance.counts_elsewhere, allowance.is_free_tier) = (Some(true), Some(false));
        allowance.expires_at = Some(now);
        let json = serde_json::to_string(&allowance).unwrap();
        assert_eq!(serde_json::from_str::<Allowance>(&json).unwrap(), allowance);
    }

    #[test]
    fn of_what_was_not_said_nothing_is_written() {
        let json = serde_json::to_value(Allowance::new(SystemTime::UNIX_EPOCH)).unwrap();
        let fields: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, ["observed_at"]);
    }
}
