//! [`Interrupt`]: Ctrl-C.

use std::future::{Future, pending};
use std::io;
use std::process;

use tokio::sync::oneshot;

use crate::ending::Ending;
use crate::exit_status::ExitStatus;

/// Ctrl-C. The first one is to be awaited; a second one ends the process on the spot, also while
/// a reader who does not read keeps the main thread from noticing the first.
#[derive(Debug)]
pub(crate) struct Interrupt(oneshot::Receiver<()>);

impl Interrupt {
    pub(crate) fn listen() -> Self {
        let (sender, receiver) = oneshot::channel();
        let signals = signals();
        tokio::spawn(async move {
            // If it cannot be listened to, it ends the process, as by default.
            let Ok(mut signals) = signals else { return };
            signals.recv().await;
            if sender.send(()).is_ok() {
                signals.recv().await;
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

/// Carries a command out, unless Ctrl-C comes first: it is dropped then.
pub(crate) async fn unless_interrupted(
    command: impl Future<Output = Result<ExitStatus, Ending>>,
) -> Result<ExitStatus, Ending> {
    let interrupt = Interrupt::listen();
    tokio::select! {
        ended = command => ended,
        () = interrupt.received() => Err(Ending::Interrupted),
    }
}

#[cfg(unix)]
fn signals() -> io::Result<tokio::signal::unix::Signal> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
}

#[cfg(windows)]
fn signals() -> io::Result<tokio::signal::windows::CtrlC> {
    tokio::signal::windows::ctrl_c()
}
