//! [`Interrupt`]: Ctrl-C.

use std::future::pending;
use std::process;

use tokio::signal::ctrl_c;
use tokio::sync::oneshot;

use crate::exit_status::ExitStatus;

/// Ctrl-C. The first one is to be awaited; a second one ends the process on the spot, also while
/// a reader who does not read keeps the main thread from noticing the first.
#[derive(Debug)]
pub(crate) struct Interrupt(oneshot::Receiver<()>);

impl Interrupt {
    pub(crate) fn listen() -> Self {
        let (sender, receiver) = oneshot::channel();
        tokio::spawn(async move {
            wait().await;
            if sender.send(()).is_ok() {
                wait().await;
            }
            process::exit(ExitStatus::Interrupted.code().into());
        });
        Self(receiver)
    }

    /// Waits for the first Ctrl-C.
    pub(crate) async fn received(self) {
        if self.0.await.is_err() {
            pending::<()>().await;
        }
    }
}

async fn wait() {
    if ctrl_c().await.is_err() {
        // It cannot be listened to: then it ends the process, as by default.
        pending::<()>().await;
    }
}
