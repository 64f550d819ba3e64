//! Checking requests against the catalogue.

use llm_types::{
    CheckRules, Error, ErrorKind, Finding, ModelId, ModelStatus, Problem, ReasoningEffort,
    RequestCheck, Result, Room, Severity, StandardRequest,
};
use openrouter_wire::chat::Plugin;
use openrouter_wire::models::{Kind, Variant};

use super::{Catalog, FoundBy, FoundModel};
use crate::OpenRouterOptions;
use crate::convert::OpenRouterModel;

/// Where the room for tokens is no larger than this, the service shortens prompts unasked.
const SHORTENED: u64 = 8192;

impl Catalog {
    /// Checks a request against the model that it names, before it is sent: tools, the form of the
    /// answer, each picture and sound, lengths. Only what is certain is an error; what the service
    /// ignores is a warning, unless the request says `require_parameters`.
    ///
    /// ```
    /// use openrouter_provider::Catalog;
    /// use openrouter_provider::llm_types::StandardRequest;
    ///
    /// # fn example(catalog: Catalog, request: StandardRequest) -> openrouter_provider::llm_types::Result<()> {
    /// for warning in catalog.check(&request)?.into_result()? {
    ///     eprintln!("{warning}");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ModelNotFound`] if the model is not listed, with names that are much like its
    /// own; [`ErrorKind::InvalidRequest`] if the request names none. By a
    /// [built-in guess](ModelStatus::Fallback) every model may be there.
    pub fn check(&self, request: &StandardRequest) -> Result<RequestCheck> {
        let model = request.model.as_ref().ok_or_else(|| {
            Error::new(ErrorKind::InvalidRequest, "the request names no model to check it against")
        })?;
        match self.get(model) {
            Ok(found) => Ok(self.check_found(&found, request)),
            // A guess has a few models of hundreds.
            Err(_) if self.status() == ModelStatus::Fallback => {
                Ok(RequestCheck::new(model.clone()))
            }
            Err(unknown) => Err(unknown.into()),
        }
    }

    /// Checks a request against this model, if it is listed.
    pub(crate) fn check_with(
        &self,
        model: &ModelId,
        request: &StandardRequest,
    ) -> Option<RequestCheck> {
        self.find(model).map(|found| self.check_found(&found, request))
    }

    fn check_found(&self, found: &FoundModel<'_>, request: &StandardRequest) -> RequestCheck {
        let options = request.extension::<OpenRouterOptions>();
        let rules = self.rules(found, options);
        let mut check = found.model.check_by(request, &rules);
        if found.model.status == ModelStatus::Fallback {
            return check;
        }
        if let Some(words) = wrong_variant(found) {
            check.findings.insert(0, Finding::error("model", Problem::Other(words)));
        }
        let effort = request.reasoning.as_ref().and_then(|reasoning| reasoning.effort.as_ref());
        if effort == Some(&ReasoningEffort::None) && must_think(found) {
            let words = "the model cannot but think; leave the effort out, or take another model";
            check.findings.push(Finding::error("reasoning.effort", Problem::Other(words)));
        }
        if let Some(options) = options {
            check_options(found, options, &rules, &mut check.findings);
        }
        check
    }

    fn rules(&self, found: &FoundModel<'_>, options: Option<&OpenRouterOptions>) -> CheckRules {
        let model = found.model;
        let overridden = self.overrides().iter().filter(|it| it.model == model.id);
        let (mut room, mut longest) = (None, None);
        for capability in overridden {
            room = capability.context_length.or(room);
            longest = capability.max_output_tokens.or(longest);
        }
        // The list has the figures of the model, and of the upstream that is first: others differ.
        let of_model = model.extensions.get::<OpenRouterModel>();
        let of_model = of_model.and_then(|it| it.0.context_length.as_ref()?.get());
        let room = room.or_else(|| of_model.max(model.context_length));
        let preferences = options.and_then(|options| options.provider.as_ref());
        let mut rules = CheckRules::default();
        let is_any = found.preset.is_some() || shortens(options, room);
        rules.room = room.filter(|_| !is_any).map_or(Room::Any, Room::Tokens);
        // The service turns documents into text.
        rules.reads_files = true;
        rules.requires_parameters =
            preferences.is_some_and(|it| it.require_parameters == Some(true));
        rules.output_may_be_longer = longest.is_none();
        rules
    }
}

/// Whether the service shortens a prompt that is too long, or may: nobody here sees a preset.
fn shortens(options: Option<&OpenRouterOptions>, room: Option<u64>) -> bool {
    let Some(options) = options else { return is_short(room) };
    let switch = options.plugins.iter().find_map(|plugin| match plugin {
        Plugin::ContextCompression(plugin) => Some(plugin.enabled != Some(false)),
        _ => None,
    });
    options.preset.is_some()
        || !options.transforms.is_empty()
        || switch.unwrap_or_else(|| is_short(room))
}

fn is_short(room: Option<u64>) -> bool {
    room.is_some_and(|room| room <= SHORTENED)
}

fn wrong_variant(found: &FoundModel<'_>) -> Option<&'static str> {
    let is_for_batches = |variant: Variant| variant == Variant::Batch;
    let id = openrouter_wire::models::Id::new(found.model.id.as_str()).ok()?;
    if id.variants().any(is_for_batches) {
        return Some("`:batch` is for batches, and answers no chat; take the model without it");
    }
    // Nobody lists the variants of what stands for another model, or picks one.
    if matches!(id.kind(), Kind::Alias | Kind::Router) {
        return None;
    }
    match found.missing_variant()? {
        Variant::Free => Some("the model has no `:free` variant; take one that is listed with it"),
        // A way of routing that this version does not know is no variant that is missing.
        Variant::Other(_) => None,
        _ => Some("the model is not listed in this variant; take it without"),
    }
}

/// Whether thinking cannot be switched off. Aliases and routers map what a model does not have.
fn must_think(found: &FoundModel<'_>) -> bool {
    let of_model = found.model.extensions.get::<OpenRouterModel>();
    let reasoning = of_model.and_then(|it| it.0.reasoning.as_ref());
    found.by != FoundBy::Alias && reasoning.is_some_and(|it| it.mandatory == Some(true))
}

/// What only this service knows of a request.
fn check_options(
    found: &FoundModel<'_>,
    options: &OpenRouterOptions,
    rules: &CheckRules,
    findings: &mut Vec<Finding>,
) {
    let model = found.model;
    for wanted in &options.modalities {
        let wanted = llm_types::Modality::from(wanted.as_str());
        if !model.makes(&wanted) {
            findings.push(Finding::error("modalities", Problem::Output(wanted)));
        }
    }
    if model.supported_parameters.is_empty() {
        return;
    }
    let severity = if rules.requires_parameters { Severity::Error } else { Severity::Warning };
    for (name, is_set) in [
        ("min_p", options.min_p.is_some()),
        ("top_a", options.top_a.is_some()),
        ("repetition_penalty", options.repetition_penalty.is_some()),
        ("logit_bias", !options.logit_bias.is_empty()),
        ("verbosity", options.verbosity.is_some()),
        ("prediction", options.prediction.is_some()),
        ("web_search_options", options.web_search_options.is_some()),
    ] {
        if is_set && !model.supports(name) {
            let mut finding = Finding::error(name, Problem::Parameter(name.to_owned()));
            finding.severity = severity;
            findings.push(finding);
        }
    }
}
