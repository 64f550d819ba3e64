//! [`Hold`]: what is set aside for an attempt that is sent.

use std::fmt;
use std::sync::Arc;

use llm_provider_base::Reservation;
use llm_types::{AttemptReceipt, Error, ResponseId, Usage};

use super::Spending;

/// What is set aside for an attempt that is sent. Dropped, it counts as spent: the call was
/// cancelled, and nobody knows what the service makes of that.
pub(crate) struct Hold {
    reservation: Option<Reservation>,
    spending: Arc<Spending>,
    /// The attempt's entry in the receipt of its call, which may know its name.
    receipt: Option<AttemptReceipt>,
}

impl Hold {
    pub(super) const fn new(reservation: Reservation, spending: Arc<Spending>) -> Self {
        Self { reservation: Some(reservation), spending, receipt: None }
    }

    /// The attempt that it is for is about to be sent.
    pub(crate) fn is_for(&mut self, attempt: AttemptReceipt) {
        self.receipt = Some(attempt);
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
        match usage.and_then(|usage| usage.cost) {
            Some(cost) => {
                if let Some(reservation) = self.reservation.take() {
                    reservation.settle(cost);
                }
            }
            None => self.keep(id.cloned()),
        }
    }

    /// Counts what was set aside, until somebody learns better: by the name of the answer.
    fn keep(&mut self, id: Option<ResponseId>) {
        let Some(reservation) = self.reservation.take() else { return };
        let charge = reservation.keep();
        let noted = || self.receipt.as_ref().and_then(AttemptReceipt::response_id);
        if let Some(id) = id.or_else(noted) {
            self.spending.keep(id, charge);
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.keep(None);
    }
}

impl fmt::Debug for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Hold").field(&self.reservation).finish()
    }
}
