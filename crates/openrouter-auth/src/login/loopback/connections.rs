//! [`Server`]: the open connections, all inside one future.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::{self, Future};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until, timeout};

use super::gate::Gate;
use super::listeners::{Acceptor, Listeners};
use crate::{AuthorizationCode, OAuthError};

/// The most connections at once.
const MAX_CONNECTIONS: usize = 16;
/// How long a connection may take to bring its request and take the answer.
const CONNECTION_LIMIT: Duration = Duration::from_secs(5);
/// How long a connection may stay when others wait for its place. A browser needs milliseconds,
/// so that no number of silent connections keeps it out: the oldest of them make room.
const TENURE: Duration = Duration::from_millis(200);
/// How long to accept nothing after that failed, as it does when there are no more file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// The longest head of a request in bytes.
const MAX_HEAD: usize = 8 * 1024;
/// The most header fields of a request.
const MAX_HEADERS: usize = 64;
/// Answers everybody, until somebody brings the decision.
pub(super) struct Server {
    acceptor: Acceptor,
    gate: Arc<Gate>,
    /// The oldest first.
    open: VecDeque<Connection>,
    next_id: u64,
    /// Set while nothing is accepted.
    pause: Option<Pin<Box<Sleep>>>,
}

struct Connection {
    id: u64,
    opened_at: Instant,
    serve: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl Server {
    pub(super) fn new(listeners: Listeners, gate: Arc<Gate>) -> io::Result<Self> {
        let open = VecDeque::with_capacity(MAX_CONNECTIONS);
        Ok(Self { acceptor: listeners.listen()?, gate, open, next_id: 0, pause: None })
    }

    /// Serves until the decision, and until whoever brought it has the answer.
    pub(super) async fn run(mut self) -> Result<AuthorizationCode, OAuthError> {
        future::poll_fn(|cx| self.poll_decided(cx)).await;
        // It was decided above, and nobody else takes it.
        self.gate.take().unwrap_or(Err(OAuthError::Expired))
    }

    fn poll_decided(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.poll_connections(cx);
        match self.gate.decided_by() {
            Some(id) if self.open.iter().all(|connection| connection.id != id) => Poll::Ready(()),
            _ => Poll::Pending,
        }
    }

    /// Gives each connection a turn, and lets new ones in.
    fn poll_connections(&mut self, cx: &mut Context<'_>) {
        self.open.retain_mut(|connection| connection.serve.as_mut().poll(cx).is_pending());
        while let Poll::Ready(stream) = self.poll_accept(cx) {
            let id = self.next_id;
            self.next_id += 1;
            let mut serve: Pin<Box<dyn Future<Output = ()> + Send>> =
                Box::pin(serve(stream, Arc::clone(&self.gate), id));
            if serve.as_mut().poll(cx).is_pending() {
                if self.open.len() == MAX_CONNECTIONS {
                    self.open.pop_front();
                }
                self.open.push_back(Connection { id, opened_at: Instant::now(), serve });
            }
        }
    }

    /// The next connection, when there is a place for it.
    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<TcpStream> {
        loop {
            if let Some(pause) = &mut self.pause {
                std::task::ready!(pause.as_mut().poll(cx));
                self.pause = None;
            }
            if let Some(until) = self.no_place_until() {
                self.pause = Some(Box::pin(sleep_until(until)));
                continue;
            }
            if let Ok(stream) = std::task::ready!(self.acceptor.poll_accept(cx)) {
                return Poll::Ready(stream);
            }
            // Perhaps the connections are what used up the handles.
            self.open.pop_front();
            self.pause = Some(Box::pin(sleep_until(Instant::now() + ACCEPT_PAUSE)));
        }
    }

    /// When the oldest connection has had its time, if there is no place before.
    fn no_place_until(&self) -> Option<Instant> {
        if self.open.len() < MAX_CONNECTIONS {
            return None;
        }
        let until = self.open.front()?.opened_at + TENURE;
        (until > Instant::now()).then_some(until)
    }
}

/// Serves one request of one connection. What goes wrong is its own affair.
async fn serve(stream: TcpStream, gate: Arc<Gate>, id: u64) {
    let service =
        service_fn(|request| future::ready(Ok::<_, Infallible>(gate.answer(id, &request))));
    let connection = http1::Builder::new()
        .keep_alive(false)
        .max_buf_size(MAX_HEAD)
        .max_headers(MAX_HEADERS)
        .auto_date_header(false)
        // The limit below is for all of the connection.
        .header_read_timeout(None)
        .serve_connection(TokioIo::new(stream), service);
    drop(timeout(CONNECTION_LIMIT, connection).await);
}
