//! [`Kept`]: the keys that are kept on this machine.

use std::sync::Arc;

use llm_types::{CredentialId, Error, ProviderType, StoredCredential, TokenStorage};
use openrouter_auth::{
    CredentialSource as _, Credentials, Environment, PoolKey, StoredKeys, default_storage,
};
use openrouter_provider::llm_provider_base::{Clock as _, SystemClock};
use openrouter_provider::{DEFAULT_BASE_URL, PROVIDER_TYPE};
use url::Url;

use crate::service::Service;

/// The keys that are kept on this machine, seen from one address.
#[derive(Debug)]
pub(crate) struct Kept {
    storage: Arc<dyn TokenStorage>,
    /// Those of the address.
    keys: StoredKeys,
    address: Url,
}

impl Kept {
    /// The keyring of this session, or the file of this user. Reads no key yet.
    ///
    /// # Errors
    ///
    /// [`Configuration`](llm_types::ErrorKind::Configuration) if there is no place at all.
    pub(crate) async fn open(environment: &Environment, service: &Service) -> Result<Self, Error> {
        let storage = default_storage(environment).await?;
        let keys = StoredKeys::new(Arc::clone(&storage), service.url());
        Ok(Self { storage, keys, address: service.url().clone() })
    }

    pub(crate) const fn storage(&self) -> &Arc<dyn TokenStorage> {
        &self.storage
    }

    /// Where new keys are kept, for people.
    pub(crate) fn location(&self) -> String {
        self.storage.location()
    }

    /// The keys of this address, and the names of those that belong to another.
    ///
    /// # Errors
    ///
    /// If what is kept cannot be read, or is not safe.
    pub(crate) async fn load(&self) -> Result<Credentials, Error> {
        Ok(self.keys.load().await?)
    }

    /// All that is kept, for whichever address.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub(crate) async fn list(&self) -> Result<Vec<StoredCredential>, Error> {
        self.storage.list(&ProviderType::from(PROVIDER_TYPE)).await
    }

    /// True if it is a key of this address. An entry that holds no key has an address, too, so that
    /// it can be forgotten.
    pub(crate) fn is_of_this_address(&self, credential: &StoredCredential) -> bool {
        address_of(credential).is_some_and(|url| url.origin() == self.address.origin())
    }

    /// Keeps a key for this address.
    ///
    /// # Errors
    ///
    /// If it cannot be written. What was kept before is still there then.
    pub(crate) async fn save(&self, key: &PoolKey) -> Result<(), Error> {
        Ok(self.keys.keep(key, SystemClock.wall()).await?)
    }

    /// Forgets a key, of whichever address. True if it was kept.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub(crate) async fn forget(&self, id: &CredentialId) -> Result<bool, Error> {
        self.storage.delete(&ProviderType::from(PROVIDER_TYPE), id).await
    }
}

/// The address that a key belongs to. None if what is kept there is no address.
pub(crate) fn address_of(credential: &StoredCredential) -> Option<Url> {
    Url::parse(credential.base_url.as_deref().unwrap_or(DEFAULT_BASE_URL)).ok()
}
