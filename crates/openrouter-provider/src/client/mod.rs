//! [`Client`]: the one way out.

mod account;
mod attempt;
mod call;
mod check;
mod credential;
mod draft;
mod echo;
mod hedge;
mod limits;
mod makers;
mod naming;
mod next;
mod overlap;
mod quota;
mod replay;
mod reply;
mod retry_loop;
mod rotation;
mod sourced_keys;
mod trace;
mod tried;
mod whole_call;

pub(crate) use account::Account;
pub(crate) use call::{Call, Called, Caller, Choice, Shortening, out_of_time};
use draft::shortened;
pub(crate) use draft::{Draft, written};
pub(crate) use echo::Echo;
pub(crate) use limits::ERROR_BODY_LIMIT;
pub use limits::{Limits, Timeouts};
pub(crate) use makers::Makers;
pub(crate) use naming::Naming;
pub(crate) use quota::Quota;
pub(crate) use replay::Replay;
pub(crate) use reply::{Read, Reply, Shape, media_type, said, shape_of, without_bom};
pub(crate) use sourced_keys::SourcedKeys;
pub(crate) use trace::Trace;

use std::sync::{Arc, Mutex, PoisonError};

use http::HeaderMap;
use llm_provider_base::{Clock, Metrics, Random, RateLimits, RetryBudget, RetryPolicy, Transport};
use llm_types::{
    ModelCapabilityOverride, ModelId, OAuthConfig, ResponseId, StandardResponse, TokenStorage,
};
use openrouter_auth::{ApiKey, KeyLease, KeyPool};
use tokio::time::Instant;

use crate::base_url::BaseUrl;
use crate::call_costs::CallCosts;
use crate::catalog::Latest;
use crate::error::{Failure, Moment};
use crate::model_set::ModelSet;
use crate::preflight::Preflight;
use crate::rate_limit_policy::RateLimitPolicy;
use crate::spans::ContentRecording;

/// Everything that a call needs to get out and back. Shared by all calls of a provider.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) pool: KeyPool,
    /// Where some of the pool's keys come from.
    pub(crate) sourced: Option<SourcedKeys>,
    /// Where logins are kept.
    pub(crate) storage: Option<Arc<dyn TokenStorage>>,
    /// How users log in.
    pub(crate) oauth: Option<OAuthConfig>,
    /// Used in place of the pool's for what manages the account.
    pub(crate) management_key: Option<ApiKey>,
    pub(crate) base_url: BaseUrl,
    /// What every request carries: user agent, attribution.
    pub(crate) headers: HeaderMap,
    pub(crate) policy: RetryPolicy,
    pub(crate) budget: Arc<RetryBudget>,
    pub(crate) timeouts: Timeouts,
    pub(crate) limits: Limits,
    pub(crate) metrics: Metrics,
    /// What spans hold of requests and answers.
    pub(crate) content: ContentRecording,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    /// Asked where a request names no model.
    pub(crate) default_model: Option<ModelId>,
    /// Chosen from where a request names none.
    pub(crate) models: ModelSet,
    /// What an application knows better than the catalogue.
    pub(crate) overrides: Arc<[ModelCapabilityOverride]>,
    /// The catalogue that was last seen.
    pub(crate) catalog: Latest,
    /// What is done about requests that do not fit their model.
    pub(crate) preflight: Preflight,
    /// Chats ask free variants only.
    pub(crate) free_only: bool,
    /// What one model refuses for its content is asked of the next.
    pub(crate) rotate_on_refusal: bool,
    /// What may be done for money.
    pub(crate) costs: CallCosts,
    /// Which key made what can be asked about later.
    pub(crate) makers: Makers,
    /// What replies said of limits.
    pub(crate) rate_limits: RateLimits,
    /// What a call does that meets one.
    pub(crate) rate_limit_policy: RateLimitPolicy,
    /// The model of the latest answer; best effort.
    pub(crate) last_model: Mutex<Option<ModelId>>,
}

/// Tells the pool how the attempt went, as far as it is the key's doing.
pub(crate) fn settle(lease: KeyLease, failure: Option<&Failure>, now: Instant) {
    match failure {
        None => lease.succeed(now),
        Some(failure) => lease.fail(failure.blame, failure.error.kind(), now),
    }
}

impl Client {
    /// Now, on both clocks.
    pub(crate) fn moment(&self) -> Moment {
        Moment::of(&*self.clock)
    }

    /// Remembers which model answered, and which key asked it.
    pub(crate) fn note_answer(&self, answer: &StandardResponse) {
        self.makers.note(answer.id.as_ref().map(ResponseId::as_str), &answer.attempts);
        let mut last = self.last_model.lock().unwrap_or_else(PoisonError::into_inner);
        last.clone_from(&answer.model);
    }

    /// The model of the latest answer.
    pub(crate) fn last_model(&self) -> Option<ModelId> {
        self.last_model.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
