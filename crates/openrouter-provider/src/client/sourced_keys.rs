//! [`SourcedKeys`]: keys that come from a source, and are loaded anew when that is due.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use llm_provider_base::{Clock, gen_ai};
use llm_types::{Error, ErrorKind, Result};
use openrouter_auth::{CredentialSource, KeyId, KeyLease, KeyPool, PoolKey};
use openrouter_wire::Access;
use tokio::time::Instant;

use super::call::{Call, Caller};
use super::tried::Tried;
use super::{Client, Trace};
use crate::error::Failure;

/// How long a source may take.
const LOAD_TIME: Duration = Duration::from_secs(30);
/// How long a source that failed, or whose keys are all refused, is left alone.
const PAUSE: Duration = Duration::from_secs(10);

/// Keys that come from a source. The pool has them beside those that were given otherwise.
#[derive(Debug)]
pub(crate) struct SourcedKeys {
    source: Arc<dyn CredentialSource>,
    /// Keys that are in the pool for another reason as well, and stay.
    others: HashSet<KeyId>,
    state: Mutex<State>,
    /// Held by the one that loads.
    flight: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct State {
    keys: Vec<KeyId>,
    due: Due,
    /// How often it was loaded, or failed to.
    landed: u64,
    landed_at: Option<Instant>,
    /// Nobody wants the keys any more.
    forgotten: bool,
}

/// When the keys are to be loaded again without anybody asking for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Now,
    At(Instant),
    Never,
}

impl SourcedKeys {
    pub(crate) fn new(source: Arc<dyn CredentialSource>, others: HashSet<KeyId>) -> Self {
        let state =
            State { keys: Vec::new(), due: Due::Now, landed: 0, landed_at: None, forgotten: false };
        Self { source, others, state: Mutex::new(state), flight: tokio::sync::Mutex::new(()) }
    }

    fn is_due(&self, now: Instant) -> bool {
        let due = self.state().due;
        match due {
            Due::Now => true,
            Due::At(at) => at <= now,
            Due::Never => false,
        }
    }

    pub(super) fn landed(&self) -> u64 {
        self.state().landed
    }

    /// Loads the keys, unless that has been done since they were `seen`.
    async fn load(&self, seen: Option<u64>, pool: &KeyPool, clock: &dyn Clock) -> Result<()> {
        let _flight = self.flight.lock().await;
        if seen.is_some_and(|seen| seen != self.landed()) {
            return Ok(());
        }
        self.state().forgotten = false;
        let loaded = tokio::time::timeout(LOAD_TIME, self.source.load()).await;
        let loaded = loaded.map_or_else(
            |_| {
                let message = format!("{} gave no keys in time", self.source.name());
                Err(Error::new(ErrorKind::Timeout, message))
            },
            |loaded| loaded.map_err(Error::from),
        );
        let now = clock.now();
        let mut state = self.state();
        state.landed += 1;
        state.landed_at = Some(now);
        if state.forgotten {
            // Somebody logged out meanwhile.
            return Ok(());
        }
        let credentials = match loaded {
            Ok(credentials) => credentials,
            Err(error) => {
                state.due = Due::At(now + PAUSE);
                return Err(error);
            }
        };
        // What is good for no time at all is not loaded again at once for ever.
        let valid_for = credentials.valid_for.map(|time| time.max(Duration::from_secs(1)));
        let end = valid_for.and_then(|time| now.checked_add(time));
        state.due = end.map_or(Due::Never, Due::At);
        let before = std::mem::take(&mut state.keys);
        state.keys = credentials.keys.iter().map(PoolKey::id).collect();
        // Before the others go: at no time shall there be no key.
        let known: HashSet<KeyId> = pool.keys().into_iter().collect();
        // A key that is there keeps its health: being loaded again mends nothing.
        for key in credentials.keys.into_iter().filter(|key| !known.contains(&key.id())) {
            pool.add(key);
        }
        let gone = before.iter().filter(|id| !state.keys.contains(id) && !self.others.contains(id));
        for id in gone {
            // Somebody else may have removed it.
            let _ = pool.remove(*id);
        }
        drop(state);
        tracing::debug!(source = %self.source.name(), keys = pool.len(), "keys loaded");
        Ok(())
    }

    /// Forgets the keys, until somebody asks for them.
    pub(crate) fn forget(&self) {
        let mut state = self.state();
        state.keys.clear();
        state.due = Due::Never;
        state.forgotten = true;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Client {
    /// The source of keys, if a call needs them and they are not there yet, or not good any more.
    pub(super) fn due_keys(&self, call: &Call) -> Option<&SourcedKeys> {
        let sourced = self.sourced.as_ref().filter(|_| self.takes_leases(call))?;
        sourced.is_due(self.path.clock.now()).then_some(sourced)
    }

    /// Before a call: loads the keys that are due. Where that fails, the keys that there are may
    /// still do.
    pub(super) async fn refresh_keys(&self, sourced: &SourcedKeys, call: &Call) -> Result<()> {
        let seen = sourced.landed();
        let load = sourced.load(Some(seen), &self.pool, &*self.path.clock);
        let limit = call.http.deadline.unwrap_or(Duration::MAX);
        let loaded = tokio::time::timeout(limit, load).await;
        match loaded.unwrap_or_else(|_| Err(late(call))) {
            Err(error) if self.pool.is_empty() => Err(error.with_operation(call.http.operation)),
            Err(error) => {
                tell_failed(&error);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// How often the source has been loaded.
    pub(super) fn loads(&self) -> u64 {
        self.sourced.as_ref().map_or(0, SourcedKeys::landed)
    }

    /// After a refusal: the source may have another key by now. Gives a lease on it, once in a
    /// call.
    pub(super) async fn lease_reloaded(
        &self,
        call: &Call,
        trace: &Trace,
        tried: &mut Tried,
    ) -> Option<KeyLease> {
        let sourced = self.sourced.as_ref().filter(|_| self.takes_leases(call))?;
        let seen = tried.take_loads()?;
        // The key that was refused, if one was sent.
        let sent = trace.note.key;
        let now = self.path.clock.now();
        // Somebody has begun to ask: what they get is waited for.
        let is_loading = sourced.flight.try_lock().is_err();
        let is_worth_it = {
            let state = sourced.state();
            let is_new = state.landed != seen;
            let rested = state.landed_at.is_none_or(|at| now >= at + PAUSE);
            let is_sourced = sent.is_some_and(|key| state.keys.contains(&key));
            !state.forgotten && (is_new || is_loading || is_sourced || (sent.is_none() && rested))
        };
        if !is_worth_it {
            return None;
        }
        let load = sourced.load(Some(seen), &self.pool, &*self.path.clock);
        let loaded = match tried.deadline() {
            Some(deadline) => tokio::time::timeout_at(deadline, load).await.ok()?,
            None => load.await,
        };
        if let Err(error) = loaded {
            tell_failed(&error);
            return None;
        }
        self.pool.lease(&tried.request(trace.model.as_ref()), self.path.clock.now()).ok()
    }

    /// Loads the keys of the source anew.
    pub(crate) async fn reload_keys(&self) -> Result<()> {
        let Some(sourced) = &self.sourced else {
            let message = "there is no source to load keys from: give one to the builder";
            return Err(Error::new(ErrorKind::Configuration, message));
        };
        sourced.load(None, &self.pool, &*self.path.clock).await
    }

    /// True if the call is made with keys of the pool.
    fn takes_leases(&self, call: &Call) -> bool {
        matches!(call.caller, Caller::Anyone | Caller::Maker(_))
            && match call.access {
                Access::Key => true,
                Access::Public => false,
                Access::Management => self.management_key.is_none(),
            }
    }
}

/// The call's time is over.
fn late(call: &Call) -> Error {
    let failure: Failure = call.http.out_of_time(Duration::ZERO);
    failure.error
}

/// Says why keys could not be had again from where they come from.
fn tell_failed(error: &Error) {
    tracing::warn!({ gen_ai::ERROR_TYPE } = error.kind().as_str(), "keys could not be loaded anew");
}
