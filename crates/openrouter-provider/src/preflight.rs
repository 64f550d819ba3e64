//! [`Preflight`]: what is done about requests that do not fit their model.

use std::time::{Duration, SystemTime};

use llm_types::{ModelId, RequestCheck, Result, StandardRequest};
use openrouter_wire::chat as wire;

use crate::catalog::Catalog;
use crate::model_selector::ModelSelector;

/// What is done about requests that do not fit their model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Preflight {
    /// They are sent.
    #[default]
    Off,
    /// They are sent, and the log says what does not fit.
    Warn,
    /// They fail without being sent. Where several models may answer, this takes that none can. By
    /// a catalogue that is more than a day old, nothing is refused: models learn.
    Refuse,
}

/// What is older tells what models could do once.
const OLDEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Checks a chat that is about to be sent to one of these models.
pub(crate) fn check(
    preflight: Preflight,
    catalog: Option<&Catalog>,
    request: &StandardRequest,
    wire: &wire::Request,
    selector: Option<&ModelSelector>,
    wall: SystemTime,
) -> Result<()> {
    let Some(catalog) = catalog.filter(|_| preflight != Preflight::Off) else { return Ok(()) };
    let named = wire.model.iter().chain(wire.models.iter().flatten());
    let models: Vec<ModelId> = match selector {
        Some(selector) => selector.models(),
        None => named.map(|name| name.as_str().into()).collect(),
    };
    let checks: Vec<_> = models.iter().map(|model| catalog.check_with(model, request)).collect();
    for finding in checks.iter().flatten().flat_map(|check| &check.findings) {
        let (field, problem) = (&finding.field, &finding.problem);
        tracing::warn!(field, %problem, "the request does not fit the model");
    }
    let useless = |check: &Option<RequestCheck>| check.as_ref().is_some_and(|it| !it.is_ok());
    let age = catalog.fetched_at().and_then(|fetched_at| wall.duration_since(fetched_at).ok());
    let is_old = age.is_some_and(|age| age > OLDEST);
    if preflight != Preflight::Refuse || is_old || !checks.iter().all(useless) {
        return Ok(());
    }
    match checks.into_iter().flatten().next() {
        Some(first) => first.into_result().map(drop),
        None => Ok(()),
    }
}
