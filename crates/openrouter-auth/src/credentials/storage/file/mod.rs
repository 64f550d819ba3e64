//! [`FileStorage`]: credentials in a file that only its owner can read.

mod replace;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use etcetera::BaseStrategy as _;
use llm_types::{CredentialId, ProviderType, Result, StoredCredential, TokenStorage};

use super::document::{Document, LIMIT};
use super::holder::{self, Holder};
use super::{StorageError, private};

/// Keeps credentials in a JSON file that only its owner can read.
///
/// # Promises
///
/// - **Nobody else reads it.** The file has mode 0600 from the moment it is made, and a folder that
///   is made for it 0700. A file that others can read, that belongs to somebody else, or that is a
///   symbolic link is refused, with what to do about it. On Windows the user's profile keeps others
///   out; there is nothing more to check.
/// - **The old or the new content, never half of one.** A new file is written beside the old one,
///   flushed to the disk, and takes its place at once. What fails or is cut off before that leaves
///   the old content, and at most a file `.credentials.json-….tmp`, with mode 0600, that the next
///   change removes.
/// - **Two writers lose nothing.** A change holds the lock of a file beside it, `….lock`, which
///   stays. The lock is advice: whoever edits by hand does not heed it.
/// - **What a newer version adds stays.** A file of a version that is not known is left alone.
///
/// The secrets are not encrypted: whoever can read the user's files has them.
///
/// Its methods need a tokio runtime.
#[derive(Debug, Clone)]
pub struct FileStorage {
    path: PathBuf,
}

impl FileStorage {
    /// At `openrouter/credentials.json` in the user's configuration folder: that is `~/.config`, or
    /// where `XDG_CONFIG_HOME` says, and on Windows `%APPDATA%`. Reads nothing yet.
    ///
    /// # Errors
    ///
    /// [`StorageError::Unavailable`] if the user has no home.
    pub fn in_config_dir() -> Result<Self, StorageError> {
        let folders = etcetera::choose_base_strategy().map_err(|source| {
            StorageError::Unavailable { store: "home directory", source: Some(Box::new(source)) }
        })?;
        Ok(Self::new(folders.config_dir().join("openrouter").join("credentials.json")))
    }

    /// At this path. Its folders are made when they are needed. Reads nothing yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where the file is, or will be.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Holder for FileStorage {
    fn path(&self) -> &Path {
        &self.path
    }

    fn read(&self) -> Result<Option<Document>, StorageError> {
        let Some(bytes) = private::read(&self.path, LIMIT)? else { return Ok(None) };
        Document::parse(&bytes, &self.location()).map(Some)
    }

    fn write(&self, document: &Document) -> Result<(), StorageError> {
        if document.is_empty() {
            return replace::remove(&self.path);
        }
        replace::replace(&self.path, &document.to_bytes(&self.location())?)
    }

    fn sweep(&self) {
        replace::sweep(&self.path);
    }

    fn may_hold(&self) -> Result<bool, StorageError> {
        let folder = private::folder(&self.path);
        folder.try_exists().map_err(StorageError::file("read", folder))
    }
}

#[async_trait]
impl TokenStorage for FileStorage {
    fn location(&self) -> String {
        self.path.display().to_string()
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
