//! [`Connection`]: who answers, the service or a simulator.

use std::io::Write;

use llm_types::{ChatProvider, Error, ErrorKind};
use openrouter_auth::{KeyPool, PoolKey, WithheldKey};
use openrouter_provider::OpenRouter;
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
        let environment = service::environment()?;
        let service = Service::of(&environment)?;
        if !environment.api_keys.is_empty() {
            return Self::to(&service, environment.api_keys);
        }
        let kept = Kept::open(&environment, &service).await?.load().await?;
        if !kept.keys.is_empty() {
            return Self::to(&service, kept.keys);
        }
        match (environment.base_url, kept.withheld.first()) {
            (Some(_), Some(key)) => Err(key_belongs_elsewhere(&service, key)),
            (Some(_), None) => Err(key_is_missing(&service)),
            (None, withheld) => Self::simulated(withheld, notes).await,
        }
    }

    fn to(
        service: &Service,
        keys: impl IntoIterator<Item: Into<PoolKey>>,
    ) -> Result<Self, Failure> {
        let provider = service.provider().key_pool(KeyPool::builder().keys(keys)).build()?;
        Ok(Self { provider, simulator: None })
    }

    async fn simulated(
        withheld: Option<&WithheldKey>,
        notes: &mut Notes<impl Write>,
    ) -> Result<Self, Failure> {
        let simulator = simulated::start().await?;
        let provider =
            OpenRouter::builder().api_key(simulated::KEY).base_url(simulator.base_url()).build()?;
        notes.warning("simulated", "there is no API key, so a simulator answers and not a model");
        notes.dim("to ask real models: openrouter login, or export OPENROUTER_API_KEY=…");
        if let Some(key) = withheld {
            notes.dim(&format!(
                "{}, which OPENROUTER_BASE_URL does not name",
                one_line(&key.to_string())
            ));
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

/// The address is known, but no key.
fn key_is_missing(service: &Service) -> Failure {
    let error = Error::new(ErrorKind::Configuration, "OPENROUTER_API_KEY is not set");
    Failure::from(error).with_hint(if service.is_this_machine() {
        format!("`openrouter login`, or any key: export OPENROUTER_API_KEY={}", simulated::KEY)
    } else {
        "set it, or unset OPENROUTER_BASE_URL to have a simulator answer".to_owned()
    })
}

/// A key that is kept is not shown to an address that it was not made for.
fn key_belongs_elsewhere(service: &Service, key: &WithheldKey) -> Failure {
    let key = one_line(&key.to_string());
    let message = format!("there is no key for {}: {key}", service.address());
    Failure::from(Error::new(ErrorKind::Configuration, message))
        .with_hint("openrouter login, export OPENROUTER_API_KEY=…, or unset OPENROUTER_BASE_URL")
}
