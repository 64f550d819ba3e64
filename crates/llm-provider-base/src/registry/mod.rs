//! [`ProviderRegistry`]: from the name of a kind of provider to a provider.

#[cfg(feature = "config")]
mod configured;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use llm_types::{Error, ErrorKind, Provider, ProviderConfig, ProviderType, Result};

/// From the name of a kind of provider to a provider, so that an application chooses by its
/// configuration.
///
/// ```
/// use std::sync::Arc;
/// use llm_provider_base::ProviderRegistry;
/// use llm_types::{Error, ErrorKind, Provider, ProviderConfig, Result};
///
/// fn connect(config: ProviderConfig) -> Result<Arc<dyn Provider>> {
///     # let _ = config;
///     # Err(Error::new(ErrorKind::Configuration, "an example has no provider"))
/// }
///
/// let mut registry = ProviderRegistry::new();
/// registry.register("acme", connect);
/// let error = registry.create(ProviderConfig::new("acmee")).unwrap_err();
/// assert_eq!(error.message(), "unknown provider type \"acmee\"; known: acme");
/// ```
///
/// With the feature `config` it makes providers of a file, the environment and code: see `Config`.
#[derive(Clone, Default)]
pub struct ProviderRegistry {
    constructors: BTreeMap<ProviderType, Constructor>,
}

type Constructor = Arc<dyn Fn(ProviderConfig) -> Result<Arc<dyn Provider>> + Send + Sync>;

impl ProviderRegistry {
    /// Knows no provider.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a kind of provider known. It replaces an earlier one of the same name.
    pub fn register(
        &mut self,
        provider: impl Into<ProviderType>,
        constructor: impl Fn(ProviderConfig) -> Result<Arc<dyn Provider>> + Send + Sync + 'static,
    ) -> &mut Self {
        self.constructors.insert(provider.into(), Arc::new(constructor));
        self
    }

    /// Makes a provider of the kind that `config` names.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if there is no such kind, and what its constructor gives.
    pub fn create(&self, config: ProviderConfig) -> Result<Arc<dyn Provider>> {
        match self.constructors.get(&config.provider) {
            Some(constructor) => constructor(config),
            None => Err(self.unknown(&config.provider)),
        }
    }

    /// The kinds that are known, in the order of their names.
    pub fn supported_providers(&self) -> impl Iterator<Item = &ProviderType> {
        self.constructors.keys()
    }

    fn unknown(&self, provider: &ProviderType) -> Error {
        let known: Vec<_> = self.supported_providers().map(ProviderType::as_str).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        let message = format!("unknown provider type {:?}; known: {known}", provider.as_str());
        Error::new(ErrorKind::Configuration, message)
    }
}

impl fmt::Debug for ProviderRegistry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.supported_providers()).finish()
    }
}

#[cfg(test)]
mod tests {
    use llm_types::mock::ScriptedProvider;

    use super::*;

    /// Refuses with a message of its own, which shows that it was reached, and with what.
    fn refuse(name: &str) -> impl Fn(ProviderConfig) -> Result<Arc<dyn Provider>> + use<> {
        let name = name.to_owned();
        move |config| {
            let message = format!("{name} made from {}", config.base_url.unwrap_or_default());
            Err(Error::new(ErrorKind::Unsupported, message))
        }
    }

    fn message(registry: &ProviderRegistry, provider: &str) -> String {
        let config = ProviderConfig::new(provider).with_base_url("https://example.test");
        registry.create(config).unwrap_err().message().to_owned()
    }

    #[test]
    fn a_provider_is_made_by_the_constructor_of_its_kind() {
        let mut registry = ProviderRegistry::new();
        registry.register("one", refuse("first")).register("two", refuse("second"));
        assert_eq!(message(&registry, "one"), "first made from https://example.test");
        assert_eq!(message(&registry, "two"), "second made from https://example.test");
        registry.register("one", refuse("third"));
        assert_eq!(message(&registry, "one"), "third made from https://example.test");
    }

    #[test]
    fn the_provider_that_was_made_is_handed_over() {
        let mut registry = ProviderRegistry::new();
        registry.register("scripted", |config: ProviderConfig| {
            Ok(Arc::new(ScriptedProvider::new().with_name(config.provider.as_str())))
        });
        let provider = registry.create(ProviderConfig::new("scripted")).unwrap();
        assert_eq!(provider.name(), "scripted");
    }

    #[test]
    fn an_unknown_kind_is_told_which_there_are() {
        let mut registry = ProviderRegistry::new();
        assert_eq!(message(&registry, "zero"), "unknown provider type \"zero\"; known: none");
        registry.register("two", refuse("")).register("one", refuse(""));
        assert_eq!(message(&registry, "zero"), "unknown provider type \"zero\"; known: one, two");
        let error = registry.create(ProviderConfig::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(
            registry.supported_providers().map(ProviderType::as_str).collect::<Vec<_>>(),
            ["one", "two"]
        );
    }
}
