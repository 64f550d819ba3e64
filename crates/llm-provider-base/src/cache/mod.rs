//! [`SingleFlightCache`]: one remembered answer, asked for by one caller at a time.

use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use llm_types::{CacheMetrics, Freshness};
use tokio::time::Instant;

use crate::Clock;

/// One remembered answer, asked for by one caller at a time.
///
/// However many callers want the answer at once, one of them asks and the others wait for what it
/// gets. No task is spawned: if the one that asks is cancelled, the next that waits asks instead.
/// Failures are remembered too, for a shorter time, so that callers do not queue up to hear the
/// same failure again.
///
/// `T` and `E` are cloned for each caller; an [`Arc`] in them keeps that cheap.
pub struct SingleFlightCache<T, E> {
    clock: Arc<dyn Clock>,
    ttl: Duration,
    error_ttl: Duration,
    keeps_stale: bool,
    state: Mutex<State<T, E>>,
    /// Held by the one that asks.
    flight: tokio::sync::Mutex<()>,
    counts: Counts,
}

/// How often it was asked, and what came of that.
#[derive(Default)]
struct Counts {
    hits: AtomicU64,
    misses: AtomicU64,
    stale: AtomicU64,
}

impl Counts {
    /// Counts an answer that was there, or had to be got.
    fn note<T, E>(&self, way: &AtomicU64, answer: &Result<Cached<T>, E>) {
        way.fetch_add(1, Ordering::Relaxed);
        if matches!(answer, Ok(Cached::Stale(_))) {
            self.stale.fetch_add(1, Ordering::Relaxed);
        }
    }
}

struct State<T, E> {
    kept: Option<Kept<T, E>>,
    /// How many answers there were.
    landed: u64,
    /// How often everything was forgotten.
    cleared: u64,
}

/// What is remembered, since when, and for how long.
struct Kept<T, E> {
    result: Result<Cached<T>, E>,
    at: Instant,
    ttl: Duration,
}

impl<T: Clone, E: Clone> State<T, E> {
    /// What is remembered, if it is recent enough.
    fn recent(&self, now: Instant) -> Option<Result<Cached<T>, E>> {
        let kept = self.kept.as_ref()?;
        (now.saturating_duration_since(kept.at) < kept.ttl).then(|| kept.result.clone())
    }

    /// What has come in since a count of answers was taken.
    fn landed_since(&self, landed: u64) -> Option<Result<Cached<T>, E>> {
        let kept = self.kept.as_ref().filter(|_| self.landed > landed)?;
        Some(kept.result.clone())
    }

    /// The last answer that was not a failure, whatever its age.
    fn value(&self) -> Option<T> {
        self.kept.as_ref()?.result.clone().ok().map(Cached::into_value)
    }
}

/// A remembered answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cached<T> {
    /// It is recent.
    Current(T),
    /// It was recent once; asking again failed.
    Stale(T),
}

impl<T> Cached<T> {
    /// The answer, whatever its age.
    pub fn into_value(self) -> T {
        match self {
            Self::Current(value) | Self::Stale(value) => value,
        }
    }
}

impl<T, E> SingleFlightCache<T, E>
where
    T: Clone + Send,
    E: Clone + Send,
{
    /// Remembers an answer for `ttl` and a failure for `error_ttl`.
    pub fn new(clock: Arc<dyn Clock>, ttl: Duration, error_ttl: Duration) -> Self {
        let state = State { kept: None, landed: 0, cleared: 0 };
        Self {
            clock,
            ttl,
            error_ttl,
            keeps_stale: false,
            state: Mutex::new(state),
            flight: tokio::sync::Mutex::new(()),
            counts: Counts::default(),
        }
    }

    /// Gives an earlier answer, however old, in place of a failure.
    #[must_use]
    pub const fn keep_stale(mut self) -> Self {
        self.keeps_stale = true;
        self
    }

    /// The answer: remembered, or got by `fetch`, which must not ask this cache itself.
    ///
    /// With [`Freshness::Fresh`] only an answer that arrives after the call began will do. An
    /// answer that another caller is waiting for already is one.
    ///
    /// # Errors
    ///
    /// What `fetch` gave, to this caller or not long ago to another.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops a running `fetch`; callers that wait for it are not harmed.
    pub async fn get<F, Fut>(&self, freshness: Freshness, fetch: F) -> Result<Cached<T>, E>
    where
        F: FnOnce() -> Fut + Send,
        Fut: Future<Output = Result<T, E>> + Send,
    {
        let landed = self.lock().landed;
        if freshness == Freshness::Cached {
            let now = self.clock.now();
            let recent = self.lock().recent(now);
            if let Some(result) = recent {
                self.counts.note(&self.counts.hits, &result);
                return result;
            }
        }
        let _flight = self.flight.lock().await;
        let arrived = self.lock().landed_since(landed);
        if let Some(result) = arrived {
            self.counts.note(&self.counts.hits, &result);
            return result;
        }
        let cleared = self.lock().cleared;
        let fetched = fetch().await;
        let result = self.keep(fetched, cleared);
        self.counts.note(&self.counts.misses, &result);
        result
    }

    /// How often an answer was remembered, and how often it had to be asked for. Questions whose
    /// callers gave up are not counted.
    pub fn counts(&self) -> CacheMetrics {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let Counts { hits, misses, stale } = &self.counts;
        CacheMetrics::new(of(hits), of(misses), of(stale))
    }

    /// Forgets everything, what is being asked for just now included: for when something changed
    /// that the answer depends on.
    pub fn clear(&self) {
        let mut state = self.lock();
        state.kept = None;
        state.cleared += 1;
    }

    /// Remembers what was fetched, unless everything was forgotten meanwhile, and gives what the
    /// caller gets for it.
    fn keep(&self, fetched: Result<T, E>, cleared: u64) -> Result<Cached<T>, E> {
        let at = self.clock.now();
        let ttl = if fetched.is_ok() { self.ttl } else { self.error_ttl };
        let mut state = self.lock();
        let result = match fetched {
            Ok(value) => Ok(Cached::Current(value)),
            Err(error) => match state.value() {
                Some(old) if self.keeps_stale => Ok(Cached::Stale(old)),
                _ => Err(error),
            },
        };
        if state.cleared == cleared {
            state.kept = Some(Kept { result: result.clone(), at, ttl });
            state.landed += 1;
        }
        result
    }

    fn lock(&self) -> MutexGuard<'_, State<T, E>> {
        // A panic in a foreign `clone` leaves the state as it was or as it should be.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T, E> fmt::Debug for SingleFlightCache<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is remembered may be large, or user content.
        f.debug_struct("SingleFlightCache")
            .field("ttl", &self.ttl)
            .field("error_ttl", &self.error_ttl)
            .field("keeps_stale", &self.keeps_stale)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
