//! [`Accounts`]: the figures of one shard.

use std::collections::HashMap;
#[cfg(feature = "metrics")]
use std::sync::Arc;

use llm_types::{CallMetrics, ModelId, Operation};

#[cfg(feature = "metrics")]
use super::export::Instruments;
use super::models::Models;

/// The figures of one shard, by operation and by model. Nothing is ever removed, so that an account
/// is found by its place.
///
/// Calls in flight are not counted here: they are what has begun and not ended.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    operations: Vec<(Operation, CallMetrics)>,
    models: Vec<(ModelId, CallMetrics)>,
    places: HashMap<ModelId, ModelRow>,
    /// What calls of an operation to a model, or to none, are exported to.
    #[cfg(feature = "metrics")]
    pub(super) instruments: HashMap<(OperationRow, Option<ModelRow>), Arc<Instruments>>,
}

/// The place of an operation's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct OperationRow(usize);

/// The place of a model's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ModelRow(usize);

impl Accounts {
    /// Finds the account of an operation, or opens one.
    pub(super) fn operation_row(&mut self, operation: Operation) -> OperationRow {
        let place = self.operations.iter().position(|(one, _)| *one == operation);
        OperationRow(place.unwrap_or_else(|| {
            self.operations.push((operation, CallMetrics::default()));
            self.operations.len() - 1
        }))
    }

    /// Finds the account of a model, or opens one, if there may be one more.
    pub(super) fn model_row(&mut self, model: &ModelId, known: &Models) -> ModelRow {
        if let Some(row) = self.places.get(model) {
            return *row;
        }
        let name = known.name_of(model);
        *self.places.entry(name.clone()).or_insert_with(|| {
            self.models.push((name, CallMetrics::default()));
            ModelRow(self.models.len() - 1)
        })
    }

    /// Makes an entry in the account of an operation, and the same in that of a model, if there is
    /// one.
    pub(super) fn enter(
        &mut self,
        operation: OperationRow,
        model: Option<ModelRow>,
        entry: impl Fn(&mut CallMetrics),
    ) {
        if let Some((_, calls)) = self.operations.get_mut(operation.0) {
            entry(calls);
        }
        if let Some(model) = model {
            self.enter_model(model, entry);
        }
    }

    /// Makes an entry in the account of a model only.
    pub(super) fn enter_model(&mut self, model: ModelRow, entry: impl Fn(&mut CallMetrics)) {
        if let Some((_, calls)) = self.models.get_mut(model.0) {
            entry(calls);
        }
    }

    /// The name under which a model is counted.
    #[cfg(feature = "metrics")]
    pub(super) fn model(&self, row: ModelRow) -> Option<&ModelId> {
        self.models.get(row.0).map(|(model, _)| model)
    }

    pub(super) fn operations(&self) -> impl Iterator<Item = (Operation, &CallMetrics)> {
        self.operations.iter().map(|(operation, calls)| (*operation, calls))
    }

    pub(super) fn models(&self) -> impl Iterator<Item = (&ModelId, &CallMetrics)> {
        self.models.iter().map(|(model, calls)| (model, calls))
    }
}
