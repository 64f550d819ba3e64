//! [`Models`]: which models are counted by their names.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use llm_types::ModelId;

use super::Metrics;

/// Which models are counted by their names: the same in each shard.
#[derive(Debug, Default)]
pub(super) struct Models {
    named: Mutex<HashSet<ModelId>>,
}

impl Models {
    /// The name under which a model is counted.
    pub(super) fn name_of(&self, model: &ModelId) -> ModelId {
        // A panic elsewhere cannot leave it half written: nothing in here panics.
        let mut named = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        if !named.contains(model) {
            let is_long = model.as_str().len() > Metrics::MAX_MODEL_NAME;
            if is_long || named.len() >= Metrics::MAX_MODELS {
                return Metrics::OTHER_MODELS.into();
            }
            named.insert(model.clone());
        }
        drop(named);
        model.clone()
    }
}
