//! Keys that come from a source: loaded when they are needed, again when they are stale, and once
//! more when one is refused.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use async_trait::async_trait;
use futures::future::join_all;
use llm_provider_base::SystemClock;
use llm_types::{AuthMethod, AuthProvider, ChatProvider, ErrorKind, StandardRequest};
use openrouter_auth::{
    ApiKey, CredentialError, CredentialSource, Credentials, KeyPool, KeyState, LeaseRequest,
};
use tokio::time::Instant;

use super::canned::{Canned, DONE, Piece, Reply, bytes, finish, text};
use crate::OpenRouter;

/// A source whose keys a test changes.
#[derive(Debug, Clone, Default)]
struct Vault(Arc<Mutex<Inside>>);

#[derive(Debug, Default)]
struct Inside {
    keys: Vec<&'static str>,
    valid_for: Option<Duration>,
    fails: bool,
    loads: usize,
}

impl Vault {
    fn with(keys: &[&'static str]) -> Self {
        let vault = Self::default();
        vault.0.lock().unwrap().keys = keys.to_vec();
        vault
    }

    fn set(&self, change: impl FnOnce(&mut Inside)) {
        change(&mut self.0.lock().unwrap());
    }

    fn loads(&self) -> usize {
        self.0.lock().unwrap().loads
    }
}

#[async_trait]
impl CredentialSource for Vault {
    fn name(&self) -> String {
        "the vault".to_owned()
    }

    async fn load(&self) -> Result<Credentials, CredentialError> {
        // It takes a while, as a vault does.
        tokio::time::sleep(Duration::from_millis(10)).await;
        let mut inside = self.0.lock().unwrap();
        inside.loads += 1;
        let (keys, valid_for, fails) = (inside.keys.clone(), inside.valid_for, inside.fails);
        drop(inside);
        if fails {
            return Err(CredentialError::other("the vault", "sealed"));
        }
        let mut credentials =
            Credentials::new(keys.into_iter().map(|key| ApiKey::new(key).unwrap()));
        credentials.valid_for = valid_for;
        Ok(credentials)
    }
}

const OLD: &str = "sk-or-v1-vault-old";
const NEW: &str = "sk-or-v1-vault-new";

fn request() -> StandardRequest {
    StandardRequest::prompt("hi")
}

fn whole() -> Reply {
    Reply::sse(text("ok") + &finish("stop") + DONE)
}

fn provider(canned: &Canned, vault: &Vault) -> OpenRouter {
    OpenRouter::builder()
        .transport(canned.clone())
        .credentials(Arc::new(vault.clone()))
        .build()
        .unwrap()
}

/// Takes every key but the old one.
fn rotated() -> Canned {
    Canned::answering(|asked| if asked.key == OLD { Reply::json(401, "{}") } else { whole() })
}

#[tokio::test(start_paused = true)]
async fn keys_are_loaded_with_the_first_calls_and_once() {
    let canned = Canned::new([whole()]);
    let vault = Vault::with(&[OLD]);
    let provider = provider(&canned, &vault);
    assert_eq!(provider.configured_auth(), [AuthMethod::ApiKey]);
    assert_eq!(vault.loads(), 0);
    let calls = (0..20).map(|_| provider.complete(request()));
    assert!(join_all(calls).await.iter().all(Result::is_ok));
    assert_eq!((vault.loads(), canned.sends()), (1, 20));
    assert!(canned.keys().iter().all(|key| key == OLD));
}

#[tokio::test(start_paused = true)]
async fn stale_keys_are_loaded_anew_and_keys_that_are_gone_are_used_no_more() {
    let canned = Canned::new([whole()]);
    let vault = Vault::with(&[OLD]);
    vault.set(|inside| inside.valid_for = Some(Duration::from_secs(60)));
    let provider = provider(&canned, &vault);
    provider.key_pool().add(ApiKey::new("sk-or-v1-added").unwrap());
    provider.complete(request()).await.unwrap();
    vault.set(|inside| inside.keys = vec![NEW]);
    tokio::time::advance(Duration::from_secs(59)).await;
    provider.complete(request()).await.unwrap();
    assert_eq!(vault.loads(), 1);
    tokio::time::advance(Duration::from_secs(1)).await;
    let before = canned.sends();
    for _ in 0..4 {
        provider.complete(request()).await.unwrap();
    }
    let mut keys = canned.keys().split_off(before);
    keys.sort();
    keys.dedup();
    assert_eq!((vault.loads(), keys), (2, vec!["sk-or-v1-added".to_owned(), NEW.to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_that_was_rotated_costs_the_call_one_more_attempt_and_no_failure() {
    let (canned, vault) = (rotated(), Vault::with(&[OLD]));
    let provider = provider(&canned, &vault);
    provider.reload_keys().await.unwrap();
    vault.set(|inside| inside.keys = vec![NEW]);
    let calls = (0..20).map(|_| provider.complete(request()));
    assert!(join_all(calls).await.iter().all(Result::is_ok));
    assert_eq!(vault.loads(), 2, "all of them share what one has loaded");
    assert_eq!(canned.keys().iter().filter(|key| *key == OLD).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_that_is_still_the_one_is_asked_for_once_a_call() {
    let (canned, vault) = (rotated(), Vault::with(&[OLD]));
    let provider = provider(&canned, &vault);
    let error = provider.complete(request()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends(), vault.loads()), (ErrorKind::Authentication, 1, 2));
    // Nothing is sent with it, and the vault is left alone for a while.
    let error = provider.complete(request()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends(), vault.loads()), (ErrorKind::Authentication, 1, 2));
    vault.set(|inside| inside.keys = vec![NEW]);
    tokio::time::advance(Duration::from_secs(11)).await;
    provider.complete(request()).await.unwrap();
    assert_eq!((canned.sends(), vault.loads()), (2, 3));
}

#[tokio::test(start_paused = true)]
async fn a_source_that_fails_leaves_the_keys_that_there_are() {
    let canned = Canned::new([whole()]);
    let vault = Vault::with(&[OLD]);
    vault.set(|inside| (inside.fails, inside.valid_for) = (true, Some(Duration::from_secs(60))));
    let provider = provider(&canned, &vault);
    let error = provider.complete(request()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Configuration, 0));
    assert!(error.to_string().contains("the vault"), "{error}");
    vault.set(|inside| inside.fails = false);
    tokio::time::advance(Duration::from_secs(10)).await;
    provider.complete(request()).await.unwrap();
    vault.set(|inside| inside.fails = true);
    tokio::time::advance(Duration::from_secs(60)).await;
    for _ in 0..3 {
        provider.complete(request()).await.unwrap();
    }
    assert_eq!(vault.loads(), 3, "not with every call");
}

#[tokio::test(start_paused = true)]
async fn k16_reloading_keeps_the_health_of_keys_and_lets_calls_in_flight_finish() {
    let slow = Reply::pieces([
        bytes(text("a")),
        Piece::Waits(9),
        bytes(text("b") + &finish("stop") + DONE),
    ]);
    let canned = Canned::new([slow, Reply::json(401, "{}"), whole()]);
    let vault = Vault::with(&[OLD, "sk-or-v1-vault-refused"]);
    let provider = provider(&canned, &vault);
    let under_way = provider.stream(request()).await.unwrap();
    provider.complete(request()).await.unwrap();
    vault.set(|inside| inside.keys = vec![NEW, "sk-or-v1-vault-refused"]);
    provider.reload_keys().await.unwrap();
    let status = provider.key_status();
    let states: Vec<_> = status.keys.iter().map(|key| key.state).collect();
    assert_eq!(states, [KeyState::Quarantined, KeyState::Healthy]);
    assert_eq!(under_way.collect().await.unwrap().joined_text(), "ab");
    provider.complete(request()).await.unwrap();
    assert_eq!(canned.keys().last().unwrap(), NEW);
}

#[tokio::test(start_paused = true)]
async fn whoever_logs_out_is_logged_in_again_only_on_request() {
    let canned = Canned::new([whole()]);
    let vault = Vault::with(&[OLD]);
    vault.set(|inside| inside.valid_for = Some(Duration::from_secs(60)));
    let provider = provider(&canned, &vault);
    provider.complete(request()).await.unwrap();
    provider.logout().await.unwrap();
    tokio::time::advance(Duration::from_secs(61)).await;
    let error = provider.complete(request()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends(), vault.loads()), (ErrorKind::Configuration, 1, 1));
    provider.reload_keys().await.unwrap();
    provider.complete(request()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_refusal_brings_no_key_back_that_was_logged_out() {
    let canned = Canned::answering(|asked| {
        if asked.key.ends_with("added") { Reply::json(401, "{}") } else { whole() }
    });
    let vault = Vault::with(&[OLD]);
    let provider = provider(&canned, &vault);
    provider.complete(request()).await.unwrap();
    provider.logout().await.unwrap();
    provider.key_pool().add(ApiKey::new("sk-or-v1-added").unwrap());
    for _ in 0..3 {
        tokio::time::advance(Duration::from_secs(20)).await;
        let error = provider.complete(request()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Authentication);
    }
    assert_eq!((vault.loads(), provider.key_pool().len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn keys_that_come_after_the_logout_are_let_go() {
    let (canned, vault) = (Canned::new([whole()]), Vault::with(&[OLD]));
    let provider = provider(&canned, &vault);
    let (reloaded, logged_out) = tokio::join!(provider.reload_keys(), async {
        tokio::time::sleep(Duration::from_millis(1)).await;
        provider.logout().await
    });
    assert!(reloaded.is_ok() && logged_out.is_ok());
    assert_eq!((vault.loads(), provider.key_pool().len()), (1, 0));
}

#[tokio::test]
async fn without_a_source_there_is_nothing_to_reload() {
    let error = Canned::new([whole()]).provider().reload_keys().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

/// Looks at the pool when it is woken, at once, as another thread might.
struct Witness(KeyPool, Mutex<Vec<usize>>);

impl Wake for Witness {
    fn wake(self: Arc<Self>) {
        self.1.lock().unwrap().push(self.0.len());
    }
}

#[tokio::test(start_paused = true)]
async fn while_a_key_gives_way_to_another_there_is_no_time_without_a_key() {
    let (canned, vault) = (Canned::new([whole()]), Vault::with(&[OLD]));
    let provider = OpenRouter::builder()
        .transport(canned)
        .credentials(Arc::new(vault.clone()))
        .key_pool(KeyPool::builder().max_per_key(1))
        .build()
        .unwrap();
    provider.complete(request()).await.unwrap();
    let pool = provider.key_pool();
    let (request, now) = (LeaseRequest::new(), Instant::now());
    let _lease = pool.lease(&request, now).unwrap();
    let mut waiting = pin!(pool.acquire(&request, &SystemClock, None));
    let witness = Arc::new(Witness(pool.clone(), Mutex::default()));
    let waker = Waker::from(Arc::clone(&witness));
    assert!(waiting.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    vault.set(|inside| inside.keys = vec![NEW]);
    provider.reload_keys().await.unwrap();
    let seen = witness.1.lock().unwrap().clone();
    assert!(!seen.is_empty() && !seen.contains(&0), "{seen:?}");
    assert!(waiting.await.is_ok());
}
