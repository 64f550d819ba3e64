//! [`Reservation`]: what is set aside for a call.

use std::fmt;
use std::mem;

use llm_types::Usd;

use super::SpendingBudget;

/// What is set aside for a call that is under way. Dropping it gives the amount back: the call was
/// certainly not charged for.
#[must_use = "dropped, it gives the amount back"]
pub struct Reservation {
    budget: SpendingBudget,
    amount: Usd,
    is_open: bool,
}

impl Reservation {
    pub(super) const fn new(budget: SpendingBudget, amount: Usd) -> Self {
        Self { budget, amount, is_open: true }
    }

    /// What is set aside.
    pub const fn amount(&self) -> Usd {
        self.amount
    }

    /// Counts what the call did cost, and gives the rest back. A cost beyond what was set aside is
    /// counted in full.
    pub fn settle(mut self, cost: Usd) {
        self.is_open = false;
        self.budget.ledger().settle(self.amount, cost);
    }

    /// Counts what was set aside as spent, because nobody knows yet what the call did cost.
    pub fn keep(mut self) -> EstimatedCharge {
        self.is_open = false;
        let mut ledger = self.budget.ledger();
        ledger.settle(self.amount, self.amount);
        let period = ledger.period();
        drop(ledger);
        EstimatedCharge { budget: self.budget.clone(), amount: self.amount, period }
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if mem::take(&mut self.is_open) {
            self.budget.ledger().release(self.amount);
        }
    }
}

impl fmt::Debug for Reservation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Reservation").field(&self.amount).finish()
    }
}

/// A charge that is counted by its estimate. It stays counted so, until somebody learns what it
/// was.
pub struct EstimatedCharge {
    budget: SpendingBudget,
    amount: Usd,
    /// The window in which it is counted.
    period: u64,
}

impl EstimatedCharge {
    /// What is counted.
    pub const fn amount(&self) -> Usd {
        self.amount
    }

    /// Counts what it did cost instead. Where the window in which it was counted is over, nothing
    /// changes.
    pub fn correct(self, cost: Usd) {
        self.budget.ledger().correct(self.period, self.amount, cost);
    }
}

impl fmt::Debug for EstimatedCharge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EstimatedCharge").field(&self.amount).finish()
    }
}
