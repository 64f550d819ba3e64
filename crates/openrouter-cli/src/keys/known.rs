//! [`KnownKey`]: a key of this machine.

use std::time::SystemTime;

use llm_types::{Error, ErrorKind, StoredCredential};
use openrouter_auth::{ApiKey, Environment, KeyId};
use openrouter_provider::DEFAULT_BASE_URL;
use serde::Serialize;

use crate::kept::Kept;
use crate::service::{self, Service};

/// A key that the environment names, or that is kept.
#[derive(Debug)]
pub(crate) struct KnownKey {
    pub(crate) key: ApiKey,
    pub(crate) label: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) origin: Origin,
    /// The address that a kept key belongs to; none is OpenRouter's own.
    pub(crate) base_url: Option<String>,
    pub(crate) added_at: Option<SystemTime>,
}

/// Where a key comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Origin {
    Environment,
    Kept,
    /// The environment names it, and it is kept as well.
    Both,
}

impl Origin {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Kept => "kept",
            Self::Both => "both",
        }
    }
}

/// All keys of this machine, and where they can be used.
#[derive(Debug)]
pub(super) struct Known {
    /// Those of the environment first.
    pub(super) keys: Vec<KnownKey>,
    pub(super) service: Service,
    pub(super) kept: Kept,
}

impl Known {
    pub(super) async fn gather() -> Result<Self, Error> {
        let Environment { api_keys, base_url, .. } = service::environment()?;
        let service = Service::at(base_url.as_deref())?;
        let kept = Kept::open()?;
        let stored = kept.list().await?;
        let keys = merge(api_keys, stored)?;
        Ok(Self { keys, service, kept })
    }

    /// The key of this name alone; without a name, all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if there is none.
    pub(super) fn only(mut self, id: Option<KeyId>) -> Result<Self, Error> {
        if let Some(id) = id {
            self.keys.retain(|known| known.key.id() == id);
            if self.keys.is_empty() {
                return Err(unknown(id));
            }
        }
        Ok(self)
    }
}

pub(crate) fn unknown(id: KeyId) -> Error {
    Error::new(ErrorKind::Configuration, format!("there is no key {id} on this machine"))
}

impl KnownKey {
    /// A key of which only itself is known.
    pub(super) const fn new(key: ApiKey, origin: Origin) -> Self {
        Self { key, label: None, account: None, origin, base_url: None, added_at: None }
    }

    /// The address that it belongs to.
    pub(super) fn home<'a>(&'a self, service: &'a Service) -> &'a str {
        match self.origin {
            Origin::Environment | Origin::Both => service.address(),
            Origin::Kept => self.base_url.as_deref().unwrap_or(DEFAULT_BASE_URL),
        }
    }

    /// True if the key may be sent to this address.
    pub(super) fn belongs_to(&self, service: &Service) -> bool {
        match self.origin {
            // Whoever sets both at once means them for each other.
            Origin::Environment | Origin::Both => true,
            Origin::Kept => service.takes(self.base_url.as_deref()),
        }
    }
}

/// Each key once, those of the environment first.
fn merge(api_keys: Vec<ApiKey>, stored: Vec<StoredCredential>) -> Result<Vec<KnownKey>, Error> {
    let mut keys: Vec<KnownKey> = Vec::new();
    for key in api_keys {
        if keys.iter().all(|known| known.key.id() != key.id()) {
            keys.push(KnownKey::new(key, Origin::Environment));
        }
    }
    for credential in stored {
        let StoredCredential { secret, label, account, base_url, added_at, .. } = credential;
        let key = ApiKey::new(secret).map_err(|error| {
            Error::new(ErrorKind::Configuration, "what is kept is not an API key")
                .with_source(error)
        })?;
        let place = keys.iter().position(|known| known.key.id() == key.id());
        let origin = if place.is_some() { Origin::Both } else { Origin::Kept };
        let known = KnownKey { key, label, account, origin, base_url, added_at };
        match place {
            Some(place) => keys[place] = known,
            None => keys.push(known),
        }
    }
    Ok(keys)
}
