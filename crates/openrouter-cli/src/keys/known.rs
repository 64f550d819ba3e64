//! [`KnownKey`]: a key of this machine.

use std::time::SystemTime;

use llm_types::{Error, ErrorKind, StoredCredential};
use openrouter_auth::{ApiKey, KeyId, WithheldKey};
use serde::Serialize;

use crate::failure::Failure;
use crate::kept::Kept;
use crate::service::{self, Service};

/// A key that the environment names, or that is kept.
#[derive(Debug)]
pub(crate) struct KnownKey {
    pub(crate) key: ApiKey,
    pub(crate) label: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) origin: Origin,
    /// The address that it belongs to, if it is another than the one in use.
    pub(crate) elsewhere: Option<String>,
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
pub(crate) struct Known {
    /// Those of the environment first.
    pub(crate) keys: Vec<KnownKey>,
    pub(crate) service: Service,
    pub(crate) kept: Kept,
}

impl Known {
    pub(crate) async fn gather() -> Result<Self, Error> {
        let environment = service::environment()?;
        let service = Service::of(&environment)?;
        let kept = Kept::open(&environment, &service).await?;
        let withheld = kept.load().await?.withheld;
        let keys = merge(environment.api_keys, kept.list().await?, &withheld)?;
        Ok(Self { keys, service, kept })
    }

    /// The key of this name alone; without a name, all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if there is none.
    pub(crate) fn only(mut self, id: Option<KeyId>) -> Result<Self, Failure> {
        if let Some(id) = id {
            self.keys.retain(|known| known.key.id() == id);
            if self.keys.is_empty() {
                return Err(unknown(id));
            }
        }
        Ok(self)
    }
}

fn unknown(id: KeyId) -> Failure {
    let message = format!("there is no key {id} on this machine");
    Failure::from(Error::new(ErrorKind::Configuration, message))
        .with_hint("`openrouter keys --offline` names those that are")
}

/// Each key once, those of the environment first.
fn merge(
    api_keys: Vec<ApiKey>,
    stored: Vec<StoredCredential>,
    withheld: &[WithheldKey],
) -> Result<Vec<KnownKey>, Error> {
    let mut keys: Vec<KnownKey> = Vec::new();
    let place =
        |keys: &[KnownKey], key: &ApiKey| keys.iter().position(|known| known.key.id() == key.id());
    for key in api_keys {
        if place(&keys, &key).is_none() {
            let origin = Origin::Environment;
            let [label, account, elsewhere] = [const { None }; 3];
            keys.push(KnownKey { key, label, account, origin, elsewhere, added_at: None });
        }
    }
    for credential in stored {
        let StoredCredential { secret, label, account, added_at, .. } = credential;
        let key = ApiKey::new(secret).map_err(|error| {
            Error::new(ErrorKind::Configuration, "what is kept is not an API key")
                .with_source(error)
        })?;
        if let Some(place) = place(&keys, &key) {
            // Whoever sets key and address in the environment means them for each other.
            let known = &mut keys[place];
            (known.label, known.account, known.added_at) = (label, account, added_at);
            known.origin = Origin::Both;
            continue;
        }
        let elsewhere = withheld.iter().find(|withheld| withheld.id == key.id());
        let elsewhere = elsewhere.map(|withheld| withheld.base_url.clone());
        keys.push(KnownKey { key, label, account, origin: Origin::Kept, elsewhere, added_at });
    }
    Ok(keys)
}
