//! Putting a file in place of another, at once or not at all.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

use super::super::StorageError;
use super::super::private::folder;

/// How files end that are not in their place yet.
const SUFFIX: &str = ".tmp";
/// How many characters of chance their names have.
const CHANCE: usize = 6;

/// Puts these bytes at `path`. Until the last step the old content stands there, afterwards the
/// new one, also if the power fails.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), StorageError> {
    let failed = |error: io::Error| StorageError::file("write", path)(error);
    let staged = stage(path, |file| file.write_all(bytes)).map_err(failed)?;
    staged.persist(path).map_err(|error| failed(error.error))?;
    flush_folder(path).map_err(failed)
}

/// Writes a file beside `path` and flushes it. If anything fails, the file is gone again.
pub(super) fn stage(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<NamedTempFile> {
    // `O_EXCL`, which does not follow a symbolic link either, and mode 0600 at the making.
    let mut staged = tempfile::Builder::new()
        .prefix(&prefix(path))
        .rand_bytes(CHANCE)
        .suffix(SUFFIX)
        .tempfile_in(folder(path))?;
    write(staged.as_file_mut())?;
    staged.as_file().sync_all()?;
    Ok(staged)
}

/// Removes the file.
pub(super) fn remove(path: &Path) -> Result<(), StorageError> {
    let failed = |error: io::Error| StorageError::file("remove", path)(error);
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(error)),
        _ => flush_folder(path).map_err(failed),
    }
}

/// Removes what a crash left: it may hold keys that are thought to be forgotten. Only with the lock
/// in hand, under which nobody else is writing.
pub(super) fn sweep(path: &Path) {
    let (prefix, Ok(entries)) = (prefix(path), folder(path).read_dir()) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let bytes = name.as_encoded_bytes();
        let rest = bytes.strip_prefix(prefix.as_encoded_bytes());
        let chance = rest.and_then(|rest| rest.strip_suffix(SUFFIX.as_bytes()));
        // Exactly so long: the files of a neighbour may begin in the same way.
        let left = chance.is_some_and(|chance| chance.len() == CHANCE);
        if left && let Err(error) = std::fs::remove_file(entry.path()) {
            let path = entry.path();
            tracing::warn!(path = %path.display(), %error, "cannot remove what a crash left");
        }
    }
}

/// `.credentials.json-` for `credentials.json`: each file has its own, as it has its own lock.
fn prefix(path: &Path) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(path.file_name().unwrap_or_default());
    prefix.push("-");
    prefix
}

/// Makes the change of a name last: it is the folder that holds it.
fn flush_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder(path))?.sync_all()?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
