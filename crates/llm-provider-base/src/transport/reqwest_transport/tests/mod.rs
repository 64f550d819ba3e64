//! The transport against a raw listener on loopback.

mod connection;
mod environment;
mod faults;
mod headers;

use std::net::SocketAddr;

use http::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use super::super::{HttpRequest, HttpResponse, Transport, TransportError};
use super::ReqwestTransport;

fn transport() -> ReqwestTransport {
    ReqwestTransport::builder().without_default_roots().build().unwrap()
}

async fn send(request: HttpRequest) -> Result<HttpResponse, TransportError> {
    transport().send(request).await
}

/// A listener, and a URL that leads to it.
async fn listen() -> (TcpListener, Url) {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let url = format!("http://{}/v1/chat?code=canary", listener.local_addr().unwrap());
    (listener, Url::parse(&url).unwrap())
}

fn get(url: Url) -> HttpRequest {
    HttpRequest::new(Method::GET, url)
}

fn post(url: Url) -> HttpRequest {
    HttpRequest::new(Method::POST, url).with_body("{}")
}

/// Accepts a connection and reads its request: up to the body of [`post`], or to the end of the head of [`get`].
async fn accept(listener: &TcpListener) -> (TcpStream, String) {
    let (mut stream, _) = listener.accept().await.unwrap();
    let request = read_request(&mut stream).await;
    (stream, request)
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    loop {
        let end = if request.starts_with(b"GET") { b"\r\n\r\n".as_slice() } else { b"{}" };
        if request.ends_with(end) || stream.read_buf(&mut request).await.unwrap() == 0 {
            return String::from_utf8(request).unwrap();
        }
    }
}

/// Sends one request to a server that reads it, writes `reply` and closes the connection.
/// Returns the request as the server saw it, too, unless there was no reply.
async fn exchange(
    request: impl FnOnce(Url) -> HttpRequest,
    reply: &[u8],
) -> (Result<HttpResponse, TransportError>, String) {
    exchange_over(&transport(), request, reply).await
}

async fn exchange_over(
    transport: &ReqwestTransport,
    request: impl FnOnce(Url) -> HttpRequest,
    reply: &[u8],
) -> (Result<HttpResponse, TransportError>, String) {
    let (listener, url) = listen().await;
    let server = async {
        let (mut stream, request) = accept(&listener).await;
        stream.write_all(reply).await.unwrap();
        stream.shutdown().await.unwrap();
        Ok(request)
    };
    let call = async { transport.send(request(url)).await };
    // A call that fails may never have come to the server.
    match futures::future::try_join(call, server).await {
        Ok((response, request)) => (Ok(response), request),
        Err(error) => (Err(error), String::new()),
    }
}
