//! What happens to the old content when the new one cannot be written.

use std::io::{self, Write as _};

use llm_types::TokenStorage as _;

use super::*;
use crate::credentials::storage::lock::Lock;

#[tokio::test]
async fn o18_a_full_disk_leaves_the_old_content_and_no_rest_of_the_new() {
    let (_folder, storage) = storage();
    storage.save(&openrouter(), &credential("1")).await.unwrap();
    let before = std::fs::read(storage.path()).unwrap();
    let staged = replace::stage(storage.path(), |file| {
        file.write_all(b"{\"version\":1,")?;
        Err(io::ErrorKind::StorageFull.into())
    });
    assert_eq!(staged.unwrap_err().kind(), io::ErrorKind::StorageFull);
    assert_eq!(std::fs::read(storage.path()).unwrap(), before);
    assert_eq!(names(&storage), ["credentials.json", "credentials.json.lock"]);
}

#[tokio::test]
async fn o18_a_place_that_takes_no_files_is_named_and_the_secret_is_not() {
    let (folder, storage) = storage();
    std::fs::write(folder.path().join("openrouter"), "a file in place of the folder").unwrap();
    let kept = credential("1");
    let error = storage.save(&openrouter(), &kept).await.unwrap_err();
    assert_eq!(error.kind(), llm_types::ErrorKind::Configuration);
    assert!(error.message().starts_with("cannot make "), "{error}");
    assert!(shown(&error).contains("source"), "what the system said is in the chain");
    assert_eq!(kept.secret.expose(), "sk-or-v1-canary-1", "the caller still has it");
}

/// `/proc` takes no file from anybody, root included.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn o18_a_read_only_folder_is_named_and_the_secret_is_not() {
    let storage = FileStorage::new("/proc/credentials.json");
    let error = storage.save(&openrouter(), &credential("1")).await.unwrap_err();
    assert_eq!(error.message(), "cannot lock /proc/credentials.json.lock");
    shown(&error);
}

#[tokio::test]
async fn o19_a_crash_before_the_last_step_leaves_the_old_content_and_a_rest_that_harms_nobody() {
    let (_folder, storage) = storage();
    storage.save(&openrouter(), &credential("1")).await.unwrap();
    let staged = replace::stage(storage.path(), |file| file.write_all(b"canary")).unwrap();
    // What a crash leaves: nobody removes the file.
    let (_file, rest) = staged.keep().unwrap();
    assert_eq!(ids(&storage).await, ["1"]);

    // The files of neighbours are not ours to remove, however alike.
    for name in
        [".credentials.json-.tmp", ".credentials.json-neighbour.tmp", ".other.json-abcdef.tmp"]
    {
        std::fs::write(beside(&storage, name), "").unwrap();
    }
    storage.save(&openrouter(), &credential("2")).await.unwrap();
    assert!(!rest.exists(), "the next change removes it");
    assert_eq!(ids(&storage).await, ["1", "2"]);
    assert_eq!(names(&storage).len(), 5);
}

#[tokio::test]
async fn o19_forgetting_forgets_what_a_crash_left_too() {
    let (_folder, storage) = storage_with(b"{\"version\":1,\"credentials\":[]}");
    let staged = replace::stage(storage.path(), |file| file.write_all(b"canary")).unwrap();
    let (_file, rest) = staged.keep().unwrap();
    assert_eq!(storage.delete_all(&openrouter()).await.unwrap(), 0);
    assert!(!rest.exists());
}

#[tokio::test(start_paused = true)]
async fn o23_a_writer_that_never_ends_is_not_waited_for_for_ever() {
    let (_folder, storage) = storage();
    let lock = Lock::acquire(storage.path()).await.unwrap();
    let error = storage.save(&openrouter(), &credential("1")).await.unwrap_err();
    assert!(error.message().ends_with("credentials.json is held by another process"), "{error}");
    assert!(ids(&storage).await.is_empty(), "reading needs no lock");
    drop(lock);
    storage.save(&openrouter(), &credential("1")).await.unwrap();
}

#[test]
fn a_file_without_a_folder_in_its_name_lies_in_this_one() {
    assert_eq!(private::folder("credentials.json".as_ref()).as_os_str(), ".");
}
