//! [`ScriptedServer`]: a server on loopback that says what it is told, byte for byte.
//!
//! The simulator knows the API; this one knows only enough HTTP to replay recordings, and to break
//! off where a real server could.

mod connection;
mod reply;

pub use connection::ServedRequest;
pub use reply::ServerReply;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

/// A server that gives its replies in order, and the last one for ever. It ends when dropped.
#[derive(Debug)]
#[must_use = "the server ends when it is dropped"]
pub struct ScriptedServer {
    addr: SocketAddr,
    state: Arc<State>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct State {
    replies: Vec<ServerReply>,
    requests: Mutex<Vec<ServedRequest>>,
}

impl ScriptedServer {
    /// Starts on a free port.
    ///
    /// # Errors
    ///
    /// If there is no port to listen on.
    pub async fn start(replies: impl IntoIterator<Item = ServerReply>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let addr = listener.local_addr()?;
        let state =
            Arc::new(State { replies: replies.into_iter().collect(), requests: Mutex::default() });
        let task = tokio::spawn(serve(listener, Arc::clone(&state)));
        Ok(Self { addr, state, task })
    }

    /// Its address, with a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// What it was asked so far.
    pub fn requests(&self) -> Vec<ServedRequest> {
        self.state.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl State {
    /// Takes a request down and gives the reply to it.
    fn answer(&self, request: ServedRequest) -> Option<ServerReply> {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let place = requests.len();
        requests.push(request);
        drop(requests);
        self.replies.get(place).or_else(|| self.replies.last()).cloned()
    }
}

impl Drop for ScriptedServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Connections live in the set: they end with the server.
async fn serve(listener: TcpListener, state: Arc<State>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        connections.spawn(async move {
            // A client that goes away in the middle is no concern of the server's.
            drop(connection::serve(stream, &state).await);
        });
        while connections.try_join_next().is_some() {}
    }
}
