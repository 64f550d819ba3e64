//! [`Termination`]: SIGTERM, with which supervisors ask a server to end.

/// SIGTERM. Where there is none, or it cannot be listened to, it never comes.
#[derive(Debug)]
pub(crate) struct Termination {
    #[cfg(unix)]
    signals: Option<tokio::signal::unix::Signal>,
}

impl Termination {
    pub(crate) fn listen() -> Self {
        #[cfg(unix)]
        let termination = {
            use tokio::signal::unix::{SignalKind, signal};
            Self { signals: signal(SignalKind::terminate()).ok() }
        };
        #[cfg(not(unix))]
        let termination = Self {};
        termination
    }

    /// Waits for the next one.
    pub(crate) async fn received(&mut self) {
        #[cfg(unix)]
        if let Some(signals) = &mut self.signals
            && signals.recv().await.is_some()
        {
            return;
        }
        std::future::pending::<()>().await;
    }
}
