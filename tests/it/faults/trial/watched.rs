//! [`Watched`]: how a call ended, and what the server saw.

use std::sync::Arc;
use std::time::Duration;

use llm_types::{
    Attempt, AttemptOutcome, CallMetrics, Error, ErrorKind, ModelMetrics, StandardResponse,
    StreamEvent,
};
use openrouter_auth::{ApiKey, KeyPool, LeaseRequest};
use openrouter_provider::ModelState;
use openrouter_sim::fault::ReceivedRequest;
use tokio::time::Instant;

use super::{A1, A2, B1};

/// How a call ended, and what the server saw.
pub(in crate::faults) struct Watched {
    pub(in crate::faults) end: Result<StandardResponse, Error>,
    /// What a stream handed out before its end, in order.
    pub(in crate::faults) events: Vec<StreamEvent>,
    /// Those of this call, in order.
    pub(in crate::faults) requests: Vec<Arc<ReceivedRequest>>,
    /// How many were accepted, since the server is there.
    pub(in crate::faults) connections: usize,
    /// In tokio's time.
    pub(in crate::faults) took: Duration,
    /// Of all calls of the provider.
    pub(in crate::faults) metrics: CallMetrics,
    /// The same, by the model that was asked.
    pub(in crate::faults) by_model: Vec<ModelMetrics>,
    /// Those that the provider chooses from.
    pub(in crate::faults) models: Vec<ModelState>,
    pub(in crate::faults) pool: KeyPool,
}

impl Watched {
    /// The keys of the requests that the server read, in order.
    #[track_caller]
    pub(in crate::faults) fn sent<const N: usize>(self, keys: [&str; N]) -> Self {
        let sent: Vec<_> =
            self.requests.iter().map(|request| request.key().unwrap_or_default()).collect();
        assert_eq!(sent, keys, "the keys of the requests");
        self
    }

    /// The models that the requests asked, in order, and that the attempts tell of.
    #[track_caller]
    pub(in crate::faults) fn asked<'a>(self, models: impl AsRef<[&'a str]>) -> Self {
        let asked: Vec<_> = self.requests.iter().filter_map(|request| request.model()).collect();
        assert_eq!(asked, models.as_ref(), "the models of the requests");
        let attempts = match &self.end {
            Ok(answer) => &answer.attempts,
            Err(error) => error.attempts(),
        };
        let told: Vec<_> = attempts.iter().filter_map(|attempt| attempt.model.clone()).collect();
        assert_eq!(told, models.as_ref(), "the models of the attempts");
        self
    }

    /// How often each of the provider's models failed.
    pub(in crate::faults) fn model_failures(&self) -> Vec<u64> {
        self.models.iter().map(|model| model.failures).collect()
    }

    /// The server read so many requests, each with the same key: which one it is depends on whose
    /// turn it was.
    #[track_caller]
    pub(in crate::faults) fn sent_with_one_key(self, count: usize) -> Self {
        let keys: Vec<_> = self.requests.iter().map(|request| request.key()).collect();
        assert_eq!(keys.len(), count, "the requests");
        assert!(keys.windows(2).all(|two| two[0] == two[1]), "{keys:?}");
        self
    }

    /// It succeeded, with so many failed attempts before.
    #[track_caller]
    pub(in crate::faults) fn succeeded_after(self, failures: usize) -> Self {
        let answer = match &self.end {
            Ok(answer) => answer,
            Err(error) => panic!("{error}"),
        };
        let outcomes = answer.attempts.iter().map(|attempt| attempt.outcome);
        let failed = outcomes.filter(|outcome| *outcome != AttemptOutcome::Succeeded).count();
        assert_eq!(failed, failures, "{:?}", answer.attempts);
        self
    }

    /// It failed so, and whether what failed may be on the bill.
    #[track_caller]
    pub(in crate::faults) fn failed(self, kind: ErrorKind, maybe_billed: bool) -> Self {
        let error = self.error();
        assert_eq!((error.kind(), error.maybe_billed()), (kind, maybe_billed), "{error}");
        self
    }

    /// The attempts of a call that failed.
    #[track_caller]
    pub(in crate::faults) fn attempts(&self) -> &[Attempt] {
        self.error().attempts()
    }

    /// It took at least and at most so many seconds.
    #[track_caller]
    pub(in crate::faults) fn within(self, seconds: std::ops::RangeInclusive<u64>) -> Self {
        assert!(seconds.contains(&self.took.as_secs()), "it took {:?}", self.took);
        self
    }

    /// The keys that can be leased still.
    pub(in crate::faults) fn available(&self) -> Vec<&'static str> {
        let is_left = |key: &&str| {
            let id = ApiKey::new(*key).unwrap().id();
            self.pool.lease(&LeaseRequest::new().only(id), Instant::now()).is_ok()
        };
        [A1, A2, B1].into_iter().filter(is_left).collect()
    }

    /// Every key can be leased still.
    #[track_caller]
    pub(in crate::faults) fn no_key_blamed(self) -> Self {
        assert_eq!(self.available(), [A1, A2, B1], "{:?}", self.pool);
        self
    }

    #[track_caller]
    fn error(&self) -> &Error {
        match &self.end {
            Ok(answer) => panic!("it succeeded: {:?}", answer.attempts),
            Err(error) => error,
        }
    }
}
