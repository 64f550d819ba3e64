//! Tests of [`Config`], and of the providers that a registry makes of it.

mod composites;
mod errors;
mod secrets;
mod sources;

use std::ffi::OsString;
use std::sync::Arc;

use llm_types::mock::ScriptedProvider;
use llm_types::{Error, ErrorKind, Provider, ProviderIdentity as _};

use super::*;
use crate::ProviderRegistry;

/// What [`made`] made a provider of, in words. Tests may see keys.
fn told(config: &ProviderConfig) -> String {
    let keys = config.api_key.iter().chain(&config.api_keys);
    let keys: Vec<_> = keys.map(Secret::expose).collect();
    let model = config.model.as_ref().map_or("-", |model| model.as_str());
    let url = config.base_url.as_deref().unwrap_or("-");
    format!("{} {model} {url} {keys:?} {:?}", config.provider, config.timeout_seconds)
}

/// Knows two kinds, whose providers are named for what they were made of.
fn registry() -> ProviderRegistry {
    let mut registry = ProviderRegistry::new();
    for kind in ["openrouter", "openai"] {
        registry.register(kind, |config: ProviderConfig| {
            if config.timeout_seconds == Some(0) {
                let message = "timeout_seconds is 0, which leaves no time for any call";
                return Err(Error::new(ErrorKind::Configuration, message));
            }
            let provider = ScriptedProvider::new().with_name(told(&config)).repeat_last();
            let answer = config.model.as_ref().map_or("-", |model| model.as_str()).to_owned();
            Ok(Arc::new(provider.then(answer).with_default_model(config.model.unwrap_or_default())))
        });
    }
    registry
}

fn variables(
    all: &'static [(&'static str, &'static str)],
) -> impl Fn(&str) -> Option<OsString> + Send + Sync + 'static {
    |name| all.iter().find(|(it, _)| *it == name).map(|(_, value)| OsString::from(value))
}

#[track_caller]
fn made(config: &Config, name: &str) -> String {
    registry().provider(config, name).unwrap().name().to_owned()
}

#[track_caller]
fn refused(config: &Config, name: &str) -> String {
    let error = registry().provider(config, name).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    error.message().to_owned()
}

fn folder_with(name: &str, content: impl AsRef<[u8]>) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&path, private).unwrap();
    }
    (folder, path)
}
