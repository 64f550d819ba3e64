//! Where keys come from, and where they are kept.

#[cfg(feature = "file-storage")]
mod storage;
#[cfg(feature = "file-storage")]
pub use storage::{FileStorage, StorageError};
