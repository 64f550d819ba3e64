//! [`TokenStorage`]: keeps what a login gave between runs, as [`StoredCredential`]s.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;

use crate::{CredentialId, ProviderType, Result, Secret};

/// Keeps credentials between runs, several for each provider.
///
/// What is stored belongs to one user on one machine: the keyring of a session, a file in the home
/// directory, a vault.
#[async_trait]
pub trait TokenStorage: fmt::Debug + Send + Sync + 'static {
    /// Where it keeps them, for people: a path, or `the keyring of this session`.
    fn location(&self) -> String;

    /// All credentials of a provider, in the order in which they were first saved.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if the store cannot be read,
    /// or holds what cannot be understood. No secret is in the error.
    async fn list(&self, provider: &ProviderType) -> Result<Vec<StoredCredential>>;

    /// Stores a credential, in place of the one with the same id.
    ///
    /// # Errors
    ///
    /// As [`list`](Self::list), and if the store cannot be written. What was stored before is
    /// still there then, and the caller still holds the credential.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the old or the new state, never half of one.
    async fn save(&self, provider: &ProviderType, credential: &StoredCredential) -> Result<()>;

    /// Forgets a credential. True if there was one with this id.
    ///
    /// # Errors
    ///
    /// As [`save`](Self::save).
    ///
    /// # Cancel safety
    ///
    /// As [`save`](Self::save).
    async fn delete(&self, provider: &ProviderType, id: &CredentialId) -> Result<bool>;

    /// Forgets all credentials of a provider. How many there were.
    ///
    /// # Errors
    ///
    /// As [`save`](Self::save).
    ///
    /// # Cancel safety
    ///
    /// As [`save`](Self::save).
    async fn delete_all(&self, provider: &ProviderType) -> Result<usize>;
}

macro_rules! delegate {
    ($pointer:ident) => {
        #[deny(clippy::missing_trait_methods)]
        #[async_trait]
        impl<T: TokenStorage + ?Sized> TokenStorage for $pointer<T> {
            fn location(&self) -> String {
                (**self).location()
            }

            async fn list(&self, provider: &ProviderType) -> Result<Vec<StoredCredential>> {
                (**self).list(provider).await
            }

            async fn save(
                &self,
                provider: &ProviderType,
                credential: &StoredCredential,
            ) -> Result<()> {
                (**self).save(provider, credential).await
            }

            async fn delete(&self, provider: &ProviderType, id: &CredentialId) -> Result<bool> {
                (**self).delete(provider, id).await
            }

            async fn delete_all(&self, provider: &ProviderType) -> Result<usize> {
                (**self).delete_all(provider).await
            }
        }
    };
}

delegate!(Arc);
delegate!(Box);

/// A credential as it is stored.
///
/// `Debug` shows no secret, and there is no `Serialize`: a store writes the secret out by asking
/// for it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct StoredCredential {
    /// Names it among those of its provider, without showing any of it.
    pub id: CredentialId,
    /// The credential itself.
    pub secret: Secret,
    /// What its owner calls it.
    pub label: Option<String>,
    /// The account that it belongs to, where its owner has several.
    pub account: Option<String>,
    /// The address that it was obtained for, and may be sent to. None is the provider's usual one.
    pub base_url: Option<String>,
    /// When it was stored.
    pub added_at: Option<SystemTime>,
}

impl StoredCredential {
    /// A credential of which nothing else is known.
    pub fn new(id: impl Into<CredentialId>, secret: impl Into<Secret>) -> Self {
        Self {
            id: id.into(),
            secret: secret.into(),
            label: None,
            account: None,
            base_url: None,
            added_at: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mock::MockTokenStorage;

    #[test]
    fn a_stored_credential_does_not_show_its_secret() {
        let credential = StoredCredential::new("a1b2c3d4", "sk-or-v1-canary");
        let shown = format!("{credential:?} {credential:#?}");
        assert!(shown.contains("a1b2c3d4") && !shown.contains("canary"), "{shown}");
        assert_eq!(credential.secret.expose(), "sk-or-v1-canary");
    }

    #[tokio::test]
    async fn a_storage_behind_pointers_is_the_storage() {
        let mut mock = MockTokenStorage::new();
        mock.expect_location().times(1).return_const("a test".to_owned());
        mock.expect_list().times(1).returning(|_| Ok(vec![StoredCredential::new("1", "secret")]));
        mock.expect_save().times(1).returning(|_, _| Ok(()));
        mock.expect_delete().times(1).returning(|_, _| Ok(true));
        mock.expect_delete_all().times(1).returning(|_| Ok(2));
        let storage: Box<dyn TokenStorage> = Box::new(Arc::new(mock));
        let provider = ProviderType::from("openrouter");

        assert_eq!(TokenStorage::location(&storage), "a test");
        let listed = TokenStorage::list(&storage, &provider).await.unwrap();
        TokenStorage::save(&storage, &provider, &listed[0]).await.unwrap();
        assert!(TokenStorage::delete(&storage, &provider, &listed[0].id).await.unwrap());
        assert_eq!(TokenStorage::delete_all(&storage, &provider).await.unwrap(), 2);
    }
}
