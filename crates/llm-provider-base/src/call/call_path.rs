//! [`CallPath`]: what every call needs to get out and back.

use std::sync::Arc;

use llm_types::StandardResponse;
use tracing::Span;

use super::{Limits, Timeouts};
use crate::spans::ContentRecording;
use crate::{
    Clock, Metrics, Random, RetryBudget, RetryPolicy, SystemClock, ThreadRandom, Transport,
};

/// What every call of a provider needs to get out and back, whatever the service. Shared by all of
/// its calls; clones share the transport, the retry budget and the metrics.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CallPath {
    /// How spans name the service.
    pub provider: &'static str,
    /// What carries requests.
    pub transport: Arc<dyn Transport>,
    /// How often and how long to try.
    pub policy: RetryPolicy,
    /// What all calls together may spend on retries.
    pub budget: Arc<RetryBudget>,
    /// How long things may take.
    pub timeouts: Timeouts,
    /// How large they may be.
    pub limits: Limits,
    /// Where calls are counted.
    pub metrics: Metrics,
    /// What spans hold of requests and answers.
    pub content: ContentRecording,
    /// Tells a call's span what only this service says of an answer.
    pub describe_answer: fn(&Span, &StandardResponse),
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where chance comes from.
    pub random: Arc<dyn Random>,
}

impl CallPath {
    /// With the usual policy and limits, the machine's clock, and metrics of its own.
    pub fn new(provider: &'static str, transport: Arc<dyn Transport>) -> Self {
        let policy = RetryPolicy::default();
        Self {
            provider,
            transport,
            budget: Arc::new(RetryBudget::with_capacity(policy.budget)),
            policy,
            timeouts: Timeouts::default(),
            limits: Limits::default(),
            metrics: Metrics::of_provider(provider),
            content: ContentRecording::OFF,
            describe_answer: |_, _| {},
            clock: Arc::new(SystemClock),
            random: Arc::new(ThreadRandom),
        }
    }

    /// With this policy, and a full budget of its retries.
    #[must_use]
    pub fn with_policy(mut self, policy: RetryPolicy) -> Self {
        self.budget = Arc::new(RetryBudget::with_capacity(policy.budget));
        self.policy = policy;
        self
    }
}
