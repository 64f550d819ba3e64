//! Logins and accounts against the simulator, over real HTTP.

use llm_types::{AuthProvider, ChatProvider, ErrorKind, StandardRequest};
use openrouter_auth::{ApiKey, KeyPool, KeyState, KeyWishes, PoolKey};
use openrouter_sim::{AccountConfig, ApiKeyConfig, Simulator};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::OpenRouter;

fn request(model: &str) -> StandardRequest {
    StandardRequest::prompt("hi").with_model(model)
}

/// Follows an address, as a browser does; gives the head of the reply.
async fn browse(address: &str) -> String {
    let (host, path) = address.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut connection = TcpStream::connect(host).await.unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut page = String::new();
    connection.read_to_string(&mut page).await.unwrap();
    page
}

#[tokio::test]
async fn a_browser_logs_in_and_the_key_is_used_until_it_is_forgotten() {
    let sim = Simulator::builder().require_keys().start().await.unwrap();
    let provider = OpenRouter::builder().base_url(sim.base_url()).build().unwrap();
    let wishes = KeyWishes::new().with_label("tests").with_limit("2".parse().unwrap());
    let login = provider.log_in().key(wishes).loopback().unwrap();
    let consent = sim.authorize(login.url().as_str()).unwrap();
    let back = consent.callback().unwrap().to_owned();
    let (issued, page) = tokio::join!(login.finish(), browse(&back));
    let issued = issued.unwrap();
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");

    provider.complete(request("openai/gpt-4o-mini")).await.unwrap();
    let status = provider.key_status();
    assert_eq!((status.keys.len(), status.keys[0].id), (1, issued.key.id()));
    assert_eq!(status.keys[0].limits.as_ref().unwrap().limit, Some("2".parse().unwrap()));
    provider.logout().await.unwrap();
    let error = provider.complete(request("openai/gpt-4o-mini")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

#[tokio::test]
async fn a_code_is_pasted_and_is_good_for_one_login() {
    let sim = Simulator::builder().require_keys().start().await.unwrap();
    let provider = OpenRouter::builder().base_url(sim.base_url()).build().unwrap();
    let (first, second) =
        (provider.log_in().headless().unwrap(), provider.log_in().headless().unwrap());
    let consent = sim.authorize(first.url().as_str()).unwrap();
    let stolen = second.finish(consent.code()).await.unwrap_err();
    assert_eq!(stolen.kind(), ErrorKind::Authentication, "the code of another login");
    assert!(provider.key_pool().is_empty());

    let login = provider.log_in().headless().unwrap();
    let consent = sim.authorize(login.url().as_str()).unwrap();
    login.finish(&format!(" {}\n", consent.code())).await.unwrap();
    assert!(provider.is_authenticated());
}

#[tokio::test]
async fn a_user_who_says_no_ends_the_login() {
    let sim = Simulator::start().await.unwrap();
    let provider = OpenRouter::builder().base_url(sim.base_url()).build().unwrap();
    let login = provider.log_in().loopback().unwrap();
    let back = sim.deny(login.url().as_str()).unwrap().unwrap();
    let (denied, _) = tokio::join!(login.finish(), browse(&back));
    assert_eq!(denied.unwrap_err().kind(), ErrorKind::PermissionDenied);
}

#[tokio::test]
async fn an_account_without_credits_gives_way_to_the_other() {
    let sim = Simulator::builder()
        .account(AccountConfig::new("a").credits(5.into()))
        .account(AccountConfig::new("b").credits(0.into()))
        .api_key(ApiKeyConfig::new("sk-or-v1-a1").account("a"))
        .api_key(ApiKeyConfig::new("sk-or-v1-b1").account("b"))
        .start()
        .await
        .unwrap();
    let key = |text: &str, account: &str| PoolKey::new(ApiKey::new(text).unwrap()).account(account);
    let pool = KeyPool::builder().keys([key("sk-or-v1-b1", "b"), key("sk-or-v1-a1", "a")]);
    let provider = OpenRouter::builder().base_url(sim.base_url()).key_pool(pool).build().unwrap();
    // b has no credits: a pays, and b is left alone.
    let attempts = provider.complete(request("openai/gpt-4o-mini")).await.unwrap().attempts;
    assert_eq!(attempts.len(), 2);
    for _ in 0..2 {
        let answer = provider.complete(request("openai/gpt-4o-mini")).await.unwrap();
        assert_eq!(answer.attempts.len(), 1);
    }
    let status = provider.key_status();
    let states: Vec<_> = status.accounts.iter().map(|account| account.state).collect();
    assert_eq!(states, [KeyState::Cooling, KeyState::Healthy]);
    assert!(status.keys.iter().all(|key| key.state == KeyState::Healthy), "no key is to blame");
}
