//! [`Lock`]: one writer at a time, among processes and tasks alike.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::Instant;

use super::StorageError;
use super::blocking::blocking;
use super::private;

/// How long another writer may take. It holds the lock for milliseconds, unless it is stopped.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it is looked at.
const INTERVAL: Duration = Duration::from_millis(20);

/// Held while a file is changed; dropping it lets the next one in.
#[derive(Debug)]
pub(super) struct Lock {
    /// The system lets the lock go when it is closed, and when the process ends.
    _file: File,
}

impl Lock {
    /// Waits for the lock of what lies at `path`: that of a file beside it, since the file itself
    /// is replaced.
    pub(super) async fn acquire(path: &Path) -> Result<Self, StorageError> {
        let lock = lock_path(path);
        let deadline = Instant::now() + PATIENCE;
        loop {
            let at = lock.clone();
            if let Some(held) = blocking("lock", &lock, move || Self::try_acquire(&at)).await? {
                return Ok(held);
            }
            if Instant::now() >= deadline {
                return Err(StorageError::Busy { path: path.to_owned() });
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }

    fn try_acquire(path: &Path) -> Result<Option<Self>, StorageError> {
        private::make_folder(path)?;
        let file = private::open_to_lock(path).map_err(StorageError::file("lock", path))?;
        // By its path: later versions of the standard library have a method of the same name.
        match fs4::FileExt::try_lock(&file) {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(fs4::TryLockError::WouldBlock) => Ok(None),
            Err(fs4::TryLockError::Error(error)) => Err(StorageError::file("lock", path)(error)),
        }
    }
}

/// `credentials.json.lock` for `credentials.json`.
fn lock_path(path: &Path) -> PathBuf {
    let mut lock = path.as_os_str().to_owned();
    lock.push(".lock");
    lock.into()
}
