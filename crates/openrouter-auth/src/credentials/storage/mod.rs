//! Stores for credentials: a file, the keyring, both.

mod blocking;
mod document;
mod error;
pub use error::StorageError;
mod holder;
mod lock;
mod private;

mod choice;
pub use choice::default_storage;
mod file;
pub use file::FileStorage;
#[cfg(feature = "keyring")]
mod keyring;
#[cfg(feature = "keyring")]
pub use keyring::KeyringStorage;
mod layered;
pub use layered::LayeredStorage;
