//! [`Hold`]: what is set aside for an attempt that is sent.

use std::fmt;
use std::sync::Arc;

use llm_provider_base::Reservation;
use llm_types::{Error, ResponseId, Usage};

use super::Spending;

/// What is set aside for an attempt that is sent. Dropped, it counts as spent: the call was
/// cancelled, and nobody knows what the service makes of that.
pub(crate) struct Hold {
    reservation: Option<Reservation>,
    spending: Arc<Spending>,
}

impl Hold {
    pub(super) const fn new(reservation: Reservation, spending: Arc<Spending>) -> Self {
        Self { reservation: Some(reservation), spending }
    }

    /// The answer is whole. What it cost is counted if it says so, and the estimate if not.
    pub(crate) fn finished(self, usage: Option<&Usage>, id: Option<&ResponseId>) {
        self.end(usage, id);
    }

    /// It failed. What was certainly not charged for is given back.
    pub(crate) fn failed(mut self, error: &Error) {
        if error.maybe_billed() {
            let usage = error.partial().and_then(|partial| partial.usage.as_ref());
            self.end(usage, error.response_id());
        } else {
            drop(self.reservation.take());
        }
    }

    fn end(mut self, usage: Option<&Usage>, id: Option<&ResponseId>) {
        let Some(reservation) = self.reservation.take() else { return };
        match (usage.and_then(|usage| usage.cost), id) {
            (Some(cost), _) => reservation.settle(cost),
            (None, Some(id)) => self.spending.keep(id.clone(), reservation.keep()),
            (None, None) => drop(reservation.keep()),
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if let Some(reservation) = self.reservation.take() {
            drop(reservation.keep());
        }
    }
}

impl fmt::Debug for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Hold").field(&self.reservation).finish()
    }
}
