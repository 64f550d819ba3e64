//! [`Profile`]: what a scripted provider says of itself.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::ScriptedProvider;
use crate::{
    Allowance, Capabilities, Capability, Error, HealthState, HealthStatus, Model, ModelId,
    ProviderMetrics, RateLimitInfo, Result,
};

#[derive(Debug)]
pub(super) struct Profile {
    pub(super) name: String,
    pub(super) capabilities: Capabilities,
    pub(super) models: Result<Arc<[Model]>>,
    pub(super) health: HealthStatus,
    pub(super) metrics: ProviderMetrics,
    pub(super) allowance: Option<Allowance>,
    pub(super) rate_limits: Vec<RateLimitInfo>,
}

impl Profile {
    pub(super) fn new() -> Self {
        Self {
            name: "scripted".to_owned(),
            capabilities: [Capability::Streaming, Capability::Tools].into_iter().collect(),
            models: Ok(Arc::new([])),
            // It reads no clock.
            health: HealthStatus::new(HealthState::Healthy, Duration::ZERO, SystemTime::UNIX_EPOCH),
            metrics: ProviderMetrics::default(),
            allowance: None,
            rate_limits: Vec::new(),
        }
    }
}

/// What it says of itself. Nothing of this changes how requests are answered.
impl ScriptedProvider {
    /// Under this name, which is its [`ProviderType`](crate::ProviderType) too.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.profile.name = name.into();
        self
    }

    /// With these capabilities, in place of streaming and tools.
    #[must_use]
    pub fn with_capabilities(mut self, all: impl IntoIterator<Item = Capability>) -> Self {
        self.profile.capabilities = all.into_iter().collect();
        self
    }

    /// With these models.
    #[must_use]
    pub fn with_models(mut self, models: impl IntoIterator<Item = Model>) -> Self {
        self.profile.models = Ok(models.into_iter().collect());
        self
    }

    /// Without a list of models: asking for it fails like this.
    #[must_use]
    pub fn with_models_error(mut self, error: Error) -> Self {
        self.profile.models = Err(error);
        self
    }

    /// With this default model. Requests are recorded as they come, without it.
    #[must_use]
    pub fn with_default_model(self, model: impl Into<ModelId>) -> Self {
        self.state().default_model = Some(model.into());
        self
    }

    /// In this health. If it is [unhealthy](HealthState::Unhealthy), connectivity tests fail.
    #[must_use]
    pub fn with_health(mut self, health: HealthStatus) -> Self {
        self.profile.health = health;
        self
    }

    /// With these figures, which stay as they are.
    #[must_use]
    pub fn with_metrics(mut self, metrics: ProviderMetrics) -> Self {
        self.profile.metrics = metrics;
        self
    }

    /// With something to spend. Otherwise it does not say what may be spent.
    #[must_use]
    pub fn with_allowance(mut self, allowance: Allowance) -> Self {
        self.profile.allowance = Some(allowance);
        self
    }

    /// With these limits, as though replies had told of them.
    #[must_use]
    pub fn with_rate_limits(mut self, limits: impl IntoIterator<Item = RateLimitInfo>) -> Self {
        self.profile.rate_limits = limits.into_iter().collect();
        self
    }

    /// Without credentials, until some are given.
    #[must_use]
    pub fn logged_out(self) -> Self {
        self.state().auth.clear();
        self
    }
}
