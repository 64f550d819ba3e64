//! What a file of credentials promises, and what it refuses.

mod changes;
mod content;
mod faults;
#[cfg(unix)]
mod permissions;

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use llm_types::{ProviderType, StoredCredential, TokenStorage as _};
use tempfile::TempDir;

use super::super::private;
use super::{FileStorage, replace};

/// In every secret, and nowhere else.
const CANARY: &str = "canary";

fn openrouter() -> ProviderType {
    "openrouter".into()
}

/// A storage in a folder of its own, which goes with the first of the two.
fn storage() -> (TempDir, FileStorage) {
    let folder = tempfile::tempdir().unwrap();
    let storage = FileStorage::new(folder.path().join("openrouter").join("credentials.json"));
    (folder, storage)
}

/// A storage that already has this content, readable by its owner alone.
fn storage_with(content: &[u8]) -> (TempDir, FileStorage) {
    let (folder, storage) = storage();
    private::make_folder(storage.path()).unwrap();
    replace::replace(storage.path(), content).unwrap();
    (folder, storage)
}

fn credential(id: &str) -> StoredCredential {
    let mut credential = StoredCredential::new(id, format!("sk-or-v1-{CANARY}-{id}"));
    credential.label = Some(format!("label {id}"));
    credential.account = Some("team-b".to_owned());
    credential.base_url = Some("https://openrouter.ai/api/v1".to_owned());
    credential.added_at = Some(SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    credential
}

/// The ids that are stored, in their order.
async fn ids(storage: &FileStorage) -> Vec<String> {
    let stored = storage.list(&openrouter()).await.unwrap();
    stored.into_iter().map(|credential| credential.id.into()).collect()
}

/// What an error shows, in every way, with all its causes; it must not show a secret.
#[track_caller]
fn shown(error: &llm_types::Error) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |error| error.source());
    let causes: Vec<_> = causes.map(|error| format!("{error} {error:?}")).collect();
    let text = format!("{error} {error:?} {error:#?} {causes:?}");
    assert!(!text.contains(CANARY), "{text}");
    text
}

/// The names in the folder of a storage.
fn names(storage: &FileStorage) -> Vec<String> {
    let entries = private::folder(storage.path()).read_dir().unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn beside(storage: &FileStorage, name: &str) -> PathBuf {
    private::folder(storage.path()).join(name)
}
