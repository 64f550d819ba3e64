//! [`Client`]: the one way out.

mod account;
mod attempt;
mod call;
mod check;
mod credential;
mod draft;
mod exchange;
mod hedge;
mod leased;
mod makers;
mod next;
mod quota;
mod remembered;
mod rotation;
mod sourced_keys;
mod trace;
mod tried;
mod whole_call;

pub(crate) use account::{Account, Called, Stakes};
pub(crate) use call::{Call, Caller, Choice, Shortening};
use draft::shortened;
pub(crate) use draft::{Draft, written};
pub(crate) use leased::{Held, Leased, Read, said, settle};
pub(crate) use makers::Makers;
pub(crate) use quota::Quota;
pub(crate) use remembered::Remembered;
pub(crate) use sourced_keys::SourcedKeys;
pub(crate) use trace::Trace;

use std::sync::Arc;

use http::HeaderMap;
use llm_provider_base::{BaseUrl, CallPath};
use llm_types::{ModelCapabilityOverride, ModelId, OAuthConfig, TokenStorage};
use openrouter_auth::{ApiKey, KeyPool};

use crate::call_costs::CallCosts;
use crate::catalog::Latest;
use crate::error::Moment;
use crate::model_set::ModelSet;
use crate::preflight::Preflight;
use crate::rate_limit_policy::RateLimitPolicy;

/// Everything that a call needs to get out and back. Shared by all calls of a provider.
#[derive(Debug)]
pub(crate) struct Client {
    /// What any provider needs.
    pub(crate) path: CallPath,
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
    /// What calls leave behind for later ones.
    pub(crate) remembered: Arc<Remembered>,
    /// What a call does that meets a limit of requests.
    pub(crate) rate_limit_policy: RateLimitPolicy,
}

impl Client {
    /// Now, on both clocks.
    pub(crate) fn moment(&self) -> Moment {
        Moment::of(&*self.path.clock)
    }
}
