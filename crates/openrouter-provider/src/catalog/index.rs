//! [`Index`]: models by their names.

use std::collections::HashMap;

use llm_types::{Model, ModelId};
use openrouter_wire::models::{Id, Kind, Variant};

use super::found::{FoundBy, FoundModel};
use crate::convert::OpenRouterModel;

/// Where in the list models are, by their names.
pub(super) struct Index {
    by_id: HashMap<ModelId, usize>,
    /// Several share a slug.
    by_slug: HashMap<ModelId, Vec<usize>>,
}

impl Index {
    pub(super) fn new(models: &[Model]) -> Self {
        let mut by_id = HashMap::with_capacity(models.len());
        let mut by_slug: HashMap<_, Vec<_>> = HashMap::new();
        for (place, model) in models.iter().enumerate() {
            by_id.entry(model.id.clone()).or_insert(place);
            if let Some(slug) = &model.canonical_id {
                by_slug.entry(slug.clone()).or_default().push(place);
            }
        }
        Self { by_id, by_slug }
    }

    /// The model of this name. The more of the name an entry has, the better.
    pub(super) fn find<'a>(&self, models: &'a [Model], id: &Id) -> Option<FoundModel<'a>> {
        let names: [&dyn Fn(&Variant) -> bool; 3] = [&|_| true, &Variant::is_listed, &|_| false];
        let place = names.iter().find_map(|keep| {
            let name = id.retain_variants(keep);
            self.by_id.get(name.model()).or_else(|| self.in_slug(models, id, *keep)).copied()
        })?;
        let model = models.get(place)?;
        let entry = Id::new(model.id.as_str()).ok();
        let has = |variant: &Variant| entry.as_ref().is_some_and(|entry| entry.has(variant));
        let is_alias = entry.as_ref().is_some_and(|entry| entry.kind() == Kind::Alias);
        let by = if is_alias {
            FoundBy::Alias
        } else if entry.as_ref().is_some_and(|entry| entry.base() == id.base()) {
            FoundBy::Id
        } else {
            FoundBy::CanonicalSlug
        };
        Some(FoundModel {
            model,
            by,
            stands_for: self.target(model).and_then(|place| models.get(place)),
            unlisted: id.variants().filter(|variant| !has(variant)).collect(),
            preset: id.preset().map(str::to_owned),
        })
    }

    /// The entry with this slug that is of the wanted variants, and no others.
    fn in_slug(
        &self,
        models: &[Model],
        id: &Id,
        keep: impl Fn(&Variant) -> bool,
    ) -> Option<&usize> {
        let wanted: Vec<_> = id.variants().filter(keep).collect();
        self.by_slug.get(id.base())?.iter().find(|place| {
            let entry = models.get(**place).and_then(|model| Id::new(model.id.as_str()).ok());
            entry.is_some_and(|entry| entry.variants().collect::<Vec<_>>() == wanted)
        })
    }

    /// What an alias stands for.
    fn target(&self, model: &Model) -> Option<usize> {
        let model = model.extensions.get::<OpenRouterModel>()?;
        let target = model.0.alias_target.as_ref()?.slug.as_deref()?;
        let in_slug = || self.by_slug.get(target).and_then(|places| places.first());
        self.by_id.get(target).or_else(in_slug).copied()
    }
}
