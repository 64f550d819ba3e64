//! [`Other`]: a provider that the user chose in place of OpenRouter as all commands know it.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use llm_provider_base::{Config, ProviderRegistry};
use llm_types::{Error, ErrorKind, Provider, ProviderConfig};
use openai_provider::OpenAi;
use openai_sim::Simulator;
use openrouter_provider::OpenRouter;

use crate::args::ProviderArgs;
use crate::failure::Failure;
use crate::notes::Notes;
use crate::precedence::is_set;
use crate::printable::one_line;
use crate::service::proxied_transport;

const OPENAI: &str = openai_provider::PROVIDER_TYPE;
const OPENROUTER: &str = openrouter_provider::PROVIDER_TYPE;

/// Slow enough to see the answer come, quick enough to read along.
const TOKEN_DELAY: Duration = Duration::from_millis(25);

/// Where a file has no default provider, or none at all.
const WHICH: &str = "--provider NAME asks the one that stands in it as [providers.NAME]";

/// A provider of which only the neutral traits are known.
#[derive(Debug)]
pub(crate) struct Other {
    provider: Arc<dyn Provider>,
    /// As the user calls it.
    name: String,
    /// Serves until it is dropped.
    simulator: Option<Simulator>,
}

impl Other {
    /// The provider that the command line names; nothing if that is OpenRouter, set up as ever.
    /// `model` is what a simulator is to have, if one answers.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if there is no such provider, or it is not set up as it must be.
    pub(crate) async fn open(
        args: &ProviderArgs,
        model: Option<&str>,
        notes: &mut Notes<impl Write>,
    ) -> Result<Option<Self>, Failure> {
        let load = |path| Config::load(path)?.with_env();
        let config = args.config.as_ref().map(load).transpose();
        // What the file lacks it says itself; no variable of OpenRouter would help.
        let config = config.map_err(|error| Failure::from(error).elsewhere())?;
        let config = config.as_ref();
        let is_there = |name: &str| config.is_some_and(|it| it.provider_names().any(|n| n == name));
        let base_url = args.base_url.as_deref();
        match (args.provider.as_deref(), config) {
            (Some(name), Some(config)) if is_there(name) => {
                Self::configured(config, Some(name), base_url, notes).map(Some)
            }
            (None, Some(config)) => Self::configured(config, None, base_url, notes).map(Some),
            (Some(OPENAI), _) => Self::openai(base_url, model, notes).await.map(Some),
            (None | Some(OPENROUTER), _) if base_url.is_some() => {
                let message = "--base-url is for --provider openai";
                let hint = "set OPENROUTER_BASE_URL for another address of OpenRouter";
                Err(Failure::from(Error::new(ErrorKind::Configuration, message)).with_hint(hint))
            }
            (None | Some(OPENROUTER), _) => Ok(None),
            (Some(name), _) => Err(unknown(name, config)),
        }
    }

    /// One that stands in a file; the default one if none is named.
    fn configured(
        config: &Config,
        name: Option<&str>,
        base_url: Option<&str>,
        notes: &mut Notes<impl Write>,
    ) -> Result<Self, Failure> {
        if base_url.is_some() {
            let message = "--base-url changes no provider of a file";
            let hint = "change its base_url there, or take --provider openai";
            return Err(
                Failure::from(Error::new(ErrorKind::Configuration, message)).with_hint(hint)
            );
        }
        for warning in config.warnings() {
            notes.warning("configuration", &one_line(warning));
        }
        let name = name.or_else(|| config.default_name());
        let Some(name) = name else {
            let failure = |error| Failure::from(error).with_hint(WHICH);
            let provider = registry().default_provider(config).map_err(failure)?;
            let name = provider.name().to_owned();
            return Ok(Self { provider, name, simulator: None });
        };
        let made = registry().provider(config, name);
        let provider = made.map_err(|error| Failure::from(error).elsewhere())?;
        let name = name.to_owned();
        Ok(Self { provider, name, simulator: None })
    }

    /// A server that speaks the API of OpenAI; a simulator of one if neither address nor key is
    /// known.
    async fn openai(
        base_url: Option<&str>,
        model: Option<&str>,
        notes: &mut Notes<impl Write>,
    ) -> Result<Self, Failure> {
        let name = OPENAI.to_owned();
        if base_url.is_some() || is_set("OPENAI_BASE_URL") || is_set("OPENAI_API_KEY") {
            let mut builder = OpenAi::builder().environment().transport(proxied_transport()?);
            if let Some(base_url) = base_url {
                builder = builder.base_url(base_url);
            }
            let made = builder.build();
            let provider = made.map_err(|error| Failure::from(error).elsewhere())?;
            return Ok(Self { provider: Arc::new(provider), name, simulator: None });
        }
        let mut simulator = Simulator::builder().token_delay(TOKEN_DELAY);
        if let Some(model) = model {
            simulator = simulator.model(model);
        }
        let simulator = simulator.start().await.map_err(|error| {
            Error::new(ErrorKind::Configuration, "the simulator cannot start").with_source(error)
        })?;
        let provider =
            OpenAi::builder().base_url(simulator.base_url()).model(simulator.model()).build()?;
        notes.warning("simulated", "no address and no key is known, so a simulator answers");
        let ellipsis = notes.page().ellipsis();
        notes.dim(&format!(
            "to ask a server: --base-url http://127.0.0.1:11434/v1, or export OPENAI_API_KEY={ellipsis}"
        ));
        notes.gap();
        Ok(Self { provider: Arc::new(provider), name, simulator: Some(simulator) })
    }

    pub(crate) fn provider(&self) -> &dyn Provider {
        &*self.provider
    }

    /// As the user calls it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// True if the simulator of this process answers.
    pub(crate) const fn is_simulated(&self) -> bool {
        self.simulator.is_some()
    }
}

/// The kinds of providers that a file may name.
fn registry() -> ProviderRegistry {
    let mut registry = ProviderRegistry::new();
    registry.register(OPENAI, |config: ProviderConfig| {
        let builder = OpenAi::builder();
        // What the environment holds is for the address that it names, or for the usual one.
        let builder = if is_bare(&config) { builder.environment() } else { builder };
        Ok(Arc::new(builder.transport(proxied_transport()?).config(config)?.build()?))
    });
    registry.register(OPENROUTER, |config: ProviderConfig| {
        let builder = OpenRouter::builder();
        let builder = if is_bare(&config) { builder.environment()? } else { builder };
        Ok(Arc::new(builder.transport(proxied_transport()?).config(config)?.build()?))
    });
    registry
}

/// True if it says neither where the provider is nor how to get in.
const fn is_bare(config: &ProviderConfig) -> bool {
    config.base_url.is_none() && !config.has_keys()
}

fn unknown(name: &str, config: Option<&Config>) -> Failure {
    let names = config.into_iter().flat_map(Config::provider_names);
    let known: Vec<_> = [OPENROUTER, OPENAI].into_iter().chain(names).collect();
    let message = format!(
        "there is no provider {:?}; known: {}",
        one_line(name),
        one_line(&known.join(", "))
    );
    let hint = "--config FILE, or LLM_CONFIG, names a file with more of them";
    Failure::from(Error::new(ErrorKind::Configuration, message)).with_hint(hint)
}
