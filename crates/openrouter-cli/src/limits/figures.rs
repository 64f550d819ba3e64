//! [`Figures`]: what a key may spend and has spent, in exact amounts.

use std::time::{Duration, SystemTime};

use llm_types::Usd;
use openrouter_auth::KeyLimits;
use openrouter_provider::openrouter_wire::key::ResetInterval;
use serde::Deserialize;
use serde_json::Number;

use crate::keys::Report;

/// What a key may spend and has spent. What the service did not say is not there.
#[derive(Debug)]
pub(super) struct Figures {
    pub(super) limit: Option<Usd>,
    pub(super) left: Option<Usd>,
    pub(super) resets: Option<ResetInterval>,
    pub(super) resets_in: Option<Duration>,
    pub(super) today: Option<Usd>,
    pub(super) this_week: Option<Usd>,
    pub(super) this_month: Option<Usd>,
    pub(super) in_all: Option<Usd>,
    pub(super) is_free_tier: Option<bool>,
    pub(super) expires_at: Option<String>,
    /// How often free models answer on a day, if the service says so.
    pub(super) free_requests: Option<FreeRequests>,
}

/// How often free models answer the account on a day of UTC.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct FreeRequests {
    pub(super) limit: u64,
    pub(super) remaining: u64,
}

impl Figures {
    /// What the service said of a key, if it did.
    pub(super) fn new(report: &Report, now: SystemTime) -> Option<Self> {
        let info = report.info.as_ref()?;
        let limits = KeyLimits::new(info, now);
        let amount = |number: &Option<Number>| number.as_ref()?.to_string().parse().ok();
        let free_requests = info.extra.get("free_model_daily_requests");
        Some(Self {
            resets_in: limits.resets_in(now),
            limit: limits.limit,
            left: limits.limit_remaining,
            resets: limits.limit_reset,
            today: amount(&info.usage_daily),
            this_week: amount(&info.usage_weekly),
            this_month: amount(&info.usage_monthly),
            in_all: limits.usage,
            is_free_tier: limits.is_free_tier,
            expires_at: limits.expires_at,
            free_requests: free_requests.and_then(|json| serde_json::from_value(json.clone()).ok()),
        })
    }
}
