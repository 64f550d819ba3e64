//! Dropped while something is being changed: what is found afterwards is the old state or the new.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use llm_types::{ChatProvider as _, ProviderType, TokenStorage as _};
use openrouter_auth::{
    ApiKey, CredentialError, CredentialSource, Credentials, FileStorage, KeyId, KeyPool,
};
use openrouter_sim::fault::{FaultServer, Script};
use serde_json::json;

use super::{assert_given_back, assert_nothing_is_left, polled};
use crate::faults::{A1, A2, B1, Trial};

/// What the login gives.
const ISSUED: &str = "sk-or-v1-issuedcanary2b7e1c90d4f8a365";

/// A vault that takes two steps to be asked.
#[derive(Debug, Clone)]
struct Vault(Arc<Mutex<Vec<&'static str>>>);

#[async_trait]
impl CredentialSource for Vault {
    fn name(&self) -> String {
        "the vault".to_owned()
    }

    async fn load(&self) -> Result<Credentials, CredentialError> {
        tokio::time::sleep(Duration::from_millis(10)).await;
        let keys = self.0.lock().unwrap().clone();
        tokio::time::sleep(Duration::from_millis(10)).await;
        Ok(Credentials::new(keys.into_iter().map(|key| ApiKey::new(key).unwrap())))
    }
}

fn ids(keys: &[&'static str]) -> Vec<KeyId> {
    let mut ids: Vec<_> = keys.iter().map(|key| ApiKey::new(*key).unwrap().id()).collect();
    ids.sort();
    ids
}

#[tokio::test(start_paused = true)]
async fn z08_keys_that_are_loaded_anew_are_the_old_ones_or_the_new() {
    for polls in 0.. {
        let why = format!("after {polls} polls");
        let vault = Vault(Arc::new(Mutex::new(vec![A1, A2])));
        let source = vault.clone();
        let trial = Trial::of([Script::healthy(1)]).with(move |builder| {
            builder.key_pool(KeyPool::builder()).credentials(Arc::new(source.clone()))
        });
        let (server, provider, request) = trial.begin().await;
        provider.reload_keys().await.unwrap();
        *vault.0.lock().unwrap() = vec![A2, B1];
        let ended = polled(polls, Box::pin(provider.reload_keys())).await.is_some();
        let mut keys = provider.key_pool().keys();
        keys.sort();
        assert_eq!(keys, if ended { ids(&[A2, B1]) } else { ids(&[A1, A2]) }, "{why}");
        // Whoever was loading has let go of it.
        provider.reload_keys().await.unwrap();
        assert_eq!(provider.key_pool().len(), 2, "{why}");
        drop(provider.stream(request).await.unwrap());
        assert_given_back(&provider, &why);
        assert_nothing_is_left(server, provider, &why).await;
        if ended {
            assert!(polls >= 3, "{polls}");
            return;
        }
    }
}

/// Answers an exchange, and what is asked about the key.
fn issuing() -> Script {
    let issued = json!({ "key": ISSUED, "user_id": "user_1" });
    let about = json!({ "data": { "label": "a key", "usage": 0, "limit": null,
        "is_free_tier": false } });
    Script::new().read().json(200, &issued).read().json(200, &about).hold()
}

fn exchanges(server: &FaultServer) -> usize {
    server.requests().iter().filter(|request| request.path.ends_with("/auth/keys")).count()
}

#[tokio::test(start_paused = true)]
async fn z08_a_login_that_is_dropped_stores_a_whole_key_or_none_and_sends_its_code_once() {
    let provider_type = ProviderType::from("openrouter");
    let mut stored = Vec::new();
    for polls in 0.. {
        let why = format!("after {polls} polls");
        let folder = Folder::new(polls);
        let storage = FileStorage::new(folder.0.join("openrouter").join("credentials.json"));
        let trial = Trial::of([issuing()]).with(|it| it.key_pool(KeyPool::builder()));
        let (server, provider, _) = trial.begin().await;
        let login = provider.log_in().store(storage.clone()).headless().unwrap();
        let ended = polled(polls, Box::pin(login.finish("code-from-the-page"))).await;
        let is_known = !provider.key_pool().is_empty();
        assert!(exchanges(&server) <= 1, "{why}");
        assert_given_back(&provider, &why);
        // A write that has begun goes to its end.
        assert_nothing_is_left(server, provider, &why).await;
        let kept = storage.list(&provider_type).await.unwrap();
        assert!(kept.iter().all(|credential| credential.secret.expose() == ISSUED), "{why}");
        assert!(kept.is_empty() || is_known, "{why}: what is stored was put to use");
        stored.push(kept.len());
        if let Some(ended) = ended {
            assert!(ended.is_ok_and(|issued| issued.key.expose() == ISSUED), "{why}");
            assert_eq!((stored.first(), stored.last()), (Some(&0), Some(&1)));
            assert!(polls >= 4, "{polls}");
            return;
        }
    }
}

/// A folder of its own that goes with the test.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(number: usize) -> Self {
        let name = format!("half-done-{}-{number}", std::process::id());
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}
