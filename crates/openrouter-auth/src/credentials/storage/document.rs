//! [`Document`]: the JSON in which credentials lie, in a file or in a keyring.
//!
//! What a newer version adds to it stays where it is. What a newer version changes is announced by
//! its number, and then the document is left alone.

use std::time::{Duration, SystemTime};

use llm_types::{CredentialId, ProviderType, Secret, StoredCredential};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::StorageError;

/// The version that is read and written here.
const VERSION: u64 = 1;

/// The most that is read or written, in bytes: thousands of keys.
pub(super) const LIMIT: u64 = 1024 * 1024;

#[derive(Deserialize, Serialize)]
pub(super) struct Document {
    version: u64,
    credentials: Vec<Record>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

#[derive(Deserialize, Serialize)]
struct Record {
    provider: ProviderType,
    id: CredentialId,
    #[serde(serialize_with = "exposed")]
    secret: Secret,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base_url: Option<String>,
    /// Seconds since the beginning of 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    added_at: Option<u64>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

/// The one place where stored secrets are written out.
fn exposed<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

impl Default for Document {
    fn default() -> Self {
        Self { version: VERSION, credentials: Vec::new(), extra: Map::new() }
    }
}

impl Document {
    /// Reads a document. The error shows places and no content: `serde_json` quotes what it found.
    pub(super) fn parse(bytes: &[u8], location: &str) -> Result<Self, StorageError> {
        #[derive(Deserialize)]
        struct Version {
            version: u64,
        }
        let malformed = |error: serde_json::Error| StorageError::Malformed {
            location: location.to_owned(),
            line: error.line(),
            column: error.column(),
        };
        // By itself and first: of a newer version nothing else need be as it is here.
        let Version { version } = serde_json::from_slice(bytes).map_err(malformed)?;
        if version > VERSION {
            return Err(StorageError::Newer { location: location.to_owned(), version });
        }
        serde_json::from_slice(bytes).map_err(malformed)
    }

    /// Writes it out, into memory that is overwritten afterwards.
    pub(super) fn to_bytes(&self, location: &str) -> Result<Zeroizing<Vec<u8>>, StorageError> {
        let too_large = || StorageError::TooLarge { location: location.to_owned(), limit: LIMIT };
        let capacity = usize::try_from(LIMIT).map_err(|_| too_large())?;
        // Made at full size: a buffer that grows leaves its old self behind.
        let mut bytes = Zeroizing::new(vec![0; capacity]);
        let mut rest = bytes.as_mut_slice();
        // Nothing in it can fail to be JSON, so that the only failure is the end of the buffer.
        serde_json::to_writer_pretty(&mut rest, self).map_err(|_| too_large())?;
        let length = capacity - rest.len();
        bytes.truncate(length);
        Ok(bytes)
    }

    /// The credentials of a provider, in their order.
    pub(super) fn list(&self, provider: &ProviderType) -> Vec<StoredCredential> {
        let records = self.credentials.iter().filter(|record| record.provider == *provider);
        records.map(Record::to_credential).collect()
    }

    /// Puts a credential in, in place of those with its id.
    pub(super) fn put(&mut self, provider: ProviderType, credential: &StoredCredential) {
        let same = |record: &Record| record.provider == provider && record.id == credential.id;
        let place = self.credentials.iter().position(same);
        let extra = place.map(|at| std::mem::take(&mut self.credentials[at].extra));
        self.credentials.retain(|record| !same(record));
        let record = Record::new(provider, credential, extra.unwrap_or_default());
        self.credentials.insert(place.unwrap_or(self.credentials.len()), record);
    }

    /// Takes out the credential with this id, or all of the provider. How many there were.
    pub(super) fn remove(&mut self, provider: &ProviderType, id: Option<&CredentialId>) -> usize {
        let before = self.credentials.len();
        self.credentials
            .retain(|record| record.provider != *provider || id.is_some_and(|id| record.id != *id));
        before - self.credentials.len()
    }

    /// True if there is nothing in it that anybody could miss.
    pub(super) fn is_empty(&self) -> bool {
        self.credentials.is_empty() && self.extra.is_empty()
    }
}

impl Record {
    fn new(
        provider: ProviderType,
        credential: &StoredCredential,
        extra: Map<String, Value>,
    ) -> Self {
        let since_1970 = |at: SystemTime| at.duration_since(SystemTime::UNIX_EPOCH).ok();
        Self {
            provider,
            id: credential.id.clone(),
            secret: credential.secret.clone(),
            label: credential.label.clone(),
            account: credential.account.clone(),
            base_url: credential.base_url.clone(),
            added_at: credential.added_at.and_then(since_1970).map(|age| age.as_secs()),
            extra,
        }
    }

    fn to_credential(&self) -> StoredCredential {
        let mut credential = StoredCredential::new(self.id.clone(), self.secret.clone());
        credential.label.clone_from(&self.label);
        credential.account.clone_from(&self.account);
        credential.base_url.clone_from(&self.base_url);
        credential.added_at = self
            .added_at
            .and_then(|seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds)));
        credential
    }
}
