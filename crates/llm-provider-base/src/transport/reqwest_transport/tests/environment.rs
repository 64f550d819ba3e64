//! What the environment of the process may and may not change.
//!
//! Each test runs another one of this module in a process of its own, because the environment is the process's.

use std::path::Path;
use std::process::{Command, Stdio};

use http::StatusCode;
use tokio::io::AsyncReadExt;

use super::super::super::{Transport, TransportErrorKind};
use super::{ReqwestTransport, exchange, exchange_over, get, listen};

/// Where no proxy is: the discard port.
const NOWHERE: &str = "http://127.0.0.1:9";

fn child(test: &str) -> Command {
    let name = format!("{}::{test}", module_path!().split_once("::").unwrap().1);
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &name]).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[track_caller]
fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[tokio::test]
async fn loopback_is_reached() {
    let response = exchange(get, b"HTTP/1.1 204 No Content\r\n\r\n").await.0.unwrap();
    assert_eq!(response.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn loopback_is_reached_with_proxies_allowed() {
    let transport =
        ReqwestTransport::builder().without_default_roots().proxy_from_environment().build();
    let reply = b"HTTP/1.1 204 No Content\r\n\r\n";
    let response = exchange_over(&transport.unwrap(), get, reply).await.0.unwrap();
    assert_eq!(response.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_dead_host_is_not_reached_with_proxies_allowed() {
    let transport = ReqwestTransport::builder().proxy_from_environment().build().unwrap();
    let error = transport.send(get("https://host.invalid/".parse().unwrap())).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Connect);
}

#[test]
fn the_default_transport_can_be_built() {
    ReqwestTransport::new().unwrap();
}

#[test]
fn a_proxy_in_the_environment_is_not_used_unless_allowed() {
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        run(child("loopback_is_reached").env(name, NOWHERE).env_remove("NO_PROXY"));
    }
}

#[test]
fn plain_http_never_goes_through_a_proxy() {
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        run(child("loopback_is_reached_with_proxies_allowed").env(name, NOWHERE));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn https_goes_through_the_proxy_when_allowed() {
    let (proxy, url) = listen().await;
    let requested = tokio::spawn(async move {
        let (mut stream, _) = proxy.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0, "cut off");
        }
        String::from_utf8(request).unwrap()
    });
    let proxy = format!("http://127.0.0.1:{}", url.port().unwrap());
    let mut child = child("a_dead_host_is_not_reached_with_proxies_allowed");
    tokio::task::spawn_blocking(move || {
        run(child.env("HTTPS_PROXY", proxy).env_remove("NO_PROXY"));
    })
    .await
    .unwrap();
    let request = requested.await.unwrap();
    assert!(request.starts_with("CONNECT host.invalid:443 "), "{request}");
}

#[test]
fn a_machine_without_certificates_is_served_by_the_bundled_ones() {
    let nowhere = Path::new("/nonexistent");
    run(child("the_default_transport_can_be_built")
        .env("SSL_CERT_FILE", nowhere)
        .env("SSL_CERT_DIR", nowhere));
}
