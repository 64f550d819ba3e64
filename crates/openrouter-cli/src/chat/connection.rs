//! [`Connection`]: who answers, the service or a simulator.

use std::io::Write;

use llm_types::{ChatProvider, Error, ErrorKind};
use openrouter_auth::Environment;
use openrouter_provider::llm_provider_base::ReqwestTransport;
use openrouter_provider::{BaseUrl, OpenRouter};
use openrouter_sim::Simulator;

use crate::failure::Failure;
use crate::notes::Notes;
use crate::simulated;

/// Who answers.
#[derive(Debug)]
pub(super) struct Connection {
    provider: OpenRouter,
    /// Serves until it is dropped.
    simulator: Option<Simulator>,
}

impl Connection {
    /// What the environment names; a simulator if it names nothing.
    pub(super) async fn open(notes: &mut Notes<impl Write>) -> Result<Self, Failure> {
        let environment = Environment::from_env().map_err(|error| {
            Error::new(ErrorKind::Configuration, error.to_string()).with_source(error)
        })?;
        match environment.base_url {
            None if environment.api_keys.is_empty() => Self::simulated(notes).await,
            Some(url) if environment.api_keys.is_empty() => Err(key_is_missing(&url)),
            url => Ok(Self { provider: service(url.as_deref())?, simulator: None }),
        }
    }

    async fn simulated(notes: &mut Notes<impl Write>) -> Result<Self, Failure> {
        let simulator = simulated::start().await?;
        let provider =
            OpenRouter::builder().api_key(simulated::KEY).base_url(simulator.base_url()).build()?;
        notes.warning("simulated", "no API key is set, so a simulator answers and not a model");
        notes.dim("to ask real models: export OPENROUTER_API_KEY=… (https://openrouter.ai/keys)");
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

fn service(base_url: Option<&str>) -> Result<OpenRouter, Error> {
    let builder = OpenRouter::builder().environment()?;
    let plain = base_url.map(is_this_machine).transpose()?.unwrap_or(false);
    if plain {
        return builder.build();
    }
    // A library leaves the environment alone; a command honours its proxies.
    let transport = ReqwestTransport::builder().proxy_from_environment().build();
    let transport = transport.map_err(|error| {
        Error::new(ErrorKind::Configuration, "the HTTP client cannot be set up").with_source(error)
    })?;
    builder.transport(transport).build()
}

/// True if the address is reached without TLS, which is allowed on this machine only.
fn is_this_machine(base_url: &str) -> Result<bool, Error> {
    Ok(BaseUrl::parse(base_url)?.as_str().starts_with("http://"))
}

fn key_is_missing(base_url: &str) -> Failure {
    let error = Error::new(ErrorKind::Configuration, "OPENROUTER_API_KEY is not set");
    let failure = Failure::from(error);
    match is_this_machine(base_url) {
        Err(error) => error.into(),
        Ok(true) => failure.with_hint(format!(
            "a simulator takes any key: export OPENROUTER_API_KEY={}",
            simulated::KEY
        )),
        Ok(false) => {
            failure.with_hint("set it, or unset OPENROUTER_BASE_URL to have a simulator answer")
        }
    }
}
