//! Requests that are not the awaited one: each is turned away, and the login goes on.

use tokio::io::AsyncReadExt as _;

use super::support::{Reply, Target, code, start};

/// Requests, and the statuses that each may get; 0 is a connection closed without an answer.
type Requests = Vec<(String, &'static [u16])>;

/// Sends each request to one login, checks each answer, and then logs in by it.
async fn turned_away(requests: fn(&Target) -> Requests) {
    let (login, target) = start();
    let (result, reply) = tokio::join!(login.wait(), async {
        for (request, expected) in requests(&target) {
            let reply = target.send(&request).await;
            let shown = &request[..request.len().min(200)];
            assert!(expected.contains(&reply.status()), "{shown:?}: {reply:?}");
            assert_harmless(&reply, &target);
        }
        target.send(target.get("?code=right")).await
    });
    assert_eq!(reply.status(), 200, "{reply:?}");
    assert_eq!(code(result), "right");
}

/// Whoever it was learns nothing, and may not read the answer from a page of another site.
fn assert_harmless(reply: &Reply, target: &Target) {
    let lower = reply.0.to_ascii_lowercase();
    assert!(!lower.contains("access-control-"), "{reply:?}");
    assert!(!reply.has("canary") && !reply.has(&target.path[4..]), "{reply:?}");
    if reply.has("content-type") {
        assert!(reply.has("content-security-policy: default-src 'none'"), "{reply:?}");
        assert!(reply.has("x-content-type-options: nosniff"), "{reply:?}");
    }
}

#[tokio::test]
async fn o04_stray_requests_do_not_end_the_login() {
    turned_away(|target| {
        let get = |path: &str| target.request("GET", path);
        let path = format!("{}?code=canary", target.path);
        let with = |method: &str| target.request(method, &path);
        let body = with("POST").replace("\r\n\r\n", "\r\nContent-Length: 6\r\n\r\ncanary");
        let expect = body.replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n");
        let port = target.port;
        vec![
            (get("/favicon.ico"), &[404]),
            (get("/"), &[404]),
            (get("/cb"), &[404]),
            (get("/cb/?code=canary"), &[404]),
            (get("*"), &[400, 404]),
            (get(&format!("http://127.0.0.1:{port}{path}")), &[404]),
            (get(&format!("https://example.com{path}")), &[404]),
            (with("HEAD"), &[405]),
            (with("OPTIONS"), &[405]),
            (with("PUT"), &[405]),
            (with("get"), &[405]),
            (with("CONNECT"), &[400, 405]),
            (body, &[405]),
            (expect, &[405]),
            (with("GET").replace("HTTP/1.1", "HTTP/2.0"), &[0, 400]),
            // HTTP/0.9, with nothing after it.
            (format!("GET {path}\r\n"), &[0, 400]),
            ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), &[0, 400]),
            // The start of a TLS handshake.
            ("\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}\u{3}\u{3}canary".to_owned(), &[0, 400]),
            ("\0\0\0\0\r\n\r\n".to_owned(), &[0, 400]),
            ("canary\r\n\r\n".to_owned(), &[0, 400]),
            ("\r\n\r\n\r\n\r\nSSH-2.0-canary\r\n".to_owned(), &[0, 400]),
        ]
    })
    .await;
}

#[tokio::test]
async fn o04_connections_without_a_request_do_not_end_the_login() {
    let (login, target) = start();
    let silent = target.connect().await;
    drop(target.connect().await);
    let reset = target.connect().await;
    reset.set_zero_linger().unwrap();
    drop(reset);
    let (result, _) = tokio::join!(login.wait(), target.send(target.get("?code=right")));
    assert_eq!(code(result), "right");
    drop(silent);
}

#[tokio::test]
async fn o05_a_path_without_the_very_nonce_is_not_found() {
    turned_away(|target| {
        let nonce = target.path.strip_prefix("/cb/").unwrap();
        assert_eq!(nonce.len(), 43, "256 bits");
        let other = if nonce.starts_with('A') { "B" } else { "A" };
        let swapped: String = nonce
            .chars()
            .map(|c| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
            .collect();
        let encoded = format!("%{:02X}{}", nonce.as_bytes()[0], &nonce[1..]);
        let paths = [
            "/cb/".to_owned(),
            format!("/cb/{other}{}", &nonce[1..]),
            format!("/cb/{}", &nonce[..42]),
            format!("/cb/{nonce}A"),
            format!("/cb/{nonce}/"),
            format!("/cb/{nonce}/{nonce}"),
            format!("/cb//{nonce}"),
            format!("//cb/{nonce}"),
            format!("/CB/{nonce}"),
            format!("/cb/{swapped}"),
            format!("/cb/{encoded}"),
            format!("/cb/./{nonce}"),
            format!("/x/../cb/{nonce}"),
            format!("/cb/{nonce};x"),
            format!("/cb?nonce={nonce}"),
        ];
        let request = |path: &String| {
            let glue = if path.contains('?') { '&' } else { '?' };
            target.request("GET", &format!("{path}{glue}code=canary"))
        };
        paths.iter().map(|path| (request(path), &[404_u16] as &[u16])).collect()
    })
    .await;
}

#[tokio::test]
async fn o07_only_a_request_to_this_machine_by_name_is_taken() {
    turned_away(|target| {
        let get = target.get("?code=canary");
        let port = target.port;
        let ours = format!("Host: 127.0.0.1:{port}\r\n");
        let hosts = [
            "Host: evil.example\r\n".to_owned(),
            format!("Host: evil.example:{port}\r\n"),
            format!("Host: 127.0.0.1.evil.example:{port}\r\n"),
            format!("Host: localhost.evil.example:{port}\r\n"),
            format!("Host: evil.example@127.0.0.1:{port}\r\n"),
            format!("Host: 127.1:{port}\r\n"),
            format!("Host: 0.0.0.0:{port}\r\n"),
            format!("Host: ::1:{port}\r\n"),
            format!("Host: localhost.:{port}\r\n"),
            "Host: 127.0.0.1\r\n".to_owned(),
            "Host: 127.0.0.1:\r\n".to_owned(),
            format!("Host: 127.0.0.1:{}\r\n", port ^ 1),
            format!("Host: 127.0.0.1:0{port}\r\n"),
            format!("Host: 127.0.0.1:+{port}\r\n"),
            "Host:\r\n".to_owned(),
            String::new(),
            format!("{ours}{ours}"),
            format!("{ours}Host: evil.example\r\n"),
            format!("Host: evil.example\r\n{ours}"),
        ];
        let request = |host: &String| get.replace(&ours, host);
        hosts.iter().map(|host| (request(host), &[400_u16] as &[u16])).collect()
    })
    .await;
}

#[tokio::test]
async fn o08_a_page_of_another_site_gets_nothing_out_of_it() {
    turned_away(|target| {
        let sites = "Origin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\n";
        let preflight = "Access-Control-Request-Method: GET\r\n\
                         Access-Control-Request-Private-Network: true\r\n";
        let from = |request: String, more: &str| {
            request.replace("\r\n\r\n", &format!("\r\n{sites}{more}\r\n"))
        };
        let guess = "/cb/?code=canary";
        vec![
            (from(target.request("GET", guess), "Sec-Fetch-Mode: cors\r\n"), &[404]),
            (from(target.request("GET", guess), "Sec-Fetch-Dest: image\r\n"), &[404]),
            (from(target.request("OPTIONS", guess), preflight), &[405]),
            (from(target.request("OPTIONS", &target.path), preflight), &[405]),
        ]
    })
    .await;
}

#[tokio::test]
async fn o15_another_program_that_comes_first_cannot_finish_the_login() {
    let (login, target) = start();
    // It is connected before the browser is, and keeps its place.
    let mut first = target.connect().await;
    let (result, reply) = tokio::join!(login.wait(), async {
        for guess in ["?code=stolen", "?code=stolen&state=x", "?error=access_denied"] {
            let reply = target.send(target.request("GET", &format!("/cb/{guess}"))).await;
            assert_eq!(reply.status(), 404, "{reply:?}");
        }
        target.send(target.get("?code=right")).await
    });
    assert_eq!((code(result).as_str(), reply.status()), ("right", 200));
    assert_eq!(first.read(&mut [0]).await.unwrap_or(0), 0, "it is cut off");
}
