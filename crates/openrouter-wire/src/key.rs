//! `GET /key`: what a key may spend and has spent.
//!
//! The cheapest way to learn whether a key is accepted. It says nothing about the quota of free
//! requests.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{Extra, Method, Operation, open_enum::open_enum};

/// Asks what the key may spend.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Get {}

impl Operation for Get {
    const ID: &'static str = "getCurrentKey";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/key";
    type Response = Response;
}

/// The reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The key that asked.
    pub data: Key,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A key, seen by itself. Amounts are in US dollars; days, weeks and months are those of UTC,
/// weeks start on Monday.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The key's name, or its masked characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What it may spend; none is no limit.
    pub limit: Option<Number>,
    /// What it may still spend.
    pub limit_remaining: Option<Number>,
    /// When the limit starts anew.
    pub limit_reset: Option<ResetInterval>,
    /// Whether spending through the user's own upstream keys counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_byok_in_limit: Option<bool>,
    /// What it has spent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Number>,
    /// What it has spent today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage_daily: Option<Number>,
    /// What it has spent this week.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage_weekly: Option<Number>,
    /// What it has spent this month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage_monthly: Option<Number>,
    /// What it has spent through the user's own upstream keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byok_usage: Option<Number>,
    /// The same, today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byok_usage_daily: Option<Number>,
    /// The same, this week.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byok_usage_weekly: Option<Number>,
    /// The same, this month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byok_usage_monthly: Option<Number>,
    /// Whether the account has never paid for credits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_free_tier: Option<bool>,
    /// Whether it is a management key, which completion endpoints reject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_management_key: Option<bool>,
    /// The older name of `is_management_key`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_provisioning_key: Option<bool>,
    /// Who made it.
    pub creator_user_id: Option<String>,
    /// When it ends, as an ISO 8601 time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// Deprecated: the service says to ignore it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<RateLimit>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// When a limit starts anew, at midnight UTC.
    pub enum ResetInterval {
        /// Every day.
        Daily = "daily",
        /// Every Monday.
        Weekly = "weekly",
        /// On the first of each month.
        Monthly = "monthly",
    }
}

/// A limit that the service no longer applies this way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateLimit {
    /// How many requests; -1 is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<Number>,
    /// In what time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<String>,
    /// A note that it is deprecated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, fixtures};

    #[test]
    fn a_key_is_read_from_its_wrapper() {
        let Response { data, extra: _ } = decode(fixtures::KEY.as_bytes()).unwrap();
        assert_eq!(data.limit_remaining.unwrap().to_string(), "74.5");
        assert_eq!(data.limit_reset, Some(ResetInterval::Monthly));
        assert_eq!(data.is_free_tier, Some(false));
        assert!(decode::<Response>(b"{}").is_err());
    }

    #[test]
    fn a_key_without_limits_says_so() {
        let key: Key = decode(br#"{"limit":null,"usage":0}"#).unwrap();
        assert_eq!((key.limit.as_ref(), key.limit_reset.as_ref()), (None, None));
        insta::assert_snapshot!(
            serde_json::to_string(&key).unwrap(),
            @r#"{"limit":null,"limit_remaining":null,"limit_reset":null,"usage":0,"creator_user_id":null}"#
        );
    }
}
