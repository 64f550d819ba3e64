//! [`OpenAiBuilder`]: how an [`OpenAi`] is set up.

use std::sync::Arc;
use std::time::Duration;

use http::header::USER_AGENT;
use llm_provider_base::{
    BaseUrl, CallPath, Clock, Endpoint, Limits, Metrics, Random, RetryPolicy, SystemClock,
    ThreadRandom, Timeouts, Transport, default_transport,
};
use llm_types::{
    CallReport, Error, ErrorKind, ModelCapabilityOverride, ModelId, ProviderConfig, Result, Secret,
};

use crate::client::{Client, LastModel};
use crate::{Dialect, OpenAi, PROVIDER_TYPE};

/// OpenAI's own address.
const DEFAULT_BASE_URL: &str = "https://api.openai.com/v1";

/// How an [`OpenAi`] is set up. Everything is checked by [`build`](Self::build).
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until it is built"]
pub struct OpenAiBuilder {
    key: Option<Secret>,
    base_url: Option<String>,
    model: Option<ModelId>,
    overrides: Vec<ModelCapabilityOverride>,
    /// How long a whole call may take, if a neutral set-up says so.
    whole_call: Option<Duration>,
    dialect: Option<Dialect>,
    pub(crate) name: &'static str,
    headers: Vec<(String, Secret)>,
    policy: RetryPolicy,
    timeouts: Timeouts,
    limits: Limits,
    metrics: Metrics,
    transport: Option<Arc<dyn Transport>>,
    pub(crate) clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl Default for OpenAiBuilder {
    fn default() -> Self {
        Self {
            key: None,
            base_url: None,
            model: None,
            overrides: Vec::new(),
            whole_call: None,
            dialect: None,
            name: PROVIDER_TYPE,
            headers: Vec::new(),
            policy: RetryPolicy::default(),
            timeouts: Timeouts::default(),
            limits: Limits::default(),
            metrics: Metrics::of_provider(PROVIDER_TYPE),
            transport: None,
            clock: Arc::new(SystemClock),
            random: Arc::new(ThreadRandom),
        }
    }
}

impl OpenAiBuilder {
    /// The API key. Servers on this machine mostly want none.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Where the server is, up to and with `/v1`; OpenAI if it is not said. Plain `http` is taken
    /// for this machine only.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// The model to ask where a request names none.
    pub fn model(mut self, model: impl Into<ModelId>) -> Self {
        self.model = Some(model.into());
        self
    }

    /// What the server takes, where its address does not tell.
    pub const fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = Some(dialect);
        self
    }

    /// What it is called in logs, metrics and records of attempts: `openai` unless there are
    /// several. Low cardinality, lower case.
    pub fn name(mut self, name: &'static str) -> Self {
        (self.name, self.metrics) = (name, Metrics::of_provider(name));
        self
    }

    /// A header of every request, for a gateway or an organization. Its value is kept secret.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// How often, and after which waits, calls are tried again.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// How long calls may take.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// How large things may be.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Tells `observer` of each call that is over; see [`Metrics::on_call_end`].
    pub fn on_call_end(mut self, observer: impl Fn(&CallReport) + Send + Sync + 'static) -> Self {
        self.metrics = self.metrics.on_call_end(observer);
        self
    }

    /// Another way out than the built-in HTTP client.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Another clock: for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Another source of chance: for tests.
    pub fn random(mut self, random: impl Random) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// Takes key and address from the environment: `OPENAI_API_KEY`, `OPENAI_BASE_URL`.
    pub fn environment(self) -> Self {
        #[expect(clippy::disallowed_methods, reason = "the one place of this crate that looks")]
        self.variables(|name| std::env::var(name).ok())
    }

    pub(crate) fn variables(mut self, get: impl Fn(&str) -> Option<String>) -> Self {
        let get = |name: &str| get(name).filter(|value| !value.trim().is_empty());
        self.key = get("OPENAI_API_KEY").map(Secret::new).or(self.key);
        self.base_url = get("OPENAI_BASE_URL").or(self.base_url);
        self
    }

    /// Takes a neutral set-up on.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], naming a field that asks for what is not there.
    pub fn config(mut self, config: ProviderConfig) -> Result<Self> {
        let refuse = |message: String| Err(Error::new(ErrorKind::Configuration, message));
        if config.provider.as_str() != PROVIDER_TYPE {
            return refuse(format!(
                "type is {:?}, and must be \"openai\"",
                config.provider.as_str()
            ));
        }
        let mut keys = config.api_key.into_iter().chain(config.api_keys);
        self.key = keys.next().or(self.key);
        for (field, is_said) in [
            ("api_keys (more than one key)", keys.next().is_some()),
            ("models", !config.models.is_empty()),
            ("model_strategy", config.model_strategy.is_some()),
            ("free_only", config.free_only),
            ("site_url", config.site_url.is_some()),
            ("site_name", config.site_name.is_some()),
            ("oauth", config.oauth.is_some()),
        ] {
            if is_said {
                return refuse(format!("{field} means nothing to a provider of type \"openai\""));
            }
        }
        if config.timeout_seconds == Some(0) {
            return refuse("timeout_seconds is 0, which leaves no time for any call".to_owned());
        }
        self.base_url = config.base_url.or(self.base_url);
        self.model = config.model.or(self.model);
        self.whole_call = config.timeout_seconds.map(Duration::from_secs).or(self.whole_call);
        self.overrides.extend(config.model_overrides);
        Ok(self)
    }

    /// The same, without what a neutral set-up has words for.
    pub(crate) fn anew(&self) -> Self {
        let (key, base_url, model, overrides, whole_call) = Default::default();
        Self { key, base_url, model, overrides, whole_call, ..self.clone() }
    }

    /// Checks everything and makes the provider. Sends nothing: whether the server is there, and
    /// takes the key, shows with the first call, or with
    /// [`test_connectivity`](llm_types::HealthProvider::test_connectivity).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], naming what is wrong.
    pub fn build(self) -> Result<OpenAi> {
        let client = self.client()?;
        Ok(OpenAi::new(client, self))
    }

    pub(crate) fn client(&self) -> Result<Client> {
        self.policy.validate()?;
        let base_url = BaseUrl::parse(self.base_url.as_deref().unwrap_or(DEFAULT_BASE_URL))?;
        let transport = match &self.transport {
            Some(transport) => Arc::clone(transport),
            None => default_transport(&base_url)?,
        };
        let mut path = CallPath::new(self.name, transport).with_policy(self.policy.clone());
        path.timeouts = self.timeouts.clone().within(self.whole_call)?;
        path.limits = self.limits.clone();
        path.metrics = self.metrics.clone();
        (path.clock, path.random) = (Arc::clone(&self.clock), Arc::clone(&self.random));
        let host = base_url.as_url().host_str().unwrap_or_default();
        let dialect = self.dialect.unwrap_or_else(|| Dialect::of_host(host));
        let library = Secret::new(concat!("openai-provider/", env!("CARGO_PKG_VERSION")));
        let mut endpoint = Endpoint::new(base_url).with_header(USER_AGENT.as_str(), &library)?;
        for (name, value) in &self.headers {
            endpoint = endpoint.with_header(name, value)?;
        }
        Ok(Client {
            path,
            endpoint: endpoint.with_key(self.key.clone())?,
            dialect,
            model: self.model.clone(),
            overrides: self.overrides.clone().into(),
            rate_limits: Arc::default(),
            last_model: LastModel::default(),
        })
    }
}
