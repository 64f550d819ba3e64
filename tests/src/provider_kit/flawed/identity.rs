//! Flaws of what a provider says of itself, and of how it is set up.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use llm_provider_base::conformance::Scenario;
use llm_types::{
    ContentPart, Error, ErrorKind, HealthState, HealthStatus, Message, Model, ModelId, Provider,
    ProviderConfig, Result, StandardRequest, StandardStream,
};

use super::Flaw;

/// `Debug` is derived, and the key is a string.
pub(super) struct KeyInDebug;

impl fmt::Debug for KeyInDebug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config").field("api_key", &Scenario::key().expose()).finish()
    }
}

impl Flaw for KeyInDebug {}

/// It says that it takes sounds, and does not.
#[derive(Debug)]
pub(super) struct Boast;

#[async_trait]
impl Flaw for Boast {
    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let mut parts = request.messages.iter().flat_map(Message::content);
        if parts.any(|part| matches!(part, ContentPart::Audio(_))) {
            return Err(Error::new(ErrorKind::Unsupported, "sounds are not supported"));
        }
        inner.stream(request).await
    }
}

/// The model is set before the address is looked at.
#[derive(Debug, Default)]
pub(super) struct HalfConfigured(Mutex<Option<ModelId>>);

impl Flaw for HalfConfigured {
    fn default_model(&self, inner: &dyn Provider) -> Option<ModelId> {
        let model = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        model.or_else(|| inner.default_model())
    }

    fn configure(&self, inner: &dyn Provider, config: ProviderConfig) -> Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&config.model);
        inner.configure(config)
    }
}

/// It is there, and that is health enough.
#[derive(Debug)]
pub(super) struct AlwaysHealthy;

#[async_trait]
impl Flaw for AlwaysHealthy {
    async fn health_check(&self, _: &dyn Provider) -> HealthStatus {
        HealthStatus::new(HealthState::Healthy, Duration::ZERO, SystemTime::UNIX_EPOCH)
    }
}

/// The key is in a second place, from which it comes back.
#[derive(Debug)]
pub(super) struct NoLogout;

#[async_trait]
impl Flaw for NoLogout {
    async fn logout(&self, _: &dyn Provider) -> Result<()> {
        Ok(())
    }
}

/// Two lists were put together.
#[derive(Debug)]
pub(super) struct TwinModels;

#[async_trait]
impl Flaw for TwinModels {
    async fn models(&self, inner: &dyn Provider) -> Result<Arc<[Model]>> {
        let models = inner.models().await?;
        Ok(models.iter().chain(&*models).cloned().collect())
    }
}

/// The name is one for people.
#[derive(Debug)]
pub(super) struct ShoutedName;

impl Flaw for ShoutedName {
    fn name<'a>(&self, _: &'a dyn Provider) -> &'a str {
        "The OpenRouter Provider"
    }
}

/// The model is remembered before the service says which it is.
#[derive(Debug)]
pub(super) struct ForgottenModel;

impl Flaw for ForgottenModel {
    fn last_used_model(&self, _: &dyn Provider) -> Option<ModelId> {
        None
    }
}
