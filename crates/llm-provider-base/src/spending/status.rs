//! [`SpendingStatus`]: how a budget stands, as plain data.

use llm_types::Usd;
use serde::Serialize;

/// How a [`SpendingBudget`](super::SpendingBudget) stands. Amounts are those of the window that it
/// is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SpendingStatus {
    /// What may be spent.
    pub limit: Usd,
    /// How long that holds.
    pub window: SpendingWindow,
    /// What calls have cost, or may have.
    pub spent: Usd,
    /// What is set aside for calls that are under way.
    pub reserved: Usd,
}

impl SpendingStatus {
    /// What can still be reserved.
    pub fn available(&self) -> Usd {
        (self.limit - self.spent - self.reserved).max(Usd::ZERO)
    }
}

/// How long a limit holds before it begins anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SpendingWindow {
    /// Once and for all.
    Total,
    /// From one midnight UTC to the next.
    UtcDay,
}
