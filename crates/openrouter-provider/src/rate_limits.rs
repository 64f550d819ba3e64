//! What OpenRouter says of limits: asked, and remembered.

use async_trait::async_trait;
use llm_types::{
    Allowance, CombinedRateLimits, ErrorKind, Freshness, ModelId, RateLimitInfo, RateLimitProvider,
    RateLimitScope, Result,
};

use crate::OpenRouter;
use crate::free_variant::is_free;

/// `GET /key` is asked by [`rate_limits`](RateLimitProvider::rate_limits) and by nothing that a
/// chat does. What it said holds for 30 seconds, its failure for 5, and of however many callers one
/// asks. Where a pool has several keys it is about the one that asked, which
/// [`Allowance::holder`] names.
///
/// What replies said is remembered by account, for each model; free models have one quota together.
/// The service tells of limits of requests where it refuses one, and seldom before: that nothing is
/// known of a model is the rule.
///
/// ```no_run
/// use llm_types::{Freshness, RateLimitProvider};
///
/// # async fn example(openrouter: openrouter_provider::OpenRouter) -> llm_types::Result<()> {
/// let allowance = openrouter.rate_limits(Freshness::Cached).await?;
/// println!("left to spend: {:?} until {:?}", allowance.remaining, allowance.reset_at);
///
/// let limits = openrouter.combined_rate_limits(Some("openai/gpt-4o-mini:free".into())).await?;
/// if let Some(left) = limits.requests.remaining.best() {
///     println!("{} requests, as {:?} said {:?} ago", left.value, left.source, left.age(limits.at));
/// }
/// # Ok(()) }
/// ```
#[async_trait]
impl RateLimitProvider for OpenRouter {
    async fn rate_limits(&self, freshness: Freshness) -> Result<Allowance> {
        self.allowances().get(freshness, || self.ask_allowance()).await
    }

    fn tracked_rate_limits(&self, model: Option<ModelId>) -> Vec<RateLimitInfo> {
        let mut told = self.client().remembered.rate_limits.all();
        told.retain(|info| model.as_ref().is_none_or(|model| holds_for(&info.scope, model)));
        told.sort_by(|a, b| (&a.scope, &a.holder, a.source).cmp(&(&b.scope, &b.holder, b.source)));
        told
    }

    /// Where the service cannot be reached, what it said before stands in for its answer: the age
    /// of each figure shows it.
    async fn combined_rate_limits(&self, model: Option<ModelId>) -> Result<CombinedRateLimits> {
        let asked = self.rate_limits(Freshness::Cached).await;
        let client = self.client();
        let mut allowances = client.remembered.rate_limits.allowances();
        match asked {
            Ok(allowance) => {
                if !allowances.contains(&allowance) {
                    allowances.push(allowance);
                }
            }
            Err(error) if allowances.is_empty() || is_final(error.kind()) => return Err(error),
            Err(_) => {}
        }
        let mut told = self.tracked_rate_limits(model.clone());
        if model.is_none() {
            told.retain(|info| info.scope == RateLimitScope::All);
        }
        Ok(CombinedRateLimits::combine(model, &told, &allowances, client.path.clock.wall()))
    }
}

impl OpenRouter {
    async fn ask_allowance(&self) -> Result<Allowance> {
        self.key_info_noted().await.map(|(_, allowance)| allowance)
    }
}

/// Whether a limit is one of a model's.
fn holds_for(scope: &RateLimitScope, model: &ModelId) -> bool {
    match scope {
        RateLimitScope::All => true,
        RateLimitScope::FreeModels => is_free(model),
        RateLimitScope::Model(one) => one == model,
        _ => false,
    }
}

/// What was known before says nothing about a key that is not taken any more.
const fn is_final(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Authentication | ErrorKind::PermissionDenied | ErrorKind::Configuration
    )
}
