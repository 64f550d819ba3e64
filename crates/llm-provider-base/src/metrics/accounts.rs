//! [`Accounts`]: the figures of one shard.

use std::collections::{BTreeMap, HashMap};
#[cfg(feature = "metrics")]
use std::sync::Arc;

use llm_types::{CallMetrics, ErrorKind, ModelId, Operation};

#[cfg(feature = "metrics")]
use super::export::Instruments;
use super::models::Models;

/// The figures of one shard: an account for each operation and each model that it asked. None is
/// ever removed, so that an account is found by its place.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    accounts: Vec<Account>,
    places: Vec<(Operation, Places)>,
}

/// The place of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row(usize);

/// Where the accounts of an operation are.
#[derive(Debug, Default)]
struct Places {
    without_model: Option<Row>,
    models: HashMap<ModelId, Row>,
    /// The last model that was looked for, which often is the next.
    last: Option<(ModelId, Row)>,
}

/// The figures of the calls of one operation to one model, or to none.
///
/// Each call is entered once, where it is now. Calls in flight are not counted: they are what has
/// begun, and neither ended nor gone on to another account.
#[derive(Debug)]
pub(super) struct Account {
    operation: Operation,
    /// The name under which the model is counted.
    model: Option<ModelId>,
    pub(super) calls: CallMetrics,
    /// Calls that went on to another model, and are in its account.
    moved: u64,
    /// How the last attempt of each had failed.
    moved_after: BTreeMap<ErrorKind, u64>,
    /// What its calls are exported to.
    #[cfg(feature = "metrics")]
    pub(super) instruments: Option<Arc<Instruments>>,
}

impl Accounts {
    /// Finds an account, or opens one, if there may be one more.
    pub(super) fn row(
        &mut self,
        operation: Operation,
        model: Option<&ModelId>,
        known: &Models,
    ) -> Row {
        let Self { accounts, places } = self;
        let place = places.iter().position(|(one, _)| *one == operation).unwrap_or_else(|| {
            places.push((operation, Places::default()));
            places.len() - 1
        });
        let places = &mut places[place].1;
        let mut open = |model| {
            accounts.push(Account::new(operation, model));
            Row(accounts.len() - 1)
        };
        let Some(model) = model else {
            return *places.without_model.get_or_insert_with(|| open(None));
        };
        if let Some((last, row)) = &places.last
            && last == model
        {
            return *row;
        }
        let row = places.models.get(model).copied().unwrap_or_else(|| {
            let name = known.name_of(model);
            *places.models.entry(name.clone()).or_insert_with(|| open(Some(name)))
        });
        places.last = Some((model.clone(), row));
        row
    }

    /// The account at a place.
    pub(super) fn at(&mut self, row: Row) -> &mut Account {
        &mut self.accounts[row.0]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Account> {
        self.accounts.iter()
    }
}

impl Account {
    fn new(operation: Operation, model: Option<ModelId>) -> Self {
        Self {
            operation,
            model,
            calls: CallMetrics::default(),
            moved: 0,
            moved_after: BTreeMap::new(),
            #[cfg(feature = "metrics")]
            instruments: None,
        }
    }

    /// A call that began here goes on to another account; if it asked a model, because that failed.
    pub(super) fn moves(&mut self, failure: Option<ErrorKind>) {
        self.moved += 1;
        if let Some(kind) = failure {
            *self.moved_after.entry(kind).or_default() += 1;
        }
    }

    pub(super) const fn operation(&self) -> Operation {
        self.operation
    }

    /// The name under which the model is counted.
    pub(super) const fn model(&self) -> Option<&ModelId> {
        self.model.as_ref()
    }

    /// The figures for the operation: what went on is counted where it is.
    pub(super) fn for_operation(&self) -> CallMetrics {
        let mut calls = self.calls.clone();
        calls.started -= self.moved;
        calls
    }

    /// The figures for the model: what went on has failed here.
    pub(super) fn for_model(&self) -> CallMetrics {
        let mut calls = self.calls.clone();
        calls.failed += self.moved;
        for (kind, count) in &self.moved_after {
            *calls.errors.entry(*kind).or_default() += count;
        }
        calls
    }
}
