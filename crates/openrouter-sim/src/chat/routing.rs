//! What the router tells of an answer.

use openrouter_wire::router::{Attempt, Endpoint, Endpoints, Metadata, Strategy};

use super::envelope::Envelope;
use crate::{
    catalogue::{Catalogue, Served, upstreams},
    server::Call,
};

/// The model that answers, and how it was chosen.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) served: Served,
    /// The first model that the request names.
    first: String,
    strategy: Strategy,
}

impl Choice {
    /// Creates the choice of a model that the request names first, or of a router.
    pub(super) fn first(catalogue: &Catalogue, served: Served, asked: &str) -> Self {
        Self { served, first: asked.to_owned(), strategy: strategy(catalogue, asked) }
    }

    /// Creates the choice of a model that the request names after others.
    pub(super) fn later(served: Served, first: &str) -> Self {
        Self { served, first: first.to_owned(), strategy: Strategy::Fallback }
    }

    /// Returns whether the quota of free models holds for it, and nobody pays.
    pub(super) fn is_free(&self) -> bool {
        self.served.slug.ends_with(":free") || self.strategy == Strategy::Free
    }

    /// Tells how an answer was routed, if the request wants to know. There is one attempt, and
    /// it succeeds. The simulator is in no region.
    pub(super) fn metadata(&self, call: &Call<'_>, envelope: &Envelope) -> Option<Metadata> {
        if call.said.router_metadata != Some(true) {
            return None;
        }
        let answering = envelope.family.upstream();
        let names = upstreams_of(&call.state.catalogue, &envelope.model, answering);
        let endpoint = |name: &&str| Endpoint {
            provider: Some((*name).to_owned()),
            model: Some(envelope.model.clone()),
            selected: Some(*name == answering),
            ..Endpoint::default()
        };
        let total = names.len();
        Some(Metadata {
            // As the request has it, whatever an endpoint or a preset makes of it.
            requested: Some(call.request.model().unwrap_or_else(|| self.first.clone())),
            strategy: Some(self.strategy.clone()),
            region: None,
            summary: Some(format!("available={total}, selected={answering}")),
            attempt: Some(1.into()),
            is_byok: Some(false),
            endpoints: Some(Endpoints {
                total: Some(u64::try_from(total).unwrap_or(u64::MAX).into()),
                available: Some(names.iter().map(endpoint).collect()),
                ..Endpoints::default()
            }),
            attempts: Some(vec![Attempt {
                provider: Some(answering.to_owned()),
                model: Some(envelope.model.clone()),
                status: Some(200.into()),
                ..Attempt::default()
            }]),
            ..Metadata::default()
        })
    }
}

/// Returns the upstreams of a model. The one that answers is among them, also if only a script
/// knows the model.
fn upstreams_of(catalogue: &Catalogue, model: &str, answering: &'static str) -> Vec<&'static str> {
    let listed = catalogue.find(model).map(upstreams).unwrap_or_default();
    let mut names: Vec<_> = listed.into_iter().map(|upstream| upstream.name).collect();
    if !names.contains(&answering) {
        names.insert(0, answering);
    }
    names
}

/// Tells from the name of a model how one is chosen for it.
fn strategy(catalogue: &Catalogue, asked: &str) -> Strategy {
    let asked = asked.split_once("@preset/").map_or(asked, |(model, _)| model);
    let known = catalogue.find(asked);
    match known.map_or(asked, |model| &model.id) {
        "" | "openrouter/auto" => Strategy::Auto,
        "openrouter/free" => Strategy::Free,
        "openrouter/pareto-code" => Strategy::Pareto,
        "openrouter/bodybuilder" => Strategy::Bodybuilder,
        "openrouter/fusion" => Strategy::Fusion,
        _ if known.is_none_or(|model| model.alias_target.is_none()) => Strategy::Direct,
        alias if alias.starts_with('~') => Strategy::Latest,
        _ => Strategy::Alias,
    }
}
