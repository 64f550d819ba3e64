//! [`StorageError`]: why stored credentials cannot be read or written.

use std::io;
use std::path::{Path, PathBuf};

use llm_types::{Error, ErrorKind};

/// Why stored credentials cannot be read or written. Shows nothing of what is stored.
///
/// What was stored before an error is still there after it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// There is no such store here: no keyring in this session, no home directory. Take another.
    #[error("there is no {store} here")]
    Unavailable {
        /// What there is not.
        store: &'static str,
        /// What the system said.
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// A file or folder is not safe to keep keys in, or to take them from.
    #[error("{} {problem}; {advice}", path.display())]
    Unsafe {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it.
        problem: &'static str,
        /// How it is mended.
        advice: String,
    },
    /// The content is not what is written here.
    #[error("{location} is not a list of credentials: line {line}, column {column}")]
    Malformed {
        /// The file, or the keyring.
        location: String,
        /// Counted from 1, and 0 if it says nothing.
        line: usize,
        /// Counted from 1, and 0 if it says nothing.
        column: usize,
    },
    /// A newer version of this crate has written it. Nothing of it is changed.
    #[error("{location} is of version {version}, which only a newer version of this program reads")]
    Newer {
        /// The file, or the keyring.
        location: String,
        /// The version that it names.
        version: u64,
    },
    /// More than the store takes.
    #[error("{location} would hold more than its {limit} bytes; delete credentials, or use a file")]
    TooLarge {
        /// The file, or the keyring.
        location: String,
        /// The most that it holds.
        limit: u64,
    },
    /// Another process is writing, and does not come to an end.
    #[error("{} is held by another process", path.display())]
    Busy {
        /// The file that is locked.
        path: PathBuf,
    },
    /// The file system failed.
    #[error("cannot {action} {}", path.display())]
    File {
        /// What was being done: `read`, `write`, `lock`.
        action: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The keyring failed, or is locked.
    #[error("the keyring {problem}")]
    Keyring {
        /// In what way.
        problem: &'static str,
        /// What the system said, where that can hold no secret.
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
}

impl StorageError {
    /// For `map_err` of what was done to a file or folder.
    pub(super) fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File { action, path: path.to_owned(), source }
    }
}

/// As a caller of [`TokenStorage`](llm_types::TokenStorage) sees it.
impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        Self::new(ErrorKind::Configuration, error.to_string()).with_source(error)
    }
}
