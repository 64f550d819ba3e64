//! [`Config`]: the providers of an application, from a file, the environment and code. Feature
//! `config`.

mod entry;
mod environment;
mod file;
mod formats;
#[cfg(feature = "keyring")]
mod keyring;
mod node;
mod plan;
mod problem;
mod reader;
mod secrets;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use llm_types::{ProviderConfig, Result, Secret};

pub(crate) use self::entry::{COMPOSITES, Composite, How, Turn};
use self::entry::{Entry, WrittenSecret};
use self::environment::{Environment, Variables};
use self::formats::Format;
use self::node::{Node, Place, Value};
pub(crate) use self::plan::Plan;
use self::problem::{Problem, allowed};
use self::secrets::{Secrets, Written};

/// The largest file that is read.
const FILE_LIMIT: u32 = 1024 * 1024;

/// The providers of an application, by name: from a file, the environment, and code. A
/// [`ProviderRegistry`](crate::ProviderRegistry) makes them.
///
/// ```
/// use llm_provider_base::{Config, ProviderRegistry};
/// # use std::sync::Arc;
/// # use llm_types::mock::ScriptedProvider;
///
/// # fn main() -> llm_types::Result<()> {
/// let config = Config::from_toml(
///     r#"
///     default = "both"
///
///     [providers.main]
///     type = "openrouter"
///     api_key = "env:OPENROUTER_API_KEY"
///     model = "openai/gpt-4o-mini"
///
///     [providers.local]
///     type = "openai"
///     base_url = "http://127.0.0.1:11434/v1"
///
///     [providers.both]
///     type = "fallback"
///     members = ["main", { provider = "local", model = "llama3.2" }]
///     "#,
/// )?;
/// # let config = config.with_env_from(|name| {
/// #     (name == "OPENROUTER_API_KEY").then(|| "sk-or-v1-example".into())
/// # })?;
/// let mut registry = ProviderRegistry::new();
/// # registry.register("openrouter", |_| Ok(Arc::new(ScriptedProvider::new())));
/// # registry.register("openai", |_| Ok(Arc::new(ScriptedProvider::new())));
/// // registry.register("openrouter", …); registry.register("openai", …);
/// let provider = registry.provider(&config, "local")?;
/// let provider = registry.default_provider(&config)?;
/// # Ok(()) }
/// ```
///
/// An application reads a file, `Config::load("llm.toml")?`, which is TOML, or JSON if its name
/// ends so. What stands under the name of a provider are the fields of [`ProviderConfig`].
///
/// # Who wins
///
/// Code over the environment, the environment over the file, in whatever order they are given; each
/// says only what it wants to change. Keys are one thing in that, and so are models: whoever names
/// some names all.
///
/// [`with_env`](Self::with_env) reads these variables. All but the first are about the default
/// provider; blank ones count as absent:
///
/// | Variable | Sets |
/// |---|---|
/// | `LLM_PROVIDER` | the default provider, by its name here; or, if none has this name, by its type |
/// | `LLM_MODEL` | `model` |
/// | `LLM_BASE_URL` | `base_url` |
/// | `LLM_API_KEY` | `api_key` |
/// | `LLM_TIMEOUT_SECONDS` | `timeout_seconds` |
///
/// # Secrets
///
/// A file names a secret better than it holds it. `api_key`, and each of `api_keys`, may be
///
/// | Written | Is |
/// |---|---|
/// | `env:NAME` | what the environment variable holds |
/// | `file:PATH` | what the file holds, without white space around it; the path starts from the folder of the configuration |
/// | `keyring:NAME` | what the keyring of the session has under the service `llm` and this name; feature `keyring` |
/// | `plain:TEXT` | the text |
/// | `SCHEME:NAME` | what [`with_secret_scheme`](Self::with_secret_scheme) gives |
/// | anything else | the text itself, with a [warning](Self::warnings) |
///
/// They are looked up when their provider is made, so that the others may be missing.
///
/// # Providers made of others
///
/// `fallback`, `race` and `balance` take `members`: names of providers, or tables of `provider`,
/// `model` and `weight`. A race takes `stagger_milliseconds`, a balance `strategy`: `round_robin`,
/// `least_in_flight` or `two_choices`.
#[derive(Debug, Clone)]
pub struct Config {
    /// What errors call it.
    source: String,
    default: Option<Named>,
    entries: BTreeMap<String, Entry>,
    variables: Arc<Variables>,
    code: BTreeMap<String, ProviderConfig>,
    code_default: Option<String>,
    secrets: Secrets,
    warnings: Vec<String>,
}

/// The default provider that a file names.
#[derive(Debug, Clone)]
struct Named {
    name: String,
    place: Option<Place>,
}

impl Config {
    /// Nothing is said yet.
    pub fn new() -> Self {
        Self {
            source: "the configuration".to_owned(),
            default: None,
            entries: BTreeMap::new(),
            variables: Arc::default(),
            code: BTreeMap::new(),
            code_default: None,
            secrets: Secrets::new(),
            warnings: Vec::new(),
        }
    }

    /// Reads a file: JSON if its name ends in `.json`, otherwise TOML. It blocks for as long as the
    /// disk takes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](llm_types::ErrorKind::Configuration) if it cannot be read, is larger than 1 MiB, can be written to by
    /// everybody, or is not understood: with file, line, column and key, and what may stand there.
    /// No value of it is ever repeated.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let file = file::read_file(path, FILE_LIMIT)?;
        let is_json = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"));
        let format = if is_json { Format::Json } else { Format::Toml };
        let mut config = Self { source: path.display().to_string(), ..Self::new() };
        config.secrets.folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        config.read(format, file.text.expose())?;
        if file.is_shared && config.holds_secrets() {
            config.warn(format!(
                "{} holds a secret, and other users can read it; run chmod 600 on it",
                config.source
            ));
        }
        Ok(config)
    }

    /// Reads TOML from elsewhere. Relative paths start from the current folder.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub fn from_toml(text: &str) -> Result<Self> {
        let mut config = Self::new();
        config.read(Format::Toml, text)?;
        Ok(config)
    }

    /// Reads JSON from elsewhere. Relative paths start from the current folder.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub fn from_json(text: &str) -> Result<Self> {
        let mut config = Self::new();
        config.read(Format::Json, text)?;
        Ok(config)
    }

    /// With what the environment variables of the process say, over the file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](llm_types::ErrorKind::Configuration), naming the variable.
    pub fn with_env(self) -> Result<Self> {
        self.in_environment(Environment::of_process())
    }

    /// The same, from another source of variables, which are then those of `env:NAME` as well.
    ///
    /// # Errors
    ///
    /// As [`with_env`](Self::with_env).
    pub fn with_env_from(
        self,
        lookup: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static,
    ) -> Result<Self> {
        self.in_environment(Environment::new(lookup))
    }

    fn in_environment(mut self, environment: Environment) -> Result<Self> {
        self.variables = Arc::new(Variables::read(&environment)?);
        self.secrets.environment = environment;
        Ok(self)
    }

    /// With what this says of a provider, over everything else. Its secrets are taken as they are.
    #[must_use]
    pub fn with_provider(mut self, name: impl Into<String>, config: ProviderConfig) -> Self {
        let name = name.into();
        let config = match self.code.remove(&name) {
            Some(earlier) => config.or(earlier),
            None => config,
        };
        self.code.insert(name, config);
        self
    }

    /// With this default provider, over everything else.
    #[must_use]
    pub fn with_default(mut self, name: impl Into<String>) -> Self {
        self.code_default = Some(name.into());
        self
    }

    /// With another way to refer to secrets: `vault:NAME`, say. It gives `None` where there is
    /// nothing of this name, and takes the place of a way of the same scheme. A scheme is of lower
    /// case letters.
    ///
    /// ```
    /// use llm_provider_base::Config;
    ///
    /// let config = Config::new().with_secret_scheme("vault", |name| {
    ///     Ok((name == "llm/main").then(|| "sk-example".into()))
    /// });
    /// ```
    #[must_use]
    pub fn with_secret_scheme(
        mut self,
        scheme: impl Into<String>,
        look_up: impl Fn(&str) -> Result<Option<Secret>> + Send + Sync + 'static,
    ) -> Self {
        self.secrets.insert(scheme.into(), Arc::new(look_up));
        self
    }

    /// The names of the providers, in their order.
    pub fn provider_names(&self) -> impl Iterator<Item = &str> {
        let names: BTreeSet<&str> =
            self.entries.keys().chain(self.code.keys()).map(String::as_str).collect();
        names.into_iter()
    }

    /// The name of the default provider: of code, of `LLM_PROVIDER`, of the file; or of the only
    /// provider that there is.
    pub fn default_name(&self) -> Option<&str> {
        let named = self.code_default.as_deref().or(self.variables.provider.as_deref());
        let named = named.or_else(|| self.default.as_ref().map(|it| it.name.as_str()));
        named.or_else(|| {
            let mut names = self.provider_names();
            names.next().filter(|_| names.next().is_none())
        })
    }

    /// What should be looked at, and keeps nothing from working: secrets that stand in the file, and
    /// who else can read them. Each is also a `tracing` event.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    fn warn(&mut self, warning: String) {
        tracing::warn!("{warning}");
        self.warnings.push(warning);
    }

    fn read(&mut self, format: Format, text: &str) -> Result<()> {
        let read = format.parse(text).and_then(|root| self.take(&root));
        read.map_err(|problem| problem.in_source(&self.source))
    }

    fn take(&mut self, root: &Node) -> Result<(), Problem> {
        let Value::Table(entries) = &root.value else {
            return Err(Problem::new("expected a table").at(root.place));
        };
        for (key, node) in entries {
            match (key.name.as_str(), &node.value) {
                ("default", Value::Text(name)) => {
                    let name = name.expose().to_owned();
                    self.default = Some(Named { name, place: node.place });
                }
                ("default", _) => {
                    let problem = Problem::new("expected the name of a provider");
                    return Err(problem.under("default").at(node.place));
                }
                ("providers", Value::Table(providers)) => {
                    for (key, node) in providers {
                        let entry = Entry::read(node).map_err(|problem| {
                            problem.at(key.place).under(&key.name).under("providers")
                        })?;
                        self.entries.insert(key.name.clone(), entry);
                    }
                }
                ("providers", _) => {
                    let problem = Problem::new("expected a table of providers by their names");
                    return Err(problem.under("providers").at(node.place));
                }
                (name, _) => {
                    let hint = allowed(name, ["default", "providers"]);
                    let problem = Problem::new(format!("no such key{hint}"));
                    return Err(problem.under(name).at(key.place));
                }
            }
        }
        if let Some(Named { name, place }) = &self.default
            && !self.entries.contains_key(name)
        {
            return Err(self.no_such_provider(name).under("default").at(*place));
        }
        self.warn_of_secrets();
        Ok(())
    }

    fn warn_of_secrets(&mut self) {
        let mut warnings = Vec::new();
        for (name, entry) in &self.entries {
            for WrittenSecret { key, text, .. } in entry.secrets() {
                if matches!(Written::new(text.expose()), Written::Inline) {
                    warnings.push(format!(
                        "{}: providers.{name}.{key} is a secret itself; refer to it instead, as in \
                         env:NAME or file:PATH, or write plain:… if it is meant to stand there",
                        self.source
                    ));
                }
            }
        }
        for warning in warnings {
            self.warn(warning);
        }
    }

    fn holds_secrets(&self) -> bool {
        let mut secrets = self.entries.values().flat_map(Entry::secrets);
        secrets.any(|it| !matches!(Written::new(it.text.expose()), Written::Reference(..)))
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
