//! Lists that come in pages.

use futures::{StreamExt, TryStreamExt};
use llm_types::{ErrorKind, HealthProvider};
use openrouter_wire::{files, keys};

use super::canned::{Canned, Reply};

fn page(names: &[&str]) -> Reply {
    let rows: Vec<_> = names.iter().map(|name| format!(r#"{{"hash":"{name}"}}"#)).collect();
    Reply::json(200, format!(r#"{{"data":[{}]}}"#, rows.join(",")))
}

#[tokio::test]
async fn entries_come_page_by_page_and_no_page_before_it_is_wanted() {
    let canned = Canned::new([page(&["a", "b"]), page(&["c"]), page(&[])]);
    let provider = canned.provider();
    let mut keys = provider.pages(keys::List::default());
    assert_eq!(canned.sends(), 0);
    let mut seen = Vec::new();
    for sends in [1, 1, 2] {
        seen.push(keys.next().await.unwrap().unwrap().hash.unwrap());
        assert_eq!(canned.sends(), sends);
    }
    assert!(keys.next().await.is_none());
    assert!(keys.next().await.is_none());
    assert_eq!(seen, ["a", "b", "c"]);
    let queries: Vec<_> =
        canned.urls().iter().map(|url| url.split_once('?').map(|it| it.1.to_owned())).collect();
    assert_eq!(queries, [None, Some("offset=2".to_owned()), Some("offset=3".to_owned())]);
    assert_eq!(provider.metrics().total.succeeded, 3);
}

#[tokio::test]
async fn a_page_that_comes_again_and_again_is_an_error() {
    let canned = Canned::new([page(&["a", "b"])]);
    let mut keys = canned.provider().pages(keys::List::default());
    keys.next().await.unwrap().unwrap();
    keys.next().await.unwrap().unwrap();
    assert_eq!(keys.next().await.unwrap().unwrap_err().kind(), ErrorKind::Decode);
    assert!(keys.next().await.is_none(), "nothing follows an error");
    assert_eq!(canned.sends(), 2);
}

#[tokio::test(start_paused = true)]
async fn each_page_is_tried_as_any_call_and_a_failure_ends_the_list() {
    let canned = Canned::new([Reply::json(503, "{}"), page(&["a"]), Reply::json(400, "{}")]);
    let mut keys = canned.provider().pages(keys::List::default());
    assert_eq!(keys.next().await.unwrap().unwrap().hash.unwrap(), "a");
    assert_eq!(keys.next().await.unwrap().unwrap_err().kind(), ErrorKind::InvalidRequest);
    assert!(keys.next().await.is_none());
}

#[tokio::test]
async fn a_dropped_list_leaves_no_call_behind() {
    let canned = Canned::new([Reply::Hangs]);
    let provider = canned.provider();
    let mut keys = provider.pages(keys::List::default());
    assert!(futures::poll!(keys.next()).is_pending());
    assert!(futures::poll!(keys.next()).is_pending());
    assert_eq!(canned.sends(), 1, "never two pages at once");
    drop(keys);
    assert_eq!(provider.metrics().total.cancelled, 1);
}

#[tokio::test]
async fn a_list_can_be_collected() {
    let canned = Canned::new([page(&["a"]), page(&[])]);
    let keys: Vec<_> = canned.provider().pages(keys::List::default()).try_collect().await.unwrap();
    assert_eq!(keys.len(), 1);
}

fn files(names: &[&str], cursor: Option<&str>) -> Reply {
    let files: Vec<_> = names.iter().map(|name| serde_json::json!({ "id": name })).collect();
    let page = serde_json::json!({
        "_shape": "openrouter", "data": files, "cursor": cursor, "first_id": null, "last_id": null,
    });
    Reply::json(200, page.to_string())
}

/// How many files came, how many requests were sent, and whether it ended well.
async fn read(replies: impl IntoIterator<Item = Reply>) -> (usize, usize, bool) {
    let canned = Canned::new(replies);
    let mut list = canned.provider().pages(files::List::default());
    let mut count = 0;
    while let Some(file) = list.next().await {
        match file {
            Ok(_) => count += 1,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Decode);
                assert!(list.next().await.is_none(), "nothing follows an error");
                return (count, canned.sends(), false);
            }
        }
    }
    (count, canned.sends(), true)
}

#[tokio::test]
async fn pages_that_go_round_in_a_circle_are_an_error() {
    let (one, two) = (files(&["a"], Some("2")), files(&["b"], Some("1")));
    let round = [one.clone(), two.clone(), one, two, files(&[], None)];
    assert_eq!(read(round).await, (2, 3, false), "by what came");
    let names = ["a", "b", "c", "d"].map(|name| files(&[name], Some("2")));
    assert_eq!(read(names).await, (2, 3, false), "by what was asked for");
    assert_eq!(read([files(&[], Some("2"))]).await, (0, 3, false), "without an entry");
}

#[tokio::test]
async fn a_page_without_entries_is_passed_over_but_not_for_ever() {
    let found = [files(&[], Some("1")), files(&[], Some("2")), files(&["a"], None)];
    assert_eq!(read(found).await, (1, 3, true));
    let empty = (0..1000).map(|page| files(&[], Some(&page.to_string())));
    assert_eq!(read(empty).await, (0, 101, false));
}
