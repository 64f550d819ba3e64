//! [`Ledger`]: the state of a budget.

use llm_types::Usd;

use super::{BudgetExceeded, SpendingStatus, SpendingWindow};

/// What is spent in the window that it is now, and what is reserved.
#[derive(Debug)]
pub(super) struct Ledger {
    limit: Usd,
    spent: Usd,
    reserved: Usd,
    /// The number of the window.
    period: u64,
}

impl Ledger {
    pub(super) const fn new(limit: Usd) -> Self {
        Self { limit, spent: Usd::ZERO, reserved: Usd::ZERO, period: 0 }
    }

    /// Begins anew if a later window has begun. A clock that is set back gives nothing away twice.
    pub(super) fn turn(&mut self, period: u64) {
        if period > self.period {
            self.period = period;
            self.spent = Usd::ZERO;
        }
    }

    /// The number of the window.
    pub(super) const fn period(&self) -> u64 {
        self.period
    }

    /// Sets `asked` aside.
    pub(super) fn reserve(&mut self, asked: Usd) -> Result<(), BudgetExceeded> {
        let Self { limit, spent, reserved, period: _ } = *self;
        if spent + reserved + asked > limit {
            return Err(BudgetExceeded { limit, spent, reserved, asked });
        }
        self.reserved += asked;
        Ok(())
    }

    /// Gives back what was set aside.
    pub(super) fn release(&mut self, reserved: Usd) {
        self.reserved = (self.reserved - reserved).max(Usd::ZERO);
    }

    /// Spends `cost` in place of what was set aside.
    pub(super) fn settle(&mut self, reserved: Usd, cost: Usd) {
        self.release(reserved);
        self.spent += cost.max(Usd::ZERO);
    }

    /// Counts `cost` in place of an estimate, if that was counted in this window.
    pub(super) fn correct(&mut self, period: u64, estimate: Usd, cost: Usd) {
        if period == self.period {
            self.spent = (self.spent - estimate).max(Usd::ZERO) + cost.max(Usd::ZERO);
        }
    }

    pub(super) const fn status(&self, window: SpendingWindow) -> SpendingStatus {
        let Self { limit, spent, reserved, period: _ } = *self;
        SpendingStatus { limit, window, spent, reserved }
    }
}
