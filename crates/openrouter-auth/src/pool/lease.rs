//! [`KeyLease`]: one key, for one attempt.

use std::fmt;

use llm_types::ErrorKind;
use tokio::time::Instant;

use super::health::Cause;
use super::key_pool::KeyPool;
use super::state::{Granted, Ticket, Verdict};
use crate::{AccountId, ApiKey, Blame, KeyId};

/// A key, for one attempt. Take it right before the request is sent, give one verdict when the
/// attempt is over: both consume the lease.
///
/// Dropping it without a verdict gives the key back and counts neither for nor against it: the
/// attempt was cancelled. A lease stays valid when its key is removed from the pool.
#[must_use = "dropping a lease gives the key back"]
pub struct KeyLease {
    key: ApiKey,
    account: AccountId,
    pool: KeyPool,
    /// Handed in with the verdict; what is still here on drop is given back.
    ticket: Option<Ticket>,
}

impl KeyLease {
    pub(super) const fn ticket(&mut self) -> Option<&mut Ticket> {
        self.ticket.as_mut()
    }

    pub(super) fn new(pool: KeyPool, granted: Granted) -> Self {
        let Granted { key, account, ticket } = granted;
        Self { key, account, pool, ticket: Some(ticket) }
    }

    /// The key.
    pub const fn key(&self) -> &ApiKey {
        &self.key
    }

    /// The key's name.
    pub const fn id(&self) -> KeyId {
        self.key.id()
    }

    /// The account that the key belongs to.
    pub const fn account(&self) -> &AccountId {
        &self.account
    }

    /// The service took the request, and the answer still comes: the key is healthy, unless
    /// something newer says otherwise.
    ///
    /// The lease stays out until its verdict. Without this, an answer that takes minutes would
    /// keep others from a key that has just come back from a rest.
    pub fn confirm(&mut self, now: Instant) {
        if let Some(ticket) = &mut self.ticket {
            self.pool.confirmed(ticket, now);
        }
    }

    /// The service took the request, and says that it was the last one that it takes until then: a
    /// reply can say so that is no refusal. The account rests for the model, or for free models if
    /// it is one of those, as it does when it is refused for that reason; it is no failure, and
    /// nothing happens if the lease names no model. The lease stays out until its verdict.
    pub fn spent_quota(&self, until: Instant, now: Instant) {
        if let Some(ticket) = &self.ticket {
            self.pool.spent(ticket, until, now);
        }
    }

    /// The attempt succeeded: the key is healthy, unless something newer says otherwise.
    pub fn succeed(mut self, now: Instant) {
        if let Some(ticket) = self.ticket.take() {
            self.pool.succeeded(&ticket, now);
        }
    }

    /// The attempt failed, and this is what it says about the key and its account; `kind` is what
    /// later callers are told of it.
    pub fn fail(mut self, blame: Blame, kind: ErrorKind, now: Instant) {
        // Before the ticket is taken: if foreign code panics here, the key is given back.
        let unit = self.pool.chance();
        if let Some(ticket) = self.ticket.take() {
            let verdict = Verdict::Failed { cause: Cause { blame, kind }, now, unit };
            self.pool.failed(&ticket, verdict, now);
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
