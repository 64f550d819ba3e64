//! Who else could have read the file, or have put it there.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;

use super::*;

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// Neither read nor replaced, and the message says why and what to do.
async fn check_refused(storage: &FileStorage, words: &[&str]) {
    let read = storage.list(&openrouter()).await.unwrap_err();
    let saved = storage.save(&openrouter(), &credential("2")).await.unwrap_err();
    let deleted = storage.delete_all(&openrouter()).await.unwrap_err();
    for error in [read, saved, deleted] {
        assert_eq!(error.kind(), llm_types::ErrorKind::Configuration);
        for word in words {
            assert!(error.message().contains(word), "{error}");
        }
        shown(&error);
    }
}

#[tokio::test]
async fn o19_file_and_folder_are_their_owners_alone() {
    let (_folder, storage) = storage();
    storage.save(&openrouter(), &credential("1")).await.unwrap();
    assert_eq!(mode(storage.path()), 0o600);
    assert_eq!(mode(&beside(&storage, "")), 0o700);
    assert_eq!(mode(&beside(&storage, "credentials.json.lock")), 0o600);
    storage.save(&openrouter(), &credential("2")).await.unwrap();
    assert_eq!(mode(storage.path()), 0o600);
}

#[tokio::test]
async fn o19_the_file_is_closed_to_others_from_its_first_byte() {
    let (_folder, storage) = storage_with(b"{}");
    let staged = replace::stage(storage.path(), |file| {
        assert_eq!(file.metadata()?.mode() & 0o7777, 0o600, "before anything is written");
        Ok(())
    });
    assert_eq!(mode(staged.unwrap().path()), 0o600);
}

#[tokio::test]
async fn c06_a_file_that_others_can_read_is_refused_until_that_is_mended() {
    for open in [0o644, 0o640, 0o604, 0o620, 0o602, 0o610] {
        let (_folder, storage) = storage();
        storage.save(&openrouter(), &credential("1")).await.unwrap();
        set_mode(storage.path(), open);
        let command = format!("run: chmod 600 '{}'", storage.path().display());
        check_refused(&storage, &["is open to other users", &command]).await;
        set_mode(storage.path(), 0o600);
        assert_eq!(ids(&storage).await, ["1"], "the old content is still there");
    }
}

#[tokio::test]
async fn o19_a_symbolic_link_is_refused_and_its_target_untouched() {
    let (_folder, storage) = storage_with(b"{}");
    let target = beside(&storage, "target");
    std::fs::rename(storage.path(), &target).unwrap();
    symlink(&target, storage.path()).unwrap();
    check_refused(&storage, &["is a symbolic link"]).await;
    std::fs::remove_file(&target).unwrap();
    check_refused(&storage, &["is a symbolic link"]).await;
    assert!(!target.exists());
}

#[tokio::test]
async fn o19_a_folder_in_place_of_the_file_is_refused() {
    let (_folder, storage) = storage();
    std::fs::create_dir_all(storage.path()).unwrap();
    check_refused(&storage, &["is no regular file"]).await;
}

#[tokio::test]
async fn o19_a_pipe_in_place_of_the_file_is_refused_and_not_waited_for() {
    let (_folder, storage) = storage_with(b"{}");
    std::fs::remove_file(storage.path()).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, storage.path(), rustix::fs::Mode::RUSR).unwrap();
    check_refused(&storage, &["is no regular file"]).await;
}

#[tokio::test]
async fn c06_a_file_of_somebody_else_is_refused() {
    let (_folder, storage) = storage_with(b"{}");
    if std::os::unix::fs::chown(storage.path(), Some(4_242), None).is_err() {
        // Only root gives files away, and only root finds those of others with mode 0600 readable.
        return;
    }
    check_refused(&storage, &["belongs to another user"]).await;
}

#[tokio::test]
async fn o19_a_folder_that_everybody_writes_to_is_refused_unless_files_stay_their_owners() {
    let (_folder, storage) = storage_with(br#"{"version":1,"credentials":[]}"#);
    let folder = beside(&storage, "");
    set_mode(&folder, 0o777);
    let error = storage.save(&openrouter(), &credential("1")).await.unwrap_err();
    assert!(error.message().contains("can be written to by all users; run: chmod go-w"), "{error}");
    shown(&error);
    set_mode(&folder, 0o1777);
    storage.save(&openrouter(), &credential("1")).await.unwrap();
    assert_eq!(ids(&storage).await, ["1"]);
}

#[tokio::test]
async fn the_lock_is_not_taken_through_a_symbolic_link() {
    let (_folder, storage) = storage_with(b"{}");
    let target = beside(&storage, "target");
    symlink(&target, beside(&storage, "credentials.json.lock")).unwrap();
    let error = storage.save(&openrouter(), &credential("1")).await.unwrap_err();
    assert!(error.message().starts_with("cannot lock "), "{error}");
    assert!(!target.exists());
}
