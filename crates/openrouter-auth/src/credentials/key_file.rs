//! [`KeyFile`]: keys in a text file, as secrets are mounted into containers.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use zeroize::Zeroizing;

use super::{CredentialError, CredentialSource, Credentials};
use crate::ApiKey;

/// The most that is read, in bytes: thousands of keys.
const LIMIT: u64 = 1024 * 1024;

/// A text file with a key a line. Blank lines count for nothing, and neither do those that begin
/// with `#`.
///
/// It is read again at each [`load`](CredentialSource::load), so that a mounted secret can be
/// exchanged. Symbolic links are followed, and other users may read it: that is how secrets are
/// mounted. Who keeps others out is whoever mounts it. A file that everybody can write to is
/// refused, since anybody could have their own account asked.
#[derive(Debug, Clone)]
pub struct KeyFile {
    path: PathBuf,
}

impl KeyFile {
    /// The file at this path. Reads nothing yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn read(&self) -> Result<Vec<ApiKey>, CredentialError> {
        let failed = |source| CredentialError::File { path: self.path.clone(), source };
        let bad = |problem| CredentialError::BadFile { path: self.path.clone(), problem };
        let file = File::open(&self.path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        #[cfg(unix)]
        if metadata.is_file() && std::os::unix::fs::MetadataExt::mode(&metadata) & 0o002 != 0 {
            return Err(bad("can be written to by all users; run chmod o-w on it"));
        }
        // One more than it says, so that the buffer does not grow: that leaves copies behind.
        let length = usize::try_from(metadata.len().min(LIMIT)).unwrap_or_default();
        let mut bytes = Zeroizing::new(Vec::with_capacity(length + 1));
        file.take(LIMIT + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > LIMIT {
            return Err(bad("is larger than 1 MiB; name a file with a key a line"));
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| bad("is no text"))?;
        // Some editors put it there, and it shows nowhere.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = text.lines().enumerate().filter(|(_, line)| {
            let line = line.trim_ascii();
            !line.is_empty() && !line.starts_with('#')
        });
        let keys = lines.map(|(index, line)| {
            ApiKey::new(line).map_err(|source| CredentialError::Line {
                path: self.path.clone(),
                line: index + 1,
                source,
            })
        });
        keys.collect()
    }
}

#[async_trait]
impl CredentialSource for KeyFile {
    fn name(&self) -> String {
        format!("the file {}", self.path.display())
    }

    async fn load(&self) -> Result<Credentials, CredentialError> {
        let this = self.clone();
        let path = self.path.clone();
        // Files can be on disks that sleep, and the runtime must not wait with us.
        let read = tokio::task::spawn_blocking(move || this.read()).await;
        let failed = |error| CredentialError::File { path, source: io::Error::other(error) };
        Ok(Credentials::new(read.map_err(failed)??))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with this content, which goes with the first of the two.
    fn file(content: &[u8]) -> (tempfile::TempDir, KeyFile) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        std::fs::write(&path, content).unwrap();
        (folder, KeyFile::new(path))
    }

    async fn check_error(file: &KeyFile, message: &str) {
        let error = file.load().await.unwrap_err();
        assert_eq!(error.to_string(), message.replace("PATH", &file.path.display().to_string()));
        let error = llm_types::Error::from(error);
        assert_eq!(error.kind(), llm_types::ErrorKind::Configuration);
        let shown = format!("{error} {error:?} {error:#?}");
        assert!(!shown.contains("canary"), "{shown}");
    }

    async fn keys(file: &KeyFile) -> Vec<String> {
        let credentials = file.load().await.unwrap();
        credentials.keys.iter().map(|key| key.key().expose().to_owned()).collect()
    }

    #[tokio::test]
    async fn a_key_a_line_is_read_and_the_rest_counts_for_nothing() {
        let content = "\u{feff}# our keys\r\n key-first \r\n\r\n\t# the spare one\nkey-second";
        let (_folder, file) = file(content.as_bytes());
        assert_eq!(keys(&file).await, ["key-first", "key-second"]);
    }

    #[tokio::test]
    async fn a_file_that_has_changed_gives_what_is_in_it_now() {
        let (_folder, file) = file(b"key-first");
        assert_eq!(keys(&file).await, ["key-first"]);
        std::fs::write(&file.path, "key-second").unwrap();
        assert_eq!(keys(&file).await, ["key-second"]);
        std::fs::write(&file.path, "# none\n").unwrap();
        assert!(keys(&file).await.is_empty());
    }

    #[tokio::test]
    async fn c05_a_line_that_is_no_key_is_named_by_its_number_and_not_shown() {
        let (_folder, bad) = file(b"# keys\nkey-first\nBearer canary\n");
        check_error(&bad, "PATH: line 3 is not an API key").await;
        let (_folder, bad) = file(b"canary\0key\n");
        check_error(&bad, "PATH: line 1 is not an API key").await;
        let (_folder, bad) = file(b"key-canary\xff\n");
        check_error(&bad, "PATH is no text").await;
    }

    #[tokio::test]
    async fn c05_a_file_beyond_all_measure_is_not_read() {
        let mut content = b"key-first\n".to_vec();
        content.resize(1024 * 1024, b'\n');
        let (_folder, file) = file(&content);
        assert_eq!(keys(&file).await, ["key-first"]);
        content.push(b'\n');
        std::fs::write(&file.path, content).unwrap();
        check_error(&file, "PATH is larger than 1 MiB; name a file with a key a line").await;
        #[cfg(target_os = "linux")]
        check_error(
            &KeyFile::new("/dev/zero"),
            "PATH is larger than 1 MiB; name a file with a key a line",
        )
        .await;
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = KeyFile::new(folder.path().join("keys"));
        check_error(&file, "cannot read PATH").await;
        assert!(file.name().starts_with("the file /") || cfg!(windows), "{}", file.name());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn c06_a_mounted_secret_is_taken_as_it_is_and_one_that_all_can_write_is_refused() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let (folder, file) = file(b"key-first");
        let link = KeyFile::new(folder.path().join("link"));
        symlink(&file.path, &link.path).unwrap();
        for (mode, taken) in [(0o400, true), (0o444, true), (0o644, true), (0o666, false)] {
            std::fs::set_permissions(&file.path, PermissionsExt::from_mode(mode)).unwrap();
            if taken {
                assert_eq!(keys(&link).await, ["key-first"], "{mode:o}");
            } else {
                let message = "PATH can be written to by all users; run chmod o-w on it";
                check_error(&link, message).await;
            }
        }
    }
}
