//! [`FaultServer`]: a listener on loopback that goes by scripts.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::{
    net::TcpListener,
    task::{JoinHandle, JoinSet},
};

use super::{Happened, ReceivedRequest, Script, connection::Connection, log::Log};

/// A server that fails as it is told: the first connection gets the first script, and so on, and
/// the last script is for all that come after. It ends when it is dropped.
#[derive(Debug)]
#[must_use = "the server ends when it is dropped"]
pub struct FaultServer {
    address: SocketAddr,
    log: Log,
    task: JoinHandle<()>,
}

/// How long a test waits for what it expects, before it is said not to have happened.
const PATIENCE: Duration = Duration::from_secs(10);

impl FaultServer {
    /// Starts on a free port of 127.0.0.1. Needs to be called within a tokio runtime.
    ///
    /// # Errors
    ///
    /// If there is no port to listen on.
    pub async fn start(scripts: impl IntoIterator<Item: Into<Script>>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let log = Log::new();
        let scripts: Arc<[Script]> = scripts.into_iter().map(Into::into).collect();
        let task = tokio::spawn(serve(listener, scripts, log.clone()));
        Ok(Self { address, log, task })
    }

    /// Returns where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns its address, with a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Returns the address to give to a client, as [`Simulator::base_url`](crate::Simulator::base_url).
    pub fn base_url(&self) -> String {
        self.url("/api/v1")
    }

    /// Returns the address to give to a client that is to speak TLS.
    #[cfg(feature = "tls")]
    pub fn secure_base_url(&self) -> String {
        format!("https://{}/api/v1", self.address)
    }

    /// Returns what happened so far, in order.
    pub fn log(&self) -> Vec<Happened> {
        self.log.entries()
    }

    /// Returns the requests that were read so far, in order.
    pub fn requests(&self) -> Vec<Arc<ReceivedRequest>> {
        let requests = self.log().into_iter().filter_map(|entry| match entry {
            Happened::Requested { request, .. } => Some(request),
            _ => None,
        });
        requests.collect()
    }

    /// Returns how many connections were accepted so far.
    pub fn connections(&self) -> usize {
        self.count(|entry| matches!(entry, Happened::Accepted { .. }))
    }

    /// Returns how many connections are open.
    pub fn open_connections(&self) -> usize {
        open(&self.log())
    }

    /// Waits until no connection is open. False if that does not come about within ten seconds of
    /// tokio's time.
    pub async fn all_closed(&self) -> bool {
        self.log.wait_for(PATIENCE, |entries| open(entries) == 0).await
    }

    /// Waits until so many requests were read. False as in [`all_closed`](Self::all_closed).
    pub async fn requested(&self, count: usize) -> bool {
        let is_request = |entry: &&Happened| matches!(entry, Happened::Requested { .. });
        self.log.wait_for(PATIENCE, |all| all.iter().filter(is_request).count() >= count).await
    }

    fn count(&self, condition: impl Fn(&Happened) -> bool) -> usize {
        self.log().iter().filter(|entry| condition(entry)).count()
    }
}

fn open(entries: &[Happened]) -> usize {
    let accepted = |entry: &&Happened| matches!(entry, Happened::Accepted { .. });
    let over = |entry: &&Happened| matches!(entry, Happened::Left { .. } | Happened::Closed { .. });
    entries.iter().filter(accepted).count() - entries.iter().filter(over).count()
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Connections live in the set: they end with the server.
async fn serve(listener: TcpListener, scripts: Arc<[Script]>, log: Log) {
    let mut connections = JoinSet::new();
    for id in 0.. {
        let Ok((stream, _)) = listener.accept().await else { return };
        log.push(Happened::Accepted { connection: id });
        let connection = Connection::new(id, stream, log.clone());
        let scripts = Arc::clone(&scripts);
        connections.spawn(async move {
            let closes = Script::new();
            let script = scripts.get(id).or_else(|| scripts.last()).unwrap_or(&closes);
            connection.run(script).await;
        });
        while connections.try_join_next().is_some() {}
    }
}
