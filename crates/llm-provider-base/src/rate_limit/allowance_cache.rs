//! [`AllowanceCache`]: what may be spent, without asking all the time.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use llm_types::{Allowance, Freshness, Result};

use crate::shared_error::SharedError;
use crate::{Cached, Clock, SingleFlightCache};

/// What may be spent, without asking all the time: an answer holds for 30 seconds, a failure for 5,
/// and however many callers ask at once, one request is sent.
#[derive(Debug)]
pub struct AllowanceCache(SingleFlightCache<Allowance, SharedError>);

impl AllowanceCache {
    /// How long an answer holds.
    pub const TTL: Duration = Duration::from_secs(30);

    /// How long a failure holds.
    pub const ERROR_TTL: Duration = Duration::from_secs(5);

    /// Nothing asked yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self(SingleFlightCache::new(clock, Self::TTL, Self::ERROR_TTL))
    }

    /// Asks with `fetch`, unless a recent answer will do.
    ///
    /// # Errors
    ///
    /// What `fetch` gave, to this caller or not long ago to another.
    ///
    /// # Cancel safety
    ///
    /// As [`SingleFlightCache::get`].
    pub async fn get<F, Fut>(&self, freshness: Freshness, fetch: F) -> Result<Allowance>
    where
        F: FnOnce() -> Fut + Send,
        Fut: Future<Output = Result<Allowance>> + Send,
    {
        let asked = self.0.get(freshness, || async { fetch().await.map_err(SharedError::new) });
        asked.await.map(Cached::into_value).map_err(|error| error.to_error())
    }

    /// Forgets the last answer: for when the credential changes.
    pub fn clear(&self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::SystemTime;

    use futures::future::join_all;
    use llm_types::{Error, ErrorKind};

    use super::*;
    use crate::SystemClock;

    #[tokio::test(start_paused = true)]
    async fn a_thousand_callers_are_one_question_and_a_failure_holds_for_less_long() {
        let (cache, asked) = (AllowanceCache::new(Arc::new(SystemClock)), AtomicU32::new(0));
        let count = || asked.fetch_add(1, Ordering::Relaxed);
        let answer = || async {
            count();
            tokio::time::sleep(Duration::from_secs(1)).await;
            Ok(Allowance::new(SystemTime::UNIX_EPOCH))
        };
        let crowd = (0..1000).map(|_| cache.get(Freshness::Cached, answer));
        assert!(join_all(crowd).await.into_iter().all(|answer| answer.is_ok()));
        assert_eq!(asked.load(Ordering::Relaxed), 1);
        tokio::time::advance(AllowanceCache::TTL).await;
        let fail = || async {
            count();
            Err(Error::new(ErrorKind::Unavailable, "down"))
        };
        for (wait, times) in [(0, 2), (4, 2), (5, 3)] {
            tokio::time::advance(Duration::from_secs(wait)).await;
            let error = cache.get(Freshness::Cached, fail).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unavailable);
            assert_eq!(asked.load(Ordering::Relaxed), times, "{wait}");
        }
        cache.clear();
        assert!(cache.get(Freshness::Cached, answer).await.is_ok());
    }
}
