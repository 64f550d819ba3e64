//! [`Foundation`]: what a provider keeps when it is set up anew.

use std::sync::Arc;

use llm_provider_base::{
    BreakerPolicy, Clock, ContentRecording, Limits, Metrics, Random, RetryPolicy, SystemClock,
    ThreadRandom, Timeouts, Transport,
};
use llm_types::TokenStorage;
use openrouter_auth::{CredentialSource, KeyPool, KeyPoolBuilder};

use crate::call_costs::CallCosts;
use crate::preflight::Preflight;
use crate::rate_limit_policy::RateLimitPolicy;

/// What a neutral set-up has no word for. It comes from the builder, and stays as it is when
/// [`configure`](llm_types::ConfigurableProvider::configure) replaces everything else.
#[derive(Debug, Clone)]
pub(crate) struct Foundation {
    pub(crate) policy: RetryPolicy,
    pub(crate) timeouts: Timeouts,
    pub(crate) limits: Limits,
    /// `None` stands for the built-in one, which depends on the address.
    pub(crate) transport: Option<Arc<dyn Transport>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) metrics: Metrics,
    /// What spans hold of requests and answers.
    pub(crate) content: ContentRecording,
    /// Of the attribution, whose other parts a set-up can name.
    pub(crate) categories: Vec<String>,
    /// How the pool is to be, without the keys that are given one by one.
    pub(crate) pool: KeyPoolBuilder,
    /// Where more keys come from.
    pub(crate) credentials: Option<Arc<dyn CredentialSource>>,
    /// Where logins are kept.
    pub(crate) storage: Option<Arc<dyn TokenStorage>>,
    /// When a model rests.
    pub(crate) breaker: BreakerPolicy,
    /// What one model refuses for its content is asked of the next.
    pub(crate) rotate_on_refusal: bool,
    /// What may be done for money.
    pub(crate) costs: CallCosts,
    /// A built-in list stands in for a catalogue that could never be had.
    pub(crate) has_fallback_models: bool,
    /// What is done about requests that do not fit their model.
    pub(crate) preflight: Preflight,
    /// What stands before the library's own name in `User-Agent`.
    pub(crate) user_agent: Option<String>,
    /// What a call does that meets a limit of requests.
    pub(crate) rate_limits: RateLimitPolicy,
}

impl Default for Foundation {
    fn default() -> Self {
        Self {
            policy: RetryPolicy::default(),
            timeouts: Timeouts::default(),
            limits: Limits::default(),
            transport: None,
            clock: Arc::new(SystemClock),
            random: Arc::new(ThreadRandom),
            metrics: Metrics::of_provider(crate::PROVIDER_TYPE),
            content: ContentRecording::OFF,
            categories: Vec::new(),
            pool: KeyPool::builder(),
            credentials: None,
            storage: None,
            breaker: BreakerPolicy::default(),
            rotate_on_refusal: false,
            costs: CallCosts::default(),
            has_fallback_models: true,
            preflight: Preflight::default(),
            user_agent: None,
            rate_limits: RateLimitPolicy::default(),
        }
    }
}
