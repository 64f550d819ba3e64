//! [`OpenRouter`]: the provider.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use llm_provider_base::{
    AllowanceCache, ConnectivityCache, Limits, ModelCache, RetryPolicy, Timeouts,
};
use llm_types::{
    Allowance, AuthConfig, AuthMethod, AuthProvider, Capabilities, ChatProvider,
    ConfigurableProvider, Error, ErrorKind, Freshness, HealthProvider, HealthStatus, Model,
    ModelId, ModelProvider, ModelStatus, ProviderConfig, ProviderIdentity, ProviderMetrics,
    ProviderType, Result, StandardRequest, StandardResponse, StandardStream, ToolFormat,
};
use openrouter_auth::{ApiKey, KeyPool, PoolStatus, StoredKeys};
use openrouter_wire::key;

use crate::PROVIDER_TYPE;
use crate::builder::OpenRouterBuilder;
use crate::catalog::built_in;
use crate::client::Client;
use crate::foundation::Foundation;
use crate::health::{Known, report};
use crate::model_selector::{ModelSelector, ModelState};
use crate::operations::CallOptions;
use crate::{capabilities, chat};

/// OpenRouter: one API in front of hundreds of models.
///
/// A cheap handle: clones share keys, connections, caches and metrics. `Debug` shows its address and
/// the ids of its keys.
///
/// ```no_run
/// use llm_types::ProviderExt;
/// use openrouter_provider::OpenRouter;
///
/// # async fn example() -> llm_types::Result<()> {
/// let provider = OpenRouter::from_env()?;
/// println!("{}", provider.ask("Why is the sky blue?").await?);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct OpenRouter(Arc<Inner>);

struct Inner {
    /// Replaced as a whole when the provider is set up anew; calls in flight keep theirs.
    client: RwLock<Arc<Client>>,
    connectivity: ConnectivityCache,
    models: ModelCache,
    allowances: AllowanceCache,
    /// What is kept when it is replaced.
    foundation: Foundation,
}

impl OpenRouter {
    /// Starts a set-up.
    pub fn builder() -> OpenRouterBuilder {
        OpenRouterBuilder::default()
    }

    /// Set up from the environment: `OPENROUTER_API_KEY` or `OPENROUTER_API_KEYS`, and
    /// `OPENROUTER_BASE_URL`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if there is no key, or a variable holds what cannot be right.
    pub fn from_env() -> Result<Self> {
        let provider = Self::builder().environment()?.build()?;
        if provider.key_pool().is_empty() {
            let message = "no API key in the environment: set OPENROUTER_API_KEY";
            return Err(Error::new(ErrorKind::Configuration, message));
        }
        Ok(provider)
    }

    /// Set up from neutral configuration.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], naming the field that is wrong.
    pub fn from_config(config: ProviderConfig) -> Result<Self> {
        Self::builder().config(config)?.build()
    }

    pub(crate) fn new(client: Client, foundation: Foundation) -> Self {
        let clock = Arc::clone(&foundation.clock);
        let provider = Self(Arc::new(Inner {
            client: RwLock::new(Arc::new(client)),
            connectivity: ConnectivityCache::new(Arc::clone(&clock)),
            models: ModelCache::new(Arc::clone(&clock)),
            allowances: AllowanceCache::new(clock),
            foundation,
        }));
        provider.set_fallback_models();
        provider
    }

    fn set_fallback_models(&self) {
        let wanted = self.0.foundation.has_fallback_models;
        let models = wanted.then(|| built_in(&self.client().overrides));
        self.0.models.set_fallback(models.as_deref());
    }

    pub(crate) fn model_cache(&self) -> &ModelCache {
        &self.0.models
    }

    pub(crate) fn client(&self) -> Arc<Client> {
        Arc::clone(&self.0.client.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// How often, and after which waits, calls are tried again.
    pub fn retry_policy(&self) -> RetryPolicy {
        self.client().path.policy.clone()
    }

    /// How long calls may take.
    pub fn timeouts(&self) -> Timeouts {
        self.client().path.timeouts.clone()
    }

    /// How large things may be.
    pub fn limits(&self) -> Limits {
        self.client().path.limits.clone()
    }

    /// The keys, and how they are.
    pub fn key_pool(&self) -> KeyPool {
        self.client().pool.clone()
    }

    /// How the [models](crate::OpenRouterBuilder::models) are that calls choose from, in their
    /// order, as plain data: which can be asked, which rest and for how long. Empty if there are
    /// none, or if [the service chooses](crate::ModelStrategy::Service).
    pub fn model_status(&self) -> Vec<ModelState> {
        let client = self.client();
        let selector = client.models.selectors().next();
        selector.map(|selector| selector.status(client.path.clock.now())).unwrap_or_default()
    }

    /// Forgets that models failed, or were missing: each can be asked again.
    pub fn reset_models(&self) {
        self.client().models.selectors().for_each(ModelSelector::reset);
    }

    /// Asks the service about a key: what it may spend and has spent. The cheapest way to learn
    /// whether a key is accepted.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Authentication`] if every key is rejected; otherwise as any call.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the request.
    pub async fn key_info(&self) -> Result<key::Key> {
        self.key_info_noted().await.map(|(key, _)| key)
    }

    /// The same, noted wherever it is of use.
    pub(crate) async fn key_info_noted(&self) -> Result<(key::Key, Allowance)> {
        let answer = self.call_with(&key::Get {}, &CallOptions::default()).await?;
        let (key, client) = (answer.value.data, self.client());
        let asked_with = answer.details.attempts.last().and_then(|it| it.key.as_ref());
        let id = asked_with.and_then(|id| id.parse().ok());
        let (limits, allowance) = client.note_allowance(&key, id);
        if let Some(id) = id {
            client.pool.note_limits(id, &limits);
        }
        Ok((key, allowance))
    }

    pub(crate) fn allowances(&self) -> &AllowanceCache {
        &self.0.allowances
    }

    /// How keys and accounts are, as plain data: which can be used, which rest and why, and what
    /// the service last said of their limits. No key is in it.
    pub fn key_status(&self) -> PoolStatus {
        let client = self.client();
        client.pool.status(client.path.clock.now())
    }

    /// Loads the keys of the [source](crate::OpenRouterBuilder::credentials), or those that are
    /// [kept from logins](crate::OpenRouterBuilder::token_storage), anew: those that are gone are
    /// used no more, new ones join, and those that are still there keep their health. Calls in
    /// flight finish with the key that they have.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if there is neither source nor storage, or it has what cannot
    /// be right; the keys stay as they were then.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the keys as they were.
    pub async fn reload_keys(&self) -> Result<()> {
        self.client().reload_keys().await?;
        self.forget_connectivity();
        Ok(())
    }

    /// What was learnt with other keys says nothing about these.
    pub(crate) fn forget_connectivity(&self) {
        self.0.connectivity.clear();
        self.0.allowances.clear();
    }

    /// The list of models would not do: it is given to rejected keys as well.
    async fn probe(&self) -> Result<()> {
        self.key_info().await.map(drop)
    }
}

impl fmt::Debug for OpenRouter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let client = self.client();
        f.debug_struct("OpenRouter")
            .field("base_url", &client.base_url)
            .field("keys", &client.pool.keys())
            .finish_non_exhaustive()
    }
}

impl ProviderIdentity for OpenRouter {
    fn name(&self) -> &'static str {
        PROVIDER_TYPE
    }

    fn provider_type(&self) -> ProviderType {
        PROVIDER_TYPE.into()
    }

    fn description(&self) -> &'static str {
        "OpenRouter: one API in front of hundreds of models"
    }

    fn capabilities(&self) -> Capabilities {
        capabilities::capabilities()
    }

    fn tool_format(&self) -> ToolFormat {
        ToolFormat::OpenAi
    }
}

#[async_trait]
impl ChatProvider for OpenRouter {
    async fn complete(&self, request: StandardRequest) -> Result<StandardResponse> {
        chat::complete(&self.client(), &request).await
    }

    async fn stream(&self, request: StandardRequest) -> Result<StandardStream> {
        chat::stream(&self.client(), &request).await
    }
}

#[async_trait]
impl ModelProvider for OpenRouter {
    /// As [`catalog`](Self::catalog), but for the built-in list: who asks here does not see why it
    /// would stand in, and gets the failure.
    async fn models(&self) -> Result<Arc<[Model]>> {
        let catalog = self.catalog().await?;
        match catalog.error() {
            Some(error) if catalog.status() == ModelStatus::Fallback => Err(error.clone()),
            _ => Ok(catalog.into_models()),
        }
    }

    fn default_model(&self) -> Option<ModelId> {
        let client = self.client();
        client.default_model.clone().or_else(|| client.models.first())
    }

    fn last_used_model(&self) -> Option<ModelId> {
        self.client().remembered.last_model()
    }
}

#[async_trait]
impl AuthProvider for OpenRouter {
    fn configured_auth(&self) -> Vec<AuthMethod> {
        let client = self.client();
        let has_keys = !client.pool.is_empty() || client.sourced.is_some();
        let key = has_keys.then_some(AuthMethod::ApiKey);
        let oauth = client.oauth.is_some().then_some(AuthMethod::OAuth);
        key.into_iter().chain(oauth).collect()
    }

    /// True if the pool has a key to call with now. Keys of a
    /// [source](crate::OpenRouterBuilder::credentials), and those that are
    /// [kept from logins](crate::OpenRouterBuilder::token_storage), are not in it before the first
    /// call, or before [`reload_keys`](Self::reload_keys) was awaited: nothing is loaded here.
    fn is_authenticated(&self) -> bool {
        let client = self.client();
        client.pool.current(client.path.clock.now()).is_ok()
    }

    async fn authenticate(&self, credentials: AuthConfig) -> Result<()> {
        match credentials {
            AuthConfig::ApiKeys { keys } => {
                let keys = keys.into_iter().map(ApiKey::new).collect::<Result<Vec<_>, _>>();
                let keys = keys.map_err(|error| {
                    Error::new(ErrorKind::Configuration, format!("API key is not usable: {error}"))
                })?;
                if keys.is_empty() {
                    return Err(Error::new(ErrorKind::Configuration, "no API key is given"));
                }
                let pool = self.key_pool();
                for key in keys {
                    pool.add(key);
                }
                self.forget_connectivity();
                Ok(())
            }
            AuthConfig::OAuthCode { code, verifier } => {
                self.finish_code(code, verifier).await.map(drop).map_err(Error::from)
            }
            _ => Err(Error::new(ErrorKind::Unsupported, "this way of logging in is not known")),
        }
    }

    /// Forgets every key, and what was said of its limits: those of the pool, and those that are
    /// kept from logins. What a
    /// [source](crate::OpenRouterBuilder::credentials) has is loaded again only when somebody asks
    /// for it.
    ///
    /// OpenRouter knows nothing of this: the keys stay valid there until they are revoked, at
    /// <https://openrouter.ai/settings/keys> or with a management key.
    async fn logout(&self) -> Result<()> {
        let client = self.client();
        if let Some(sourced) = &client.sourced {
            sourced.forget();
        }
        client.pool.clear();
        client.remembered.rate_limits.clear();
        self.forget_connectivity();
        match &client.storage {
            Some(storage) => {
                let stored = StoredKeys::new(Arc::clone(storage), client.base_url.as_url());
                stored.forget_all().await.map(drop).map_err(Error::from)
            }
            None => Ok(()),
        }
    }
}

/// Keys, address, models, attribution and total time are replaced. What is known of the models is
/// kept if they, and how they are chosen, are the same. What the builder was given
/// and a [`ProviderConfig`] has no word for stays: transport, clock, retry policy, other limits; so
/// do the metrics.
impl ConfigurableProvider for OpenRouter {
    fn configure(&self, config: ProviderConfig) -> Result<()> {
        let builder = OpenRouterBuilder::on(self.0.foundation.clone()).config(config)?;
        let mut client = builder.client()?;
        let earlier = self.client();
        client.models = client.models.or_earlier(&earlier.models);
        // A set-up is no reason to spare a service less that is the same.
        if client.base_url == earlier.base_url {
            client.path.budget = Arc::clone(&earlier.path.budget);
        }
        let client = Arc::new(client);
        *self.0.client.write().unwrap_or_else(PoisonError::into_inner) = client;
        self.forget_connectivity();
        self.0.models.clear();
        self.set_fallback_models();
        Ok(())
    }
}

#[async_trait]
impl HealthProvider for OpenRouter {
    async fn test_connectivity(&self, freshness: Freshness) -> Result<()> {
        self.0.connectivity.check(freshness, || self.probe()).await
    }

    /// The verdict on the connection, as [`test_connectivity`](Self::test_connectivity) has it, with
    /// what is known already of keys, accounts, models and the budget, for which nothing is asked.
    ///
    /// Unhealthy is what fails until somebody does something: the check failed, no key can be used
    /// before one is mended or its cap raised, the service has none of the
    /// [models](OpenRouterBuilder::models) that are chosen from, or the
    /// [budget](OpenRouterBuilder::spending_budget) is spent. Degraded is everything else that is
    /// not as it should be: the service refuses for haste; a key, an account or a model rests, or
    /// is refused while there are others; a limit of requests holds calls back; less than a tenth
    /// is left of what may be spent.
    async fn health_check(&self) -> HealthStatus {
        let checked = self.0.connectivity.status(Freshness::Cached, || self.probe()).await;
        report(checked, &Known::of(self))
    }

    fn metrics(&self) -> ProviderMetrics {
        let mut metrics = self.client().path.metrics.snapshot();
        metrics.model_list = self.0.models.counts();
        metrics.connectivity = self.0.connectivity.counts();
        metrics
    }
}
