//! When a connection is opened, kept and closed.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use futures::{FutureExt, StreamExt, stream};
use http::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::super::super::{Body, Transport};
use super::{accept, exchange, get, listen, post, read_request, send, transport};

const CHUNKED: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

#[tokio::test]
async fn the_head_arrives_before_the_body_does() {
    let (listener, url) = listen().await;
    let server = async {
        let (mut stream, _) = accept(&listener).await;
        stream.write_all(CHUNKED).await.unwrap();
        stream
    };
    let (response, mut stream) = tokio::join!(send(post(url)), server);
    let mut body = response.unwrap().body;

    assert!(body.next().now_or_never().is_none());
    stream.write_all(b"2\r\nab\r\n").await.unwrap();
    assert_eq!(body.next().await.unwrap().unwrap(), "ab");
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    assert!(body.next().await.is_none());
}

#[tokio::test]
async fn a_redirect_is_a_reply_like_any_other() {
    let (elsewhere, target) = listen().await;
    for status in [301, 302, 303, 307, 308] {
        let reply =
            format!("HTTP/1.1 {status} x\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n");
        let response = tokio::select! {
            (response, _) = exchange(post, reply.as_bytes()) => response.unwrap(),
            _ = elsewhere.accept() => panic!("{status} was followed"),
        };
        assert_eq!(response.status, StatusCode::from_u16(status).unwrap());
        assert_eq!(response.headers[http::header::LOCATION], target.as_str());
    }
}

#[tokio::test]
async fn dropping_a_call_closes_its_connection() {
    let (listener, url) = listen().await;
    let mut stream = {
        let mut call = pin!(send(post(url)));
        tokio::select! {
            biased;
            (stream, _) = accept(&listener) => stream,
            response = &mut call => panic!("the server is silent, yet: {response:?}"),
        }
    };
    assert_eq!(stream.read(&mut [0; 8]).await.unwrap(), 0);
}

#[tokio::test]
async fn dropping_a_body_closes_its_connection() {
    let (listener, url) = listen().await;
    let server = async {
        let (mut stream, _) = accept(&listener).await;
        stream.write_all(CHUNKED).await.unwrap();
        stream
    };
    let (response, mut stream) = tokio::join!(send(post(url)), server);
    drop(response);
    assert_eq!(stream.read(&mut [0; 8]).await.unwrap(), 0);
}

#[tokio::test]
async fn a_released_body_leaves_its_connection_to_the_next_request() {
    let (listener, url) = listen().await;
    let transport = transport();
    let server = async {
        let (mut stream, _) = accept(&listener).await;
        stream.write_all(CHUNKED).await.unwrap();
        stream.write_all(b"2\r\nab\r\n").await.unwrap();
        stream
    };
    let (response, mut stream) = tokio::join!(transport.send(post(url.clone())), server);
    let mut body = response.unwrap().body;
    assert_eq!(body.next().await.unwrap().unwrap(), "ab");

    body.release();
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    while !transport.lot.is_empty() {
        tokio::task::yield_now().await;
        transport.lot.sweep();
    }
    // The connection has seen the end; the tasks that put it back into the pool have only to run.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }

    let server = async {
        tokio::select! {
            request = read_request(&mut stream) => {
                stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
                request
            }
            _ = listener.accept() => panic!("a second connection"),
        }
    };
    let (response, request) = tokio::join!(transport.send(get(url)), server);
    assert_eq!(response.unwrap().status, StatusCode::NO_CONTENT);
    assert!(request.starts_with("GET /v1/chat"), "{request}");
}

#[tokio::test]
async fn sending_lets_go_of_the_bodies_that_have_come_to_their_end() {
    let (listener, url) = listen().await;
    let transport = transport();
    let mut late = false;
    let ends_late = stream::poll_fn(move |_| {
        if std::mem::replace(&mut late, true) { Poll::Ready(None) } else { Poll::Pending }
    });
    Body::new(ends_late).with_drain_lot(Arc::clone(&transport.lot)).release();
    assert!(!transport.lot.is_empty());

    drop(listener);
    transport.send(get(url)).await.unwrap_err();

    assert!(transport.lot.is_empty());
}
