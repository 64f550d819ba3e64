//! [`Holder`]: what holds one [`Document`], and how it is read and changed.

use std::path::Path;

use llm_types::{CredentialId, ProviderType, StoredCredential};

use super::StorageError;
use super::blocking::blocking;
use super::document::Document;
use super::lock::Lock;

/// What holds one document: a file, an entry of a keyring. Its methods block.
pub(super) trait Holder: Clone + Send + Sync + 'static {
    /// The path beside which its lock lies.
    fn path(&self) -> &Path;

    /// What it holds, if anything.
    fn read(&self) -> Result<Option<Document>, StorageError>;

    /// Holds this instead: all of it or none. An empty document leaves nothing behind.
    fn write(&self, document: &Document) -> Result<(), StorageError>;

    /// Removes what a crash left. Called with the lock in hand.
    fn sweep(&self) {}

    /// False if there cannot be anything to remove, so that nothing is made to find that out.
    fn may_hold(&self) -> Result<bool, StorageError> {
        Ok(true)
    }
}

pub(super) async fn list<H: Holder>(
    holder: &H,
    provider: &ProviderType,
) -> Result<Vec<StoredCredential>, StorageError> {
    let this = holder.clone();
    let document = blocking("read", holder.path(), move || this.read()).await?;
    Ok(document.map(|document| document.list(provider)).unwrap_or_default())
}

pub(super) async fn save<H: Holder>(
    holder: &H,
    provider: &ProviderType,
    credential: &StoredCredential,
) -> Result<(), StorageError> {
    let (provider, credential) = (provider.clone(), credential.clone());
    let change = move |document: &mut Document| {
        document.put(provider, &credential);
        Change { outcome: (), write: Write::Needed }
    };
    change_document(holder, change).await
}

/// Removes one credential, or all of a provider. How many there were.
pub(super) async fn remove<H: Holder>(
    holder: &H,
    provider: &ProviderType,
    id: Option<&CredentialId>,
) -> Result<usize, StorageError> {
    let this = holder.clone();
    if !blocking("read", holder.path(), move || this.may_hold()).await? {
        return Ok(0);
    }
    let (provider, id) = (provider.clone(), id.cloned());
    let change = move |document: &mut Document| {
        let outcome = document.remove(&provider, id.as_ref());
        Change { outcome, write: if outcome == 0 { Write::Idle } else { Write::Needed } }
    };
    change_document(holder, change).await
}

struct Change<T> {
    outcome: T,
    write: Write,
}

enum Write {
    Needed,
    Idle,
}

/// Changes what is held, alone among all who do.
async fn change_document<H: Holder, T: Send + 'static>(
    holder: &H,
    change: impl FnOnce(&mut Document) -> Change<T> + Send + 'static,
) -> Result<T, StorageError> {
    let lock = Lock::acquire(holder.path()).await?;
    let this = holder.clone();
    blocking("write", holder.path(), move || {
        // Held to the end, also if nobody waits for it any more.
        let _lock = lock;
        this.sweep();
        let mut document = this.read()?.unwrap_or_default();
        let Change { outcome, write } = change(&mut document);
        if matches!(write, Write::Needed) {
            this.write(&document)?;
        }
        Ok(outcome)
    })
    .await
}
