//! [`ModelCache`]: the list of models, without asking for it all the time.

use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use llm_types::{CacheMetrics, Error, Freshness, Model, ModelStatus, Result};

use crate::shared_error::SharedError;
use crate::{Cached, Clock, SingleFlightCache};

/// A list of models, and how it came about.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ModelList {
    /// The models; each says the same [status](Model::status).
    pub models: Arc<[Model]>,
    /// Whether it is what the provider says now.
    pub status: ModelStatus,
    /// When the provider said it; nothing for a built-in list.
    pub fetched_at: Option<SystemTime>,
    /// Why it is not current: the last failure to ask for it.
    pub error: Option<Error>,
}

/// The list of models, without asking for it all the time.
///
/// A list holds for five minutes. If then it cannot be had anew, the old one is given, with every
/// model marked [`ModelStatus::Stale`], and asked for again after five seconds. If there never was
/// one, a [built-in list](Self::set_fallback) takes its place, marked [`ModelStatus::Fallback`].
#[derive(Debug)]
pub struct ModelCache {
    lists: SingleFlightCache<Arc<List>, SharedError>,
    clock: Arc<dyn Clock>,
    /// The last failure, for whoever gets an older list for it.
    failure: Mutex<Option<SharedError>>,
    fallback: Mutex<Option<Arc<[Model]>>>,
}

#[derive(Debug)]
struct List {
    models: Arc<[Model]>,
    fetched_at: SystemTime,
    /// The same, marked as stale: made at most once, when it is needed.
    stale: OnceLock<Arc<[Model]>>,
}

fn marked(models: &[Model], status: ModelStatus) -> Arc<[Model]> {
    let mark = |model: &Model| {
        let mut model = model.clone();
        model.status = status;
        model
    };
    models.iter().map(mark).collect()
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
        let lists = SingleFlightCache::new(Arc::clone(&clock), ttl, Self::ERROR_TTL).keep_stale();
        Self { lists, clock, failure: Mutex::default(), fallback: Mutex::default() }
    }

    /// What is given where no list could ever be had; nothing, so that there the failure is given.
    /// A guess: leave prices out of it.
    pub fn set_fallback(&self, models: Option<&[Model]>) {
        let models = models.map(|models| marked(models, ModelStatus::Fallback));
        *self.fallback.lock().unwrap_or_else(PoisonError::into_inner) = models;
    }

    /// The list: remembered, or got by `fetch`.
    ///
    /// # Errors
    ///
    /// What `fetch` gave, to this caller or not long ago to another, if there is neither an earlier
    /// list nor a built-in one.
    ///
    /// # Cancel safety
    ///
    /// As [`SingleFlightCache::get`].
    pub async fn get<F, Fut>(&self, freshness: Freshness, fetch: F) -> Result<ModelList>
    where
        F: FnOnce() -> Fut + Send,
        Fut: Future<Output = Result<Arc<[Model]>>> + Send,
    {
        let list = || async {
            match fetch().await {
                Ok(models) => {
                    let fetched_at = self.clock.wall();
                    Ok(Arc::new(List { models, fetched_at, stale: OnceLock::new() }))
                }
                Err(error) => {
                    tracing::debug!(%error, "the list of models could not be had");
                    let error = SharedError::new(error);
                    let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
                    *failure = Some(error.clone());
                    drop(failure);
                    Err(error)
                }
            }
        };
        match self.lists.get(freshness, list).await {
            Ok(Cached::Current(list)) => Ok(ModelList {
                models: Arc::clone(&list.models),
                status: ModelStatus::Current,
                fetched_at: Some(list.fetched_at),
                error: None,
            }),
            Ok(Cached::Stale(list)) => {
                let stale = list.stale.get_or_init(|| marked(&list.models, ModelStatus::Stale));
                Ok(ModelList {
                    models: Arc::clone(stale),
                    status: ModelStatus::Stale,
                    fetched_at: Some(list.fetched_at),
                    error: self.failure(),
                })
            }
            Err(error) => {
                let fallback = self.fallback.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let error = error.to_error();
                match fallback {
                    Some(models) => Ok(ModelList {
                        models,
                        status: ModelStatus::Fallback,
                        fetched_at: None,
                        error: Some(error),
                    }),
                    None => Err(error),
                }
            }
        }
    }

    /// How often the list was remembered, and how often it was asked for.
    pub fn counts(&self) -> CacheMetrics {
        self.lists.counts()
    }

    fn failure(&self) -> Option<Error> {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.as_ref().map(SharedError::to_error)
    }

    /// Forgets the list: for when the address or the credential changes.
    pub fn clear(&self) {
        self.lists.clear();
    }
}

#[cfg(test)]
mod tests {
    use llm_types::ErrorKind;
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

    fn states(list: &ModelList) -> Vec<(&str, ModelStatus)> {
        list.models.iter().map(|model| (model.id.as_str(), model.status)).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_list_holds_for_five_minutes_and_is_not_copied() {
        let cache = cache();
        let first = cache.get(Freshness::Cached, list).await.unwrap();
        assert!(first.status == ModelStatus::Current && first.fetched_at.is_some());
        advance(Duration::from_secs(299)).await;
        let second = cache.get(Freshness::Cached, fail).await.unwrap();
        assert!(Arc::ptr_eq(&first.models, &second.models));
    }

    #[tokio::test(start_paused = true)]
    async fn a_list_that_cannot_be_had_anew_says_that_it_is_stale() {
        let cache = cache();
        cache.get(Freshness::Cached, list).await.unwrap();
        advance(ModelCache::TTL).await;
        let stale = cache.get(Freshness::Cached, fail).await.unwrap();
        assert_eq!(states(&stale), [("a", ModelStatus::Stale), ("b", ModelStatus::Stale)]);
        assert_eq!(stale.status, ModelStatus::Stale);
        assert_eq!(stale.error.as_ref().map(Error::kind), Some(ErrorKind::Unavailable));
        let again = cache.get(Freshness::Cached, list).await.unwrap();
        assert!(
            Arc::ptr_eq(&stale.models, &again.models),
            "marked once, and not asked for again at once"
        );
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

    #[tokio::test(start_paused = true)]
    async fn a_built_in_list_says_that_it_is_a_guess_and_why_and_only_stands_in() {
        let cache = cache();
        cache.set_fallback(Some(&[Model::new("guess")]));
        let guess = cache.get(Freshness::Cached, fail).await.unwrap();
        assert_eq!(states(&guess), [("guess", ModelStatus::Fallback)]);
        assert_eq!((guess.status, guess.fetched_at), (ModelStatus::Fallback, None));
        assert_eq!(guess.error.unwrap().kind(), ErrorKind::Unavailable);
        advance(ModelCache::ERROR_TTL).await;
        let real = cache.get(Freshness::Cached, list).await.unwrap();
        assert_eq!((real.status, real.models.len()), (ModelStatus::Current, 2));
        assert!(real.error.is_none());
        advance(ModelCache::TTL).await;
        let stale = cache.get(Freshness::Cached, fail).await.unwrap();
        assert_eq!(stale.status, ModelStatus::Stale, "what was had is better than a guess");
        cache.clear();
        cache.set_fallback(None);
        cache.get(Freshness::Cached, fail).await.unwrap_err();
    }
}
