//! [`Spending`]: the budget that calls are made from, and what is open in it.

mod estimate;
mod extent;
mod hold;

pub(crate) use self::extent::Extent;
pub(crate) use self::hold::Hold;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use llm_provider_base::{BudgetExceeded, EstimatedCharge, SpendingBudget};
use llm_types::{Model, ModelId, ResponseId, Usd};

use self::estimate::upper_bound;
use self::extent::is_text;

/// How many charges are remembered that could still be corrected, the latest ones.
const LATEST: usize = 1024;

/// The budget that calls are made from, and what is open in it.
#[derive(Debug)]
pub(crate) struct Spending {
    budget: SpendingBudget,
    /// What was last listed, for its prices.
    catalogue: Mutex<Arc<[Model]>>,
    /// Charges that are counted by their estimate, by the answer that they are for.
    unsettled: Mutex<VecDeque<(ResponseId, EstimatedCharge)>>,
}

impl Spending {
    pub(crate) fn new(budget: SpendingBudget) -> Self {
        Self { budget, catalogue: Mutex::default(), unsettled: Mutex::default() }
    }

    /// Takes note of what models cost.
    pub(crate) fn note_catalogue(&self, models: &Arc<[Model]>) {
        let models = Arc::clone(models);
        *self.catalogue.lock().unwrap_or_else(PoisonError::into_inner) = models;
    }

    /// Sets aside what an attempt may cost at the most.
    pub(crate) fn hold(
        self: &Arc<Self>,
        asked: Option<&ModelId>,
        extent: Option<&Extent>,
        sent: &[u8],
    ) -> Result<Hold, BudgetExceeded> {
        let bound = extent.and_then(|extent| self.estimate(asked, extent, sent));
        let amount = bound.unwrap_or_else(|| self.budget.per_call());
        let reservation = self.budget.reserve(amount)?;
        Ok(Hold::new(reservation, Arc::clone(self)))
    }

    /// What a chat of so many bytes may cost at the most, if the catalogue tells.
    fn estimate(&self, asked: Option<&ModelId>, extent: &Extent, sent: &[u8]) -> Option<Usd> {
        if !is_text(sent) {
            return None;
        }
        let models = Arc::clone(&self.catalogue.lock().unwrap_or_else(PoisonError::into_inner));
        // Whichever of them answers.
        let mut dearest = None;
        for id in asked.into_iter().chain(&extent.fallbacks) {
            let model = models.iter().find(|model| model.id == *id)?;
            dearest = dearest.max(Some(upper_bound(model, extent.max_tokens, sent.len())?));
        }
        dearest
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
