//! [`Service`]: at which address it is, and how it is reached.

use llm_types::{Error, ErrorKind};
use openrouter_auth::Environment;
use openrouter_provider::llm_provider_base::{ReqwestTransport, TransportError};
use openrouter_provider::{BaseUrl, DEFAULT_BASE_URL, OpenRouter, OpenRouterBuilder};
use url::Url;

/// The service at one address. Its providers share their connections.
#[derive(Debug)]
pub(crate) struct Service {
    base_url: BaseUrl,
    url: Url,
    transport: ReqwestTransport,
}

impl Service {
    /// At the address that the environment names; at OpenRouter's own if it names none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if the address cannot be used, or the HTTP client not set up.
    pub(crate) fn of(environment: &Environment) -> Result<Self, Error> {
        let base_url = environment.base_url.as_deref();
        let base_url = BaseUrl::parse(base_url.unwrap_or(DEFAULT_BASE_URL))?;
        let url = Url::parse(base_url.as_str()).map_err(|error| {
            Error::new(ErrorKind::Configuration, "base_url is not usable").with_source(error)
        })?;
        let mut transport = ReqwestTransport::builder();
        if !is_this_machine(&base_url) {
            // A library leaves the environment alone; a command honours its proxies.
            transport = transport.proxy_from_environment();
        }
        let transport = transport.build().map_err(no_client)?;
        Ok(Self { base_url, url, transport })
    }

    /// The beginning of a provider.
    pub(crate) fn provider(&self) -> OpenRouterBuilder {
        OpenRouter::builder().base_url(self.base_url.as_str()).transport(self.transport.clone())
    }

    /// For people, and for `OPENROUTER_BASE_URL`.
    pub(crate) fn address(&self) -> &str {
        self.base_url.as_str().trim_end_matches('/')
    }

    pub(crate) const fn url(&self) -> &Url {
        &self.url
    }

    /// True if it is on this machine, and so a simulator.
    pub(crate) fn is_this_machine(&self) -> bool {
        is_this_machine(&self.base_url)
    }
}

/// The way out for any provider: through the proxy that the environment names. What is reached
/// without TLS never goes through one.
///
/// # Errors
///
/// [`ErrorKind::Configuration`] if the HTTP client cannot be set up.
pub(crate) fn proxied_transport() -> Result<ReqwestTransport, Error> {
    ReqwestTransport::builder().proxy_from_environment().build().map_err(no_client)
}

fn no_client(error: TransportError) -> Error {
    Error::new(ErrorKind::Configuration, "the HTTP client cannot be set up").with_source(error)
}

/// True if the address is reached without TLS, which is allowed on this machine only.
fn is_this_machine(base_url: &BaseUrl) -> bool {
    base_url.as_str().starts_with("http://")
}

/// What the environment says about the service.
///
/// # Errors
///
/// [`ErrorKind::Configuration`] if a variable holds what cannot be right.
pub(crate) fn environment() -> Result<Environment, Error> {
    Environment::from_env()
        .map_err(|error| Error::new(ErrorKind::Configuration, error.to_string()).with_source(error))
}
