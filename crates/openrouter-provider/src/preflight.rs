//! [`Preflight`]: what is done about requests that do not fit their model.

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
    /// They fail without being sent. Where several models may answer, this takes that none can.
    Refuse,
}

/// Checks a chat that is about to be sent to one of these models.
pub(crate) fn check(
    preflight: Preflight,
    catalog: Option<&Catalog>,
    request: &StandardRequest,
    wire: &wire::Request,
    selector: Option<&ModelSelector>,
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
    if preflight != Preflight::Refuse || !checks.iter().all(useless) {
        return Ok(());
    }
    match checks.into_iter().flatten().next() {
        Some(first) => first.into_result().map(drop),
        None => Ok(()),
    }
}
