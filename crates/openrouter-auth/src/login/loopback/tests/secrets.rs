//! What the outside sees of a login.

use super::support::{callback_of, start};
use crate::{KeyWishes, LoginOptions, LoopbackLogin, OAuthError};

#[tokio::test]
async fn o01_the_address_of_the_page_parses_back() {
    let wishes = KeyWishes::new().with_label("A & B");
    let login = LoopbackLogin::bind(LoginOptions::new().with_key(wishes)).unwrap();
    let url = login.url();
    assert_eq!(url.origin().ascii_serialization(), "https://openrouter.ai");
    assert_eq!(url.path(), "/auth");
    let names: Vec<_> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(names, ["callback_url", "code_challenge", "code_challenge_method", "key_label"]);
    let callback = callback_of(&login);
    assert!(url.as_str().contains("callback_url=http%3A%2F%2F127.0.0.1%3A"), "{url}");
    assert_eq!((callback.scheme(), callback.query()), ("http", None));
    assert!(url.as_str().contains("code_challenge_method=S256&"), "{url}");
}

#[tokio::test]
async fn o21_the_address_of_the_page_holds_no_secret_but_the_nonce() {
    let (login, target) = start();
    let url = login.url().to_string();
    let verifier = login.verifier.expose().to_owned();
    assert!(!url.contains(&verifier) && url.contains(&target.path[4..]));

    let shown = format!("{login:?} {login:#?} {:?}", login.gate);
    assert!(!shown.contains(&verifier) && !shown.contains(&target.path[4..]), "{shown}");
    let wait = login.wait();
    let (result, _) = tokio::join!(wait, target.send(target.get("?code=canary")));
    let shown = format!("{result:?} {result:#?}");
    assert!(!shown.contains("canary") && !shown.contains(&verifier), "{shown}");
}

#[tokio::test]
async fn o22_another_page_is_https_or_on_this_machine() {
    let check = |page: &str, fits: bool| {
        let page = url::Url::parse(page).unwrap();
        let login = LoopbackLogin::bind(LoginOptions::new().with_page(page.clone()));
        match login {
            Ok(login) => {
                assert!(fits, "{page}");
                assert!(login.url().as_str().starts_with(page.as_str()));
            }
            Err(error) => assert!(!fits && matches!(error, OAuthError::Page(_)), "{page}: {error}"),
        }
    };
    check("http://127.0.0.1:4010/auth", true);
    check("http://localhost:4010/auth", true);
    check("https://login.example.com/auth", true);
    check("http://openrouter.ai/auth", false);
    check("http://127.0.0.1.evil.example/auth", false);
    check("https://user@openrouter.ai/auth", false);
    check("https://openrouter.ai/auth#top", false);
    check("ftp://openrouter.ai/auth", false);
}

#[tokio::test]
async fn o23_two_logins_at_once_share_nothing() {
    let ((one, one_target), (two, two_target)) = (start(), start());
    assert_ne!(one_target.port, two_target.port);
    assert_ne!(one_target.path, two_target.path);
    assert_ne!(one.verifier.expose(), two.verifier.expose());
    // The callback of one is nothing to the other.
    let strange = one_target.request("GET", &format!("{}?code=abc", two_target.path));
    let (result, ()) = tokio::join!(one.wait(), async {
        assert_eq!(one_target.send(strange).await.status(), 404);
        assert_eq!(one_target.send(one_target.get("?code=one")).await.status(), 200);
    });
    assert_eq!(super::support::code(result), "one");
    assert!(!two_target.is_closed().await);
    drop(two);
}
