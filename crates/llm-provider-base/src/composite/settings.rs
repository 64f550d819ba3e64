//! [`Settings`]: what all calls of a composite share.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use llm_types::{Attempt, Error, ErrorKind, ModelId};

use super::Failover;
use crate::{BreakerPolicy, Clock, Metrics, Random, SystemClock, ThreadRandom};

/// What all calls of a composite share. Calls hold it as long as they last.
#[derive(Clone)]
pub(super) struct Settings {
    /// What kind of composite it is.
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) failover: Failover,
    pub(super) breaker: BreakerPolicy,
    /// How long a member is waited for before another one is asked beside it.
    pub(super) stagger: Option<Duration>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Arc<dyn Random>,
    pub(super) metrics: Metrics,
    pub(super) on_lost: Option<OnLost>,
    last_model: Arc<Mutex<Option<ModelId>>>,
}

/// Foreign code that is told of each attempt that lost.
pub(super) type OnLost = Arc<dyn Fn(&Attempt) + Send + Sync>;

impl Settings {
    pub(super) fn new(kind: &'static str, stagger: Option<Duration>) -> Self {
        Self {
            kind,
            name: kind.to_owned(),
            failover: Failover::default(),
            breaker: BreakerPolicy::default(),
            stagger,
            clock: Arc::new(SystemClock),
            random: Arc::new(ThreadRandom),
            metrics: Metrics::of_provider(kind),
            on_lost: None,
            last_model: Arc::default(),
        }
    }

    /// What a composite of nobody says.
    pub(super) fn nobody(&self) -> Error {
        let message = format!("there is no provider in this {}", self.kind);
        Error::new(ErrorKind::Configuration, message)
    }

    /// The model that answered the latest finished call.
    pub(super) fn last_model(&self) -> Option<ModelId> {
        self.last_model.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// This model answered.
    pub(super) fn answered_by(&self, model: &ModelId) {
        *self.last_model.lock().unwrap_or_else(PoisonError::into_inner) = Some(model.clone());
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("name", &self.name)
            .field("failover", &self.failover)
            .field("breaker", &self.breaker)
            .field("stagger", &self.stagger)
            .finish_non_exhaustive()
    }
}
