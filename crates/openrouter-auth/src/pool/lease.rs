//! [`KeyLease`]: one key, for one attempt.

use std::fmt;

use tokio::time::Instant;

use super::key_pool::KeyPool;
use super::state::Ticket;
use crate::{ApiKey, Blame, KeyId};

/// A key, for one attempt. Take it right before the request is sent, give one verdict when the
/// attempt is over: both consume the lease.
///
/// Dropping it without a verdict gives the key back and counts neither for nor against it: the
/// attempt was cancelled. A lease stays valid when its key is removed from the pool.
#[must_use = "dropping a lease gives the key back"]
pub struct KeyLease {
    key: ApiKey,
    pool: KeyPool,
    /// Handed in with the verdict; what is still here on drop is given back.
    ticket: Option<Ticket>,
}

impl KeyLease {
    pub(super) const fn new(pool: KeyPool, key: ApiKey, ticket: Ticket) -> Self {
        Self { key, pool, ticket: Some(ticket) }
    }

    /// The key.
    pub const fn key(&self) -> &ApiKey {
        &self.key
    }

    /// The key's name.
    pub const fn id(&self) -> KeyId {
        self.key.id()
    }

    /// The attempt succeeded: the key is healthy, unless something newer says otherwise.
    pub fn succeed(mut self, now: Instant) {
        if let Some(ticket) = self.ticket.take() {
            self.pool.succeeded(&ticket, now);
        }
    }

    /// The attempt failed, and this is what it says about the key.
    pub fn fail(mut self, blame: Blame, now: Instant) {
        if let Some(ticket) = self.ticket.take() {
            self.pool.failed(&ticket, self.key.id(), blame, now);
        }
    }
}

impl Drop for KeyLease {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.pool.released(&ticket);
        }
    }
}

impl fmt::Debug for KeyLease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KeyLease").field(&self.id()).finish()
    }
}
