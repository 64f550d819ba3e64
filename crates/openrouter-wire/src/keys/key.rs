//! A key, seen by a management key.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{Extra, key::ResetInterval};

/// A key, seen by a management key. Amounts are in US dollars; days, weeks and months are those
/// of UTC, weeks start on Monday.
///
/// The key itself is not in it: the service gives it once, in [`Created`](super::Created).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// What names the key in addresses; not the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// The name it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its masked characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether it is switched off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
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
    /// When it was made, as an ISO 8601 time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// When it was last changed, as an ISO 8601 time.
    pub updated_at: Option<String>,
    /// When it ends, as an ISO 8601 time; none is never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// Who made it.
    pub creator_user_id: Option<String>,
    /// The workspace that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
