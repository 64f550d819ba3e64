//! Stores for credentials: a file, the keyring, both.

mod blocking;
mod document;
mod error;
mod file;

pub use error::StorageError;
pub use file::FileStorage;
