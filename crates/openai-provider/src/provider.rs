//! [`OpenAi`]: the provider.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use llm_provider_base::{ConnectivityCache, ModelCache};
use llm_types::{
    AuthConfig, AuthMethod, AuthProvider, Capabilities, ChatProvider, ConfigurableProvider,
    EmbeddingProvider, EmbeddingRequest, EmbeddingResponse, Error, ErrorKind, Freshness,
    HealthProvider, HealthStatus, Model, ModelId, ModelProvider, Operation, ProviderConfig,
    ProviderIdentity, ProviderMetrics, ProviderType, RateLimitInfo, RateLimitProvider,
    RateLimitScope, Result, Secret, StandardRequest, StandardResponse, StandardStream, ToolFormat,
};

use crate::builder::OpenAiBuilder;
use crate::client::Client;
use crate::{PROVIDER_TYPE, chat, convert, embedding, models};

/// Any server that speaks the chat API of OpenAI.
///
/// A cheap handle: clones share connections, caches and metrics.
///
/// ```
/// use llm_types::ProviderExt;
/// use openai_provider::OpenAi;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let simulator = openai_sim::Simulator::start().await?;
/// # let address = simulator.base_url();
/// // Such as http://127.0.0.1:11434/v1, where Ollama is.
/// let local = OpenAi::builder().base_url(address).model("gpt-simulated").build()?;
/// println!("{}", local.ask("Why is the sky blue?").await?);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct OpenAi(Arc<Inner>);

struct Inner {
    /// Replaced as a whole when the provider is set up anew; calls in flight keep theirs.
    client: RwLock<Arc<Client>>,
    connectivity: ConnectivityCache,
    models: ModelCache,
    /// What is kept when it is replaced.
    builder: OpenAiBuilder,
}

impl OpenAi {
    /// Starts a set-up.
    pub fn builder() -> OpenAiBuilder {
        OpenAiBuilder::default()
    }

    /// Set up from the environment: `OPENAI_API_KEY` and `OPENAI_BASE_URL`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if a variable holds what cannot be right, or if there is no key
    /// and the server is not on this machine.
    pub fn from_env() -> Result<Self> {
        let provider = Self::builder().environment().build()?;
        if provider.is_authenticated() {
            return Ok(provider);
        }
        let message = "no API key in the environment: set OPENAI_API_KEY";
        Err(Error::new(ErrorKind::Configuration, message))
    }

    /// Set up from neutral configuration, of the type `openai`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], naming the field that is wrong.
    pub fn from_config(config: ProviderConfig) -> Result<Self> {
        Self::builder().config(config)?.build()
    }

    pub(crate) fn new(client: Client, builder: OpenAiBuilder) -> Self {
        let clock = &builder.clock;
        Self(Arc::new(Inner {
            client: RwLock::new(Arc::new(client)),
            connectivity: ConnectivityCache::new(Arc::clone(clock)),
            models: ModelCache::new(Arc::clone(clock)),
            builder,
        }))
    }

    fn client(&self) -> Arc<Client> {
        Arc::clone(&self.0.client.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Goes on with another set-up. What was learnt with the old one says nothing of it.
    fn replace(&self, client: Client) {
        *self.0.client.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(client);
        self.0.connectivity.clear();
        self.0.models.clear();
    }

    fn set_key(&self, key: Option<Secret>) -> Result<()> {
        let mut client = Client::clone(&self.client());
        client.endpoint = client.endpoint.with_key(key)?;
        self.replace(client);
        Ok(())
    }

    async fn probe(&self) -> Result<()> {
        models::models(&self.client(), Operation::Health).await.map(drop)
    }
}

impl fmt::Debug for OpenAi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let client = self.client();
        f.debug_struct("OpenAi")
            .field("base_url", client.endpoint.base_url())
            .field("dialect", &client.dialect)
            .finish_non_exhaustive()
    }
}

impl ProviderIdentity for OpenAi {
    fn name(&self) -> &'static str {
        self.0.builder.name
    }

    fn provider_type(&self) -> ProviderType {
        PROVIDER_TYPE.into()
    }

    fn description(&self) -> &'static str {
        "a server that speaks the chat API of OpenAI"
    }

    /// What the API has words for. What a server makes of them, and a model, is known only once it
    /// is asked.
    fn capabilities(&self) -> Capabilities {
        convert::capabilities(self.client().dialect)
    }

    fn tool_format(&self) -> ToolFormat {
        ToolFormat::OpenAi
    }
}

#[async_trait]
impl ChatProvider for OpenAi {
    async fn complete(&self, request: StandardRequest) -> Result<StandardResponse> {
        chat::complete(&self.client(), &request).await
    }

    async fn stream(&self, request: StandardRequest) -> Result<StandardStream> {
        chat::stream(&self.client(), &request).await
    }
}

#[async_trait]
impl EmbeddingProvider for OpenAi {
    async fn embed(&self, request: EmbeddingRequest) -> Result<EmbeddingResponse> {
        embedding::embed(&self.client(), &request).await
    }
}

#[async_trait]
impl ModelProvider for OpenAi {
    async fn models(&self) -> Result<Arc<[Model]>> {
        let client = self.client();
        let list =
            self.0.models.get(Freshness::Cached, || models::models(&client, Operation::Models));
        Ok(list.await?.models)
    }

    fn default_model(&self) -> Option<ModelId> {
        self.client().model.clone()
    }

    fn last_used_model(&self) -> Option<ModelId> {
        self.client().last_model.get()
    }
}

#[async_trait]
impl AuthProvider for OpenAi {
    fn configured_auth(&self) -> Vec<AuthMethod> {
        self.client().endpoint.has_key().then_some(AuthMethod::ApiKey).into_iter().collect()
    }

    /// True if there is a key, or the server is on this machine, where mostly none is needed.
    fn is_authenticated(&self) -> bool {
        let client = self.client();
        client.endpoint.has_key() || client.endpoint.base_url().is_loopback()
    }

    /// Takes a key on, in place of the one that is there: it is one server, and one account.
    async fn authenticate(&self, credentials: AuthConfig) -> Result<()> {
        let AuthConfig::ApiKeys { keys } = credentials else {
            let message = "this provider takes API keys, and knows no other way of logging in";
            return Err(Error::new(ErrorKind::Unsupported, message));
        };
        let [key] = keys.as_slice() else {
            let message = format!("one API key is needed, and {} are given", keys.len());
            return Err(Error::new(ErrorKind::Configuration, message));
        };
        self.set_key(Some(key.clone()))
    }

    /// Forgets the key, and what was said of its limits.
    async fn logout(&self) -> Result<()> {
        self.client().rate_limits.clear();
        self.set_key(None)
    }
}

/// Key, address, default model and total time are replaced. What the builder was given and a
/// [`ProviderConfig`] has no word for stays; so do the metrics.
impl ConfigurableProvider for OpenAi {
    fn configure(&self, config: ProviderConfig) -> Result<()> {
        let mut client = self.0.builder.anew().config(config)?.client()?;
        let earlier = self.client();
        // A set-up is no reason to spare a server less that is the same.
        if client.endpoint.base_url() == earlier.endpoint.base_url() {
            client.path.budget = Arc::clone(&earlier.path.budget);
        }
        self.replace(client);
        Ok(())
    }
}

#[async_trait]
impl HealthProvider for OpenAi {
    async fn test_connectivity(&self, freshness: Freshness) -> Result<()> {
        self.0.connectivity.check(freshness, || self.probe()).await
    }

    async fn health_check(&self) -> HealthStatus {
        self.0.connectivity.status(Freshness::Cached, || self.probe()).await
    }

    fn metrics(&self) -> ProviderMetrics {
        let mut metrics = self.client().path.metrics.snapshot();
        metrics.model_list = self.0.models.counts();
        metrics.connectivity = self.0.connectivity.counts();
        metrics
    }
}

/// What may be spent, nobody can ask; what replies say of limits is told.
#[async_trait]
impl RateLimitProvider for OpenAi {
    fn tracked_rate_limits(&self, model: Option<ModelId>) -> Vec<RateLimitInfo> {
        let mut known = self.client().rate_limits.all();
        known.retain(|info| match (&info.scope, &model) {
            (RateLimitScope::Model(of), Some(model)) => of == model,
            _ => true,
        });
        known
    }
}
