//! [`KeyPool::acquire`]: a key as soon as there is one.

use std::time::Duration;

use llm_provider_base::Clock;
use tokio::time::Instant;

use super::sharing::REFRESH;
use super::state::{Found, Place};
use crate::{KeyLease, KeyPool, LeaseRequest, PoolExhausted};

/// Patience without end is this long: a point in time that far ahead can still be told.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

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
        let started = clock.now();
        let patience = self.patience().min(LONGEST);
        let patient_until = started.checked_add(patience).unwrap_or(started);
        let give_up = deadline.map_or(patient_until, |deadline| deadline.min(patient_until));
        if self.sharing().is_none() {
            return self.wait(request, clock, give_up).await;
        }
        self.write_changes(clock).await;
        // Each round that does not end it tells something new of a key, of which there are so many;
        // beyond, the store is at odds with itself, and our own memory has to do.
        let mut rounds = 8 * (self.len() + 8);
        loop {
            rounds -= 1;
            match self.wait(request, clock, give_up).await {
                Ok(mut lease) => {
                    let Some(ticket) = lease.ticket() else { return Ok(lease) };
                    if self.prove_lease(ticket, clock).await || rounds == 0 {
                        return Ok(lease);
                    }
                }
                // Others may have mended what we think is broken.
                Err(exhausted) => {
                    if !self.read_stale(clock).await || rounds == 0 {
                        return Err(exhausted);
                    }
                }
            }
        }
    }

    async fn wait(
        &self,
        request: &LeaseRequest<'_>,
        clock: &dyn Clock,
        give_up: Instant,
    ) -> Result<KeyLease, PoolExhausted> {
        let mut now = clock.now();
        let waiter = match self.change(|state| state.lease_or_queue(request, now, give_up))? {
            Ok(granted) => return Ok(KeyLease::new(self.clone(), granted)),
            Err(place) => Waiter { pool: self, place },
        };
        loop {
            match self.change(|state| state.look(&waiter.place, now, give_up)) {
                Found::Key(granted) => return Ok(KeyLease::new(self.clone(), granted)),
                Found::Never(exhausted) => return Err(exhausted),
                Found::Nothing { until, is_first } => {
                    let rest = until.saturating_duration_since(now);
                    let listens = is_first && self.sharing().is_some();
                    let sleep = clock.sleep(if listens { rest.min(REFRESH) } else { rest });
                    tokio::select! {
                        () = waiter.place.notify.notified() => {}
                        () = sleep => {}
                    }
                    if listens {
                        self.synchronise(clock).await;
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
