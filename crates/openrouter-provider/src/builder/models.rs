//! Which models a provider asks where a request names none.

use llm_types::ModelId;

use super::OpenRouterBuilder;
use crate::ModelStrategy;

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

    /// Asks for chats free variants only, whatever model is named: see [`free_variant`]. A model
    /// that has none in its name, a router say, is refused.
    ///
    /// [`free_variant`]: crate::free_variant
    pub const fn free_only(mut self) -> Self {
        self.models.free_only = true;
        self
    }
}
