//! What each fault of a server is reported as.

use std::error::Error as StdError;
use std::time::Duration;

use futures::StreamExt;
use tokio::io::AsyncWriteExt;

use super::super::super::{Delivery, Transport, TransportError, TransportErrorKind};
use super::{ReqwestTransport, accept, exchange, listen, post, send};

#[track_caller]
fn check(error: &TransportError, kind: TransportErrorKind, delivery: Delivery) {
    assert_eq!((error.kind(), error.delivery()), (kind, delivery), "{error:?}");
    let mut cause = Some(error as &(dyn StdError + 'static));
    while let Some(error) = cause {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("canary"), "the query of the URL is in {shown}");
        cause = error.source();
    }
}

#[tokio::test]
async fn a_refused_connection_sent_nothing() {
    let (listener, url) = listen().await;
    drop(listener);
    let error = send(post(url)).await.unwrap_err();
    check(&error, TransportErrorKind::Connect, Delivery::NotSent);
}

#[tokio::test]
async fn a_name_that_does_not_resolve_sent_nothing() {
    let error = send(post("http://host.invalid/?q=canary".parse().unwrap())).await.unwrap_err();
    check(&error, TransportErrorKind::Connect, Delivery::NotSent);
    assert_eq!(error.to_string(), "could not connect (host.invalid)");
}

#[tokio::test]
async fn another_scheme_is_not_tried() {
    let error = send(post("ftp://example.invalid/?q=canary".parse().unwrap())).await.unwrap_err();
    check(&error, TransportErrorKind::InvalidRequest, Delivery::NotSent);
}

#[tokio::test]
async fn a_connection_closed_before_the_head_is_complete_may_have_delivered() {
    for reply in ["", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-Ty"] {
        let error = exchange(post, reply.as_bytes()).await.0.unwrap_err();
        check(&error, TransportErrorKind::Interrupted, Delivery::Unknown);
    }
}

#[tokio::test]
async fn a_reset_after_the_request_may_have_delivered() {
    let (listener, url) = listen().await;
    let server = async {
        let (stream, _) = accept(&listener).await;
        stream.set_zero_linger().unwrap();
    };
    let error = tokio::join!(send(post(url)), server).0.unwrap_err();
    check(&error, TransportErrorKind::Interrupted, Delivery::Unknown);
}

#[tokio::test]
async fn what_is_not_http_is_a_protocol_error() {
    let replies = [
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/1.1 099 x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    ];
    for reply in replies {
        let error = exchange(post, reply.as_bytes()).await.0.unwrap_err();
        check(&error, TransportErrorKind::Protocol, Delivery::Unknown);
    }
}

#[tokio::test]
async fn a_body_cut_short_delivers_what_came_and_then_fails() {
    let replies = [
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab",
    ];
    for reply in replies {
        let mut body = exchange(post, reply.as_bytes()).await.0.unwrap().body;
        assert_eq!(body.next().await.unwrap().unwrap(), "ab");
        let error = body.next().await.unwrap().unwrap_err();
        check(&error, TransportErrorKind::Interrupted, Delivery::Unknown);
        assert!(body.next().await.is_none());
    }
}

#[tokio::test]
async fn a_body_that_breaks_its_own_coding_is_a_protocol_error() {
    let replies = [
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 10\r\n\r\n0123456789",
    ];
    for reply in replies {
        let body = exchange(post, reply.as_bytes()).await.0.unwrap().body;
        let error = body.collect(100).await.unwrap_err();
        check(&error, TransportErrorKind::Protocol, Delivery::Unknown);
    }
}

#[tokio::test]
async fn a_server_without_tls_is_a_tls_error() {
    let (listener, mut url) = listen().await;
    url.set_scheme("https").unwrap();
    let server = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        stream
    };
    let error = tokio::join!(send(post(url)), server).0.unwrap_err();
    check(&error, TransportErrorKind::Tls, Delivery::NotSent);
}

#[tokio::test]
async fn a_handshake_that_hangs_times_out_with_nothing_sent() {
    let (_listener, mut url) = listen().await;
    url.set_scheme("https").unwrap();
    let transport = ReqwestTransport::builder()
        .without_default_roots()
        .connect_timeout(Duration::from_millis(10))
        .build()
        .unwrap();
    let error = transport.send(post(url)).await.unwrap_err();
    check(&error, TransportErrorKind::Timeout, Delivery::NotSent);
}

#[test]
fn a_certificate_that_cannot_be_read_is_an_error_of_the_builder() {
    let pem = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
    let error = ReqwestTransport::builder().add_root_certificates(pem).build().unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Tls);
}
