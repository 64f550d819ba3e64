//! [`Plan`]: what a provider is made of, and what is wrong with it.

use llm_types::{Error, ProviderConfig, Result};

use super::Config;
use super::entry::{Composite, Entry, Kind, Member, WrittenSecret};
use super::problem::{Problem, allowed};

/// How a provider is made.
pub(crate) enum Plan<'a> {
    Single(Box<ProviderConfig>),
    Composite(&'a Composite),
}

impl Config {
    pub(super) fn no_such_provider(&self, name: &str) -> Problem {
        let names: Vec<_> = self.provider_names().collect();
        Problem::new(format!("no such provider{}", allowed(name, &names)))
    }

    /// How the provider of this name is made.
    pub(crate) fn plan(&self, name: &str) -> Result<Plan<'_>> {
        let is_default = self.default_name() == Some(name);
        let code = self.code.get(name);
        let is_of_env = is_default && self.variables.provider.as_deref() == Some(name);
        let below = match self.entries.get(name).map(|entry| (entry, &entry.kind)) {
            Some((entry, Kind::Composite(composite))) => {
                let set = code
                    .map(|_| "code")
                    .or_else(|| self.variables.set.first().copied().filter(|_| is_default));
                return match set {
                    None => Ok(Plan::Composite(composite)),
                    Some(set) => {
                        let message = format!(
                            "it is made of others, so {set} can set nothing of it: set one of its \
                             members"
                        );
                        Err(self.about(name, Problem::new(message).at(entry.place)))
                    }
                };
            }
            Some((entry, Kind::Single(config))) => Some((entry, config)),
            None if code.is_none() && !is_of_env => {
                return Err(self.no_such_provider(name).in_source(&self.source));
            }
            None => None,
        };
        let mut above = code.cloned().unwrap_or_default();
        if is_default {
            above = above.or(self.variables.settings.clone());
        }
        let mut config = above;
        if let Some((entry, below)) = below {
            let mut below = (**below).clone();
            if config.has_keys() {
                (below.api_key, below.api_keys) = (None, Vec::new());
            } else {
                self.resolve(name, entry, &mut below)?;
            }
            config = config.or(below);
        } else if config.provider.as_str().is_empty() {
            config.provider = name.into();
        }
        Ok(Plan::Single(Box::new(config)))
    }

    fn resolve(&self, name: &str, entry: &Entry, config: &mut ProviderConfig) -> Result<()> {
        let keys = config.api_key.iter_mut().chain(&mut config.api_keys);
        for (secret, WrittenSecret { key, place, .. }) in keys.zip(entry.secrets()) {
            *secret = self.secrets.resolve(secret).map_err(|error| {
                let problem = Problem::new(error.message()).under(&key);
                let shown = self.about(name, problem.at(place));
                error.with_message(shown.message())
            })?;
        }
        Ok(())
    }

    /// The kind of this provider is none of these.
    pub(crate) fn no_such_kind(&self, name: &str, written: &str, known: &[&str]) -> Error {
        let place = self.entries.get(name).and_then(|entry| entry.place);
        let problem = Problem::new(format!("no such kind of provider{}", allowed(written, known)));
        self.about(name, problem.under("type").at(place))
    }

    /// A member of this provider is none of the providers.
    pub(crate) fn no_such_member(&self, name: &str, index: usize, member: &Member) -> Error {
        let problem = self.no_such_provider(&member.provider).item(index).under("members");
        self.about(name, problem.at(member.place))
    }

    /// A member of this provider is made of it.
    pub(crate) fn circle(&self, name: &str, index: usize, member: &Member) -> Error {
        let problem = Problem::new("this provider is made of itself").item(index).under("members");
        self.about(name, problem.at(member.place))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.provider_names().any(|it| it == name)
    }

    /// The same error, about the provider of this name.
    pub(crate) fn blame(&self, name: &str, error: Error) -> Error {
        let message = self.about(name, Problem::new(error.message())).message().to_owned();
        error.with_message(message)
    }

    /// An error about the provider of this name.
    fn about(&self, name: &str, problem: Problem) -> Error {
        problem.under(name).under("providers").in_source(&self.source)
    }
}
