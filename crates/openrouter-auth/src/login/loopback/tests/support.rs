//! A login under test, and clients that send whatever they like.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use super::super::listeners::Listeners;
use crate::{LoginOptions, LoopbackLogin, OAuthError, TokenExchange};

/// What a client may know of a login.
#[derive(Clone)]
pub(super) struct Target {
    pub(super) port: u16,
    /// `/cb/<nonce>`.
    pub(super) path: String,
}

/// A login that is bound, and where its browser is to come back to.
pub(super) fn start() -> (LoopbackLogin, Target) {
    let login = LoopbackLogin::bind(LoginOptions::new()).unwrap();
    let target = Target::of(&login);
    (login, target)
}

/// A login on these ports.
pub(super) fn start_with(listeners: Listeners) -> (LoopbackLogin, Target) {
    let login = LoopbackLogin::on(listeners, LoginOptions::new()).unwrap();
    let target = Target::of(&login);
    (login, target)
}

impl Target {
    pub(super) fn of(login: &LoopbackLogin) -> Self {
        let callback = callback_of(login);
        assert_eq!(callback.port(), Some(login.port()));
        Self { port: login.port(), path: callback.path().to_owned() }
    }

    /// What a browser sends that comes back with this query.
    pub(super) fn get(&self, query: &str) -> String {
        self.request("GET", &format!("{}{query}", self.path))
    }

    pub(super) fn request(&self, method: &str, target: &str) -> String {
        format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port)
    }

    pub(super) async fn connect(&self) -> TcpStream {
        TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await.unwrap()
    }

    /// Sends bytes and reads all that comes back.
    pub(super) async fn send(&self, bytes: impl AsRef<[u8]>) -> Reply {
        let mut stream = self.connect().await;
        talk(&mut stream, bytes.as_ref()).await
    }

    pub(super) async fn send_v6(&self, bytes: impl AsRef<[u8]>) -> Reply {
        let address = SocketAddr::from((Ipv6Addr::LOCALHOST, self.port));
        let mut stream = TcpStream::connect(address).await.unwrap();
        talk(&mut stream, bytes.as_ref()).await
    }

    /// True if nobody listens any more.
    pub(super) async fn is_closed(&self) -> bool {
        let v4 = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await.is_err();
        v4 && TcpStream::connect((Ipv6Addr::LOCALHOST, self.port)).await.is_err()
    }
}

/// The callback URL in the page's address.
pub(super) fn callback_of(login: &LoopbackLogin) -> url::Url {
    let mut query = login.url().query_pairs();
    let (_, callback) = query.find(|(name, _)| name == "callback_url").unwrap();
    url::Url::parse(&callback).unwrap()
}

/// Sends and reads to the end. A connection that the other side cuts off just ends.
pub(super) async fn talk(stream: &mut TcpStream, bytes: &[u8]) -> Reply {
    // A server that has heard enough hangs up.
    let _cut_off = stream.write_all(bytes).await;
    read(stream).await
}

/// Reads to the end.
pub(super) async fn read(stream: &mut TcpStream) -> Reply {
    let mut received = Vec::new();
    let _cut_off = stream.read_to_end(&mut received).await;
    Reply(String::from_utf8(received).unwrap())
}

/// All that came back by a connection.
#[derive(Debug)]
pub(super) struct Reply(pub(super) String);

impl Reply {
    /// The status; 0 if the connection was closed without an answer.
    pub(super) fn status(&self) -> u16 {
        let status = self.0.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3));
        status.map_or(0, |status| status.parse().unwrap())
    }

    pub(super) fn has(&self, text: &str) -> bool {
        self.0.contains(text)
    }
}

/// The code and the verifier of an exchange.
pub(super) fn parts(exchange: TokenExchange) -> (String, String) {
    let body = exchange.into_body().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let text = |name: &str| json[name].as_str().unwrap().to_owned();
    (text("code"), text("code_verifier"))
}

/// The code that a login ended with.
pub(super) fn code(result: Result<TokenExchange, OAuthError>) -> String {
    parts(result.unwrap()).0
}

/// Paused time that passes when the test says so, and not whenever the sockets are silent.
pub(super) struct HeldTime(oneshot::Sender<()>);

impl HeldTime {
    /// Time does not pass by itself while a blocking task runs.
    pub(super) async fn new() -> Self {
        let (release, held) = oneshot::channel();
        let (started, running) = oneshot::channel();
        tokio::task::spawn_blocking(move || {
            started.send(()).unwrap();
            held.blocking_recv().unwrap_err();
        });
        running.await.unwrap();
        Self(release)
    }

    /// Lets time pass, and everybody see that it has.
    pub(super) async fn pass(&self, time: Duration) {
        assert!(!self.0.is_closed());
        tokio::time::advance(time).await;
        for _ in 0..8 {
            tokio::task::yield_now().await;
        }
    }
}
