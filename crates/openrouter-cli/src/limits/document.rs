//! [`Document`]: limits as a program reads them.

use std::time::SystemTime;

use llm_types::{CombinedAllowance, Figure, LimitWindow, RateLimitSource, Usd};
use openrouter_auth::KeyId;
use serde::Serialize;

use super::asked::{Asked, Limits};
use crate::dates::rfc3339;
use crate::keys::Standing;
use crate::service::Service;

/// What `--json` prints. Amounts are US dollars, as text, so that no reader makes a float of them.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    /// The address that was asked.
    base_url: &'a str,
    keys: Vec<Entry<'a>>,
}

#[derive(Debug, Serialize)]
struct Entry<'a> {
    id: KeyId,
    label: Option<&'a str>,
    account: &'a str,
    state: Standing,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    #[serde(flatten)]
    known: Option<Known>,
}

/// What is known, and from where. The names of all fields are there, also where nothing is known.
#[derive(Debug, Serialize)]
struct Known {
    /// Where it is known from.
    source: Option<RateLimitSource>,
    /// When it was learnt.
    learnt_at: Option<String>,
    /// None is no limit.
    limit: Option<Usd>,
    left: Option<Usd>,
    resets_at: Option<String>,
    used_today: Option<Usd>,
    used_this_week: Option<Usd>,
    used_this_month: Option<Usd>,
    used_in_all: Option<Usd>,
    is_free_tier: Option<bool>,
    expires_at: Option<String>,
    free_models: Option<FreeModels>,
}

/// Requests of a day of UTC.
#[derive(Debug, Serialize)]
struct FreeModels {
    requests_a_day: Option<u64>,
    requests_left: Option<u64>,
    resets_at: Option<String>,
}

impl<'a> Document<'a> {
    pub(super) fn new(asked: &'a [Asked], service: &'a Service) -> Self {
        let entry = |asked: &'a Asked| {
            let (report, known) = (&asked.report, &asked.report.known);
            Entry {
                id: known.key.id(),
                label: known.label.as_deref(),
                account: known.account.as_deref().unwrap_or("default"),
                state: report.standing,
                why: report.why.as_deref(),
                known: asked.limits.as_ref().map(Known::new),
            }
        };
        Self { base_url: service.address(), keys: asked.iter().map(entry).collect() }
    }
}

impl Known {
    fn new(Limits { combined, free_models }: &Limits) -> Self {
        let CombinedAllowance {
            limit, remaining, reset_at, spent, is_free_tier, expires_at, ..
        } = &combined.allowance;
        // A key without a limit has no other figure for certain.
        let learnt = spent.total.best();
        Self {
            source: learnt.map(|reading| reading.source),
            learnt_at: learnt.and_then(|reading| rfc3339(reading.observed_at)),
            limit: limit.get().copied(),
            left: remaining.get().copied(),
            resets_at: moment(reset_at),
            used_today: spent.today.get().copied(),
            used_this_week: spent.this_week.get().copied(),
            used_this_month: spent.this_month.get().copied(),
            used_in_all: spent.total.get().copied(),
            is_free_tier: is_free_tier.get().copied(),
            expires_at: moment(expires_at),
            free_models: free_models.as_ref().map(FreeModels::new),
        }
    }
}

impl FreeModels {
    fn new(window: &LimitWindow) -> Self {
        Self {
            requests_a_day: window.limit,
            requests_left: window.remaining,
            resets_at: window.reset_at.and_then(rfc3339),
        }
    }
}

fn moment(figure: &Figure<SystemTime>) -> Option<String> {
    figure.get().copied().and_then(rfc3339)
}
