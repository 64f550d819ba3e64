//! What may stand in the file, and what is said of what may not.

use super::*;

const VALID: &str = r#"{"version":1,"credentials":[
    {"provider":"openrouter","id":"1","secret":"sk-or-v1-canary-1"}
]}"#;

#[track_caller]
fn check(error: &llm_types::Error, storage: &FileStorage, message: &str) {
    assert_eq!(error.kind(), llm_types::ErrorKind::Configuration);
    let expected = message.replace("PATH", &storage.path().display().to_string());
    assert_eq!(error.message(), expected);
    shown(error);
}

#[tokio::test]
async fn c05_what_is_no_list_of_credentials_is_told_by_line_and_column_and_not_shown() {
    let cases: [(&str, &[u8], &str); 12] = [
        ("nothing", b"", "line 1, column 0"),
        ("no JSON", b"sk-or-v1-canary", "line 1, column 1"),
        ("cut off", &VALID.as_bytes()[..80], "line 2, column 51"),
        ("more", b"{\"version\":1,\"credentials\":[]}\n canary", "line 2, column 2"),
        (
            "a byte order mark",
            b"\xef\xbb\xbf{\"version\":1,\"credentials\":[]}",
            "line 1, column 1",
        ),
        ("a NUL", b"{\"version\":1,\0\"credentials\":[]}", "line 1, column 14"),
        (
            "a secret that is none",
            br#"{"version":1,"credentials":[
            {"provider":"openrouter","id":"1","secret":["canary"]}]}"#,
            "line 2, column 55",
        ),
        (
            "a list that is a secret",
            br#"{"version":1,"credentials":"canary"}"#,
            "line 1, column 35",
        ),
        ("no version", br#"{"credentials":[{"secret":"canary"}]}"#, "line 1, column 37"),
        (
            "a version that is none",
            br#"{"version":"canary","credentials":[]}"#,
            "line 1, column 19",
        ),
        (
            "a field twice",
            br#"{"version":1,"credentials":[],"credentials":["canary"]}"#,
            "line 1, column 43",
        ),
        (
            "no UTF-8",
            b"{\"version\":1,\"credentials\":[{\"id\":\"canary\xff\"}]}",
            "line 1, column 42",
        ),
    ];
    for (what, content, place) in cases {
        let (_folder, storage) = storage_with(content);
        let error = storage.list(&openrouter()).await.expect_err(what);
        check(&error, &storage, &format!("PATH is not a list of credentials: {place}"));
        let error = storage.save(&openrouter(), &credential("1")).await.expect_err(what);
        shown(&error);
        assert_eq!(std::fs::read(storage.path()).unwrap(), content, "{what}: kept");
    }
}

#[tokio::test]
async fn c05_line_ends_of_another_system_are_taken() {
    let (_folder, storage) = storage_with(VALID.replace('\n', "\r\n").as_bytes());
    assert_eq!(ids(&storage).await, ["1"]);
}

#[tokio::test]
async fn c05_a_file_beyond_all_measure_is_not_read() {
    let mut content = VALID.as_bytes().to_vec();
    content.resize(1024 * 1024 + 1, b' ');
    let (_folder, storage) = storage_with(&content);
    let error = storage.list(&openrouter()).await.unwrap_err();
    assert!(error.message().contains("1048576 bytes"), "{error}");
    content.pop();
    replace::replace(storage.path(), &content).unwrap();
    assert_eq!(ids(&storage).await, ["1"]);
}

#[tokio::test]
async fn more_than_the_file_may_hold_is_not_written() {
    let (_folder, storage) = storage_with(VALID.as_bytes());
    let mut large = credential("2");
    large.label = Some("x".repeat(1024 * 1024));
    let error = storage.save(&openrouter(), &large).await.unwrap_err();
    assert!(error.message().contains("would hold more than its 1048576 bytes"), "{error}");
    shown(&error);
    assert_eq!(std::fs::read_to_string(storage.path()).unwrap(), VALID);
}

#[tokio::test]
async fn what_a_newer_version_adds_stays() {
    let (_folder, storage) = storage_with(
        br#"{"version":1,"later":{"a":[1]},"credentials":[
            {"provider":"openrouter","id":"1","secret":"canary-1","scope":"chat"},
            {"provider":"another","id":"1","secret":"canary-2","scope":"all"}
        ]}"#,
    );
    storage.save(&openrouter(), &credential("1")).await.unwrap();
    storage.save(&openrouter(), &credential("2")).await.unwrap();
    let read = || -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(storage.path()).unwrap()).unwrap()
    };
    let json = read();
    assert_eq!(json["later"]["a"][0], 1);
    assert_eq!(json["credentials"][0]["scope"], "chat");
    assert_eq!(json["credentials"][0]["label"], "label 1");
    assert_eq!(json["credentials"][1]["scope"], "all");

    storage.delete_all(&openrouter()).await.unwrap();
    storage.delete_all(&"another".into()).await.unwrap();
    assert_eq!(read()["later"]["a"][0], 1, "the file stays for what is not ours");
}

#[tokio::test]
async fn what_a_newer_version_changes_is_left_alone() {
    let content = br#"{"version":2,"credentials":{"openrouter":"canary"}}"#;
    let (_folder, storage) = storage_with(content);
    let message = "PATH is of version 2, which only a newer version of this program reads";
    check(&storage.list(&openrouter()).await.unwrap_err(), &storage, message);
    check(&storage.save(&openrouter(), &credential("1")).await.unwrap_err(), &storage, message);
    check(&storage.delete_all(&openrouter()).await.unwrap_err(), &storage, message);
    assert_eq!(std::fs::read(storage.path()).unwrap(), content);
}

#[tokio::test]
async fn a_date_beyond_all_time_is_unknown() {
    let content = VALID.replace("\"id\"", "\"added_at\":18446744073709551615,\"id\"");
    let (_folder, storage) = storage_with(content.as_bytes());
    assert_eq!(storage.list(&openrouter()).await.unwrap()[0].added_at, None);
}
