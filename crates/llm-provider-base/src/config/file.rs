//! Reading files of configurations and of secrets.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use llm_types::{Error, ErrorKind, Result, Secret};

/// What is read from a file.
pub(super) struct FileText {
    pub(super) text: Secret,
    /// Other users of the machine can read it.
    pub(super) is_shared: bool,
}

/// Reads a file of so many bytes at the most. Links are followed, as secrets are mounted. What
/// everybody can write to is refused, since anybody could have their own server asked.
pub(super) fn read_file(path: &Path, limit: u32) -> Result<FileText> {
    let shown = path.display();
    let bad = |message: String| Error::new(ErrorKind::Configuration, message);
    let failed = |error: std::io::Error| bad(format!("cannot read {shown}")).with_source(error);
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(bad(format!("{shown} is a folder")));
    }
    let mode = mode(&metadata);
    if metadata.is_file() && mode & 0o002 != 0 {
        let advice = "can be written to by all users; run chmod o-w on it";
        return Err(bad(format!("{shown} {advice}")));
    }
    // One more than it says, so that the buffer does not grow: that leaves copies behind.
    let length = usize::try_from(metadata.len().min(limit.into())).unwrap_or_default();
    let mut bytes = Vec::with_capacity(length + 1);
    let read = file.take(u64::from(limit) + 1).read_to_end(&mut bytes);
    // From here on it is overwritten when it is dropped.
    let text = String::from_utf8(bytes).map(Secret::new);
    read.map_err(failed)?;
    let text = text.map_err(|_| bad(format!("{shown} is no text in UTF-8")))?;
    if text.expose().len() as u64 > u64::from(limit) {
        return Err(bad(format!("{shown} is larger than {} KiB", limit / 1024)));
    }
    Ok(FileText { text, is_shared: metadata.is_file() && mode & 0o044 != 0 })
}

#[cfg(unix)]
fn mode(metadata: &std::fs::Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::mode(metadata)
}

/// Other systems tell it in ways of their own, which are not looked at.
#[cfg(not(unix))]
const fn mode(_: &std::fs::Metadata) -> u32 {
    0
}
