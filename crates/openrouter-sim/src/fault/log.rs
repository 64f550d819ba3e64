//! [`Happened`]: what a server saw and did, in order.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

use super::ReceivedRequest;

/// Something that happened on a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happened {
    /// A connection was accepted.
    Accepted {
        /// Which connection, from 0.
        connection: usize,
    },
    /// A request was read, as far as the script reads it.
    Requested {
        /// On which connection.
        connection: usize,
        /// The request.
        request: Arc<ReceivedRequest>,
    },
    /// The client cancelled a stream of HTTP/2, at which its script was [held].
    ///
    /// [held]: super::StreamScript::hold
    #[cfg(feature = "http2")]
    Cancelled {
        /// On which connection.
        connection: usize,
    },
    /// The client closed the connection, or broke it.
    Left {
        /// Which connection.
        connection: usize,
    },
    /// The script closed the connection.
    Closed {
        /// Which connection.
        connection: usize,
    },
}

/// The log, and a bell that rings with each entry.
#[derive(Clone, Debug)]
pub(super) struct Log(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    entries: Mutex<Vec<Happened>>,
    count: watch::Sender<usize>,
}

impl Log {
    pub(super) fn new() -> Self {
        Self(Arc::new(Inner { entries: Mutex::default(), count: watch::Sender::new(0) }))
    }

    pub(super) fn push(&self, entry: Happened) {
        let mut entries = self.entries_mut();
        entries.push(entry);
        let count = entries.len();
        drop(entries);
        self.0.count.send_replace(count);
    }

    pub(super) fn entries(&self) -> Vec<Happened> {
        self.entries_mut().clone()
    }

    /// Waits until the log fulfils a condition, for so long.
    pub(super) async fn wait_for(
        &self,
        limit: Duration,
        condition: impl Fn(&[Happened]) -> bool + Send + Sync,
    ) -> bool {
        let mut count = self.0.count.subscribe();
        let fulfilled = count.wait_for(|_| condition(&self.entries_mut()));
        tokio::time::timeout(limit, fulfilled).await.is_ok()
    }

    fn entries_mut(&self) -> MutexGuard<'_, Vec<Happened>> {
        self.0.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
