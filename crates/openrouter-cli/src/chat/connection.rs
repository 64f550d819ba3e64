//! [`Connection`]: who answers, the service or a simulator.

use std::io::Write;

use llm_types::{ChatProvider, Error, ErrorKind};
use openrouter_auth::{ApiKey, Environment};
use openrouter_provider::{DEFAULT_BASE_URL, OpenRouter};
use openrouter_sim::Simulator;

use crate::failure::Failure;
use crate::kept::Kept;
use crate::notes::Notes;
use crate::printable::one_line;
use crate::service::{self, Service};
use crate::simulated;

/// Who answers.
#[derive(Debug)]
pub(super) struct Connection {
    provider: OpenRouter,
    /// Serves until it is dropped.
    simulator: Option<Simulator>,
}

impl Connection {
    /// The service, with the keys of the environment, or else with those that are kept; a simulator
    /// if there are none, and no address either.
    pub(super) async fn open(notes: &mut Notes<impl Write>) -> Result<Self, Failure> {
        let Environment { api_keys, base_url, .. } = service::environment()?;
        let service = Service::at(base_url.as_deref())?;
        let provider = service.provider();
        if !api_keys.is_empty() {
            let provider = provider.api_keys(api_keys.iter().map(ApiKey::expose)).build()?;
            return Ok(Self { provider, simulator: None });
        }
        let (here, elsewhere): (Vec<_>, Vec<_>) = Kept::open()?
            .list()
            .await?
            .into_iter()
            .partition(|credential| service.takes(credential.base_url.as_deref()));
        if !here.is_empty() {
            let keys = here.into_iter().map(|credential| credential.secret);
            return Ok(Self { provider: provider.api_keys(keys).build()?, simulator: None });
        }
        let home = elsewhere.first().map(|credential| home(credential.base_url.as_deref()));
        match (base_url, home) {
            (Some(_), Some(home)) => Err(key_belongs_elsewhere(&service, &home)),
            (Some(_), None) => Err(key_is_missing(&service)),
            (None, home) => Self::simulated(home.as_deref(), notes).await,
        }
    }

    async fn simulated(home: Option<&str>, notes: &mut Notes<impl Write>) -> Result<Self, Failure> {
        let simulator = simulated::start().await?;
        let provider =
            OpenRouter::builder().api_key(simulated::KEY).base_url(simulator.base_url()).build()?;
        notes.warning("simulated", "no API key is set, so a simulator answers and not a model");
        notes.dim("to ask real models: openrouter login, or export OPENROUTER_API_KEY=…");
        if let Some(home) = home {
            notes.dim(&format!("a kept key belongs to {home}: export OPENROUTER_BASE_URL={home}"));
        }
        notes.gap();
        Ok(Self { provider, simulator: Some(simulator) })
    }

    pub(super) const fn provider(&self) -> &impl ChatProvider {
        &self.provider
    }

    /// True if the simulator of this process answers.
    pub(super) const fn is_simulated(&self) -> bool {
        self.simulator.is_some()
    }
}

/// The address that a kept key belongs to, for people.
fn home(base_url: Option<&str>) -> String {
    one_line(base_url.unwrap_or(DEFAULT_BASE_URL))
}

/// The address is known, but no key.
fn key_is_missing(service: &Service) -> Failure {
    let error = Error::new(ErrorKind::Configuration, "OPENROUTER_API_KEY is not set");
    Failure::from(error).with_hint(if service.is_this_machine() {
        format!("a simulator takes any key: export OPENROUTER_API_KEY={}", simulated::KEY)
    } else {
        "set it, or unset OPENROUTER_BASE_URL to have a simulator answer".to_owned()
    })
}

/// A key that is kept is not shown to an address that it was not made for.
fn key_belongs_elsewhere(service: &Service, home: &str) -> Failure {
    let message =
        format!("no key for {}: the one that is kept belongs to {home}", service.address());
    Failure::from(Error::new(ErrorKind::Configuration, message))
        .with_hint("export OPENROUTER_API_KEY=…, or unset OPENROUTER_BASE_URL")
}
