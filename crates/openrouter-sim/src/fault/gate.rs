//! [`Gate`]: what a script waits for, in place of time.

use std::sync::Arc;

use tokio::sync::watch;

/// A gate that a script waits at until a test opens it. Clones are the same gate.
#[derive(Clone, Debug)]
pub struct Gate(Arc<watch::Sender<bool>>);

impl Gate {
    /// Creates a gate that is shut.
    pub fn shut() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Opens it, for all who wait and who will come.
    pub fn open(&self) {
        self.0.send_replace(true);
    }

    /// Waits until it is open.
    pub(super) async fn pass(&self) {
        let mut open = self.0.subscribe();
        // The sender lives as long as this gate does.
        drop(open.wait_for(|open| *open).await);
    }
}
