//! [`KeyPool::acquire`]: a key as soon as there is one.

use llm_provider_base::Clock;
use tokio::time::Instant;

use super::state::{Found, Place};
use crate::{KeyLease, KeyPool, LeaseRequest, PoolExhausted};

impl KeyPool {
    /// Leases a key as [`lease`](Self::lease) does, and waits for one if there is none: for a rest
    /// to end, for a probe to come back, for another lease to be over, for a key to be added. It
    /// waits for as long as the pool's patience and the deadline allow, and not at all if nothing
    /// can come of it in that time.
    ///
    /// # Errors
    ///
    /// If there is no key, and none in time.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the queue; a key that was just had goes to the next.
    pub async fn acquire(
        &self,
        request: &LeaseRequest<'_>,
        clock: &dyn Clock,
        deadline: Option<Instant>,
    ) -> Result<KeyLease, PoolExhausted> {
        let now = clock.now();
        let patient_until = now + self.patience();
        let give_up = deadline.map_or(patient_until, |deadline| deadline.min(patient_until));
        let waiter = match self.change(|state| state.lease_or_queue(request, now, give_up))? {
            Ok(granted) => return Ok(KeyLease::new(self.clone(), granted)),
            Err(place) => Waiter { pool: self, place },
        };
        let mut now = now;
        loop {
            match self.change(|state| state.look(&waiter.place, now, give_up)) {
                Found::Key(granted) => return Ok(KeyLease::new(self.clone(), granted)),
                Found::Never(exhausted) => return Err(exhausted),
                Found::Nothing { until } => {
                    let sleep = clock.sleep(until.saturating_duration_since(now));
                    tokio::select! {
                        () = waiter.place.notify.notified() => {}
                        () = sleep => {}
                    }
                }
            }
            now = clock.now();
        }
    }
}

/// A place in the queue, which is left when the wait is over, for whatever reason.
struct Waiter<'a> {
    pool: &'a KeyPool,
    place: Place,
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.pool.change(|state| state.depart(&self.place));
    }
}
