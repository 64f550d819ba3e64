//! Files that are sent, listed and deleted.

use openrouter_sim::Simulator;
use openrouter_wire::files;
use serde_json::{Value, json};

use super::account;
use crate::client::{KEY, decoded, delete, get, json_of, post};

fn upload(simulator: &Simulator, query: &str, bytes: &str) -> reqwest::RequestBuilder {
    let body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
         Content-Type: application/pdf\r\n\r\n{bytes}\r\n--edge--\r\n"
    );
    let request = post(simulator, &format!("/files{query}")).bearer_auth(KEY);
    request.header("content-type", "multipart/form-data; boundary=edge").body(body)
}

async fn read(simulator: &Simulator, path: &str, status: u16) -> Value {
    json_of(get(simulator, &format!("/files{path}")).bearer_auth(KEY), status).await
}

#[tokio::test]
async fn a_file_is_kept_until_it_is_deleted() {
    let simulator = account().start().await.unwrap();
    let sent = json_of(upload(&simulator, "", "name,age\nAda,36\n"), 200).await;
    let id = sent["id"].as_str().unwrap();
    assert!(id.starts_with("or_file_"));
    let expected = json!({
        "_shape": "openrouter", "id": id, "type": "file", "filename": "a.txt",
        "mime_type": "text/csv", "size_bytes": 16, "created_at": "2024-02-29T12:00:00.000Z",
        "downloadable": false,
    });
    assert_eq!(sent, expected, "its type is that of its bytes");
    assert!(matches!(decoded(&sent), files::File::OpenRouter(_)));
    assert_eq!(read(&simulator, &format!("/{id}"), 200).await, sent);
    read(&simulator, &format!("/{id}/content"), 400).await;
    let other = "8d0e1c5a-0000-4000-8000-000000000001";
    read(&simulator, &format!("/{id}?workspace_id={other}"), 404).await;

    let path = format!("/files/{id}");
    let deleted = json_of(delete(&simulator, &path).bearer_auth(KEY), 200).await;
    assert_eq!(deleted, json!({"_shape": "openrouter", "id": id, "type": "file_deleted"}));
    for request in [delete(&simulator, &path), get(&simulator, &path)] {
        json_of(request.bearer_auth(KEY), 404).await;
    }
    json_of(get(&simulator, &format!("{path}/content")).bearer_auth(KEY), 404).await;
}

#[tokio::test]
async fn files_are_listed_in_pages() {
    let simulator = account().start().await.unwrap();
    let mut ids = Vec::new();
    for text in ["one", "two", "three"] {
        let sent = json_of(upload(&simulator, "", text), 200).await;
        ids.push(sent["id"].as_str().unwrap().to_owned());
    }
    let first = read(&simulator, "?limit=2", 200).await;
    assert!(matches!(decoded(&first), files::ListResponse::OpenRouter(_)));
    let seen = (&first["has_more"], &first["first_id"], &first["last_id"]);
    assert_eq!(seen, (&json!(true), &json!(ids[0]), &json!(ids[1])));
    let cursor = first["cursor"].as_str().unwrap();
    for query in
        [format!("?cursor={cursor}"), format!("?after={}", ids[1]), format!("?after_id={}", ids[1])]
    {
        let second = read(&simulator, &query, 200).await;
        assert_eq!((&second["data"][0]["id"], &second["cursor"]), (&json!(ids[2]), &Value::Null));
        assert_eq!(
            (&second["has_more"], second["data"].as_array().unwrap().len()),
            (&json!(false), 1)
        );
    }
    for (query, status) in [
        ("?limit=0", 400),
        ("?limit=1001", 400),
        ("?cursor=%21", 400),
        ("?order=desc", 400),
        ("?before_id=x", 400),
        ("?after=x", 404),
        ("?order=asc", 200),
    ] {
        read(&simulator, query, status).await;
    }
}

#[tokio::test]
async fn an_upstream_describes_files_in_its_own_words() {
    let simulator = account().start().await.unwrap();
    for (store, size) in [("openai", "bytes"), ("anthropic", "size_bytes")] {
        let query = format!("?provider={store}");
        let sent = json_of(upload(&simulator, &query, "Hello"), 200).await;
        assert_eq!((&sent["_shape"], &sent[size]), (&json!(store), &json!(5)));
        assert!(decoded::<files::File>(&sent).id().is_some());
        let id = sent["id"].as_str().unwrap();
        assert_eq!(read(&simulator, &format!("/{id}{query}"), 200).await, sent);
        read(&simulator, &format!("/{id}"), 404).await;
        let list = read(&simulator, &query, 200).await;
        assert_eq!((&list["_shape"], &list["data"]), (&json!(store), &json!([sent])));
        assert_eq!(decoded::<files::ListResponse>(&list).into_files().len(), 1);
        let request = delete(&simulator, &format!("/files/{id}{query}")).bearer_auth(KEY);
        let deleted = json_of(request, 200).await;
        assert!(!matches!(decoded(&deleted), files::Deleted::Other(_)));
    }
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused() {
    let simulator = account().start().await.unwrap();
    json_of(upload(&simulator, "", ""), 400).await;
    json_of(upload(&simulator, "", "\0"), 400).await;
    json_of(post(&simulator, "/files").bearer_auth(KEY).json(&json!({})), 400).await;
    json_of(post(&simulator, "/files").body("x"), 401).await;
}
