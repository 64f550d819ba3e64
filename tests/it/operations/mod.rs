//! Every operation is sent as `docs/endpoints.md` lists it.

mod application;
mod management;
mod sent;

use std::collections::BTreeMap;

use sent::Sent;

const TABLE: &str = include_str!("../../../docs/endpoints.md");

/// The rows of the document: an id, a method and a path.
fn documented() -> BTreeMap<&'static str, (&'static str, &'static str)> {
    let rows = TABLE.lines().filter_map(|line| {
        let mut code = line.strip_prefix("| `")?.split('`');
        let (id, call) = (code.next()?, code.nth(1)?);
        Some((id, call.split_once(' ')?))
    });
    rows.collect()
}

#[track_caller]
fn check(sent: &[Sent]) {
    let documented = documented();
    for sent in sent {
        let (method, template) = documented[sent.id];
        assert_eq!((sent.method.as_str(), sent.template), (method, template), "{}", sent.id);
        assert!(sent.is_at_its_path(), "{sent:?}");
        let key = sent.key().map(|key| format!("Bearer {key}"));
        assert_eq!(sent.authorization, key, "{}", sent.id);
    }
}

#[tokio::test]
async fn each_operation_of_an_application_is_sent_to_its_place() {
    check(&application::all().await);
}

#[tokio::test]
async fn each_operation_of_an_organisation_is_sent_to_its_place_with_the_management_key() {
    check(&management::all().await);
}

#[tokio::test]
async fn no_operation_is_left_out() {
    let mut unsent = documented();
    for sent in application::all().await.into_iter().chain(management::all().await) {
        unsent.remove(sent.id);
    }
    // The provider sends chats itself, in its own tests.
    assert_eq!(unsent.into_keys().collect::<Vec<_>>(), ["sendChatCompletionRequest"]);
}
