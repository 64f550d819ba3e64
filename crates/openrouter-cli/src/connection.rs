//! [`Connection`]: who answers, the service or a simulator.

use std::io::Write;

use llm_types::{Error, ErrorKind};
use openrouter_auth::{Environment, KeyPool, PoolKey, WithheldKey};
use openrouter_provider::OpenRouter;
use openrouter_sim::Simulator;

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::kept::Kept;
use crate::notes::Notes;
use crate::printable::one_line;
use crate::progress::shown;
use crate::service::{self, Service};
use crate::simulated;

/// Who answers.
#[derive(Debug)]
pub(crate) struct Connection {
    provider: OpenRouter,
    /// Where, for people.
    address: String,
    /// Nobody named an address or has a key for it.
    is_unnamed: bool,
    /// Serves until it is dropped.
    simulator: Option<Simulator>,
}

impl Connection {
    /// The service, with the keys of the environment, or else with those that are kept; a simulator
    /// if there are none, and no address either. `consequence` tells what that means to what was
    /// asked for.
    pub(crate) async fn open(
        consequence: &str,
        notes: &mut Notes<impl Write>,
    ) -> Result<Self, Failure> {
        let environment = service::environment()?;
        let service = Service::of(&environment)?;
        let is_addressed = environment.base_url.is_some();
        let Keys { keys, withheld } = Keys::gather(environment, &service).await?;
        if !keys.is_empty() {
            return Self::to(&service, keys);
        }
        match (is_addressed, withheld) {
            (true, Some(key)) => Err(key_belongs_elsewhere(&service, &key)),
            (true, None) => Err(key_is_missing(&service)),
            (false, withheld) => {
                let why = format!("there is no API key, so {consequence}");
                let ellipsis = notes.page().ellipsis();
                let way_out = format!(
                    "to ask the service: openrouter login, or export OPENROUTER_API_KEY={ellipsis}"
                );
                Self::simulated(&why, &way_out, withheld, notes).await
            }
        }
    }

    /// Asks the service for what it tells everybody: with keys if there are any, since it tells
    /// more then, and without if not. If it cannot be reached, and nobody has named it or has a key
    /// for it, a simulator is asked. `about` says of what the user waits for.
    pub(crate) async fn public<T: Send>(
        about: &str,
        notes: &mut Notes<impl Write>,
        ask: impl AsyncFn(&Self) -> Result<T, Failure>,
    ) -> Result<(Self, T), Failure> {
        let environment = service::environment()?;
        let service = Service::of(&environment)?;
        let is_addressed = environment.base_url.is_some();
        let Keys { keys, withheld } = Keys::gather(environment, &service).await?;
        let is_unnamed = !is_addressed && keys.is_empty();
        let connection = Self { is_unnamed, ..Self::to(&service, keys)? };
        let ellipsis = notes.page().ellipsis();
        let asking = || format!("asking {} about {about} {ellipsis}", connection.address);
        match shown(notes, asking, ask(&connection)).await {
            Ok(answer) => Ok((connection, answer)),
            Err(failure) if is_unnamed && failure.exit_status() == ExitStatus::Unreachable => {
                let why = "OpenRouter cannot be reached, so a simulator answers";
                let simulated = Self::simulated(why, &failure.line(), withheld, notes).await?;
                let answer = ask(&simulated).await?;
                Ok((simulated, answer))
            }
            Err(failure) => Err(failure),
        }
    }

    fn to(service: &Service, keys: Vec<PoolKey>) -> Result<Self, Failure> {
        let provider = service.provider().key_pool(KeyPool::builder().keys(keys)).build()?;
        Ok(Self {
            provider,
            address: service.address().to_owned(),
            is_unnamed: false,
            simulator: None,
        })
    }

    async fn simulated(
        why: &str,
        more: &str,
        withheld: Option<WithheldKey>,
        notes: &mut Notes<impl Write>,
    ) -> Result<Self, Failure> {
        let simulator = simulated::start().await?;
        let provider =
            OpenRouter::builder().api_key(simulated::KEY).base_url(simulator.base_url()).build()?;
        notes.warning("simulated", why);
        notes.dim(more);
        if let Some(key) = withheld {
            notes.dim(&format!(
                "{}, which OPENROUTER_BASE_URL does not name",
                one_line(&key.to_string())
            ));
        }
        notes.gap();
        let address = simulator.base_url().to_owned();
        Ok(Self { provider, address, is_unnamed: false, simulator: Some(simulator) })
    }

    pub(crate) const fn provider(&self) -> &OpenRouter {
        &self.provider
    }

    /// Where it is, for people.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// True if nobody has named an address or has a key for it: a simulator may answer in its place.
    pub(crate) const fn is_unnamed(&self) -> bool {
        self.is_unnamed
    }

    /// True if the simulator of this process answers.
    pub(crate) const fn is_simulated(&self) -> bool {
        self.simulator.is_some()
    }
}

/// The keys that may be shown to the service.
#[derive(Debug)]
pub(crate) struct Keys {
    pub(crate) keys: Vec<PoolKey>,
    /// One that is kept for another address, if there are none.
    pub(crate) withheld: Option<WithheldKey>,
}

impl Keys {
    /// Those of the environment, or else those that are kept.
    pub(crate) async fn gather(environment: Environment, service: &Service) -> Result<Self, Error> {
        if !environment.api_keys.is_empty() {
            let keys = environment.api_keys.into_iter().map(Into::into).collect();
            return Ok(Self { keys, withheld: None });
        }
        let kept = Kept::open(&environment, service).await?.load().await?;
        Ok(Self { keys: kept.keys, withheld: kept.withheld.into_iter().next() })
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
