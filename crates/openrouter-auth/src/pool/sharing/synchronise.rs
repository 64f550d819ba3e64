//! Who writes to the store and reads from it, and when.

use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use llm_provider_base::Clock;
use tokio::time::Instant;

use super::super::health::Moment;
use super::super::key_pool::log;
use super::super::state::{Draft, Heard, Notice, PoolState, ScopeRef, Ticket};
use super::{StateStore, StoreError, Swap};
use crate::{KeyCheck, KeyPool};

/// How old a record may be before it is read again.
pub(in crate::pool) const REFRESH: Duration = Duration::from_secs(1);
/// How long a probe or a check counts that is never heard of again.
const TRIAL: Duration = Duration::from_secs(2 * 60);
/// How long the store keeps what it is not told again: longer than any rest.
const TIME_TO_LIVE: Duration = Duration::from_secs(26 * 60 * 60);
/// A store that takes longer is as good as none: calls wait for it.
const PATIENCE: Duration = Duration::from_millis(500);
/// How long a store that failed is left alone.
const LEFT_ALONE: Duration = Duration::from_secs(5);
/// Each conflict is somebody else's progress; beyond so many the write is left to the next time.
const ATTEMPTS: u32 = 8;

/// The store of a pool.
pub(in crate::pool) struct Sharing {
    store: Arc<dyn StateStore>,
    /// Set while somebody reads all that is old: nobody else need do so at the same time.
    is_reading: AtomicBool,
    /// Said once: that the store is out of reach.
    is_known_to_fail: AtomicBool,
    left_alone_until: Mutex<Option<Instant>>,
}

impl Sharing {
    pub(in crate::pool) fn new(store: Arc<dyn StateStore>) -> Self {
        Self {
            store,
            is_reading: AtomicBool::new(false),
            is_known_to_fail: AtomicBool::new(false),
            left_alone_until: Mutex::new(None),
        }
    }

    fn is_left_alone(&self, now: Instant) -> bool {
        let until = *self.left_alone_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| now < until)
    }

    /// What the store says, if it says anything in time.
    async fn ask<T>(
        &self,
        question: impl Future<Output = Result<T, StoreError>> + Send,
        clock: &dyn Clock,
    ) -> Option<T> {
        let failure = tokio::select! {
            answer = question => match answer {
                Ok(answer) => {
                    self.is_known_to_fail.store(false, Ordering::Relaxed);
                    return Some(answer);
                }
                Err(error) => error,
            },
            () = clock.sleep(PATIENCE) => StoreError::new("no answer in time"),
        };
        let until = Some(clock.now() + LEFT_ALONE);
        *self.left_alone_until.lock().unwrap_or_else(PoisonError::into_inner) = until;
        if !self.is_known_to_fail.swap(true, Ordering::Relaxed) {
            let reason = std::error::Error::source(&failure).map(ToString::to_string);
            tracing::warn!(reason, "{failure}: the pool goes on with what it knows itself");
        }
        None
    }
}

impl fmt::Debug for Sharing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sharing").field("store", &self.store).finish_non_exhaustive()
    }
}

impl KeyPool {
    /// Writes what has changed to the shared store, and reads what others wrote. A pool without a
    /// store has nothing to do; [`acquire`](Self::acquire) does as much of it as a call needs.
    ///
    /// # Cancel safety
    ///
    /// What was not written yet when the future is dropped is written the next time.
    pub async fn synchronise(&self, clock: &dyn Clock) {
        self.write_changes(clock).await;
        self.read_stale(clock).await;
    }

    /// As [`next_check`](Self::next_check), and won against other processes where state is shared.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future makes the check due again.
    pub async fn claim_check(&self, clock: &dyn Clock) -> Option<KeyCheck> {
        let (key, ticket) = self.change(|state| state.next_check(clock.now()))?;
        let scope = ticket.scope();
        let check = KeyCheck::new(self.clone(), key, ticket);
        if self.prove(&[(scope, true)], clock).await { Some(check) } else { None }
    }

    pub(in crate::pool) async fn write_changes(&self, clock: &dyn Clock) {
        let Some(sharing) = self.sharing() else { return };
        if sharing.is_left_alone(clock.now()) {
            return;
        }
        let rest = self.change(PoolState::take_dirty);
        let mut unwritten = Unwritten { pool: self, rest };
        while let Some((scope, notice)) = unwritten.rest.last().cloned() {
            self.write(sharing, &scope, notice, clock).await;
            unwritten.rest.pop();
        }
    }

    /// Reads what others wrote long enough ago that it may be news. True if there was any.
    pub(in crate::pool) async fn read_stale(&self, clock: &dyn Clock) -> bool {
        let Some(sharing) = self.sharing() else { return false };
        if sharing.is_reading.swap(true, Ordering::AcqRel) {
            return false;
        }
        let _reading = Reading(&sharing.is_reading);
        let mut is_news = false;
        for scope in self.change(|state| state.stale(clock.now())) {
            is_news |= self.read(sharing, &scope, clock).await == Some(Heard::Newer);
        }
        is_news
    }

    /// Makes sure that a key just leased may be used: that it is as we think, and that what it is
    /// the probe of is nobody else's to try.
    pub(in crate::pool) async fn prove_lease(
        &self,
        ticket: &mut Ticket,
        clock: &dyn Clock,
    ) -> bool {
        let scopes = self.change(|state| state.unproven(ticket, clock.now()));
        self.prove(&scopes, clock).await && self.change(|state| state.holds(ticket))
    }

    async fn prove(&self, scopes: &[(ScopeRef, bool)], clock: &dyn Clock) -> bool {
        let Some(sharing) = self.sharing() else { return true };
        for (scope, is_trial) in scopes {
            let heard = self.read(sharing, scope, clock).await;
            if heard == Some(Heard::Tried) && *is_trial {
                return false;
            }
            if heard.is_some() && *is_trial && !self.claim(sharing, scope, clock).await {
                return false;
            }
        }
        true
    }

    /// Takes over what the store has. `None` if it cannot be asked.
    async fn read(&self, sharing: &Sharing, scope: &ScopeRef, clock: &dyn Clock) -> Option<Heard> {
        if sharing.is_left_alone(clock.now()) {
            return None;
        }
        let id = self.change(|state| state.id_of(scope))?;
        let found = sharing.ask(sharing.store.load(&id), clock).await?;
        Some(self.change(|state| state.read(scope, found.as_ref(), moment(clock))))
    }

    /// Makes a probe or a check ours. False if another pool is faster.
    async fn claim(&self, sharing: &Sharing, scope: &ScopeRef, clock: &dyn Clock) -> bool {
        for _ in 0..ATTEMPTS {
            let draft = self.change(|state| state.draft(scope, moment(clock), TRIAL));
            let Some(draft) = draft.filter(|draft| draft.record.trial.is_some()) else {
                return false;
            };
            match self.put(sharing, scope, &draft, clock).await {
                Some(Put::Done) | None => return true,
                Some(Put::Conflict(Heard::Newer | Heard::Tried)) => return false,
                Some(Put::Conflict(_)) => {}
            }
        }
        false
    }

    /// Writes a draft unless somebody else has written meanwhile, and takes over what they wrote.
    /// `None` if the store cannot be asked.
    async fn put(
        &self,
        sharing: &Sharing,
        scope: &ScopeRef,
        Draft { id, expected, record }: &Draft,
        clock: &dyn Clock,
    ) -> Option<Put> {
        let swap = sharing.store.compare_and_set(id, *expected, record, TIME_TO_LIVE);
        Some(match sharing.ask(swap, clock).await? {
            Swap::Done(version) => {
                self.change(|state| state.written(scope, version, clock.now()));
                Put::Done
            }
            Swap::Conflict(present) => {
                let now = moment(clock);
                let heard = self.change(|state| state.read(scope, present.as_ref(), now));
                Put::Conflict(heard)
            }
        })
    }

    /// Tells others of a change, unless they were first. What is news to everybody is logged.
    async fn write(
        &self,
        sharing: &Sharing,
        scope: &ScopeRef,
        notice: Option<Notice>,
        clock: &dyn Clock,
    ) {
        for _ in 0..ATTEMPTS {
            let Some(draft) = self.change(|state| state.draft(scope, moment(clock), TRIAL)) else {
                return;
            };
            match self.put(sharing, scope, &draft, clock).await {
                Some(Put::Done) => {
                    if let Some(notice) = notice {
                        log(&notice, clock.now());
                    }
                    return;
                }
                Some(Put::Conflict(Heard::Newer | Heard::Same | Heard::Tried)) => return,
                Some(Put::Conflict(_)) => {}
                None => break,
            }
        }
        if let Some(notice) = notice {
            log(&notice, clock.now());
        }
        self.change(|state| state.mark(scope.clone(), None));
    }
}

/// What became of a draft.
enum Put {
    Done,
    /// It is not written: this is what was there.
    Conflict(Heard),
}

/// Changes that are to be written. What is left of them when it is dropped is written another time.
struct Unwritten<'a> {
    pool: &'a KeyPool,
    rest: Vec<(ScopeRef, Option<Notice>)>,
}

impl Drop for Unwritten<'_> {
    fn drop(&mut self) {
        for (scope, notice) in self.rest.drain(..) {
            self.pool.change(|state| state.mark(scope, notice));
        }
    }
}

/// Somebody reads. Ends when it is dropped.
struct Reading<'a>(&'a AtomicBool);

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

fn moment(clock: &dyn Clock) -> Moment {
    Moment { now: clock.now(), wall: clock.wall() }
}
