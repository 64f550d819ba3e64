//! The way it is meant to go.

use super::support::{callback_of, code, parts, start};
use crate::CodeVerifier;

#[tokio::test]
async fn o03_the_browser_comes_back_by_v4_and_the_login_ends() {
    let (login, target) = start();
    let url = login.url().clone();
    assert_eq!(callback_of(&login).host_str(), Some("127.0.0.1"));
    let (result, reply) = tokio::join!(login.wait(), target.send(target.get("?code=auth_code_1")));
    assert_eq!(reply.status(), 200, "{reply:?}");
    assert!(reply.has("<h1>Access granted</h1>"), "{reply:?}");

    let (code, verifier) = parts(result.unwrap());
    assert_eq!(code, "auth_code_1");
    let challenge = CodeVerifier::from_secret(verifier.as_str()).unwrap().challenge();
    let mut query = url.query_pairs();
    let sent = query.find(|(name, _)| name == "code_challenge").unwrap().1.into_owned();
    assert_eq!(sent, challenge.as_str(), "the verifier is that of the challenge");
    assert!(target.is_closed().await);
}

#[tokio::test]
async fn o03_the_same_port_answers_by_v6() {
    let (login, target) = start();
    let request = target.get("?code=abc").replace("127.0.0.1", "[::1]");
    let (result, reply) = tokio::join!(login.wait(), target.send_v6(request));
    assert_eq!(reply.status(), 200, "{reply:?}");
    assert_eq!(code(result), "abc");
    assert!(target.is_closed().await);
}
