//! [`KeyringStorage`]: credentials in the keyring of the user's session.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use keyring_core::{CredentialStore, Entry, Error};
use llm_provider_base::session_keyring;
use llm_types::{CredentialId, ProviderType, Result, StoredCredential, TokenStorage};
use zeroize::Zeroizing;

use super::StorageError;
use super::blocking::blocking;
use super::document::Document;
use super::file::FileStorage;
use super::holder::{self, Holder};

/// Under which names the entry stands in the keyring.
const SERVICE: &str = "openrouter";
const USER: &str = "credentials";
/// What it is called for people.
const LOCATION: &str = "the keyring of this session";

/// How long it may take to find out whether there is a keyring. Nobody is asked for a password yet.
const PATIENCE: Duration = Duration::from_secs(5);

/// Keeps credentials in the keyring of the user's session: the Secret Service (GNOME, KDE), the
/// keychain of macOS, the credential manager of Windows. Feature `keyring`.
///
/// All credentials are one entry, so that the user is asked once for all of them. The system asks,
/// not this crate: until the user has unlocked the keyring, reading and writing wait. Windows takes
/// no more than 2560 bytes, about ten keys; after that saving is
/// [`TooLarge`](StorageError::TooLarge), and a [`FileStorage`] takes more.
///
/// Other programs of the same user can read it on most systems while it is unlocked.
///
/// Writers wait for each other by a lock beside the file of [`FileStorage::in_config_dir`].
#[derive(Clone)]
pub struct KeyringStorage {
    store: Arc<CredentialStore>,
    /// What the lock is for; no such file is ever made.
    lock: PathBuf,
}

impl KeyringStorage {
    /// Finds the keyring of this session.
    ///
    /// # Errors
    ///
    /// [`StorageError::Unavailable`] if there is none, as on a server, in a container and in most
    /// sessions over SSH. It takes milliseconds to say so, and five seconds at most.
    pub async fn open() -> Result<Self, StorageError> {
        let lock = FileStorage::in_config_dir()?.path().with_file_name("keyring");
        let found = blocking("find", &lock, || session_keyring().map_err(unavailable));
        let store = match tokio::time::timeout(PATIENCE, found).await {
            Ok(store) => store?,
            Err(elapsed) => return Err(unavailable(elapsed)),
        };
        Ok(Self { store, lock })
    }

    fn entry(&self) -> Result<Entry, StorageError> {
        self.store.build(SERVICE, USER, None).map_err(failure)
    }
}

impl fmt::Debug for KeyringStorage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not of the store: what that shows, its author decides.
        f.debug_struct("KeyringStorage").finish_non_exhaustive()
    }
}

impl Holder for KeyringStorage {
    fn path(&self) -> &Path {
        &self.lock
    }

    fn read(&self) -> Result<Option<Document>, StorageError> {
        match self.entry()?.get_secret().map(Zeroizing::new) {
            Ok(bytes) => Document::parse(&bytes, LOCATION).map(Some),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(failure(error)),
        }
    }

    fn write(&self, document: &Document) -> Result<(), StorageError> {
        if !document.is_empty() {
            return self.entry()?.set_secret(&document.to_bytes(LOCATION)?).map_err(failure);
        }
        match self.entry()?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(failure(error)),
        }
    }
}

#[async_trait]
impl TokenStorage for KeyringStorage {
    fn location(&self) -> String {
        LOCATION.to_owned()
    }

    async fn list(&self, provider: &ProviderType) -> Result<Vec<StoredCredential>> {
        Ok(holder::list(self, provider).await?)
    }

    async fn save(&self, provider: &ProviderType, credential: &StoredCredential) -> Result<()> {
        Ok(holder::save(self, provider, credential).await?)
    }

    async fn delete(&self, provider: &ProviderType, id: &CredentialId) -> Result<bool> {
        Ok(holder::remove(self, provider, Some(id)).await? > 0)
    }

    async fn delete_all(&self, provider: &ProviderType) -> Result<usize> {
        Ok(holder::remove(self, provider, None).await?)
    }
}

fn unavailable(source: impl std::error::Error + Send + Sync + 'static) -> StorageError {
    StorageError::Unavailable { store: "keyring", source: Some(Box::new(source)) }
}

/// What a keyring said, without what it holds: some of its errors carry the bytes of the entry.
fn failure(error: Error) -> StorageError {
    let (problem, source) = match error {
        Error::NoStorageAccess(source) => (
            "is locked, or does not let this program in; unlock it, or name a file in \
             OPENROUTER_CREDENTIALS",
            Some(source),
        ),
        Error::PlatformFailure(source) => ("failed", Some(source)),
        Error::TooLong(_, limit) => {
            return StorageError::TooLarge { location: LOCATION.to_owned(), limit: limit.into() };
        }
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) => {
            ("holds what it cannot read itself", None)
        }
        Error::Ambiguous(_) => ("holds the credentials of openrouter more than once", None),
        _ => ("does not take credentials", None),
    };
    StorageError::Keyring { problem, source }
}

#[cfg(test)]
mod tests {
    use std::any::Any;

    use keyring_core::mock;

    use super::*;

    /// A keyring in memory; the folder of its lock goes with the first of the two.
    fn storage() -> (tempfile::TempDir, KeyringStorage) {
        let folder = tempfile::tempdir().unwrap();
        let lock = folder.path().join("keyring");
        (folder, KeyringStorage { store: mock::Store::new().unwrap(), lock })
    }

    fn openrouter() -> ProviderType {
        "openrouter".into()
    }

    fn credential(id: &str) -> StoredCredential {
        StoredCredential::new(id, format!("sk-or-v1-canary-{id}"))
    }

    async fn secrets(storage: &KeyringStorage) -> Vec<String> {
        let stored = storage.list(&openrouter()).await.unwrap();
        stored.iter().map(|credential| credential.secret.expose().to_owned()).collect()
    }

    /// Makes the next use of the keyring fail.
    fn fail_next(storage: &KeyringStorage, error: Error) {
        let entry = storage.entry().unwrap();
        let entry: &dyn Any = entry.as_any();
        entry.downcast_ref::<mock::Cred>().unwrap().set_error(error);
    }

    #[tokio::test]
    async fn what_is_saved_comes_back_and_what_is_forgotten_is_gone() {
        let (_folder, storage) = storage();
        assert!(secrets(&storage).await.is_empty());
        storage.save(&openrouter(), &credential("1")).await.unwrap();
        storage.save(&openrouter(), &credential("2")).await.unwrap();
        assert_eq!(secrets(&storage).await, ["sk-or-v1-canary-1", "sk-or-v1-canary-2"]);
        assert!(storage.delete(&openrouter(), &"1".into()).await.unwrap());
        assert!(!storage.delete(&openrouter(), &"1".into()).await.unwrap());
        assert_eq!(secrets(&storage).await, ["sk-or-v1-canary-2"]);
        assert_eq!(storage.delete_all(&openrouter()).await.unwrap(), 1);
        assert_eq!(storage.delete_all(&openrouter()).await.unwrap(), 0);
        let left = storage.entry().unwrap().get_secret();
        assert!(matches!(left, Err(Error::NoEntry)), "no empty entry stays behind");
    }

    #[tokio::test]
    async fn o23_logins_at_the_same_time_lose_nothing() {
        let (_folder, storage) = storage();
        let mut logins = tokio::task::JoinSet::new();
        for id in 0..8 {
            let storage = storage.clone();
            logins.spawn(async move {
                storage.save(&openrouter(), &credential(&id.to_string())).await.unwrap();
            });
        }
        logins.join_all().await;
        assert_eq!(secrets(&storage).await.len(), 8);
    }

    #[tokio::test]
    async fn o18_what_the_keyring_says_is_told_and_what_it_holds_is_not() {
        let (_folder, storage) = storage();
        storage.save(&openrouter(), &credential("1")).await.unwrap();
        let system = || Box::new(std::io::Error::other("no prompt"));
        let bytes = || b"sk-or-v1-canary".to_vec();
        let cases = [
            (Error::NoStorageAccess(system()), "the keyring is locked, or does not let"),
            (Error::PlatformFailure(system()), "the keyring failed"),
            (Error::BadEncoding(bytes()), "the keyring holds what it cannot read itself"),
            (Error::BadDataFormat(bytes(), system()), "the keyring holds what it cannot read"),
            (Error::Ambiguous(Vec::new()), "the keyring holds the credentials of openrouter more"),
            (Error::Invalid("secret".into(), "canary".into()), "the keyring does not take"),
            (Error::TooLong("secret".into(), 2560), "would hold more than its 2560 bytes"),
        ];
        for (error, words) in cases {
            let expects_source =
                matches!(error, Error::NoStorageAccess(_) | Error::PlatformFailure(_));
            fail_next(&storage, error);
            let error = storage.save(&openrouter(), &credential("2")).await.unwrap_err();
            assert_eq!(error.kind(), llm_types::ErrorKind::Configuration);
            assert!(error.message().contains(words), "{error}");
            let shown = format!("{error} {error:?} {error:#?}");
            assert!(!shown.contains("canary"), "{shown}");
            assert!(!shown.contains(&format!("{:?}", b"sk-or-v1-canary")[..20]), "{shown}");
            assert_eq!(shown.contains("no prompt"), expects_source, "{shown}");
            assert_eq!(secrets(&storage).await, ["sk-or-v1-canary-1"], "the old content stays");
        }
    }

    #[tokio::test]
    async fn c05_an_entry_that_is_no_list_is_told_by_place_and_kept() {
        let (_folder, storage) = storage();
        storage.entry().unwrap().set_secret(b"sk-or-v1-canary").unwrap();
        for error in [
            storage.list(&openrouter()).await.unwrap_err(),
            storage.save(&openrouter(), &credential("1")).await.unwrap_err(),
        ] {
            let expected = "the keyring of this session is not a list of credentials: \
                            line 1, column 1";
            assert_eq!(error.message(), expected);
            assert!(!format!("{error:?}").contains("canary"));
        }
        assert_eq!(storage.entry().unwrap().get_secret().unwrap(), b"sk-or-v1-canary");
    }

    /// Whether this machine has a keyring is its own affair; that it is found out is ours.
    #[tokio::test]
    async fn where_there_is_no_keyring_it_is_said_so_that_a_file_can_be_taken() {
        match KeyringStorage::open().await {
            Ok(storage) => assert_eq!(storage.location(), "the keyring of this session"),
            Err(error) => {
                assert!(matches!(error, StorageError::Unavailable { .. }), "{error:?}");
                assert_eq!(error.to_string(), "there is no keyring here");
            }
        }
    }

    #[test]
    fn debug_shows_nothing_of_the_keyring() {
        let (_folder, storage) = storage();
        assert_eq!(format!("{storage:?}"), "KeyringStorage { .. }");
    }
}
