//! [`Kept`]: the keys that are kept on this machine.

use std::fmt;
use std::sync::Arc;

use llm_types::{CredentialId, Error, ErrorKind, ProviderType, StoredCredential, TokenStorage};
use openrouter_auth::{ApiKey, FileStorage};
use openrouter_provider::PROVIDER_TYPE;
use openrouter_provider::llm_provider_base::{Clock as _, SystemClock};

use crate::service::Service;

/// The places in which keys are kept. New ones go to the first.
pub(crate) struct Kept {
    stores: Vec<Arc<dyn TokenStorage>>,
    provider: ProviderType,
}

impl Kept {
    /// The places of this machine. Reads nothing yet.
    ///
    /// # Errors
    ///
    /// [`Configuration`](llm_types::ErrorKind::Configuration) if there is no place at all.
    pub(crate) fn open() -> Result<Self, Error> {
        let stores: Vec<Arc<dyn TokenStorage>> = vec![Arc::new(FileStorage::in_config_dir()?)];
        Ok(Self { stores, provider: PROVIDER_TYPE.into() })
    }

    /// Where keys are kept, for people.
    pub(crate) fn locations(&self) -> Vec<String> {
        self.stores.iter().map(TokenStorage::location).collect()
    }

    /// All that is kept. A key that is kept twice is told once, from the first place.
    ///
    /// # Errors
    ///
    /// If a place cannot be read, or is not safe.
    pub(crate) async fn list(&self) -> Result<Vec<StoredCredential>, Error> {
        let mut all: Vec<StoredCredential> = Vec::new();
        for store in &self.stores {
            for credential in store.list(&self.provider).await? {
                if all.iter().all(|known| known.id != credential.id) {
                    all.push(credential);
                }
            }
        }
        Ok(all)
    }

    /// Keeps a key that belongs to this service, and says where.
    ///
    /// # Errors
    ///
    /// If it cannot be written. What was kept before is still there then.
    pub(crate) async fn save(
        &self,
        key: &ApiKey,
        label: Option<&str>,
        account: Option<&str>,
        service: &Service,
    ) -> Result<String, Error> {
        let mut credential = StoredCredential::new(key.id().to_string(), key.expose());
        credential.label = label.map(str::to_owned);
        credential.account = account.map(str::to_owned);
        credential.base_url = service.home().map(str::to_owned);
        credential.added_at = Some(SystemClock.wall());
        let Some(store) = self.stores.first() else {
            return Err(Error::new(ErrorKind::Configuration, "there is no place to keep keys in"));
        };
        store.save(&self.provider, &credential).await?;
        Ok(store.location())
    }

    /// Forgets a key wherever it is kept. True if it was kept.
    ///
    /// # Errors
    ///
    /// If a place cannot be written.
    pub(crate) async fn forget(&self, id: &CredentialId) -> Result<bool, Error> {
        let mut was_kept = false;
        for store in &self.stores {
            was_kept |= store.delete(&self.provider, id).await?;
        }
        Ok(was_kept)
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Kept").field(&self.locations()).finish()
    }
}
