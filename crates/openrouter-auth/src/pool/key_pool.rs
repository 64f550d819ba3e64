//! [`KeyPool`]: the handle that callers share.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use llm_provider_base::{Random, ThreadRandom};
use tokio::time::Instant;

use super::state::{Choice, PoolState, Ticket, Verdict};
use crate::{ApiKey, Blame, KeyId, KeyLease, PoolExhausted, PoolStatus};

/// The keys of an application, and which of them can be used.
///
/// A cheap handle: clones share the keys and their health. Each attempt leases a key anew with
/// [`lease`](Self::lease) and says in the end how it went ([`KeyLease`]); keys that fail for
/// reasons of their own rest ([`Blame`]). Nothing here waits, and keys can be added and removed at
/// any time.
///
/// More keys of one account do not raise its rate limits: a pool is for spending caps, revoked
/// keys and several accounts.
///
/// ```
/// use openrouter_auth::{ApiKey, Blame, KeyPool};
/// use tokio::time::Instant;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = KeyPool::new([ApiKey::new("sk-or-v1-first")?, ApiKey::new("sk-or-v1-second")?]);
/// let now = Instant::now();
///
/// let lease = pool.lease(now)?;
/// let first = lease.id();
/// lease.fail(Blame::Rejected, now); // the service answered 401
///
/// let lease = pool.lease(now)?;
/// assert_ne!(lease.id(), first);
/// lease.succeed(now);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct KeyPool(Arc<Inner>);

struct Inner {
    /// Held for a few lines, never across an await, a callback or a log line.
    state: Mutex<PoolState>,
    random: Arc<dyn Random>,
}

const _: () = {
    const fn assert_shareable<T: Clone + Send + Sync + 'static>() {}
    assert_shareable::<KeyPool>();
};

impl KeyPool {
    /// A pool of these keys, in this order. A key given twice is there once.
    pub fn new(keys: impl IntoIterator<Item = ApiKey>) -> Self {
        Self::with_random(keys, Arc::new(ThreadRandom))
    }

    /// As [`new`](Self::new), with another source of chance, which spreads the ends of cooldowns.
    pub fn with_random(keys: impl IntoIterator<Item = ApiKey>, random: Arc<dyn Random>) -> Self {
        let mut state = PoolState::default();
        for key in keys {
            state.add(key);
        }
        Self(Arc::new(Inner { state: Mutex::new(state), random }))
    }

    /// Adds a key. True if it is new; one that is there stays where it is, and is taken out of
    /// quarantine: whoever adds it again has mended it.
    pub fn add(&self, key: ApiKey) -> bool {
        self.state().add(key)
    }

    /// Removes a key. Leases on it stay valid.
    ///
    /// # Errors
    ///
    /// If the key is not in the pool.
    pub fn remove(&self, id: KeyId) -> Result<(), UnknownKey> {
        if self.state().remove(id) { Ok(()) } else { Err(UnknownKey(id)) }
    }

    /// Removes all keys. Leases on them stay valid; their memory is overwritten when the last of
    /// these is over.
    pub fn clear(&self) {
        self.state().clear();
    }

    /// Makes a key as new: no rest, no quarantine. Attempts under way have no say any more.
    ///
    /// # Errors
    ///
    /// If the key is not in the pool.
    pub fn reset(&self, id: KeyId) -> Result<(), UnknownKey> {
        if self.state().reset(id) { Ok(()) } else { Err(UnknownKey(id)) }
    }

    /// How many keys there are, resting ones included.
    pub fn len(&self) -> usize {
        self.state().len()
    }

    /// True if there are no keys.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The names of the keys, in their order.
    pub fn keys(&self) -> Vec<KeyId> {
        self.state().ids()
    }

    /// Leases the available key that has waited longest: round robin.
    ///
    /// # Errors
    ///
    /// If no key is available.
    pub fn lease(&self, now: Instant) -> Result<KeyLease, PoolExhausted> {
        self.lease_except(now, &[])
    }

    /// As [`lease`](Self::lease), but none of these keys: those that a call has already tried.
    ///
    /// # Errors
    ///
    /// If no other key is available.
    pub fn lease_except(&self, now: Instant, except: &[KeyId]) -> Result<KeyLease, PoolExhausted> {
        self.choose(Choice::Next { except }, now)
    }

    /// Leases this key, for repeating an attempt that failed for no reason of the key's.
    ///
    /// # Errors
    ///
    /// If the key is not available, or not in the pool any more.
    pub fn lease_key(&self, now: Instant, id: KeyId) -> Result<KeyLease, PoolExhausted> {
        self.choose(Choice::Only(id), now)
    }

    /// Leases the first available key without taking its turn: for questions about the account,
    /// which any of its keys can ask.
    ///
    /// # Errors
    ///
    /// If no key is available.
    pub fn current(&self, now: Instant) -> Result<KeyLease, PoolExhausted> {
        self.choose(Choice::First, now)
    }

    /// How the keys are.
    pub fn status(&self, now: Instant) -> PoolStatus {
        self.state().status(now)
    }

    fn choose(&self, choice: Choice<'_>, now: Instant) -> Result<KeyLease, PoolExhausted> {
        let (key, ticket) = self.state().lease(choice, now)?;
        Ok(KeyLease::new(self.clone(), key, ticket))
    }

    pub(super) fn released(&self, ticket: &Ticket) {
        self.state().settle(ticket, Verdict::Released);
    }

    pub(super) fn succeeded(&self, ticket: &Ticket, now: Instant) {
        self.state().settle(ticket, Verdict::Succeeded { now });
    }

    pub(super) fn failed(&self, ticket: &Ticket, key: KeyId, blame: Blame, now: Instant) {
        let unit = self.0.random.unit();
        let changed = self.state().settle(ticket, Verdict::Failed { blame, now, unit });
        if let Some(condition) = changed {
            tracing::warn!(%key, %blame, rest = ?condition.remaining(now), "key is not leased");
        }
    }

    /// A panic elsewhere cannot leave the state half changed: no method of it runs foreign code.
    fn state(&self) -> MutexGuard<'_, PoolState> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for KeyPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KeyPool").field(&self.keys()).finish()
    }
}

/// The key is not in the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no key {0} in the pool")]
pub struct UnknownKey(pub KeyId);
