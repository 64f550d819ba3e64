//! The environment of a configuration. The one place of this crate that reads it.

use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;

use llm_types::{Error, ErrorKind, ModelId, ProviderConfig, Result, Secret};

type Lookup = dyn Fn(&str) -> Option<OsString> + Send + Sync;

/// Tells what a variable holds.
#[derive(Clone)]
pub(super) struct Environment(Arc<Lookup>);

impl Environment {
    pub(super) fn of_process() -> Self {
        Self::new(|name| std::env::var_os(name))
    }

    pub(super) fn new(lookup: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static) -> Self {
        Self(Arc::new(lookup))
    }

    /// What is left of a variable without white space and one pair of quotes, which some loaders of
    /// `.env` files leave in; nothing if it is blank.
    pub(super) fn read(&self, name: &str) -> Result<Option<String>> {
        let Some(text) = (self.0)(name) else { return Ok(None) };
        let text = text.into_string().map_err(|_| {
            Error::new(ErrorKind::Configuration, format!("the variable {name} is not Unicode"))
        })?;
        let text = text.trim();
        let unquoted = ['"', '\'']
            .into_iter()
            .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
            .map_or(text, str::trim);
        Ok((!unquoted.is_empty()).then(|| unquoted.to_owned()))
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment(..)")
    }
}

/// What the variables say.
#[derive(Debug, Default)]
pub(super) struct Variables {
    /// Which provider.
    pub(super) provider: Option<String>,
    /// What is set of it.
    pub(super) settings: ProviderConfig,
    /// The variables that set something of it.
    pub(super) set: Vec<&'static str>,
}

impl Variables {
    pub(super) fn read(environment: &Environment) -> Result<Self> {
        let mut variables = Self { provider: environment.read("LLM_PROVIDER")?, ..Self::default() };
        let mut read = |name: &'static str| {
            let text = environment.read(name)?;
            if text.is_some() {
                variables.set.push(name);
            }
            Ok::<_, Error>(text)
        };
        let settings = &mut variables.settings;
        settings.model = read("LLM_MODEL")?.map(ModelId::from);
        settings.base_url = read("LLM_BASE_URL")?;
        settings.api_key = read("LLM_API_KEY")?.map(Secret::new);
        let seconds = read("LLM_TIMEOUT_SECONDS")?.map(|text| text.parse());
        settings.timeout_seconds = seconds.transpose().map_err(|_| {
            let message = "LLM_TIMEOUT_SECONDS: expected a number of seconds";
            Error::new(ErrorKind::Configuration, message)
        })?;
        Ok(variables)
    }
}
