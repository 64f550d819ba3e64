//! [`KeyCheck`]: a question about one key.

use std::fmt;
use std::time::SystemTime;

use tokio::time::Instant;

use super::key_pool::KeyPool;
use super::state::{Answer, CheckTicket};
use crate::{ApiKey, KeyId, KeyLimits};

/// A question about one key that is due: ask `GET /key` with it, and say what came of that.
///
/// While it is held nobody else asks about this key. Dropping it makes the question due again.
#[must_use = "dropping a check makes it due again"]
pub struct KeyCheck {
    key: ApiKey,
    pool: KeyPool,
    ticket: Option<CheckTicket>,
}

impl KeyCheck {
    pub(super) const fn new(pool: KeyPool, key: ApiKey, ticket: CheckTicket) -> Self {
        Self { key, pool, ticket: Some(ticket) }
    }

    /// The key to ask with.
    pub const fn key(&self) -> &ApiKey {
        &self.key
    }

    /// The key's name.
    pub const fn id(&self) -> KeyId {
        self.key.id()
    }

    /// The service takes the key, and says this of it. With money left, the next request shows
    /// whether it is back; without, the key is parked until its limit starts anew. `wall` is what
    /// days, weeks and months are counted by.
    pub fn works(mut self, limits: KeyLimits, now: Instant, wall: SystemTime) {
        // Before the ticket is taken: if foreign code panics here, the check is due again.
        let unit = self.pool.chance();
        if let Some(ticket) = self.ticket.take() {
            self.pool.answered(&ticket, Answer::Works { limits, now, wall, unit }, now);
        }
    }

    /// The service does not take the key. It is asked about again after 1, 2, 4 … 60 minutes.
    pub fn rejected(mut self, now: Instant) {
        if let Some(ticket) = self.ticket.take() {
            self.pool.answered(&ticket, Answer::Rejected { now }, now);
        }
    }

    /// It was asked, and there was no answer that tells: the service could not be reached, say. It
    /// is asked again after ten seconds.
    pub fn unanswered(mut self, now: Instant) {
        if let Some(ticket) = self.ticket.take() {
            self.pool.answered(&ticket, Answer::None { now }, now);
        }
    }
}

impl Drop for KeyCheck {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.pool.check_dropped(&ticket);
        }
    }
}

impl fmt::Debug for KeyCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KeyCheck").field(&self.id()).finish()
    }
}
