//! [`SpendingBudget`]: what calls may cost together.

mod exceeded;
mod ledger;
mod reservation;
mod status;
#[cfg(test)]
mod tests;

pub use self::exceeded::BudgetExceeded;
pub use self::reservation::{EstimatedCharge, Reservation};
pub use self::status::{SpendingStatus, SpendingWindow};

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use llm_types::Usd;

use self::ledger::Ledger;
use crate::{Clock, SystemClock};

/// What calls may cost together, in US dollars.
///
/// Each call reserves an upper bound of its cost before it is sent, and settles for what it did
/// cost when that is known, so that calls that run side by side cannot spend the same dollar. What
/// is spent and what is reserved stay within the limit together, as long as no call costs more
/// than was reserved for it; one that does is counted in full, and the next finds less.
///
/// A handle: clones count together, and several providers may be given clones of one. It knows
/// only what went through it in this process.
///
/// ```
/// use llm_provider_base::SpendingBudget;
/// use llm_types::Usd;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (limit, per_call): (Usd, Usd) = ("5".parse()?, "0.50".parse()?);
/// let budget = SpendingBudget::daily(limit, per_call);
/// let reservation = budget.reserve(budget.per_call())?;
/// // The call is made, and says what it cost.
/// reservation.settle("0.02".parse()?);
/// assert_eq!(budget.status().available(), "4.98".parse()?);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct SpendingBudget(Arc<Shared>);

struct Shared {
    clock: Arc<dyn Clock>,
    window: SpendingWindow,
    per_call: Usd,
    ledger: Mutex<Ledger>,
}

impl SpendingBudget {
    /// So much, once and for all. `per_call` is reserved for a call of which nothing better is
    /// known.
    pub fn total(limit: Usd, per_call: Usd) -> Self {
        Self::with_clock(limit, per_call, SpendingWindow::Total, Arc::new(SystemClock))
    }

    /// So much a day, which begins at midnight UTC. `per_call` is reserved for a call of which
    /// nothing better is known. What runs at midnight is counted on the day on which it ends.
    pub fn daily(limit: Usd, per_call: Usd) -> Self {
        Self::with_clock(limit, per_call, SpendingWindow::UtcDay, Arc::new(SystemClock))
    }

    /// With a clock that says which day it is.
    pub fn with_clock(
        limit: Usd,
        per_call: Usd,
        window: SpendingWindow,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let ledger = Mutex::new(Ledger::new(limit.max(Usd::ZERO)));
        let per_call = per_call.max(Usd::ZERO);
        Self(Arc::new(Shared { clock, window, per_call, ledger }))
    }

    /// What is reserved for a call of which nothing better is known.
    pub fn per_call(&self) -> Usd {
        self.0.per_call
    }

    /// Sets an amount aside for a call that is about to be sent.
    ///
    /// # Errors
    ///
    /// If it is not there. Nothing is set aside then.
    pub fn reserve(&self, amount: Usd) -> Result<Reservation, BudgetExceeded> {
        let amount = amount.max(Usd::ZERO);
        self.ledger().reserve(amount)?;
        Ok(Reservation::new(self.clone(), amount))
    }

    /// What is spent and reserved now.
    pub fn status(&self) -> SpendingStatus {
        let window = self.0.window;
        self.ledger().status(window)
    }

    /// The ledger, as of today. Nothing but arithmetic is done while it is held.
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        let period = self.period();
        // A panic elsewhere cannot leave it half written.
        let mut ledger = self.0.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        ledger.turn(period);
        ledger
    }

    /// The number of the window that it is now.
    fn period(&self) -> u64 {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        match self.0.window {
            SpendingWindow::Total => 0,
            SpendingWindow::UtcDay => {
                let wall = self.0.clock.wall().duration_since(SystemTime::UNIX_EPOCH);
                wall.unwrap_or_default().as_secs() / DAY.as_secs()
            }
        }
    }
}

impl fmt::Debug for SpendingBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SpendingBudget").field(&self.status()).finish()
    }
}
