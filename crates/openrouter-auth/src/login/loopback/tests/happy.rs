//! The way it is meant to go.

use tokio::io::AsyncWriteExt as _;

use super::support::{callback_of, code, parts, read, start};
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

#[tokio::test]
async fn o03_a_request_that_comes_byte_by_byte_or_before_the_wait_is_answered() {
    let (login, target) = start();
    let mut early = target.connect().await;
    early.write_all(target.get("?code=abc").as_bytes()).await.unwrap();
    // Nothing more will come; the answer is still wanted.
    early.shutdown().await.unwrap();
    let (result, reply) = tokio::join!(login.wait(), read(&mut early));
    assert_eq!((code(result).as_str(), reply.status()), ("abc", 200), "{reply:?}");

    let (login, target) = start();
    let (result, reply) = tokio::join!(login.wait(), async {
        let mut slow = target.connect().await;
        slow.set_nodelay(true).unwrap();
        for byte in target.get("?code=abc").bytes() {
            slow.write_all(&[byte]).await.unwrap();
            tokio::task::yield_now().await;
        }
        read(&mut slow).await
    });
    assert_eq!((code(result).as_str(), reply.status()), ("abc", 200), "{reply:?}");
}

#[tokio::test]
async fn o03_the_names_of_this_machine_are_equal() {
    for host in ["127.0.0.1", "[::1]", "localhost", "LOCALHOST"] {
        let (login, target) = start();
        let request = target.get("?code=abc").replace("127.0.0.1", host);
        let (result, reply) = tokio::join!(login.wait(), target.send(request));
        assert_eq!((code(result).as_str(), reply.status()), ("abc", 200), "{host}: {reply:?}");
    }
}
