//! [`Latest`]: the catalogue that was last seen.

use std::sync::{Arc, Mutex, PoisonError};

use llm_provider_base::ModelList;
use llm_types::ModelCapabilityOverride;

use super::Catalog;

/// Whether a list is another than the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    Same,
    Other,
}

/// The catalogue that was last seen: what calls go by, which never ask for one.
#[derive(Debug, Default)]
pub(crate) struct Latest(Mutex<Option<Catalog>>);

impl Latest {
    pub(crate) fn get(&self) -> Option<Catalog> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes note of a list, and gives its catalogue, and whether it is another than before. The
    /// models of a list are indexed once.
    pub(super) fn note(
        &self,
        list: ModelList,
        overrides: &Arc<[ModelCapabilityOverride]>,
    ) -> (Catalog, News) {
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (catalog, news) = match latest.take() {
            Some(same) if same.is_of(&list) => (same.known_as(list), News::Same),
            _ => (Catalog::new(list, Arc::clone(overrides)), News::Other),
        };
        *latest = Some(catalog.clone());
        drop(latest);
        (catalog, news)
    }
}
