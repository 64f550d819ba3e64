//! [`Service`]: at which address it is, and how it is reached.

use llm_types::{Error, ErrorKind};
use openrouter_auth::Environment;
use openrouter_provider::llm_provider_base::ReqwestTransport;
use openrouter_provider::{BaseUrl, DEFAULT_BASE_URL, OpenRouter, OpenRouterBuilder};

/// The service at one address. Its providers share their connections.
#[derive(Debug)]
pub(crate) struct Service {
    base_url: BaseUrl,
    transport: ReqwestTransport,
}

impl Service {
    /// At this address; at OpenRouter's own if there is none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if the address cannot be used, or the HTTP client not set up.
    pub(crate) fn at(base_url: Option<&str>) -> Result<Self, Error> {
        let base_url = BaseUrl::parse(base_url.unwrap_or(DEFAULT_BASE_URL))?;
        let mut transport = ReqwestTransport::builder();
        if !is_this_machine(&base_url) {
            // A library leaves the environment alone; a command honours its proxies.
            transport = transport.proxy_from_environment();
        }
        let transport = transport.build().map_err(|error| {
            Error::new(ErrorKind::Configuration, "the HTTP client cannot be set up")
                .with_source(error)
        })?;
        Ok(Self { base_url, transport })
    }

    /// The beginning of a provider.
    pub(crate) fn provider(&self) -> OpenRouterBuilder {
        OpenRouter::builder().base_url(self.base_url.as_str()).transport(self.transport.clone())
    }

    /// True if a kept key that belongs to `address`, or to OpenRouter's own, may be sent here.
    pub(crate) fn takes(&self, address: Option<&str>) -> bool {
        let address = BaseUrl::parse(address.unwrap_or(DEFAULT_BASE_URL));
        address.is_ok_and(|address| address == self.base_url)
    }

    /// For people, and for `OPENROUTER_BASE_URL`.
    pub(crate) fn address(&self) -> &str {
        self.base_url.as_str().trim_end_matches('/')
    }

    /// The address that a key which is kept for it belongs to; none is OpenRouter's own.
    pub(crate) fn home(&self) -> Option<&str> {
        Some(self.address()).filter(|_| !self.takes(None))
    }

    /// True if it is on this machine, and so a simulator.
    pub(crate) fn is_this_machine(&self) -> bool {
        is_this_machine(&self.base_url)
    }
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
