//! The traits of a provider that a script has little to say in.

use std::sync::Arc;

use async_trait::async_trait;

use super::ScriptedProvider;
use crate::{
    Allowance, AuthConfig, AuthMethod, AuthProvider, Capabilities, ConfigurableProvider, Error,
    ErrorKind, Freshness, HealthProvider, HealthState, HealthStatus, Model, ModelId, ModelProvider,
    Operation, ProviderConfig, ProviderIdentity, ProviderMetrics, ProviderType, RateLimitInfo,
    RateLimitProvider, RateLimitScope, Result, ToolFormat,
};

impl ProviderIdentity for ScriptedProvider {
    fn name(&self) -> &str {
        &self.profile.name
    }

    fn provider_type(&self) -> ProviderType {
        self.profile.name.as_str().into()
    }

    fn description(&self) -> &'static str {
        "Plays a script"
    }

    fn capabilities(&self) -> Capabilities {
        self.profile.capabilities.clone()
    }

    fn tool_format(&self) -> ToolFormat {
        ToolFormat::OpenAi
    }
}

#[async_trait]
impl ModelProvider for ScriptedProvider {
    async fn models(&self) -> Result<Arc<[Model]>> {
        self.profile.models.clone()
    }

    fn default_model(&self) -> Option<ModelId> {
        self.state().default_model.clone()
    }

    fn last_used_model(&self) -> Option<ModelId> {
        self.state().last_used_model.clone()
    }
}

#[async_trait]
impl AuthProvider for ScriptedProvider {
    fn configured_auth(&self) -> Vec<AuthMethod> {
        self.state().auth.iter().copied().collect()
    }

    fn is_authenticated(&self) -> bool {
        !self.state().auth.is_empty()
    }

    async fn authenticate(&self, credentials: AuthConfig) -> Result<()> {
        let method = match credentials {
            AuthConfig::ApiKeys { .. } => AuthMethod::ApiKey,
            AuthConfig::OAuthCode { .. } => AuthMethod::OAuth,
        };
        self.state().auth.insert(method);
        Ok(())
    }

    async fn logout(&self) -> Result<()> {
        self.state().auth.clear();
        Ok(())
    }
}

impl ConfigurableProvider for ScriptedProvider {
    /// Takes on the default model, and nothing else: the script decides the rest.
    fn configure(&self, config: ProviderConfig) -> Result<()> {
        self.state().default_model = config.model;
        Ok(())
    }
}

#[async_trait]
impl HealthProvider for ScriptedProvider {
    async fn test_connectivity(&self, _: Freshness) -> Result<()> {
        let HealthStatus { state, error, message, .. } = &self.profile.health;
        if *state != HealthState::Unhealthy {
            return Ok(());
        }
        let message = message.as_deref().unwrap_or("scripted to be unhealthy");
        Err(Error::new(error.unwrap_or(ErrorKind::Unavailable), message)
            .with_operation(Operation::Health))
    }

    async fn health_check(&self) -> HealthStatus {
        self.profile.health.clone()
    }

    fn metrics(&self) -> ProviderMetrics {
        self.profile.metrics.clone()
    }
}

#[async_trait]
impl RateLimitProvider for ScriptedProvider {
    async fn rate_limits(&self, _: Freshness) -> Result<Allowance> {
        self.profile.allowance.clone().ok_or_else(|| {
            let message = "the script does not say what may be spent";
            Error::new(ErrorKind::Unsupported, message).with_operation(Operation::Account)
        })
    }

    fn tracked_rate_limits(&self, model: Option<ModelId>) -> Vec<RateLimitInfo> {
        let holds = |scope: &RateLimitScope| match (scope, &model) {
            (_, None) => true,
            (RateLimitScope::Model(scope), Some(model)) => scope == model,
            (RateLimitScope::Operation(_), Some(_)) => false,
            // Whether a model is free only a real provider knows.
            (RateLimitScope::All | RateLimitScope::FreeModels, Some(_)) => true,
        };
        let limits = self.profile.rate_limits.iter();
        limits.filter(|info| holds(&info.scope)).cloned().collect()
    }
}
