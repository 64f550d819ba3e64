//! Providers of a [`Config`].

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use llm_types::{Error, ErrorKind, Provider, ProviderType, Result};

use super::ProviderRegistry;
use crate::config::{COMPOSITES, Composite, Config, How, Plan, Turn};
use crate::{Balance, Fallback, Member, Race, Strategy};

impl ProviderRegistry {
    /// Makes the provider of this name, and those that it is made of. Each of them is made once,
    /// however often it is a member.
    ///
    /// It looks up secrets, which blocks for as long as files and keyrings take.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], with file, place and key: there is no provider of this name, or
    /// of its type, one is made of itself, or a secret is not there; and what a constructor gives.
    pub fn provider(&self, config: &Config, name: &str) -> Result<Arc<dyn Provider>> {
        Making { registry: self, config, made: BTreeMap::new(), under_way: Vec::new() }.make(name)
    }

    /// Makes the [default](Config::default_name) provider.
    ///
    /// # Errors
    ///
    /// As [`provider`](Self::provider), and if there are several and none is the default.
    pub fn default_provider(&self, config: &Config) -> Result<Arc<dyn Provider>> {
        let name = config.default_name().ok_or_else(|| {
            let names: Vec<_> = config.provider_names().collect();
            let message = match &names[..] {
                [] => "no provider is set up".to_owned(),
                names => format!(
                    "which provider is to be asked is not said: set default, or LLM_PROVIDER, to \
                     one of {}",
                    names.join(", ")
                ),
            };
            Error::new(ErrorKind::Configuration, message)
        })?;
        self.provider(config, name)
    }
}

struct Making<'a> {
    registry: &'a ProviderRegistry,
    config: &'a Config,
    made: BTreeMap<String, Arc<dyn Provider>>,
    /// What is being made of the next one, from the outside in.
    under_way: Vec<String>,
}

impl Making<'_> {
    fn make(&mut self, name: &str) -> Result<Arc<dyn Provider>> {
        if let Some(made) = self.made.get(name) {
            return Ok(Arc::clone(made));
        }
        let provider = match self.config.plan(name)? {
            Plan::Single(config) => {
                let kind = config.provider.clone();
                let Some(constructor) = self.registry.constructors.get(&kind) else {
                    let known = self.registry.supported_providers().map(ProviderType::as_str);
                    let known: Vec<_> = known.chain(COMPOSITES).collect();
                    return Err(self.config.no_such_kind(name, kind.as_str(), &known));
                };
                constructor(*config).map_err(|error| self.config.blame(name, error))?
            }
            Plan::Composite(composite) => {
                self.under_way.push(name.to_owned());
                let members = self.members(name, composite)?;
                self.under_way.pop();
                compose(name, composite.how, members)
            }
        };
        self.made.insert(name.to_owned(), Arc::clone(&provider));
        Ok(provider)
    }

    fn members(&mut self, name: &str, composite: &Composite) -> Result<Vec<Member>> {
        let members = composite.members.iter().enumerate().map(|(index, member)| {
            if !self.config.has(&member.provider) {
                return Err(self.config.no_such_member(name, index, member));
            }
            if self.under_way.contains(&member.provider) {
                return Err(self.config.circle(name, index, member));
            }
            let mut made = Member::new(self.make(&member.provider)?).named(&member.provider);
            if let Some(model) = &member.model {
                made = made.with_model(model.clone());
            }
            if let Some(weight) = member.weight {
                made = made.with_weight(weight);
            }
            Ok(made)
        });
        members.collect()
    }
}

fn compose(name: &str, how: How, members: Vec<Member>) -> Arc<dyn Provider> {
    match how {
        How::Fallback => Arc::new(Fallback::new(members).named(name)),
        How::Race { stagger_milliseconds } => {
            let wait = Duration::from_millis(stagger_milliseconds);
            Arc::new(Race::new(members).named(name).stagger(wait))
        }
        How::Balance(turn) => {
            let strategy = match turn {
                Turn::RoundRobin => Strategy::RoundRobin,
                Turn::LeastInFlight => Strategy::LeastInFlight,
                Turn::TwoChoices => Strategy::TwoChoices,
            };
            Arc::new(Balance::new(members).named(name).strategy(strategy))
        }
    }
}
