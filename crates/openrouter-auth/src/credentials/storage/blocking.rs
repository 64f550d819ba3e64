//! Waiting for files and keyrings without holding up the runtime.

use std::io;
use std::path::Path;

use super::StorageError;

/// Does on another thread what blocks. Goes on to its end if the caller stops waiting.
pub(super) async fn blocking<T: Send + 'static>(
    action: &'static str,
    path: &Path,
    work: impl FnOnce() -> Result<T, StorageError> + Send + 'static,
) -> Result<T, StorageError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        // The runtime shut down.
        Err(error) => Err(StorageError::file(action, path)(io::Error::other(error))),
    }
}
