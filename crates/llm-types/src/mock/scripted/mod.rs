//! [`ScriptedProvider`]: plays what a test wrote.

mod answer;
pub use answer::ScriptedAnswer;
mod embeddings;
mod playback;
mod state;

use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;

use self::answer::End;
use self::playback::Playback;
use self::state::State;
use crate::{
    AuthConfig, AuthMethod, AuthProvider, Capabilities, Capability, ChatProvider,
    ConfigurableProvider, Error, ErrorKind, Freshness, HealthProvider, HealthState, HealthStatus,
    Model, ModelId, ModelProvider, Operation, ProviderConfig, ProviderIdentity, ProviderMetrics,
    ProviderType, RateLimitProvider, Result, StandardRequest, StandardResponse, StandardStream,
    ToolFormat,
};

/// A [`Provider`](crate::Provider) that plays a script: one [`ScriptedAnswer`] for each request, in
/// order.
///
/// It never waits: an answer is there at once, or [never](ScriptedAnswer::hang). `complete` and
/// `stream` play the same script, so the code under test may use either. The limits of a request,
/// its time and its attempts, are recorded with it and change nothing.
///
/// ```
/// use llm_types::mock::{ScriptedAnswer, ScriptedProvider};
/// use llm_types::{ChatProvider, Error, ErrorKind, ProviderExt, Result, ToolCall};
///
/// /// The code under test: asks a second time where it may help.
/// async fn summary(provider: &dyn ChatProvider, text: &str) -> Result<String> {
///     let prompt = format!("Sum up: {text}");
///     match provider.ask(&*prompt).await {
///         Err(error) if error.kind() == ErrorKind::Unavailable => {
///             Ok(provider.ask(&*prompt).await?.to_string())
///         }
///         answer => Ok(answer?.to_string()),
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// let provider = ScriptedProvider::new()
///     .then(Error::new(ErrorKind::Unavailable, "overloaded"))
///     .then("Short.");
/// assert_eq!(summary(&provider, "Long.").await?, "Short.");
/// assert_eq!(provider.requests().len(), 2);
/// assert_eq!(provider.requests()[0].messages[0].content()[0].as_text(), Some("Sum up: Long."));
/// # Ok(())
/// # }
/// ```
///
/// What it says about itself is set by the test as well: by default it is healthy, has an API key,
/// offers no models, and has counted nothing.
#[derive(Debug)]
pub struct ScriptedProvider {
    name: String,
    capabilities: Capabilities,
    models: Arc<[Model]>,
    health: HealthStatus,
    metrics: ProviderMetrics,
    state: Arc<Mutex<State>>,
}

impl ScriptedProvider {
    /// With an empty script: each request fails until [`then`](Self::then) adds an answer.
    pub fn new() -> Self {
        Self {
            name: "scripted".to_owned(),
            capabilities: [Capability::Streaming, Capability::Tools].into_iter().collect(),
            models: Arc::new([]),
            // It reads no clock.
            health: HealthStatus::new(HealthState::Healthy, Duration::ZERO, SystemTime::UNIX_EPOCH),
            metrics: ProviderMetrics::default(),
            state: Arc::new(Mutex::new(State::new())),
        }
    }

    /// Answers the next request like this.
    #[must_use]
    pub fn then(self, answer: impl Into<ScriptedAnswer>) -> Self {
        self.state().answers.push_back(answer.into());
        self
    }

    /// Answers all further requests like the last in the script.
    ///
    /// Without it, a request that finds the script at its end fails with
    /// [`ErrorKind::Configuration`].
    #[must_use]
    pub fn repeat_last(self) -> Self {
        self.state().repeats_last = true;
        self
    }

    /// Under this name, which is its [`ProviderType`] too.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// With these capabilities, in place of streaming and tools. They restrict nothing.
    #[must_use]
    pub fn with_capabilities(mut self, all: impl IntoIterator<Item = Capability>) -> Self {
        self.capabilities = all.into_iter().collect();
        self
    }

    /// With these models.
    #[must_use]
    pub fn with_models(mut self, models: impl IntoIterator<Item = Model>) -> Self {
        self.models = models.into_iter().collect();
        self
    }

    /// With this default model. Requests are recorded as they come, without it.
    #[must_use]
    pub fn with_default_model(self, model: impl Into<ModelId>) -> Self {
        self.state().default_model = Some(model.into());
        self
    }

    /// In this health. If it is [unhealthy](HealthState::Unhealthy), connectivity tests fail;
    /// requests are answered all the same.
    #[must_use]
    pub fn with_health(mut self, health: HealthStatus) -> Self {
        self.health = health;
        self
    }

    /// With these figures, which stay as they are.
    #[must_use]
    pub fn with_metrics(mut self, metrics: ProviderMetrics) -> Self {
        self.metrics = metrics;
        self
    }

    /// Without credentials, until some are given. Requests are answered all the same.
    #[must_use]
    pub fn logged_out(self) -> Self {
        self.state().auth.clear();
        self
    }

    /// What it was asked so far, by `complete` and by `stream`, in order.
    pub fn requests(&self) -> Vec<StandardRequest> {
        self.state().requests.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for ScriptedProvider {
    fn default() -> Self {
        Self::new()
    }
}

impl ProviderIdentity for ScriptedProvider {
    fn name(&self) -> &str {
        &self.name
    }

    fn provider_type(&self) -> ProviderType {
        self.name.as_str().into()
    }

    fn description(&self) -> &'static str {
        "Plays a script"
    }

    fn capabilities(&self) -> Capabilities {
        self.capabilities.clone()
    }

    fn tool_format(&self) -> ToolFormat {
        ToolFormat::OpenAi
    }
}

#[async_trait]
impl ChatProvider for ScriptedProvider {
    async fn complete(&self, request: StandardRequest) -> Result<StandardResponse> {
        self.stream(request).await?.collect().await
    }

    async fn stream(&self, request: StandardRequest) -> Result<StandardStream> {
        let answer = self.state().play(request)?;
        match answer.end {
            // Until there is content there is no stream.
            End::Failed(error) if answer.deltas.is_empty() => Err(error),
            End::Hanging if answer.deltas.is_empty() => pending().await,
            _ => Ok(StandardStream::new(Playback::new(answer, Arc::clone(&self.state)))),
        }
    }
}

#[async_trait]
impl ModelProvider for ScriptedProvider {
    async fn models(&self) -> Result<Arc<[Model]>> {
        Ok(Arc::clone(&self.models))
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
        let HealthStatus { state, error, message, .. } = &self.health;
        if *state != HealthState::Unhealthy {
            return Ok(());
        }
        let message = message.as_deref().unwrap_or("scripted to be unhealthy");
        Err(Error::new(error.unwrap_or(ErrorKind::Unavailable), message)
            .with_operation(Operation::Health))
    }

    async fn health_check(&self) -> HealthStatus {
        self.health.clone()
    }

    fn metrics(&self) -> ProviderMetrics {
        self.metrics.clone()
    }
}

/// Knows of no limits: the script says what happens.
impl RateLimitProvider for ScriptedProvider {}
