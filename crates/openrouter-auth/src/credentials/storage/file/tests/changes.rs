//! What is saved comes back, and what is forgotten is gone.

use std::sync::Arc;

use llm_types::TokenStorage;

use super::*;

#[tokio::test]
async fn what_is_saved_comes_back_with_all_that_is_known_of_it() {
    let (_folder, storage) = storage();
    assert!(storage.list(&openrouter()).await.unwrap().is_empty());
    storage.save(&openrouter(), &credential("1")).await.unwrap();
    storage.save(&openrouter(), &StoredCredential::new("2", "a-secret")).await.unwrap();
    storage.save(&"another".into(), &credential("3")).await.unwrap();

    let again = FileStorage::new(storage.path());
    let stored = again.list(&openrouter()).await.unwrap();
    assert_eq!(ids(&again).await, ["1", "2"]);
    let expected = credential("1");
    assert_eq!(stored[0].secret.expose(), expected.secret.expose());
    assert_eq!(
        (&stored[0].label, &stored[0].account, &stored[0].base_url, stored[0].added_at),
        (&expected.label, &expected.account, &expected.base_url, expected.added_at),
    );
    assert_eq!(stored[1].secret.expose(), "a-secret");
    assert_eq!((&stored[1].label, stored[1].added_at), (&None, None));
}

#[tokio::test]
async fn a_credential_takes_the_place_of_the_one_with_its_id() {
    let (_folder, storage) = storage();
    for id in ["1", "2", "3"] {
        storage.save(&openrouter(), &credential(id)).await.unwrap();
    }
    storage.save(&openrouter(), &StoredCredential::new("2", "another-secret")).await.unwrap();
    assert_eq!(ids(&storage).await, ["1", "2", "3"]);
    let stored = storage.list(&openrouter()).await.unwrap();
    assert_eq!((stored[1].secret.expose(), &stored[1].label), ("another-secret", &None));
}

#[tokio::test]
async fn what_is_deleted_is_gone_and_the_rest_stays() {
    let (_folder, storage) = storage();
    for id in ["1", "2", "3"] {
        storage.save(&openrouter(), &credential(id)).await.unwrap();
    }
    storage.save(&"another".into(), &credential("1")).await.unwrap();
    assert!(storage.delete(&openrouter(), &"2".into()).await.unwrap());
    assert!(!storage.delete(&openrouter(), &"2".into()).await.unwrap());
    assert_eq!(ids(&storage).await, ["1", "3"]);
    assert_eq!(storage.delete_all(&openrouter()).await.unwrap(), 2);
    assert_eq!(storage.delete_all(&openrouter()).await.unwrap(), 0);
    assert_eq!(storage.list(&"another".into()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_last_credential_takes_the_file_with_it() {
    let (_folder, storage) = storage();
    storage.save(&openrouter(), &credential("1")).await.unwrap();
    assert_eq!(names(&storage), ["credentials.json", "credentials.json.lock"]);
    storage.delete_all(&openrouter()).await.unwrap();
    assert_eq!(names(&storage), ["credentials.json.lock"]);
}

#[tokio::test]
async fn forgetting_where_nothing_was_makes_no_folder() {
    let (folder, storage) = storage();
    assert_eq!(storage.delete_all(&openrouter()).await.unwrap(), 0);
    assert!(!storage.delete(&openrouter(), &"1".into()).await.unwrap());
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}

#[tokio::test]
async fn o23_logins_at_the_same_time_lose_nothing() {
    let (_folder, storage) = storage();
    let storage: Arc<dyn TokenStorage> = Arc::new(storage);
    let mut logins = tokio::task::JoinSet::new();
    for id in 0..16 {
        let storage = Arc::clone(&storage);
        logins.spawn(async move {
            storage.save(&openrouter(), &credential(&id.to_string())).await.unwrap();
        });
    }
    logins.join_all().await;
    assert_eq!(storage.list(&openrouter()).await.unwrap().len(), 16);
}

#[tokio::test]
async fn z08_a_save_that_is_dropped_leaves_the_old_or_the_new_state() {
    for polls in 0..8 {
        let (_folder, storage) = storage();
        storage.save(&openrouter(), &credential("1")).await.unwrap();
        let (provider, second) = (openrouter(), credential("2"));
        let mut save = storage.save(&provider, &second);
        for _ in 0..polls {
            let polled =
                std::future::poll_fn(|context| std::task::Poll::Ready(save.as_mut().poll(context)));
            if polled.await.is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(save);
        let stored = ids(&storage).await;
        assert!(stored == ["1"] || stored == ["1", "2"], "after {polls}: {stored:?}");
        // Nothing stays locked.
        storage.save(&openrouter(), &credential("3")).await.unwrap();
    }
}

#[tokio::test]
async fn the_file_is_where_the_user_keeps_settings() {
    let storage = FileStorage::in_config_dir().unwrap();
    assert!(storage.path().ends_with("openrouter/credentials.json"), "{storage:?}");
    assert_eq!(storage.location(), storage.path().display().to_string());
}
