//! [`Wire`]: what a connection runs over, which is TCP or TLS over it.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// What a connection runs over.
#[derive(Debug)]
pub(super) enum Wire {
    Tcp(TcpStream),
    #[cfg(feature = "tls")]
    Tls(Box<tokio_rustls::server::TlsStream<TcpStream>>),
    /// It went elsewhere, and leaves nothing behind.
    #[cfg(any(feature = "http2", feature = "tls"))]
    Gone(tokio::io::Empty),
}

impl Wire {
    /// Makes sure that closing the connection resets it.
    pub(super) fn reset_on_drop(&self) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => stream.set_zero_linger(),
            #[cfg(feature = "tls")]
            Self::Tls(stream) => stream.get_ref().0.set_zero_linger(),
            #[cfg(any(feature = "http2", feature = "tls"))]
            Self::Gone(_) => Ok(()),
        }
    }

    /// Agrees on TLS, and on a protocol.
    #[cfg(feature = "tls")]
    pub(super) async fn secure(
        &mut self,
        certificate: &super::Certificate,
        protocol: super::tls::Protocol,
    ) -> io::Result<()> {
        match self.take() {
            Self::Tcp(stream) => {
                let secured = certificate.accept(stream, protocol).await?;
                *self = Self::Tls(Box::new(secured));
                Ok(())
            }
            _ => Err(io::Error::other("a script agrees on TLS twice")),
        }
    }

    /// Hands it on.
    #[cfg(any(feature = "http2", feature = "tls"))]
    pub(super) fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Gone(tokio::io::empty()))
    }

    fn write_side(self: Pin<&mut Self>) -> Pin<&mut (dyn AsyncWrite + Send + Unpin)> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream),
            #[cfg(feature = "tls")]
            Self::Tls(stream) => Pin::new(stream),
            #[cfg(any(feature = "http2", feature = "tls"))]
            Self::Gone(empty) => Pin::new(empty),
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_read(cx, buffer),
            #[cfg(feature = "tls")]
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buffer),
            #[cfg(any(feature = "http2", feature = "tls"))]
            Self::Gone(empty) => Pin::new(empty).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.write_side().poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.write_side().poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.write_side().poll_shutdown(cx)
    }
}

/// Reads, and throws away, until the client has closed its side.
pub(super) async fn until_left(wire: &mut (impl AsyncRead + Unpin + Send)) -> io::Result<()> {
    let mut scrap = [0; 4096];
    while wire.read(&mut scrap).await? > 0 {}
    Ok(())
}
