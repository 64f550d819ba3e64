//! [`Document`]: keys as a script reads them.

use openrouter_auth::KeyId;
use openrouter_provider::openrouter_wire::key;
use serde::Serialize;

use super::known::Origin;
use super::report::Report;
use super::standing::Standing;
use crate::dates::rfc3339;
use crate::service::Service;

/// What `--json` prints: one document with all that is known.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    /// The address that was asked.
    base_url: &'a str,
    /// Where keys are kept.
    kept_in: String,
    keys: Vec<Entry<'a>>,
}

#[derive(Debug, Serialize)]
struct Entry<'a> {
    id: KeyId,
    label: Option<&'a str>,
    account: &'a str,
    from: Origin,
    state: Standing,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    /// The address that the key belongs to.
    base_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    added_at: Option<String>,
    /// As the service says it, but for characters of the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    info: Option<&'a key::Key>,
}

impl<'a> Document<'a> {
    pub(super) fn new(reports: &'a [Report], service: &'a Service, kept_in: String) -> Self {
        let keys = reports.iter().map(|report| Entry::new(report, service)).collect();
        Self { base_url: service.address(), kept_in, keys }
    }
}

impl<'a> Entry<'a> {
    fn new(report: &'a Report, service: &'a Service) -> Self {
        let Report { known, standing, info, why } = report;
        Self {
            id: known.key.id(),
            label: known.label.as_deref(),
            account: known.account.as_deref().unwrap_or("default"),
            from: known.origin,
            state: *standing,
            why: why.as_deref(),
            base_url: known.elsewhere.as_deref().unwrap_or_else(|| service.address()),
            added_at: known.added_at.and_then(rfc3339),
            info: info.as_ref(),
        }
    }
}
