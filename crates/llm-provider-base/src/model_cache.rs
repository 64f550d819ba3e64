//! [`ModelCache`]: the list of models, without asking for it all the time.

use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use llm_types::{CacheMetrics, Freshness, Model, ModelStatus, Result};

use crate::shared_error::SharedError;
use crate::{Cached, Clock, SingleFlightCache};

/// The list of models, without asking for it all the time.
///
/// A list holds for five minutes. If then it cannot be had anew, the old one is given, with every
/// model marked [`ModelStatus::Stale`], and asked for again after five seconds.
#[derive(Debug)]
pub struct ModelCache {
    lists: SingleFlightCache<Arc<List>, SharedError>,
}

#[derive(Debug)]
struct List {
    models: Arc<[Model]>,
    /// The same, marked as stale: made at most once, when it is needed.
    stale: OnceLock<Arc<[Model]>>,
}

impl List {
    fn stale(&self) -> Arc<[Model]> {
        let mark = |model: &Model| {
            let mut model = model.clone();
            model.status = ModelStatus::Stale;
            model
        };
        Arc::clone(self.stale.get_or_init(|| self.models.iter().map(mark).collect()))
    }
}

impl ModelCache {
    /// How long a list holds, unless said otherwise.
    pub const TTL: Duration = Duration::from_secs(5 * 60);

    /// How long it is not asked for again after a failure.
    pub const ERROR_TTL: Duration = Duration::from_secs(5);

    /// Nothing listed yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self::with_ttl(clock, Self::TTL)
    }

    /// With a list that holds for another time than the usual.
    pub fn with_ttl(clock: Arc<dyn Clock>, ttl: Duration) -> Self {
        Self { lists: SingleFlightCache::new(clock, ttl, Self::ERROR_TTL).keep_stale() }
    }

    /// The list: remembered, or got by `fetch`.
    ///
    /// # Errors
    ///
    /// What `fetch` gave, to this caller or not long ago to another, if there is no earlier list.
    ///
    /// # Cancel safety
    ///
    /// As [`SingleFlightCache::get`].
    pub async fn get<F, Fut>(&self, freshness: Freshness, fetch: F) -> Result<Arc<[Model]>>
    where
        F: FnOnce() -> Fut + Send,
        Fut: Future<Output = Result<Arc<[Model]>>> + Send,
    {
        let list = || async {
            match fetch().await {
                Ok(models) => Ok(Arc::new(List { models, stale: OnceLock::new() })),
                Err(error) => {
                    tracing::debug!(%error, "the list of models could not be had");
                    Err(SharedError::new(error))
                }
            }
        };
        match self.lists.get(freshness, list).await {
            Ok(Cached::Current(list)) => Ok(Arc::clone(&list.models)),
            Ok(Cached::Stale(list)) => Ok(list.stale()),
            Err(error) => Err(error.to_error()),
        }
    }

    /// How often the list was remembered, and how often it was asked for.
    pub fn counts(&self) -> CacheMetrics {
        self.lists.counts()
    }

    /// Forgets the list: for when the address or the credential changes.
    pub fn clear(&self) {
        self.lists.clear();
    }
}

#[cfg(test)]
mod tests {
    use llm_types::{Error, ErrorKind};
    use tokio::time::advance;

    use super::*;
    use crate::SystemClock;

    fn cache() -> ModelCache {
        ModelCache::new(Arc::new(SystemClock))
    }

    async fn list() -> Result<Arc<[Model]>> {
        Ok(Arc::new([Model::new("a"), Model::new("b")]))
    }

    async fn fail() -> Result<Arc<[Model]>> {
        Err(Error::new(ErrorKind::Unavailable, "down"))
    }

    fn states(models: &[Model]) -> Vec<(&str, ModelStatus)> {
        models.iter().map(|model| (model.id.as_str(), model.status)).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_list_holds_for_five_minutes_and_is_not_copied() {
        let cache = cache();
        let first = cache.get(Freshness::Cached, list).await.unwrap();
        advance(Duration::from_secs(299)).await;
        let second = cache.get(Freshness::Cached, fail).await.unwrap();
        assert!(Arc::ptr_eq(&first, &second));
    }

    #[tokio::test(start_paused = true)]
    async fn a_list_that_cannot_be_had_anew_says_that_it_is_stale() {
        let cache = cache();
        cache.get(Freshness::Cached, list).await.unwrap();
        advance(ModelCache::TTL).await;
        let stale = cache.get(Freshness::Cached, fail).await.unwrap();
        assert_eq!(states(&stale), [("a", ModelStatus::Stale), ("b", ModelStatus::Stale)]);
        let again = cache.get(Freshness::Cached, list).await.unwrap();
        assert!(Arc::ptr_eq(&stale, &again), "marked once, and not asked for again at once");
        advance(ModelCache::ERROR_TTL).await;
        let current = cache.get(Freshness::Cached, list).await.unwrap();
        assert_eq!(states(&current), [("a", ModelStatus::Current), ("b", ModelStatus::Current)]);
    }

    #[tokio::test(start_paused = true)]
    async fn without_an_earlier_list_a_failure_is_a_failure() {
        let cache = cache();
        let error = cache.get(Freshness::Cached, fail).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable);
        cache.get(Freshness::Cached, list).await.unwrap_err();
        cache.clear();
        cache.get(Freshness::Cached, list).await.unwrap();
    }
}
