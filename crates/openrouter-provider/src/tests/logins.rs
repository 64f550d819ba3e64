//! Logins: what is sent, what comes of it, and what a failure leaves. Tests are named for rows of
//! the fault list.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use llm_provider_base::TransportErrorKind;
use llm_types::{
    AuthConfig, AuthMethod, AuthProvider, ChatProvider, CredentialId, Error, ErrorKind,
    OAuthConfig, Operation, ProviderType, Result, StandardRequest, StoredCredential, TokenStorage,
};
use openrouter_auth::{ApiKey, CallbackUrl, KeyList, KeyWishes, OAuthFlow};
use tokio::time::Instant;

use super::canned::{Canned, DONE, Piece, Reply, bytes, finish, text};
use crate::{LoginError, OpenRouter};

const CODE: &str = "auth_code_canary-9Zx";
const ISSUED: &str = r#"{"key":"sk-or-v1-canary-issued","user_id":"user_1"}"#;
const KEY: &str = r#"{"data":{"label":"laptop","usage":0,"limit":null,"limit_remaining":null}}"#;
const ONLY_KEY: &str = "sk-or-v1-canary-issued";

/// A storage in memory, which can be made to fail.
#[derive(Debug, Clone, Default)]
struct Store(Arc<Mutex<Vec<StoredCredential>>>, bool);

#[async_trait]
impl TokenStorage for Store {
    fn location(&self) -> String {
        "memory".to_owned()
    }

    async fn list(&self, _: &ProviderType) -> Result<Vec<StoredCredential>> {
        Ok(self.0.lock().unwrap().clone())
    }

    async fn save(&self, _: &ProviderType, credential: &StoredCredential) -> Result<()> {
        if self.1 {
            return Err(Error::new(ErrorKind::Configuration, "the disk is full"));
        }
        self.0.lock().unwrap().push(credential.clone());
        Ok(())
    }

    async fn delete(&self, _: &ProviderType, id: &CredentialId) -> Result<bool> {
        let mut kept = self.0.lock().unwrap();
        let before = kept.len();
        kept.retain(|credential| credential.id != *id);
        Ok(kept.len() < before)
    }

    async fn delete_all(&self, _: &ProviderType) -> Result<usize> {
        Ok(std::mem::take(&mut *self.0.lock().unwrap()).len())
    }
}

/// No key, and these replies to the exchange and to all that comes after it.
fn canned(exchange: Reply) -> Canned {
    let mut replies = [exchange].into_iter();
    Canned::answering(move |asked| match asked.path.as_str() {
        "/api/v1/auth/keys" => replies.next().expect("the code is sent once"),
        "/api/v1/key" => Reply::json(200, KEY),
        _ => Reply::sse(text("ok") + &finish("stop") + DONE),
    })
}

fn provider(canned: &Canned) -> OpenRouter {
    OpenRouter::builder().transport(canned.clone()).build().unwrap()
}

async fn log_in(provider: &OpenRouter) -> Result<String, LoginError> {
    let issued = provider.log_in().headless().unwrap().finish(CODE).await?;
    Ok(issued.key.expose().to_owned())
}

/// Neither code, nor verifier, nor key is in what is shown of an error.
#[track_caller]
fn check_quiet(error: &LoginError, canned: &Canned) {
    let body = String::from_utf8_lossy(&canned.bodies()[0]).into_owned();
    let sent: serde_json::Value = serde_json::from_str(&body).unwrap();
    let verifier = sent["code_verifier"].as_str().unwrap().to_owned();
    let mut shown = format!("{error} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let _ = write!(shown, "{cause} {cause:?}");
        source = cause.source();
    }
    for secret in [CODE, &verifier, ONLY_KEY, "canary"] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
}

#[tokio::test]
async fn o03_a_login_gives_a_key_that_is_checked_used_and_kept() {
    let (canned, store) = (canned(Reply::json(200, ISSUED)), Store::default());
    let builder = OpenRouter::builder().transport(canned.clone());
    let provider = builder.token_storage(Arc::new(store.clone())).build().unwrap();
    assert!(!provider.is_authenticated());
    let login = provider.log_in().account("team-b").label("mine").headless().unwrap();
    let issued = login.finish(&format!("  \"{CODE}\"\n")).await.unwrap();
    assert_eq!((issued.key.expose(), issued.user_id.as_deref()), (ONLY_KEY, Some("user_1")));
    assert!(provider.is_authenticated());
    provider.complete(StandardRequest::prompt("hi")).await.unwrap();
    assert_eq!(canned.paths(), ["/api/v1/auth/keys", "/api/v1/key", "/api/v1/chat/completions"]);
    assert_eq!(canned.keys(), ["", ONLY_KEY, ONLY_KEY], "nobody's code needs a key");

    let status = provider.key_status();
    let key = &status.keys[0];
    assert_eq!((key.account.as_str(), key.label.as_deref()), ("team-b", Some("mine")));
    assert_eq!(key.limits.as_ref().unwrap().label.as_deref(), Some("laptop"));
    let kept = store.0.lock().unwrap().clone();
    assert_eq!((kept.len(), kept[0].secret.expose()), (1, ONLY_KEY));
    assert_eq!(kept[0].account.as_deref(), Some("team-b"));
    assert_eq!(kept[0].base_url.as_deref(), Some("https://openrouter.ai/api/v1/"));
    assert!(!format!("{provider:?} {store:?}").contains("canary"));

    provider.logout().await.unwrap();
    assert!(store.0.lock().unwrap().is_empty() && !provider.is_authenticated());
}

#[tokio::test]
async fn who_has_logged_in_once_is_not_asked_in_the_next_run() {
    const GIVEN: &str = "sk-or-v1-canary-given";
    let store = Store::default();
    let run = |canned: &Canned| {
        let builder = OpenRouter::builder().transport(canned.clone());
        builder.token_storage(Arc::new(store.clone()))
    };
    let first = canned(Reply::json(200, ISSUED));
    let provider = run(&first).build().unwrap();
    assert_eq!(provider.configured_auth(), [AuthMethod::ApiKey]);
    provider.reload_keys().await.unwrap();
    assert!(!provider.is_authenticated(), "nobody has logged in yet");
    log_in(&provider).await.unwrap();

    let next = canned(Reply::Hangs);
    let provider = run(&next).build().unwrap();
    assert!(!provider.is_authenticated(), "nothing is loaded yet");
    provider.reload_keys().await.unwrap();
    assert!(provider.is_authenticated());
    let provider = run(&next).build().unwrap();
    provider.complete(StandardRequest::prompt("hi")).await.unwrap();
    assert_eq!(next.keys(), [ONLY_KEY], "the first call loads them as well");
    provider.logout().await.unwrap();
    assert!(provider.complete(StandardRequest::prompt("hi")).await.is_err());
    assert_eq!(next.sends(), 1);

    log_in(&run(&canned(Reply::json(200, ISSUED))).build().unwrap()).await.unwrap();
    let elsewhere = run(&next).base_url("https://gate.test/v1").build().unwrap();
    elsewhere.reload_keys().await.unwrap();
    assert!(!elsewhere.is_authenticated(), "the key is another address's");
    let given = run(&next).api_key(GIVEN).build().unwrap();
    given.reload_keys().await.unwrap();
    let ids = given.key_pool().keys();
    assert_eq!(ids, [ApiKey::new(GIVEN).unwrap().id()], "what is given goes before what is kept");
    for (has, key) in [(vec![GIVEN], GIVEN), (vec![], ONLY_KEY)] {
        let source = KeyList::new(has.into_iter().map(|key| ApiKey::new(key).unwrap()));
        let sourced = run(&next).credentials(Arc::new(source)).build().unwrap();
        sourced.reload_keys().await.unwrap();
        assert_eq!(sourced.key_pool().keys(), [ApiKey::new(key).unwrap().id()]);
    }
}

#[tokio::test(start_paused = true)]
async fn o16_a_code_that_may_have_arrived_is_not_sent_again() {
    let echo = format!(r#"{{"error":{{"code":400,"message":"bad {CODE} canary"}}}}"#);
    let page = || Reply::json(502, format!("<html>{CODE}</html>")).of_type("text/html");
    for (reply, kind, status) in [
        (Reply::json(400, echo.clone()), ErrorKind::InvalidRequest, Some(400)),
        (Reply::json(403, echo.clone()), ErrorKind::Authentication, Some(403)),
        (Reply::json(405, echo.clone()), ErrorKind::InvalidRequest, Some(405)),
        (Reply::json(409, echo.clone()), ErrorKind::InvalidRequest, Some(409)),
        (
            Reply::json(429, echo.clone()).header("retry-after", "1"),
            ErrorKind::InvalidRequest,
            Some(429),
        ),
        (Reply::json(500, echo.clone()), ErrorKind::Unavailable, Some(500)),
        (Reply::json(503, echo), ErrorKind::Unavailable, Some(503)),
        (page(), ErrorKind::Unavailable, Some(502)),
        (Reply::json(307, "").header("location", "https://evil.test"), ErrorKind::Decode, None),
        (Reply::Fails(TransportErrorKind::Interrupted), ErrorKind::Network, None),
        (Reply::Hangs, ErrorKind::Timeout, None),
        (Reply::pieces([bytes("{\"key\":\""), Piece::Breaks]), ErrorKind::Network, None),
        (Reply::pieces([Piece::Hangs]), ErrorKind::Timeout, None),
    ] {
        let shown = format!("{reply:?}");
        let canned = canned(reply);
        let provider = provider(&canned);
        let begun = Instant::now();
        let mut error = log_in(&provider).await.unwrap_err();
        assert_eq!((error.kind(), error.has_key()), (kind, false), "{shown}: {error}");
        assert_eq!(canned.sends(), 1, "{shown}");
        assert!(begun.elapsed() <= Duration::from_secs(10), "{shown}");
        check_quiet(&error, &canned);
        assert!(error.take_key().is_none() && provider.key_pool().is_empty());
        let error = Error::from(error);
        assert_eq!(
            (error.status(), error.operation()),
            (status, Some(Operation::Login)),
            "{shown}"
        );
        assert!(!error.is_retryable(), "{shown}: a login is started again");
    }
}

#[tokio::test(start_paused = true)]
async fn o16_a_code_that_certainly_did_not_arrive_is_sent_again() {
    let canned = Canned::new([
        Reply::Fails(TransportErrorKind::Connect),
        Reply::json(200, ISSUED),
        Reply::json(200, KEY),
    ]);
    assert_eq!(log_in(&provider(&canned)).await.unwrap(), ONLY_KEY);
    assert_eq!(canned.bodies()[0], canned.bodies()[1]);
}

#[tokio::test(start_paused = true)]
async fn o17_an_answer_without_a_good_key_is_an_error_without_echo() {
    for body in [
        "",
        "{}",
        r#"{"key":""}"#,
        r#"{"key":"sk-or-v1-canary\ncanary"}"#,
        r#"{"key":["sk-or-v1-canary"]}"#,
        r#"{"key":"sk-live-canary"}"#,
        r#"{"data":{"key":"sk-or-v1-canary"}}"#,
        "<html>canary</html>",
    ] {
        let (canned, store) = (canned(Reply::json(200, body)), Store::default());
        let builder = OpenRouter::builder().transport(canned.clone());
        let provider = builder.token_storage(Arc::new(store.clone())).build().unwrap();
        let error = log_in(&provider).await.unwrap_err();
        assert_eq!((error.kind(), error.has_key()), (ErrorKind::Decode, false), "{body}: {error}");
        assert_eq!(canned.sends(), 1, "{body}");
        check_quiet(&error, &canned);
        assert!(store.0.lock().unwrap().is_empty() && provider.key_pool().is_empty());
    }
    let huge = (0..100).map(|_| bytes(" ".repeat(100 << 10)));
    let canned = canned(Reply::pieces(huge).of_type("application/json"));
    let error = log_in(&provider(&canned)).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::TooLarge, 1));
    let more = r#"{"key":"sk-or-v1-canary-issued","user_id":null,"new":{"a":1}}"#;
    let canned = self::canned(Reply::json(200, more));
    assert_eq!(log_in(&provider(&canned)).await.unwrap(), ONLY_KEY, "more is no harm");
}

#[tokio::test]
async fn o18_a_key_that_cannot_be_stored_is_handed_over_only_when_asked_for() {
    let canned = canned(Reply::json(200, ISSUED));
    let provider = provider(&canned);
    let login = provider.log_in().store(Store(Arc::default(), true)).headless().unwrap();
    let mut error = login.finish(CODE).await.unwrap_err();
    assert_eq!((error.kind(), error.has_key()), (ErrorKind::Configuration, true));
    assert!(error.to_string().contains("disk is full"), "{error}");
    check_quiet(&error, &canned);
    assert_eq!(error.take_key().unwrap().key.expose(), ONLY_KEY);
    assert!(error.take_key().is_none(), "once");
    provider.complete(StandardRequest::prompt("hi")).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_key_that_does_not_pass_its_check_is_handed_over_and_not_used() {
    for (status, kind) in [(401, ErrorKind::Authentication), (503, ErrorKind::Unavailable)] {
        let canned = Canned::new([Reply::json(200, ISSUED), Reply::json(status, "{}")]);
        let provider = provider(&canned);
        let error = log_in(&provider).await.unwrap_err();
        assert_eq!((error.kind(), error.has_key()), (kind, true));
        assert!(provider.key_pool().is_empty() && !format!("{error:?}").contains("canary"));
    }
}

#[tokio::test]
async fn a_web_application_starts_a_login_and_finishes_it_in_another_request() {
    let canned = canned(Reply::json(200, ISSUED));
    let mut oauth = OAuthConfig::default();
    oauth.callback_url = Some("https://app.test/cb".to_owned());
    oauth.key_label = Some("My app".to_owned());
    let builder = OpenRouter::builder().transport(canned.clone());
    let provider = builder.oauth(oauth).build().unwrap();
    assert_eq!(provider.configured_auth(), [AuthMethod::OAuth]);

    let (page, flow) = provider.start_oauth(None).unwrap();
    let asked: Vec<_> = page.query_pairs().collect();
    assert!(page.as_str().starts_with("https://openrouter.ai/auth?"), "{page}");
    for (name, value) in [("callback_url", "https://app.test/cb"), ("key_label", "My app")] {
        assert!(asked.iter().any(|(n, v)| n == name && v == value), "{page}");
    }
    let session = flow.to_json().unwrap();
    let flow = OAuthFlow::from_json(session.expose()).unwrap();
    let back = format!("https://app.test/cb?code={CODE}");
    let issued = provider.finish_oauth(flow, &back).await.unwrap();
    assert_eq!(issued.key.expose(), ONLY_KEY);

    let callback = CallbackUrl::new("https://other.test/cb").unwrap();
    let (page, flow) = provider.start_oauth(Some(callback)).unwrap();
    assert!(page.as_str().contains("other.test"));
    let no = provider.finish_oauth(flow, "https://other.test/cb?error=access_denied").await;
    assert_eq!(no.unwrap_err().kind(), ErrorKind::PermissionDenied);
    let callback = CallbackUrl::new("https://other.test/cb/nonce").unwrap();
    let (_, flow) = provider.start_oauth(Some(callback)).unwrap();
    let forged = format!("https://other.test/cb/guess?code={CODE}");
    let error = provider.finish_oauth(flow, &forged).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::InvalidRequest, 2), "{error}");
    let error = self::provider(&canned).start_oauth(None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

#[tokio::test]
async fn a_user_among_many_gets_a_key_that_nobody_else_calls_with() {
    let (canned, store) = (canned(Reply::json(200, ISSUED)), Store::default());
    let builder = OpenRouter::builder().transport(canned.clone());
    let provider = builder.token_storage(Arc::new(store.clone())).build().unwrap();
    let start = || {
        let callback = CallbackUrl::new("https://app.test/cb").unwrap();
        provider.start_oauth(Some(callback)).unwrap().1
    };
    let no = provider.redeem_oauth(start(), "/cb?error=access_denied").await.unwrap_err();
    assert_eq!((no.kind(), no.operation()), (ErrorKind::PermissionDenied, Some(Operation::Login)));
    let issued = provider.redeem_oauth(start(), &format!("/cb?code={CODE}")).await.unwrap();
    assert_eq!((issued.key.expose(), issued.user_id.as_deref()), (ONLY_KEY, Some("user_1")));
    assert_eq!(canned.paths(), ["/api/v1/auth/keys"]);
    assert!(provider.key_pool().is_empty() && !provider.is_authenticated());
    assert!(store.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_code_and_its_verifier_are_credentials_like_any_other() {
    let canned = canned(Reply::json(200, ISSUED));
    let provider = provider(&canned);
    let code =
        |verifier: &str| AuthConfig::OAuthCode { code: CODE.into(), verifier: verifier.into() };
    let error = provider.authenticate(code("too short")).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::InvalidRequest, 0));
    provider.authenticate(code(&"v".repeat(43))).await.unwrap();
    assert!(provider.is_authenticated());
}

#[tokio::test]
async fn o22_the_page_is_openrouters_unless_this_machine_plays_the_service() {
    let page = |base_url: &str| {
        let builder = OpenRouter::builder().transport(Canned::new([Reply::Hangs]));
        let provider = builder.base_url(base_url).build().unwrap();
        let wishes = KeyWishes::new().with_label("l");
        let login = provider.log_in().key(wishes).headless().unwrap();
        assert!(login.url().query().unwrap().contains("key_label=l"));
        let url = login.url();
        format!("{}{}", url.origin().ascii_serialization(), url.path())
    };
    assert_eq!(page("https://openrouter.ai/api/v1"), "https://openrouter.ai/auth");
    assert_eq!(page("https://gateway.test/or/v1"), "https://openrouter.ai/auth");
    assert_eq!(page("http://127.0.0.1:4010/api/v1"), "http://127.0.0.1:4010/auth");
    let elsewhere = "http://openrouter.ai/auth".parse().unwrap();
    let provider = provider(&Canned::new([Reply::Hangs]));
    let error = provider.log_in().page(elsewhere).headless().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}
