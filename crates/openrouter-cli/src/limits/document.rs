//! [`Document`]: limits as a program reads them.

use std::time::SystemTime;

use llm_types::Usd;
use openrouter_auth::KeyId;
use openrouter_provider::openrouter_wire::key::ResetInterval;
use serde::Serialize;

use super::figures::Figures;
use crate::dates::rfc3339;
use crate::keys::{Report, Standing};
use crate::service::Service;

/// What `--json` prints. Amounts are US dollars, as text, so that no reader makes a float of them.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    /// The address that was asked.
    base_url: &'a str,
    /// When it was asked.
    asked_at: Option<String>,
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
    said: Option<Said<'a>>,
}

/// What the service said.
#[derive(Debug, Serialize)]
struct Said<'a> {
    /// None is no limit.
    limit: Option<Usd>,
    left: Option<Usd>,
    resets: Option<&'a ResetInterval>,
    resets_at: Option<String>,
    used_today: Option<Usd>,
    used_this_week: Option<Usd>,
    used_this_month: Option<Usd>,
    used_in_all: Option<Usd>,
    is_free_tier: Option<bool>,
    expires_at: Option<&'a str>,
    free_requests_a_day: Option<u64>,
    free_requests_left: Option<u64>,
}

impl<'a> Document<'a> {
    pub(super) fn new(
        reports: &'a [Report],
        figures: &'a [Option<Figures>],
        service: &'a Service,
        now: SystemTime,
    ) -> Self {
        let entry = |(report, figures): (&'a Report, &'a Option<Figures>)| Entry {
            id: report.known.key.id(),
            label: report.known.label.as_deref(),
            account: report.known.account.as_deref().unwrap_or("default"),
            state: report.standing,
            why: report.why.as_deref(),
            said: figures.as_ref().map(|figures| Said::new(figures, now)),
        };
        Self {
            base_url: service.address(),
            asked_at: rfc3339(now),
            keys: reports.iter().zip(figures).map(entry).collect(),
        }
    }
}

impl<'a> Said<'a> {
    fn new(figures: &'a Figures, now: SystemTime) -> Self {
        Self {
            limit: figures.limit,
            left: figures.left,
            resets: figures.resets.as_ref(),
            resets_at: figures.resets_in.and_then(|wait| rfc3339(now + wait)),
            used_today: figures.today,
            used_this_week: figures.this_week,
            used_this_month: figures.this_month,
            used_in_all: figures.in_all,
            is_free_tier: figures.is_free_tier,
            expires_at: figures.expires_at.as_deref(),
            free_requests_a_day: figures.free_requests.map(|free| free.limit),
            free_requests_left: figures.free_requests.map(|free| free.remaining),
        }
    }
}
