//! [`KeyPool`]: the handle that callers share.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use llm_provider_base::Random;
use tokio::time::Instant;

use super::sharing::Sharing;
use super::state::{Answer, CheckTicket, Choice, Notice, PoolState, Ticket, Verdict};
use crate::{
    KeyCheck, KeyId, KeyLease, KeyLimits, KeyPoolBuilder, LeaseRequest, PoolExhausted, PoolKey,
    PoolStatus,
};

/// The keys of an application, and which of them can be used.
///
/// A cheap handle: clones share the keys and their health. Each attempt leases a key anew, with
/// [`lease`](Self::lease) or [`acquire`](Self::acquire), and says in the end how it went
/// ([`KeyLease`]); what fails for reasons of its own rests ([`Blame`](crate::Blame)). Keys can be
/// added and removed at any time.
///
/// More keys of one account do not raise its rate limits: a pool is for spending caps, revoked
/// keys and several accounts.
///
/// ```
/// use llm_types::ErrorKind;
/// use openrouter_auth::{ApiKey, Blame, KeyPool, LeaseRequest};
/// use tokio::time::Instant;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = KeyPool::new([ApiKey::new("sk-or-v1-first")?, ApiKey::new("sk-or-v1-second")?]);
/// let now = Instant::now();
///
/// let lease = pool.lease(&LeaseRequest::new(), now)?;
/// let first = lease.id();
/// lease.fail(Blame::Rejected, ErrorKind::Authentication, now); // the service answered 401
///
/// let lease = pool.lease(&LeaseRequest::new(), now)?;
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
    patience: Duration,
    random: Arc<dyn Random>,
    sharing: Option<Sharing>,
}

const _: () = {
    const fn assert_shareable<T: Clone + Send + Sync + 'static>() {}
    assert_shareable::<KeyPool>();
};

impl KeyPool {
    /// A pool of these keys, in this order, that take turns. A key given twice is there once.
    pub fn new(keys: impl IntoIterator<Item: Into<PoolKey>>) -> Self {
        Self::builder().keys(keys).build()
    }

    /// A pool with other ways and limits.
    pub fn builder() -> KeyPoolBuilder {
        KeyPoolBuilder::new()
    }

    pub(super) fn assemble(
        state: PoolState,
        patience: Duration,
        random: Arc<dyn Random>,
        sharing: Option<Sharing>,
    ) -> Self {
        Self(Arc::new(Inner { state: Mutex::new(state), patience, random, sharing }))
    }

    /// Adds a key. True if it is new; one that is there stays where it is, takes what is said of it
    /// here, and is taken out of quarantine: whoever adds it again has mended it.
    pub fn add(&self, key: impl Into<PoolKey>) -> bool {
        let key = key.into();
        self.change(|state| state.add(key))
    }

    /// Makes these the keys of the pool. Those that were there keep their health and their turns;
    /// leases on those that go stay valid.
    pub fn replace(&self, keys: impl IntoIterator<Item: Into<PoolKey>>) {
        let keys = keys.into_iter().map(Into::into).collect();
        self.change(|state| state.replace(keys));
    }

    /// Removes a key. Leases on it stay valid.
    ///
    /// # Errors
    ///
    /// If the key is not in the pool.
    pub fn remove(&self, id: KeyId) -> Result<(), UnknownKey> {
        if self.change(|state| state.remove(id)) { Ok(()) } else { Err(UnknownKey(id)) }
    }

    /// Removes all keys. Leases on them stay valid; their memory is overwritten when the last of
    /// these is over.
    pub fn clear(&self) {
        self.change(PoolState::clear);
    }

    /// Makes a key as new, and its account with it: no rest, no quarantine. Attempts under way have
    /// no say any more.
    ///
    /// # Errors
    ///
    /// If the key is not in the pool.
    pub fn reset(&self, id: KeyId) -> Result<(), UnknownKey> {
        if self.change(|state| state.reset(id)) { Ok(()) } else { Err(UnknownKey(id)) }
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

    /// Leases the key whose turn it is among those that would do, or fails at once.
    ///
    /// Where state is [shared](KeyPoolBuilder::store) it goes by what this pool knows, and probes
    /// nothing: that must be won, which [`acquire`](Self::acquire) does.
    ///
    /// # Errors
    ///
    /// If no such key can be leased now.
    pub fn lease(
        &self,
        request: &LeaseRequest<'_>,
        now: Instant,
    ) -> Result<KeyLease, PoolExhausted> {
        self.choose(request, Choice::NextProven, now)
    }

    /// Leases the first available key without taking its turn: for questions about the account,
    /// which any of its keys can ask.
    ///
    /// # Errors
    ///
    /// If no key is available.
    pub fn current(&self, now: Instant) -> Result<KeyLease, PoolExhausted> {
        self.choose(&LeaseRequest::new(), Choice::First, now)
    }

    /// Whether [`lease`](Self::lease) would have a key now, without leasing it.
    ///
    /// # Errors
    ///
    /// If no such key can be leased now.
    pub fn outlook(&self, request: &LeaseRequest<'_>, now: Instant) -> Result<(), PoolExhausted> {
        self.state().outlook_of(request, now)
    }

    /// A key that only a question to the service can tell about: it was refused, or reached a cap
    /// that nobody knows the end of. `None` if no question is due, or somebody asks already.
    ///
    /// Where state is [shared](KeyPoolBuilder::store) a question must be won first, which
    /// [`claim_check`](Self::claim_check) does: here there is none.
    pub fn next_check(&self, now: Instant) -> Option<KeyCheck> {
        if self.0.sharing.is_some() {
            return None;
        }
        let (key, ticket) = self.change(|state| state.next_check(now))?;
        Some(KeyCheck::new(self.clone(), key, ticket))
    }

    /// Notes what `GET /key` said of a key, for the [status](Self::status).
    pub fn note_limits(&self, id: KeyId, limits: &KeyLimits) {
        self.state().note_limits(id, limits);
    }

    /// How the keys and accounts are.
    pub fn status(&self, now: Instant) -> PoolStatus {
        self.state().status(now)
    }

    pub(super) fn sharing(&self) -> Option<&Sharing> {
        self.0.sharing.as_ref()
    }

    pub(super) fn patience(&self) -> Duration {
        self.0.patience
    }

    /// A random number in [0, 1]. Never drawn under the lock: it is foreign code, and may say
    /// what is no such number.
    pub(super) fn chance(&self) -> f64 {
        let unit = self.0.random.unit();
        if unit.is_nan() { 0.5 } else { unit.clamp(0.0, 1.0) }
    }

    fn choose(
        &self,
        request: &LeaseRequest<'_>,
        choice: Choice,
        now: Instant,
    ) -> Result<KeyLease, PoolExhausted> {
        let granted = self.change(|state| state.lease(request, choice, now))?;
        Ok(KeyLease::new(self.clone(), granted))
    }

    pub(super) fn released(&self, ticket: &Ticket) {
        self.change(|state| state.settle(ticket, Verdict::Released));
    }

    pub(super) fn confirmed(&self, ticket: &mut Ticket, now: Instant) {
        self.change(|state| state.confirm(ticket, now));
    }

    pub(super) fn spent(&self, ticket: &Ticket, until: Instant, now: Instant) {
        let unit = self.chance();
        let notice = self.change(|state| state.spent(ticket, until, now, unit));
        if let Some(notice) = notice {
            log(&notice, now);
        }
    }

    pub(super) fn succeeded(&self, ticket: &Ticket, now: Instant) {
        self.change(|state| state.settle(ticket, Verdict::Succeeded { now }));
    }

    pub(super) fn failed(&self, ticket: &Ticket, verdict: Verdict, now: Instant) {
        let notice = self.change(|state| state.settle(ticket, verdict));
        if let Some(notice) = notice {
            log(&notice, now);
        }
    }

    pub(super) fn answered(&self, ticket: &CheckTicket, answer: Answer, now: Instant) {
        let notice = self.change(|state| state.answer(ticket, answer));
        if let Some(notice) = notice {
            log(&notice, now);
        }
    }

    pub(super) fn check_dropped(&self, ticket: &CheckTicket) {
        self.change(|state| state.answer(ticket, Answer::Dropped));
    }

    /// One step under the lock; then those are woken whom it concerns.
    pub(super) fn change<R>(&self, step: impl FnOnce(&mut PoolState) -> R) -> R {
        let mut state = self.state();
        let result = step(&mut state);
        let woken = state.woken();
        drop(state);
        for notify in woken {
            notify.notify_one();
        }
        result
    }

    /// A panic elsewhere cannot leave the state half changed: no method of it runs foreign code.
    fn state(&self) -> MutexGuard<'_, PoolState> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One line for each change for the worse.
pub(super) fn log(notice: &Notice, now: Instant) {
    let Notice { key, account, model, cause, condition } = notice;
    let wait = condition.and_then(|condition| condition.remaining(now));
    let wait = wait.map(|wait| wait.as_secs_f64());
    let (blame, model) = (cause.blame, model.as_ref().map(ToString::to_string));
    match blame.scope() {
        crate::Scope::Key => tracing::warn!(
            llm.key.id = %key,
            openrouter.account = %account,
            openrouter.blame = %blame,
            llm.wait = wait,
            "key is not leased"
        ),
        crate::Scope::Account if condition.is_none() => tracing::warn!(
            openrouter.account = %account,
            openrouter.blame = %blame,
            "account has fewer leases out"
        ),
        crate::Scope::Account => tracing::warn!(
            openrouter.account = %account,
            openrouter.blame = %blame,
            llm.wait = wait,
            "account is not used"
        ),
        _ => tracing::warn!(
            openrouter.account = %account,
            openrouter.blame = %blame,
            gen_ai.request.model = model,
            llm.wait = wait,
            "account is not used for this model"
        ),
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
