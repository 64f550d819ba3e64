//! Lists that come in pages.

use futures::{StreamExt, TryStreamExt};
use llm_types::{ErrorKind, HealthProvider};
use openrouter_wire::keys;

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
