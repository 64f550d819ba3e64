//! [`KeyPool::acquire`]: a key as soon as there is one.

use llm_provider_base::Clock;
use tokio::time::Instant;

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
        let started = clock.now();
        let patient_until = started + self.patience();
        let give_up = deadline.map_or(patient_until, |deadline| deadline.min(patient_until));
        loop {
            let now = clock.now();
            let exhausted = match self.lease(request, now) {
                Ok(lease) => return Ok(lease),
                Err(exhausted) => exhausted,
            };
            let Some(soonest) = exhausted.soonest.filter(|soonest| now + *soonest < give_up) else {
                return Err(exhausted);
            };
            clock.sleep(soonest).await;
        }
    }
}
