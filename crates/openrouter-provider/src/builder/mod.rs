//! [`OpenRouterBuilder`]: how an [`OpenRouter`] is set up.

mod bounds;
mod checked;
mod models;
mod observer;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use http::header::USER_AGENT;
use http::{HeaderMap, HeaderValue};
use llm_provider_base::{BaseUrl, CallPath, Clock, Random, Transport, default_transport};
use llm_types::{
    Error, ErrorKind, ModelCapabilityOverride, OAuthConfig, ProviderConfig, Result, Secret,
    TokenStorage,
};
use openrouter_auth::{
    ApiKey, CredentialChain, CredentialSource, Environment, KeyId, KeyPoolBuilder, StoredKeys,
};

use self::checked::{check_callback, checked, checked_management_key};
use crate::address::DEFAULT_BASE_URL;
use crate::attribution::Attribution;
use crate::catalog::{Latest, check_overrides};
use crate::client::{Client, Remembered, SourcedKeys};
use crate::foundation::Foundation;
use crate::model_set::ModelWishes;
use crate::spans;
use crate::{OpenRouter, UnknownModelStrategy};

/// How an [`OpenRouter`] is set up. Everything is checked by [`build`](Self::build): nothing can be
/// half configured afterwards.
#[derive(Debug, Default)]
#[must_use = "a builder does nothing until it is built"]
pub struct OpenRouterBuilder {
    keys: Vec<Secret>,
    environment_keys: Vec<ApiKey>,
    management_key: Option<Secret>,
    environment_management_key: Option<ApiKey>,
    base_url: Option<String>,
    models: ModelWishes,
    overrides: Vec<ModelCapabilityOverride>,
    oauth: Option<OAuthConfig>,
    attribution: Attribution,
    /// How long a whole call may take, if a neutral set-up says so.
    whole_call: Option<Duration>,
    pub(crate) foundation: Foundation,
}

impl OpenRouterBuilder {
    /// A set-up of a provider that stands already.
    pub(crate) fn on(foundation: Foundation) -> Self {
        Self { foundation, ..Self::default() }
    }

    /// Adds an API key. Several form a pool: a rejected or exhausted one gives way to the next.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.keys.push(key.into());
        self
    }

    /// Adds API keys.
    pub fn api_keys<K: Into<Secret>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        self.keys.extend(keys.into_iter().map(Into::into));
        self
    }

    /// How the pool chooses among keys, how many calls it lets out with each, how long a call waits
    /// for one; and keys with an account, a name, a weight. Keys that are given otherwise join it.
    ///
    /// ```
    /// use openrouter_auth::{ApiKey, KeyPool, PoolKey, Strategy};
    /// use openrouter_provider::OpenRouter;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let ours = PoolKey::new(ApiKey::new("sk-or-v1-ours")?);
    /// let theirs = PoolKey::new(ApiKey::new("sk-or-v1-theirs")?).account("team-b");
    /// let pool = KeyPool::builder()
    ///     .keys([ours, theirs])
    ///     .strategy(Strategy::LeastBusy)
    ///     .max_per_key(8);
    /// let openrouter = OpenRouter::builder().key_pool(pool).build()?;
    /// assert_eq!(openrouter.key_pool().len(), 2);
    /// # Ok(()) }
    /// ```
    pub fn key_pool(mut self, pool: KeyPoolBuilder) -> Self {
        self.foundation.pool = pool;
        self
    }

    /// Takes keys from a source as well: a file, a store, a vault. They are loaded with the first
    /// call that needs one, and again when they are not good any more, when the service refuses
    /// one of them, and when [`OpenRouter::reload_keys`] says so.
    pub fn credentials(mut self, source: Arc<dyn CredentialSource>) -> Self {
        self.foundation.credentials = Some(source);
        self
    }

    /// Keeps what a login gives ([`OpenRouter::log_in`]), and forgets it when the user logs out.
    ///
    /// The next run of the program has what is kept: where no key is given otherwise, neither one
    /// by one nor by [`credentials`](Self::credentials), the kept keys of this provider's address
    /// are loaded as those of a source are. So the user is asked only once:
    ///
    /// ```no_run
    /// # use std::sync::Arc;
    /// # use llm_types::{AuthProvider, TokenStorage};
    /// # use openrouter_provider::OpenRouter;
    /// # async fn example(storage: Arc<dyn TokenStorage>) -> llm_types::Result<()> {
    /// let openrouter = OpenRouter::builder().token_storage(storage).build()?;
    /// openrouter.reload_keys().await?;
    /// if !openrouter.is_authenticated() {
    ///     let login = openrouter.log_in().loopback()?;
    ///     println!("Open {}", login.url());
    ///     login.finish().await?;
    /// }
    /// # Ok(()) }
    /// ```
    pub fn token_storage(mut self, storage: Arc<dyn TokenStorage>) -> Self {
        self.foundation.storage = Some(storage);
        self
    }

    /// How users of a web application log in: the callback of
    /// [`start_oauth`](OpenRouter::start_oauth), and how their keys are called.
    pub fn oauth(mut self, oauth: OAuthConfig) -> Self {
        self.oauth = Some(oauth);
        self
    }

    /// The key for what manages the account: keys, credits, activity, rules. It is used for nothing
    /// else; without one, the API keys are tried there too.
    pub fn management_key(mut self, key: impl Into<Secret>) -> Self {
        self.management_key = Some(key.into());
        self
    }

    /// Takes keys and address from the environment: `OPENROUTER_API_KEY`, `OPENROUTER_API_KEYS` (a
    /// list), `OPENROUTER_MANAGEMENT_KEY`, `OPENROUTER_BASE_URL`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if a variable holds what cannot be right.
    pub fn environment(mut self) -> Result<Self> {
        let environment = Environment::from_env().map_err(|error| {
            Error::new(ErrorKind::Configuration, error.to_string()).with_source(error)
        })?;
        self.environment_keys.extend(environment.api_keys);
        self.environment_management_key = environment.management_key;
        if environment.base_url.is_some() {
            self.base_url = environment.base_url;
        }
        Ok(self)
    }

    /// Another address than the service's own: a region, a gateway, a simulator. Plain `http` is
    /// taken for this machine only.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Which application asks.
    pub fn attribution(mut self, mut attribution: Attribution) -> Self {
        self.foundation.categories = std::mem::take(&mut attribution.categories);
        self.attribution = attribution;
        self
    }

    /// Names the program in `User-Agent`, before this library: `my-app/1.2`.
    pub fn user_agent(mut self, program: impl Into<String>) -> Self {
        self.foundation.user_agent = Some(program.into());
        self
    }

    /// Another way out than the built-in HTTP client.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.foundation.transport = Some(Arc::new(transport));
        self
    }

    /// Another clock: for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.foundation.clock = Arc::new(clock);
        self
    }

    /// Another source of chance: for tests.
    pub fn random(mut self, random: impl Random) -> Self {
        self.foundation.random = Arc::new(random);
        self
    }

    /// Takes a neutral set-up on.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], naming a field that asks for what is not there.
    pub fn config(mut self, config: ProviderConfig) -> Result<Self> {
        if config.provider.as_str() != crate::PROVIDER_TYPE {
            let message =
                format!("type is {:?}, and must be {:?}", config.provider, crate::PROVIDER_TYPE);
            return Err(Error::new(ErrorKind::Configuration, message));
        }
        self.keys.extend(config.api_key);
        self.keys.extend(config.api_keys);
        self.base_url = config.base_url.or(self.base_url);
        self.models.default = config.model.or(self.models.default);
        if !config.models.is_empty() {
            self = self.models(config.models);
        }
        if let Some(strategy) = config.model_strategy {
            let strategy = strategy.parse().map_err(|error: UnknownModelStrategy| {
                let message = format!("model_strategy is not known: {error}");
                Error::new(ErrorKind::Configuration, message)
            })?;
            self.models.strategy = Some(strategy);
        }
        self.models.free_only |= config.free_only;
        self.attribution.url = config.site_url.or(self.attribution.url);
        self.attribution.title = config.site_name.or(self.attribution.title);
        self.oauth = config.oauth.or(self.oauth);
        if config.timeout_seconds == Some(0) {
            let message = "timeout_seconds is 0, which leaves no time for any call";
            return Err(Error::new(ErrorKind::Configuration, message));
        }
        self.whole_call = config.timeout_seconds.map(Duration::from_secs).or(self.whole_call);
        self.overrides.extend(config.model_overrides);
        Ok(self)
    }

    /// Checks everything and makes the provider. Sends nothing: whether a key is accepted shows
    /// with the first call, or with
    /// [`test_connectivity`](llm_types::HealthProvider::test_connectivity).
    ///
    /// A provider without keys can be built, and can list models.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], naming what is wrong.
    pub fn build(self) -> Result<OpenRouter> {
        let foundation = self.foundation.clone();
        Ok(OpenRouter::new(self.client()?, foundation))
    }

    pub(crate) fn client(self) -> Result<Client> {
        let Self {
            keys,
            environment_keys,
            management_key,
            environment_management_key,
            base_url,
            models,
            overrides,
            oauth,
            mut attribution,
            whole_call,
            foundation,
        } = self;
        let Foundation {
            policy,
            timeouts,
            limits,
            transport,
            clock,
            random,
            metrics,
            content,
            categories,
            pool,
            credentials,
            storage,
            costs,
            breaker,
            rotate_on_refusal,
            has_fallback_models: _,
            preflight,
            user_agent: program,
            rate_limits: rate_limit_policy,
        } = foundation;
        policy.validate()?;
        check_overrides(&overrides)?;
        let (free_only, (default_model, models)) = (models.free_only, models.settle(&breaker)?);
        let base_url = BaseUrl::parse(base_url.as_deref().unwrap_or(DEFAULT_BASE_URL))?;
        attribution.categories = categories;
        let headers = headers(&attribution, program.as_deref())?;
        let timeouts = timeouts.within(whole_call)?;
        let transport = transport.map_or_else(|| default_transport(&base_url), Ok)?;
        let management_key = management_key.map(checked_management_key).transpose()?;
        if let Some(callback) = oauth.as_ref().and_then(|oauth| oauth.callback_url.as_deref()) {
            check_callback(callback)?;
        }
        let keys = checked(keys)?.into_iter().chain(environment_keys);
        let pool = pool.keys(keys).random_or(&random).build();
        let others: HashSet<KeyId> = pool.keys().into_iter().collect();
        let source = source_of_keys(credentials, storage.as_ref(), &base_url, &others);
        let mut path = CallPath::new(crate::PROVIDER_TYPE, transport).with_policy(policy);
        (path.timeouts, path.limits, path.metrics) = (timeouts, limits, metrics);
        (path.content, path.clock, path.random) = (content, clock, random);
        path.describe_answer = spans::describe;
        Ok(Client {
            path,
            sourced: source.map(|source| SourcedKeys::new(source, others)),
            storage,
            oauth,
            pool,
            management_key: management_key.or(environment_management_key),
            base_url,
            headers,
            default_model,
            models,
            overrides: overrides.into(),
            preflight,
            catalog: Latest::default(),
            free_only,
            rotate_on_refusal,
            costs,
            remembered: Arc::new(Remembered::default()),
            rate_limit_policy,
        })
    }
}

/// Where keys come from beside those that are given, if they come from anywhere.
fn source_of_keys(
    credentials: Option<Arc<dyn CredentialSource>>,
    storage: Option<&Arc<dyn TokenStorage>>,
    base_url: &BaseUrl,
    given: &HashSet<KeyId>,
) -> Option<Arc<dyn CredentialSource>> {
    let Some(storage) = storage else { return credentials };
    let mut chain = credentials.into_iter().fold(CredentialChain::new(), CredentialChain::then);
    // Beside a key that is given they would be charged for a share of its calls.
    if given.is_empty() {
        chain = chain.then(StoredKeys::new(Arc::clone(storage), base_url.as_url()));
    }
    Some(Arc::new(chain))
}

/// What every request carries.
fn headers(attribution: &Attribution, program: Option<&str>) -> Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    headers.insert(USER_AGENT, user_agent(program)?);
    headers.extend(attribution.headers(ErrorKind::Configuration)?);
    Ok(headers)
}

fn user_agent(program: Option<&str>) -> Result<HeaderValue> {
    const LIBRARY: &str = concat!("openrouter-provider/", env!("CARGO_PKG_VERSION"));
    let Some(program) = program else { return Ok(HeaderValue::from_static(LIBRARY)) };
    HeaderValue::from_str(&format!("{program} {LIBRARY}")).map_err(|_| {
        let message = "user_agent is not usable: it cannot be written in an HTTP header";
        Error::new(ErrorKind::Configuration, message)
    })
}
