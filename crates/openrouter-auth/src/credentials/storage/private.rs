//! Opening files so that nobody else can have read them, or have put them there.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

#[cfg(unix)]
use rustix::fs::OFlags;
use zeroize::Zeroizing;

use super::StorageError;

/// Reads a file that is its owner's alone. None if there is none.
///
/// Where there is none, a folder that it could not be written to safely is refused: who finds no
/// key may be about to get one, and is better told before that.
pub(super) fn read(path: &Path, limit: u64) -> Result<Option<Zeroizing<Vec<u8>>>, StorageError> {
    let failed = || StorageError::file("read", path);
    let file = match open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = folder(path);
            if folder.try_exists().map_err(StorageError::file("read", folder))? {
                check_folder(folder)?;
            }
            return Ok(None);
        }
        Err(_) if is_symlink(path) => {
            return Err(unsafe_path(path, "is a symbolic link", "name the file itself".to_owned()));
        }
        Err(error) => return Err(failed()(error)),
    };
    // Of the open file, not of the path, which may have changed hands since.
    let metadata = file.metadata().map_err(failed())?;
    check(path, &metadata)?;
    let too_large = || StorageError::TooLarge { location: path.display().to_string(), limit };
    let length = usize::try_from(metadata.len().min(limit)).map_err(|_| too_large())?;
    // One more than there should be, so that the buffer does not grow: that leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(length + 1));
    file.take(limit + 1).read_to_end(&mut bytes).map_err(failed())?;
    if bytes.len() as u64 > limit {
        return Err(too_large());
    }
    Ok(Some(bytes))
}

/// Makes the folders above a file, and refuses one in which anybody can put files in place of ours.
pub(super) fn make_folder(path: &Path) -> Result<(), StorageError> {
    let folder = folder(path);
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(StorageError::file("make", folder))?;
    check_folder(folder)
}

/// The folder that a file lies in.
pub(super) fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Opens a file for reading. Not through a symbolic link, and without waiting for the other end of
/// a pipe.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    flags(&mut options, OFlags::NOFOLLOW | OFlags::NONBLOCK);
    options.open(path)
}

/// Opens the file whose lock stands for another; makes it if need be.
pub(super) fn open_to_lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        flags(&mut options, OFlags::NOFOLLOW);
    }
    options.open(path)
}

#[cfg(unix)]
fn flags(options: &mut OpenOptions, flags: OFlags) {
    // What `open(2)` takes is an `int`; these flags are far from its sign.
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags.bits().cast_signed());
}

/// Refuses a file that others can read, or that others have put there.
fn check(path: &Path, metadata: &Metadata) -> Result<(), StorageError> {
    if !metadata.is_file() {
        return Err(unsafe_path(path, "is no regular file", "name another".to_owned()));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        if metadata.uid() != rustix::process::geteuid().as_raw() {
            let advice = "make a file of your own".to_owned();
            return Err(unsafe_path(path, "belongs to another user", advice));
        }
        if metadata.mode() & 0o077 != 0 {
            // In single quotes, where a shell takes everything else as it is.
            let quoted = path.display().to_string().replace('\'', r"'\''");
            let advice = format!("run: chmod 600 '{quoted}'");
            return Err(unsafe_path(path, "is open to other users", advice));
        }
    }
    Ok(())
}

/// Refuses a folder in which anybody can put a file in place of another's.
#[cfg(unix)]
fn check_folder(folder: &Path) -> Result<(), StorageError> {
    use std::os::unix::fs::MetadataExt as _;
    /// Where only owners may remove and rename, as in `/tmp`.
    const STICKY: u32 = 0o1000;
    let mode = folder.metadata().map_err(StorageError::file("read", folder))?.mode();
    if mode & 0o002 != 0 && mode & STICKY == 0 {
        let quoted = folder.display().to_string().replace('\'', r"'\''");
        let advice = format!("run: chmod go-w '{quoted}'");
        return Err(unsafe_path(folder, "can be written to by all users", advice));
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_folder(_folder: &Path) -> Result<(), StorageError> {
    Ok(())
}

fn is_symlink(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink())
}

fn unsafe_path(path: &Path, problem: &'static str, advice: String) -> StorageError {
    StorageError::Unsafe { path: path.to_owned(), problem, advice }
}
