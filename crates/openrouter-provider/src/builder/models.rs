//! Which models a provider asks where a request names none.

use llm_provider_base::BreakerPolicy;
use llm_types::{ModelCapabilityOverride, ModelId};

use super::OpenRouterBuilder;
use crate::{ModelStrategy, Preflight};

impl OpenRouterBuilder {
    /// The model to ask where a request names none. Without it the account's own default answers.
    pub fn default_model(mut self, model: impl Into<ModelId>) -> Self {
        self.models.default = Some(model.into());
        self
    }

    /// The models to choose from where a request names none, the preferred one first. A call that
    /// one of them fails goes on to the next, and one that keeps failing rests for a while:
    /// [`OpenRouter::model_status`](crate::OpenRouter::model_status) shows which. The
    /// [default model](Self::default_model), if there is one, is put first.
    ///
    /// A request that names a model is about that model, and asks no other.
    ///
    /// ```
    /// use openrouter_provider::{ModelStrategy, OpenRouter};
    ///
    /// # fn main() -> openrouter_provider::llm_types::Result<()> {
    /// let openrouter = OpenRouter::builder()
    ///     .models(["anthropic/claude-sonnet-4.6", "openai/gpt-5.2"])
    ///     .model_strategy(ModelStrategy::RoundRobin)
    ///     .build()?;
    /// assert_eq!(openrouter.model_status().len(), 2);
    /// # Ok(()) }
    /// ```
    pub fn models<M: Into<ModelId>>(self, models: impl IntoIterator<Item = M>) -> Self {
        self.weighted_models(models.into_iter().map(|model| (model, 1)))
    }

    /// As [`models`](Self::models), with weights, by which [`ModelStrategy::Weighted`] goes.
    pub fn weighted_models<M: Into<ModelId>>(
        mut self,
        models: impl IntoIterator<Item = (M, u32)>,
    ) -> Self {
        let models = models.into_iter().map(|(model, weight)| (model.into(), weight));
        self.models.several = models.collect();
        self
    }

    /// Which of the [models](Self::models) is asked first.
    pub const fn model_strategy(mut self, strategy: ModelStrategy) -> Self {
        self.models.strategy = Some(strategy);
        self
    }

    /// When one of the [models](Self::models) rests after failures, and for how long.
    ///
    /// ```
    /// use std::time::Duration;
    /// use openrouter_provider::OpenRouter;
    /// use openrouter_provider::llm_provider_base::BreakerPolicy;
    ///
    /// # fn main() -> openrouter_provider::llm_types::Result<()> {
    /// let patient = BreakerPolicy::default().with_failures_in_a_row(10);
    /// let short = patient.with_rests(Duration::from_secs(1), Duration::from_secs(30));
    /// let openrouter = OpenRouter::builder().models(["a/b", "c/d"]).model_breaker(short).build()?;
    /// # Ok(()) }
    /// ```
    pub const fn model_breaker(mut self, policy: BreakerPolicy) -> Self {
        self.foundation.breaker = policy;
        self
    }

    /// Asks the next of the [models](Self::models) what one of them refuses for its content: what
    /// moderation, a guardrail or the upstream will not have, and what may not go to the region or
    /// the company where the model is. Without this, a refusal is the end of the call.
    pub const fn rotate_on_refusal(mut self) -> Self {
        self.foundation.rotate_on_refusal = true;
        self
    }

    /// Puts what the application knows better over what the catalogue says of a model: its real
    /// context length, say. Checks before sending go by it.
    pub fn model_override(mut self, capability: ModelCapabilityOverride) -> Self {
        self.overrides.push(capability);
        self
    }

    /// Checks each chat against what is known of its model before it is sent: see
    /// [`Catalog::check`](crate::Catalog::check). Nothing is asked for that: what
    /// [`catalog`](crate::OpenRouter::catalog) last gave counts, and a model of which nothing is
    /// known passes.
    ///
    /// ```
    /// use openrouter_provider::{OpenRouter, Preflight};
    ///
    /// # fn main() -> openrouter_provider::llm_types::Result<()> {
    /// let openrouter = OpenRouter::builder().preflight(Preflight::Refuse).build()?;
    /// # Ok(()) }
    /// ```
    pub const fn preflight(mut self, preflight: Preflight) -> Self {
        self.foundation.preflight = preflight;
        self
    }

    /// Gives the failure where no list of models could ever be had, in place of a short built-in
    /// list that is marked as such.
    pub const fn without_fallback_models(mut self) -> Self {
        self.foundation.has_fallback_models = false;
        self
    }

    /// Asks for chats free variants only, whatever model is named: see [`free_variant`]. A model
    /// that has none in its name, a router say, is refused.
    ///
    /// [`free_variant`]: crate::free_variant
    pub const fn free_only(mut self) -> Self {
        self.models.free_only = true;
        self
    }
}
