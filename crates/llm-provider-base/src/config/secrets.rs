//! [`Secrets`]: from references to secrets.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use llm_types::{Error, ErrorKind, Result, Secret};

use super::environment::Environment;
use super::file::read_file;
use super::problem::allowed;

type Scheme = dyn Fn(&str) -> Result<Option<Secret>> + Send + Sync;

/// No key is longer.
const FILE_LIMIT: u32 = 64 * 1024;

/// Looks up what a reference such as `env:NAME` names.
#[derive(Clone)]
pub(super) struct Secrets {
    pub(super) environment: Environment,
    /// What relative paths start from.
    pub(super) folder: PathBuf,
    others: BTreeMap<String, Arc<Scheme>>,
}

/// A secret as it stands in a configuration.
pub(super) enum Written<'a> {
    /// It stands there itself.
    Inline,
    /// It stands there itself, and is meant to.
    Plain(&'a str),
    /// The scheme, and the name of what it stands for.
    Reference(&'a str, &'a str),
}

impl<'a> Written<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let is_letter = |c: char| c.is_ascii_lowercase();
        match text.split_once(':') {
            Some(("plain", secret)) => Self::Plain(secret),
            Some((scheme, name)) if !scheme.is_empty() && scheme.chars().all(is_letter) => {
                Self::Reference(scheme, name)
            }
            _ => Self::Inline,
        }
    }
}

impl Secrets {
    pub(super) fn new() -> Self {
        Self {
            environment: Environment::of_process(),
            folder: PathBuf::new(),
            others: BTreeMap::new(),
        }
    }

    pub(super) fn insert(&mut self, scheme: String, look_up: Arc<Scheme>) {
        self.others.insert(scheme, look_up);
    }

    /// The secret that is written like this. No error repeats what may be a secret.
    pub(super) fn resolve(&self, written: &Secret) -> Result<Secret> {
        let (scheme, name) = match Written::new(written.expose()) {
            Written::Inline => return Ok(written.clone()),
            Written::Plain(secret) => return Ok(Secret::new(secret)),
            Written::Reference(scheme, name) => (scheme, name.trim()),
        };
        if let Some(look_up) = self.others.get(scheme) {
            return found(look_up(name)?, format!("{scheme}:{name} is not there"));
        }
        match scheme {
            "env" => self.variable(name),
            "file" => self.file(Path::new(name)),
            "keyring" => keyring(name),
            _ => {
                let built_in = ["env", "file", "keyring", "plain"].into_iter();
                let known: Vec<_> =
                    built_in.chain(self.others.keys().map(String::as_str)).collect();
                // The beginning of a key that has a colon in it would look like a scheme as well.
                let message = format!(
                    "it begins with a scheme that is not known{}; a secret that has a colon itself \
                     is written plain:…",
                    allowed("", &known)
                );
                Err(wrong(message))
            }
        }
    }

    fn variable(&self, name: &str) -> Result<Secret> {
        let mut characters = name.chars();
        let is_name = characters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
            && characters.all(|c| c.is_ascii_alphanumeric() || c == '_');
        // What is no name may be the secret itself.
        if !is_name {
            return Err(wrong("env: wants the name of a variable after it"));
        }
        let text = self.environment.read(name)?;
        found(text.map(Secret::new), format!("env:{name} is not set, or blank"))
    }

    fn file(&self, path: &Path) -> Result<Secret> {
        if path.as_os_str().is_empty() {
            return Err(wrong("file: wants a path after it"));
        }
        let path = self.folder.join(path);
        let text = read_file(&path, FILE_LIMIT)?.text;
        let text = text.expose();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim();
        let secret = (!text.is_empty()).then(|| Secret::new(text));
        found(secret, format!("{} is empty", path.display()))
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets")
            .field("folder", &self.folder)
            .field("others", &self.others.keys())
            .finish_non_exhaustive()
    }
}

fn found(secret: Option<Secret>, otherwise: String) -> Result<Secret> {
    secret.ok_or_else(|| wrong(otherwise))
}

fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Configuration, message)
}

#[cfg(feature = "keyring")]
fn keyring(name: &str) -> Result<Secret> {
    if name.is_empty() {
        return Err(wrong("keyring: wants the name of an entry after it"));
    }
    let secret = super::keyring::look_up(name)?;
    found(secret, format!("keyring:{name} is not there; save it under the service llm"))
}

#[cfg(not(feature = "keyring"))]
fn keyring(_: &str) -> Result<Secret> {
    Err(wrong(
        "keyring: is not built in: turn on the feature keyring of llm-provider-base, or name an \
         env: or a file:",
    ))
}
