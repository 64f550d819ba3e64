//! [`StoredKeys`]: the keys of a [`TokenStorage`] that may be sent to an address.

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use llm_types::{CredentialId, ProviderType, StoredCredential, TokenStorage};
use url::Url;

use super::{CredentialError, CredentialSource, Credentials, WithheldKey};
use crate::{AccountId, ApiKey, KeyId, PoolKey};

/// Under which name the keys of the service are stored.
const PROVIDER: &str = "openrouter";
/// What a key is for that says nothing of it.
const USUAL_ADDRESS: &str = "https://openrouter.ai/api/v1";

/// The keys of a storage that may be sent to one address: the source for a pool, and what `login`,
/// `logout` and `keys` work on.
///
/// A stored key belongs to the scheme, host and port that it was obtained for. Whoever makes the
/// application call another address does not get it: such keys are in
/// [`Credentials::withheld`], so that the application can say why it has none.
#[derive(Debug, Clone)]
pub struct StoredKeys {
    storage: Arc<dyn TokenStorage>,
    base_url: Url,
}

/// A stored key with its own address.
struct Found {
    /// As the storage names it, which need not be the key's.
    stored_as: CredentialId,
    key: PoolKey,
    base_url: String,
}

impl StoredKeys {
    /// The keys of `storage` that may be sent to `base_url`.
    pub fn new(storage: Arc<dyn TokenStorage>, base_url: &Url) -> Self {
        let mut base_url = base_url.clone();
        // It is stored, and shown. An address that cannot have a user has no password either.
        let (_, _) = (base_url.set_username(""), base_url.set_password(None));
        base_url.set_query(None);
        base_url.set_fragment(None);
        Self { storage, base_url }
    }

    /// Where the keys are stored, for people.
    pub fn location(&self) -> String {
        self.storage.location()
    }

    /// Stores a key for this address, with its label and account, in place of the same key.
    ///
    /// # Errors
    ///
    /// [`CredentialError::Storage`]. The caller still has the key.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the old or the new state.
    pub async fn keep(&self, key: &PoolKey, added_at: SystemTime) -> Result<(), CredentialError> {
        let id = key.id().to_string();
        let mut credential = StoredCredential::new(id, key.key().expose());
        credential.label = key.label_text().map(str::to_owned);
        let account = key.account_id();
        credential.account =
            (*account != AccountId::default()).then(|| account.as_str().to_owned());
        credential.base_url = Some(self.base_url.to_string());
        credential.added_at = Some(added_at);
        let saved = self.storage.save(&PROVIDER.into(), &credential).await;
        saved.map_err(CredentialError::Storage)
    }

    /// Forgets a key of this address. True if there was one. It stays valid at the service.
    ///
    /// # Errors
    ///
    /// [`CredentialError::Storage`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the old or the new state.
    pub async fn forget(&self, id: KeyId) -> Result<bool, CredentialError> {
        Ok(self.forget_those(|key| key.id() == id).await? > 0)
    }

    /// Forgets all keys of this address. How many there were. They stay valid at the service.
    ///
    /// # Errors
    ///
    /// [`CredentialError::Storage`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future can leave some of them.
    pub async fn forget_all(&self) -> Result<usize, CredentialError> {
        self.forget_those(|_| true).await
    }

    async fn forget_those(
        &self,
        which: impl Fn(&PoolKey) -> bool + Send,
    ) -> Result<usize, CredentialError> {
        let provider = ProviderType::from(PROVIDER);
        let mut forgotten = 0;
        for found in self.found().await? {
            if self.is_for(&found.base_url) && which(&found.key) {
                let deleted = self.storage.delete(&provider, &found.stored_as).await;
                forgotten += usize::from(deleted.map_err(CredentialError::Storage)?);
            }
        }
        Ok(forgotten)
    }

    async fn found(&self) -> Result<Vec<Found>, CredentialError> {
        let stored = self.storage.list(&PROVIDER.into()).await.map_err(CredentialError::Storage)?;
        let found =
            stored.into_iter().enumerate().map(|(index, credential)| {
                let key = ApiKey::new(credential.secret).map_err(|source| {
                    CredentialError::Stored { location: self.location(), number: index + 1, source }
                })?;
                let mut key = PoolKey::new(key);
                if let Some(account) = credential.account {
                    key = key.account(account);
                }
                if let Some(label) = credential.label {
                    key = key.label(label);
                }
                let base_url = credential.base_url.unwrap_or_else(|| USUAL_ADDRESS.to_owned());
                Ok(Found { stored_as: credential.id, key, base_url })
            });
        found.collect()
    }

    /// Whether a key that was obtained for `base_url` may be sent to this address.
    fn is_for(&self, base_url: &str) -> bool {
        Url::parse(base_url).is_ok_and(|url| url.origin() == self.base_url.origin())
    }
}

#[async_trait]
impl CredentialSource for StoredKeys {
    fn name(&self) -> String {
        self.location()
    }

    async fn load(&self) -> Result<Credentials, CredentialError> {
        let mut credentials = Credentials::default();
        for Found { key, base_url, .. } in self.found().await? {
            if self.is_for(&base_url) {
                credentials.keys.push(key);
            } else {
                credentials.withheld.push(WithheldKey { id: key.id(), base_url });
            }
        }
        Ok(credentials)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Duration;

    use llm_types::Result;

    use super::*;

    /// Keeps credentials as long as it lives.
    #[derive(Debug, Default)]
    struct Memory(Mutex<Vec<StoredCredential>>);

    #[async_trait]
    impl TokenStorage for Memory {
        fn location(&self) -> String {
            "memory".to_owned()
        }

        async fn list(&self, provider: &ProviderType) -> Result<Vec<StoredCredential>> {
            assert_eq!(provider.as_str(), "openrouter");
            Ok(self.0.lock().unwrap().clone())
        }

        async fn save(&self, _: &ProviderType, credential: &StoredCredential) -> Result<()> {
            self.0.lock().unwrap().push(credential.clone());
            Ok(())
        }

        async fn delete(&self, _: &ProviderType, id: &CredentialId) -> Result<bool> {
            let mut stored = self.0.lock().unwrap();
            let before = stored.len();
            stored.retain(|credential| credential.id != *id);
            Ok(stored.len() < before)
        }

        async fn delete_all(&self, _: &ProviderType) -> Result<usize> {
            Ok(self.0.lock().unwrap().drain(..).count())
        }
    }

    fn key(text: &str) -> PoolKey {
        PoolKey::new(ApiKey::new(text).unwrap())
    }

    fn keys_at(storage: &Arc<Memory>, url: &str) -> StoredKeys {
        let storage: Arc<dyn TokenStorage> = Arc::clone(storage) as _;
        StoredKeys::new(storage, &Url::parse(url).unwrap())
    }

    async fn loaded(keys: &StoredKeys) -> Vec<String> {
        let credentials = keys.load().await.unwrap();
        credentials.keys.iter().map(|key| key.key().expose().to_owned()).collect()
    }

    #[tokio::test]
    async fn c04_a_key_is_given_for_the_scheme_host_and_port_that_it_was_obtained_for() {
        let storage = Arc::new(Memory::default());
        let home = keys_at(&storage, "https://gate.test/api/v1");
        home.keep(&key("key-canary-1"), SystemTime::UNIX_EPOCH).await.unwrap();
        for same in [
            "https://gate.test",
            "https://GATE.test:443/api/v2/",
            "https://somebody@gate.test/api/v1",
        ] {
            assert_eq!(loaded(&keys_at(&storage, same)).await, ["key-canary-1"], "{same}");
        }
        for other in [
            "http://gate.test/api/v1",
            "https://gate.test:8443/api/v1",
            "https://gate.test.evil.test/api/v1",
            "https://test/api/v1",
            "https://openrouter.ai/api/v1",
            "data:https://gate.test",
        ] {
            let credentials = keys_at(&storage, other).load().await.unwrap();
            assert!(credentials.keys.is_empty(), "{other}");
            let withheld = &credentials.withheld[0];
            let id = key("key-canary-1").id();
            assert_eq!(
                withheld.to_string(),
                format!("the stored key {id} belongs to https://gate.test/api/v1")
            );
            assert!(!format!("{credentials:?}").contains("canary"));
        }
    }

    #[tokio::test]
    async fn c04_a_key_without_an_address_is_for_the_usual_one() {
        let storage = Arc::new(Memory::default());
        let stored = StoredCredential::new("1", "key-first");
        storage.save(&PROVIDER.into(), &stored).await.unwrap();
        let usual = keys_at(&storage, "https://openrouter.ai/api/v1/");
        assert_eq!(loaded(&usual).await, ["key-first"]);
        assert!(loaded(&keys_at(&storage, "https://gate.test")).await.is_empty());
    }

    #[tokio::test]
    async fn c04_an_address_that_cannot_be_read_is_no_address_that_is_called() {
        let storage = Arc::new(Memory::default());
        for address in ["", "gate.test", "data:,x", "https://"] {
            let mut stored = StoredCredential::new(address, "key-first");
            stored.base_url = Some(address.to_owned());
            storage.save(&PROVIDER.into(), &stored).await.unwrap();
        }
        for url in ["https://gate.test", "data:,x"] {
            let credentials = keys_at(&storage, url).load().await.unwrap();
            assert_eq!((credentials.keys.len(), credentials.withheld.len()), (0, 4), "{url}");
        }
    }

    #[tokio::test]
    async fn what_the_owner_says_of_a_key_is_kept_with_it() {
        let storage = Arc::new(Memory::default());
        let keys = keys_at(&storage, "https://user:canary@gate.test/api/v1?canary#canary");
        let added_at = SystemTime::UNIX_EPOCH + Duration::from_secs(5);
        let labelled = key("key-first").label("laptop").account("team-b");
        keys.keep(&labelled, added_at).await.unwrap();
        keys.keep(&key("key-second"), added_at).await.unwrap();

        let stored = storage.list(&PROVIDER.into()).await.unwrap();
        assert_eq!(stored[0].id.as_str(), key("key-first").id().to_string());
        assert_eq!(stored[0].base_url.as_deref(), Some("https://gate.test/api/v1"));
        assert_eq!(stored[0].added_at, Some(added_at));
        assert_eq!((&stored[1].account, &stored[1].label), (&None, &None));
        assert!(!format!("{stored:?}").contains("canary"));

        let loaded = keys.load().await.unwrap().keys;
        assert_eq!(loaded[0].label_text(), Some("laptop"));
        assert_eq!(loaded[0].account_id(), &AccountId::from("team-b"));
        assert_eq!(loaded[1].account_id(), &AccountId::default());
    }

    #[tokio::test]
    async fn what_is_forgotten_here_stays_for_other_addresses() {
        let storage = Arc::new(Memory::default());
        let here = keys_at(&storage, "https://gate.test");
        let there = keys_at(&storage, "https://openrouter.ai");
        for text in ["key-first", "key-second", "key-third"] {
            here.keep(&key(text), SystemTime::UNIX_EPOCH).await.unwrap();
        }
        there.keep(&key("key-elsewhere"), SystemTime::UNIX_EPOCH).await.unwrap();
        // Whoever edits by hand may call a key anything.
        storage.0.lock().unwrap()[1].id = "mine".into();

        assert!(here.forget(key("key-second").id()).await.unwrap());
        assert!(!here.forget(key("key-second").id()).await.unwrap());
        assert!(!here.forget(key("key-elsewhere").id()).await.unwrap());
        assert_eq!(loaded(&here).await, ["key-first", "key-third"]);
        assert_eq!(here.forget_all().await.unwrap(), 2);
        assert_eq!(loaded(&there).await, ["key-elsewhere"]);
    }

    #[tokio::test]
    async fn a_stored_credential_that_is_no_key_is_named_by_place_and_not_shown() {
        let storage = Arc::new(Memory::default());
        let keys = keys_at(&storage, "https://gate.test");
        keys.keep(&key("key-first"), SystemTime::UNIX_EPOCH).await.unwrap();
        let broken = StoredCredential::new("2", "a canary");
        storage.save(&PROVIDER.into(), &broken).await.unwrap();
        let error = keys.load().await.unwrap_err();
        let expected = "memory: the credential number 2 is not an API key";
        assert_eq!(error.to_string(), expected);
        assert!(!format!("{error:?}").contains("canary"));
    }
}
