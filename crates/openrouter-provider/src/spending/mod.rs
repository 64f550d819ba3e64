//! [`Spending`]: the budget that calls are made from, and what is open in it.

mod extent;
mod hold;

pub(crate) use self::extent::Extent;
pub(crate) use self::hold::Hold;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use llm_provider_base::{BudgetExceeded, EstimatedCharge, SpendingBudget, SpendingStatus};
use llm_types::{CallSize, ModelId, ResponseId, TokenRange, Usd};

use self::extent::is_text;
use crate::catalog::{Catalog, FoundModel};

/// How many charges are remembered that could still be corrected, the latest ones.
const LATEST: usize = 1024;

/// The budget that calls are made from, and what is open in it.
#[derive(Debug)]
pub(crate) struct Spending {
    budget: SpendingBudget,
    /// Charges that are counted by their estimate, by the answer that they are for.
    unsettled: Mutex<VecDeque<(ResponseId, EstimatedCharge)>>,
}

impl Spending {
    pub(crate) fn new(budget: SpendingBudget) -> Self {
        Self { budget, unsettled: Mutex::default() }
    }

    /// How the budget stands.
    pub(crate) fn status(&self) -> SpendingStatus {
        self.budget.status()
    }

    /// Sets aside what an attempt may cost at the most, by the prices of this catalogue.
    pub(crate) fn hold(
        self: &Arc<Self>,
        asked: Option<&ModelId>,
        extent: Option<&Extent>,
        sent: &[u8],
        catalog: Option<&Catalog>,
    ) -> Result<Hold, BudgetExceeded> {
        let bound = extent.zip(catalog);
        let bound = bound.and_then(|(extent, catalog)| estimate(asked, extent, sent, catalog));
        let amount = bound.unwrap_or_else(|| self.budget.per_call());
        let reservation = self.budget.reserve(amount)?;
        Ok(Hold::new(reservation, Arc::clone(self)))
    }

    /// Keeps a charge until somebody learns what it was.
    fn keep(&self, id: ResponseId, charge: EstimatedCharge) {
        let mut unsettled = self.unsettled.lock().unwrap_or_else(PoisonError::into_inner);
        if unsettled.len() == LATEST {
            unsettled.pop_front();
        }
        unsettled.push_back((id, charge));
    }

    /// Counts what an answer did cost in place of the estimate, if that is still known.
    pub(crate) fn correct(&self, id: &ResponseId, cost: Usd) {
        let mut unsettled = self.unsettled.lock().unwrap_or_else(PoisonError::into_inner);
        let place = unsettled.iter().position(|(known, _)| known == id);
        let charge = place.and_then(|place| unsettled.remove(place));
        drop(unsettled);
        if let Some((_, charge)) = charge {
            charge.correct(cost);
        }
    }
}

/// What a chat of so many bytes may cost at the most, if the catalogue tells.
fn estimate(
    asked: Option<&ModelId>,
    extent: &Extent,
    sent: &[u8],
    catalog: &Catalog,
) -> Option<Usd> {
    if !is_text(sent) {
        return None;
    }
    // A token is a byte at the least.
    let read = TokenRange::up_to(u64::try_from(sent.len()).ok()?);
    let size = CallSize::new(read, TokenRange { least: 0, most: extent.max_tokens })
        .with_template(extent.has_functions);
    // Whichever of them answers.
    let mut dearest = None;
    for id in asked.into_iter().chain(&extent.fallbacks) {
        let found = catalog.find(id).filter(FoundModel::is_exact)?;
        dearest = dearest.max(Some(found.model.estimate(&size).most?));
    }
    dearest
}
