//! [`ConnectivityCache`]: whether a provider is there, without asking it all the time.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use llm_types::{CacheMetrics, Error, ErrorKind, Freshness, HealthState, HealthStatus, Result};

use crate::shared_error::SharedError;
use crate::{Clock, SingleFlightCache};

/// Whether a provider is there, without asking it all the time: a success holds for 30 seconds, a
/// failure for 5, and however many callers ask at once, one request is sent.
#[derive(Debug)]
pub struct ConnectivityCache {
    clock: Arc<dyn Clock>,
    checks: SingleFlightCache<Check, FailedCheck>,
    /// How the last check came out, and when the first of those in a row that came out so was made.
    run: Mutex<Option<(Outcome, SystemTime)>>,
}

/// How a check came out: well, or with an error of this kind.
type Outcome = Result<(), ErrorKind>;

/// When a check was made, how long it took, and since when checks come out like it.
#[derive(Debug, Clone, Copy)]
struct Check {
    at: SystemTime,
    latency: Duration,
    since: SystemTime,
}

#[derive(Debug, Clone)]
struct FailedCheck {
    check: Check,
    error: SharedError,
}

impl ConnectivityCache {
    /// How long a success holds, unless said otherwise.
    pub const TTL: Duration = Duration::from_secs(30);

    /// How long a failure holds, unless said otherwise.
    pub const ERROR_TTL: Duration = Duration::from_secs(5);

    /// Nothing checked yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self::with_ttl(clock, Self::TTL, Self::ERROR_TTL)
    }

    /// With other times than the usual.
    pub fn with_ttl(clock: Arc<dyn Clock>, ttl: Duration, error_ttl: Duration) -> Self {
        let checks = SingleFlightCache::new(Arc::clone(&clock), ttl, error_ttl);
        Self { clock, checks, run: Mutex::default() }
    }

    /// Checks with `probe`, unless a recent result will do.
    ///
    /// # Errors
    ///
    /// What `probe` gave, to this caller or not long ago to another.
    ///
    /// # Cancel safety
    ///
    /// As [`SingleFlightCache::get`].
    pub async fn check<F, Fut>(&self, freshness: Freshness, probe: F) -> Result<()>
    where
        F: FnOnce() -> Fut + Send,
        Fut: Future<Output = Result<()>> + Send,
    {
        match self.get(freshness, probe).await {
            Ok(_) => Ok(()),
            Err(failed) => Err(failed.error.to_error()),
        }
    }

    /// The same as a verdict, with the time and the latency of the check that it rests on.
    ///
    /// A provider that only refuses for going too fast is there, and counts as degraded. Of what
    /// failed otherwise [`HealthStatus::error`] says what it was: a refused key is
    /// [`Authentication`](ErrorKind::Authentication), a service that cannot be reached
    /// [`Network`](ErrorKind::Network), one that cannot answer
    /// [`Unavailable`](ErrorKind::Unavailable).
    ///
    /// # Cancel safety
    ///
    /// As [`SingleFlightCache::get`].
    pub async fn status<F, Fut>(&self, freshness: Freshness, probe: F) -> HealthStatus
    where
        F: FnOnce() -> Fut + Send,
        Fut: Future<Output = Result<()>> + Send,
    {
        match self.get(freshness, probe).await {
            Ok(check) => HealthStatus::new(HealthState::Healthy, check.latency, check.at)
                .with_since(check.since),
            Err(FailedCheck { check, error }) => {
                let error = error.get();
                let state = match error.kind() {
                    ErrorKind::RateLimited => HealthState::Degraded,
                    _ => HealthState::Unhealthy,
                };
                HealthStatus::new(state, check.latency, check.at)
                    .with_since(check.since)
                    .with_error(error.kind(), error.to_string())
            }
        }
    }

    /// How often a result was remembered, and how often a check was made.
    pub fn counts(&self) -> CacheMetrics {
        self.checks.counts()
    }

    /// Forgets the last result: for when the address or the credential changes.
    pub fn clear(&self) {
        self.checks.clear();
        *self.run.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Takes note of how a check came out, and gives since when they come out so.
    fn note(&self, outcome: Outcome, at: SystemTime) -> SystemTime {
        let mut run = self.run.lock().unwrap_or_else(PoisonError::into_inner);
        match *run {
            Some((last, since)) if last == outcome => since,
            _ => {
                *run = Some((outcome, at));
                at
            }
        }
    }

    async fn get<F, Fut>(&self, freshness: Freshness, probe: F) -> Result<Check, FailedCheck>
    where
        F: FnOnce() -> Fut + Send,
        Fut: Future<Output = Result<()>> + Send,
    {
        let timed = || async {
            let started = self.clock.now();
            let result = probe().await;
            let latency = self.clock.now().saturating_duration_since(started);
            let at = self.clock.wall();
            let outcome = result.as_ref().map(drop).map_err(Error::kind);
            let check = Check { at, latency, since: self.note(outcome, at) };
            match result {
                Ok(()) => Ok(check),
                Err(error) => Err(FailedCheck { check, error: SharedError::new(error) }),
            }
        };
        self.checks.get(freshness, timed).await.map(crate::Cached::into_value)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{advance, sleep};

    use super::*;
    use crate::SystemClock;

    fn cache() -> ConnectivityCache {
        ConnectivityCache::new(Arc::new(SystemClock))
    }

    async fn succeed() -> Result<()> {
        sleep(Duration::from_millis(20)).await;
        Ok(())
    }

    async fn fail() -> Result<()> {
        sleep(Duration::from_millis(40)).await;
        Err(Error::new(ErrorKind::Authentication, "key refused").with_status(401))
    }

    #[tokio::test(start_paused = true)]
    async fn a_success_holds_for_half_a_minute_unless_asked_again() {
        let cache = cache();
        cache.check(Freshness::Cached, succeed).await.unwrap();
        advance(Duration::from_secs(29)).await;
        cache.check(Freshness::Cached, fail).await.unwrap();
        let error = cache.check(Freshness::Fresh, fail).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Authentication, Some(401)));
        cache.check(Freshness::Cached, succeed).await.unwrap_err();
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_holds_for_five_seconds() {
        let cache = cache();
        cache.check(Freshness::Cached, fail).await.unwrap_err();
        advance(Duration::from_millis(4999)).await;
        cache.check(Freshness::Cached, succeed).await.unwrap_err();
        advance(Duration::from_millis(1)).await;
        cache.check(Freshness::Cached, succeed).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_verdict_shows_the_check_that_it_rests_on() {
        let cache = cache();
        let healthy = cache.status(Freshness::Cached, succeed).await;
        assert_eq!(healthy.state, HealthState::Healthy);
        assert_eq!(healthy.latency, Duration::from_millis(20));
        assert_eq!(cache.status(Freshness::Cached, fail).await, healthy);

        let unhealthy = cache.status(Freshness::Fresh, fail).await;
        assert_eq!(unhealthy.state, HealthState::Unhealthy);
        assert_eq!(unhealthy.latency, Duration::from_millis(40));
        assert_eq!(unhealthy.error, Some(ErrorKind::Authentication));
        let message = unhealthy.message.unwrap();
        assert!(message.contains("key refused"), "{message}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_verdict_says_since_when_checks_come_out_like_it() {
        let cache = cache();
        let first = cache.status(Freshness::Fresh, succeed).await;
        assert_eq!(first.since, Some(first.checked_at));
        let second = cache.status(Freshness::Fresh, succeed).await;
        assert_eq!(second.since, first.since);
        let failed = cache.status(Freshness::Fresh, fail).await;
        assert_eq!(failed.since, Some(failed.checked_at));
        let busy = || async { Err(Error::new(ErrorKind::RateLimited, "slow down")) };
        let other = cache.status(Freshness::Fresh, busy).await;
        assert_eq!(other.since, Some(other.checked_at), "it fails in another way");
        cache.clear();
        let other = cache.status(Freshness::Fresh, busy).await;
        assert_eq!(other.since, Some(other.checked_at), "nothing is known of another key");
    }

    #[tokio::test(start_paused = true)]
    async fn a_check_that_is_dropped_is_none() {
        let cache = cache();
        let hang = || std::future::pending::<Result<()>>();
        let (mut leader, mut waiter) = (
            Box::pin(cache.check(Freshness::Cached, hang)),
            Box::pin(cache.check(Freshness::Cached, succeed)),
        );
        let mut dropped = Box::pin(cache.check(Freshness::Cached, hang));
        assert!(futures::poll!(&mut leader).is_pending());
        assert!(futures::poll!(&mut dropped).is_pending());
        assert!(futures::poll!(&mut waiter).is_pending(), "it waits for the first");
        drop(dropped);
        drop(leader);
        waiter.await.unwrap();
        cache.check(Freshness::Cached, fail).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn one_who_goes_too_fast_is_told_that_the_provider_is_there() {
        let busy = || async { Err(Error::new(ErrorKind::RateLimited, "slow down")) };
        let status = cache().status(Freshness::Cached, busy).await;
        assert_eq!(status.state, HealthState::Degraded);
    }

    #[tokio::test(start_paused = true)]
    async fn a_new_credential_is_not_judged_by_the_old() {
        let cache = cache();
        cache.check(Freshness::Cached, fail).await.unwrap_err();
        cache.clear();
        cache.check(Freshness::Cached, succeed).await.unwrap();
    }
}
