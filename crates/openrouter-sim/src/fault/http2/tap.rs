//! [`Tap`]: a connection under HTTP/2 that can be tampered with while it runs.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::super::wire::Wire;

/// A connection under HTTP/2. Clones are the same connection, so that one can be kept beside the
/// protocol that runs over the other.
#[derive(Clone, Debug)]
pub(super) struct Tap(Arc<Mutex<Tapped>>);

#[derive(Debug)]
struct Tapped {
    wire: Wire,
    is_deaf: bool,
}

impl Tap {
    pub(super) fn new(wire: Wire) -> Self {
        Self(Arc::new(Mutex::new(Tapped { wire, is_deaf: false })))
    }

    /// Reads nothing from here on. What is to be written is written still.
    pub(super) fn be_deaf(&self) {
        self.lock().is_deaf = true;
    }

    /// Makes sure that closing the connection resets it.
    pub(super) fn reset_on_drop(&self) -> io::Result<()> {
        self.lock().wire.reset_on_drop()
    }

    fn lock(&self) -> MutexGuard<'_, Tapped> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsyncRead for Tap {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut tapped = self.lock();
        if tapped.is_deaf {
            return Poll::Pending;
        }
        Pin::new(&mut tapped.wire).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Tap {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.lock().wire).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.lock().wire).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.lock().wire).poll_shutdown(cx)
    }
}
