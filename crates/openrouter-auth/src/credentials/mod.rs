//! Where keys come from, and where they are kept.

mod source;
pub use source::{CredentialSource, Credentials, WithheldKey};
mod error;
pub use error::CredentialError;

mod key_list;
pub use key_list::KeyList;
mod key_file;
pub use key_file::KeyFile;
mod stored_keys;
pub use stored_keys::StoredKeys;
mod chain;
pub use chain::CredentialChain;

#[cfg(feature = "file-storage")]
mod storage;
#[cfg(feature = "keyring")]
pub use storage::KeyringStorage;
#[cfg(feature = "file-storage")]
pub use storage::{FileStorage, LayeredStorage, StorageError, default_storage};
