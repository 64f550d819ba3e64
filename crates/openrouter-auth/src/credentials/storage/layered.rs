//! [`LayeredStorage`]: several stores that look like one.

use std::sync::Arc;

use async_trait::async_trait;
use llm_types::{CredentialId, ProviderType, Result, StoredCredential, TokenStorage};

/// Several stores that look like one: new credentials go into the first, and all are read and
/// forgotten.
///
/// Who logs in over SSH, where there is no keyring, has a file; at the desk there is a keyring, and
/// what is in the file counts as before.
#[derive(Debug, Clone)]
pub struct LayeredStorage {
    first: Arc<dyn TokenStorage>,
    others: Vec<Arc<dyn TokenStorage>>,
}

impl LayeredStorage {
    /// Writes into this store.
    pub fn new(first: impl TokenStorage) -> Self {
        Self { first: Arc::new(first), others: Vec::new() }
    }

    /// Reads this one as well, after the others.
    #[must_use]
    pub fn over(mut self, storage: impl TokenStorage) -> Self {
        self.others.push(Arc::new(storage));
        self
    }

    fn all(&self) -> impl Iterator<Item = &Arc<dyn TokenStorage>> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

#[async_trait]
impl TokenStorage for LayeredStorage {
    /// Of the first: that is where new ones go.
    fn location(&self) -> String {
        self.first.location()
    }

    /// Of those with the same id the first counts.
    async fn list(&self, provider: &ProviderType) -> Result<Vec<StoredCredential>> {
        let mut stored: Vec<StoredCredential> = Vec::new();
        for storage in self.all() {
            for credential in storage.list(provider).await? {
                if stored.iter().all(|known| known.id != credential.id) {
                    stored.push(credential);
                }
            }
        }
        Ok(stored)
    }

    async fn save(&self, provider: &ProviderType, credential: &StoredCredential) -> Result<()> {
        self.first.save(provider, credential).await
    }

    /// From each store. One that fails does not keep the others from forgetting.
    async fn delete(&self, provider: &ProviderType, id: &CredentialId) -> Result<bool> {
        let mut outcome = Ok(false);
        for storage in self.all() {
            match storage.delete(provider, id).await {
                Ok(deleted) => outcome = outcome.map(|before| before || deleted),
                Err(error) => outcome = outcome.and(Err(error)),
            }
        }
        outcome
    }

    /// From each store. One that fails does not keep the others from forgetting.
    async fn delete_all(&self, provider: &ProviderType) -> Result<usize> {
        let mut outcome = Ok(0);
        for storage in self.all() {
            match storage.delete_all(provider).await {
                Ok(deleted) => outcome = outcome.map(|before: usize| before + deleted),
                Err(error) => outcome = outcome.and(Err(error)),
            }
        }
        outcome
    }
}

#[cfg(test)]
mod tests {
    use llm_types::{Error, ErrorKind};

    use super::super::FileStorage;
    use super::*;

    /// Two files; the folder goes with the first of the three.
    fn layers() -> (tempfile::TempDir, FileStorage, FileStorage) {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| FileStorage::new(folder.path().join(name));
        let (first, second) = (at("first.json"), at("second.json"));
        (folder, first, second)
    }

    fn openrouter() -> ProviderType {
        "openrouter".into()
    }

    async fn secrets(storage: &impl TokenStorage) -> Vec<String> {
        let stored = storage.list(&openrouter()).await.unwrap();
        stored.iter().map(|credential| credential.secret.expose().to_owned()).collect()
    }

    #[tokio::test]
    async fn what_is_new_goes_into_the_first_and_all_are_read() {
        let (_folder, first, second) = layers();
        for (id, secret) in [("1", "old-1"), ("2", "old-2")] {
            second.save(&openrouter(), &StoredCredential::new(id, secret)).await.unwrap();
        }
        let both = LayeredStorage::new(first.clone()).over(second.clone());
        assert_eq!(both.location(), first.location());
        assert_eq!(secrets(&both).await, ["old-1", "old-2"]);
        both.save(&openrouter(), &StoredCredential::new("2", "new-2")).await.unwrap();
        assert_eq!(secrets(&both).await, ["new-2", "old-1"]);
        assert_eq!(secrets(&second).await, ["old-1", "old-2"]);

        assert!(both.delete(&openrouter(), &"2".into()).await.unwrap());
        assert_eq!(secrets(&both).await, ["old-1"], "the older one does not come back");
        assert!(!both.delete(&openrouter(), &"2".into()).await.unwrap());
        assert_eq!(both.delete_all(&openrouter()).await.unwrap(), 1);
        assert!(secrets(&both).await.is_empty());
    }

    /// Cannot be opened.
    #[derive(Debug)]
    struct Locked;

    fn locked<T>() -> Result<T> {
        Err(Error::new(ErrorKind::Configuration, "locked"))
    }

    #[async_trait]
    impl TokenStorage for Locked {
        fn location(&self) -> String {
            "a locked store".to_owned()
        }

        async fn list(&self, _: &ProviderType) -> Result<Vec<StoredCredential>> {
            locked()
        }

        async fn save(&self, _: &ProviderType, _: &StoredCredential) -> Result<()> {
            locked()
        }

        async fn delete(&self, _: &ProviderType, _: &CredentialId) -> Result<bool> {
            locked()
        }

        async fn delete_all(&self, _: &ProviderType) -> Result<usize> {
            locked()
        }
    }

    #[tokio::test]
    async fn o18_a_store_that_is_locked_is_told_and_keeps_no_other_from_forgetting() {
        let (_folder, file, _) = layers();
        let both = LayeredStorage::new(Locked).over(file.clone());
        for id in ["1", "2", "3"] {
            file.save(&openrouter(), &StoredCredential::new(id, "a secret")).await.unwrap();
        }
        let check = |outcome: Result<()>| assert_eq!(outcome.unwrap_err().message(), "locked");
        check(both.list(&openrouter()).await.map(drop));
        check(both.save(&openrouter(), &StoredCredential::new("4", "a secret")).await);
        assert_eq!(secrets(&file).await.len(), 3, "not stored where nobody looks for it");
        check(both.delete(&openrouter(), &"2".into()).await.map(drop));
        assert_eq!(secrets(&file).await.len(), 2);
        check(both.delete_all(&openrouter()).await.map(drop));
        assert!(secrets(&file).await.is_empty());
    }
}
