//! Requests with the right nonce, and what they bring.

use super::super::page::Page;
use super::support::{Target, code, read, start};
use crate::OAuthError;
use tokio::io::AsyncWriteExt as _;

#[tokio::test]
async fn o05_a_state_says_nothing_and_is_overlooked() {
    for query in ["?state=&code=abc", "?code=abc&state=x", "?state=x&state=y&code=abc&State=z"] {
        let (login, target) = start();
        let (result, reply) = tokio::join!(login.wait(), target.send(target.get(query)));
        assert_eq!((code(result).as_str(), reply.status()), ("abc", 200), "{query}: {reply:?}");
    }
}

#[tokio::test]
async fn o06_a_callback_without_one_good_code_is_refused_and_the_right_one_still_counts() {
    let long = format!("?code={}", "k".repeat(513));
    let longest = "k".repeat(512);
    let (login, target) = start();
    let (result, reply) = tokio::join!(login.wait(), async {
        for query in [
            "",
            "?",
            "?code",
            "?code=",
            "?Code=canary",
            "?code=canary&code=canary",
            "?code=canary&%63ode=canary",
            "?code=canary%0d%0aSet-Cookie:%20canary=1",
            "?code=canary%0A",
            "?code=canary%00",
            "?code=canary%zz",
            "?code=canary+canary",
            "?code=canary%20",
            "?code=%3Cscript%3Ecanary%3C/script%3E",
            "?code=c%C3%A4nary",
            "?code=canary/../canary",
            &long,
        ] {
            let reply = target.send(target.get(query)).await;
            assert_eq!(reply.status(), 400, "{query}: {reply:?}");
            assert!(!reply.has("canary") && !reply.has("script"), "{reply:?}");
        }
        // Such a target is none: hyper does not get as far as the query.
        for query in ["?code=can\u{0}ary", "?code=can ary", "?code=canary\nx: y"] {
            let reply = target.send(target.get(query)).await;
            assert!(matches!(reply.status(), 0 | 400), "{query}: {reply:?}");
        }
        let huge = format!("?code={}", "k".repeat(64 * 1024));
        let reply = target.send(target.get(&huge)).await;
        assert!(matches!(reply.status(), 0 | 414 | 431), "{reply:?}");
        target.send(target.get(&format!("?code={longest}"))).await
    });
    assert_eq!((code(result), reply.status()), (longest.clone(), 200));
}

#[tokio::test]
async fn o10_a_refusal_ends_the_login_and_reflects_nothing() {
    for (query, word) in [
        ("?error=access_denied&error_description=%3Cscript%3Ecanary%3C/script%3E", "access_denied"),
        ("?error=%3Cscript%3Ecanary%3C/script%3E", "unknown"),
        ("?error=server_error&code=canary", "server_error"),
    ] {
        let (login, target) = start();
        let (result, reply) = tokio::join!(login.wait(), target.send(target.get(query)));
        let error = result.map(|_| query).unwrap_err();
        assert_eq!(error.to_string(), format!("access was not granted ({word})"));
        assert!(!format!("{error:?}").contains("canary"));

        assert_eq!(reply.status(), 200, "{reply:?}");
        assert!(reply.has("<h1>Access was not granted</h1>"), "{reply:?}");
        assert!(!reply.has("canary") && !reply.has("script"), "{reply:?}");
        assert!(target.is_closed().await);
    }
}

#[tokio::test]
async fn o10_each_page_is_static_and_says_what_browsers_may_do_with_it() {
    for (query, page) in [("?code=abc", Page::Granted), ("?error=access_denied", Page::Denied)] {
        let (login, target) = start();
        let (_result, reply) = tokio::join!(login.wait(), target.send(target.get(query)));
        let (head, body) = reply.0.split_once("\r\n\r\n").unwrap();
        assert_eq!(body, page.html());
        for field in [
            "content-type: text/html; charset=utf-8",
            "content-security-policy: default-src 'none'; style-src 'sha256-",
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "cache-control: no-store",
            "connection: close",
        ] {
            assert!(head.contains(field), "{field}: {head}");
        }
    }
}

/// Sends these requests so that all of them wait for an answer at once.
async fn at_once(target: &Target, requests: &[String]) -> Vec<tokio::net::TcpStream> {
    let mut streams = Vec::new();
    for request in requests {
        let mut stream = target.connect().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        streams.push(stream);
    }
    streams
}

#[tokio::test]
async fn o11_of_two_callbacks_at_once_one_counts_and_both_see_the_page() {
    let (login, target) = start();
    let requests = [target.get("?code=first"), target.get("?code=second")];
    let mut streams = at_once(&target, &requests).await;
    let exchanged = code(login.wait().await);
    assert!(["first", "second"].contains(&exchanged.as_str()), "{exchanged}");
    for stream in &mut streams {
        let reply = read(stream).await;
        assert_eq!(reply.status(), 200, "{reply:?}");
        assert!(reply.has("<h1>Access granted</h1>"), "{reply:?}");
    }
}

#[tokio::test]
async fn o11_what_comes_after_a_refusal_changes_nothing() {
    let (login, target) = start();
    let refusal = "?error=access_denied";
    let mut streams = at_once(&target, &[target.get(refusal), target.get(refusal)]).await;
    let error = login.wait().await.map(|_| ()).unwrap_err();
    assert!(matches!(error, OAuthError::Denied { .. }), "{error}");
    for stream in &mut streams {
        assert!(read(stream).await.has("<h1>Access was not granted</h1>"));
    }
}

#[tokio::test]
async fn o11_a_second_request_on_the_same_connection_is_not_read() {
    let (login, target) = start();
    let twice = format!("{}{}", target.request("GET", "/"), target.get("?code=smuggled"));
    let (result, _) = tokio::join!(login.wait(), async {
        let reply = target.send(twice).await;
        assert_eq!(reply.status(), 404, "{reply:?}");
        assert_eq!(reply.0.matches("HTTP/1.1").count(), 1, "{reply:?}");
        target.send(target.get("?code=right")).await
    });
    assert_eq!(code(result), "right");
}
