//! [`CredentialError`]: why a source cannot give its keys.

use std::io;
use std::path::PathBuf;

use llm_types::{Error, ErrorKind};

use crate::{ApiKeyError, EnvironmentError};

/// Why a source cannot give its keys. Shows places and no content.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialError {
    /// An environment variable cannot be used.
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    /// A file of keys cannot be read.
    #[error("cannot read {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of keys is not what it should be.
    #[error("{} {problem}", path.display())]
    BadFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        problem: &'static str,
    },
    /// A line of a file of keys is no key.
    #[error("{}: line {line} is not an API key", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// Why not.
        source: ApiKeyError,
    },
    /// Stored credentials cannot be read or written.
    #[error("{message}", message = .0.message())]
    Storage(#[source] Error),
    /// A stored credential is no key.
    #[error("{location}: the credential number {number} is not an API key")]
    Stored {
        /// Where it is stored.
        location: String,
        /// Counted from 1, among those of this service.
        number: usize,
        /// Why not.
        source: ApiKeyError,
    },
    /// A source of one's own failed.
    #[error("{name} gives no keys")]
    Other {
        /// The name of the source.
        name: String,
        /// Why. It holds no key.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl CredentialError {
    /// A source of one's own failed. `source` must hold no key.
    pub fn other(
        name: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Other { name: name.into(), source: source.into() }
    }
}

/// As a caller of the provider sees it.
impl From<CredentialError> for Error {
    fn from(error: CredentialError) -> Self {
        Self::new(ErrorKind::Configuration, error.to_string()).with_source(error)
    }
}
