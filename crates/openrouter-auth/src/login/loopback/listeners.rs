//! [`Listeners`]: one port of the loopback interface, by both protocols.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::task::{Context, Poll};

use tokio::net::TcpStream;

/// A port of the loopback interface: on 127.0.0.1, on `::1`, or on both.
#[derive(Debug)]
pub(super) struct Listeners {
    v4: Option<TcpListener>,
    v6: Option<TcpListener>,
    port: u16,
}

impl Listeners {
    /// How often a port is looked for that is free on both, before one is enough.
    const TRIES: usize = 8;

    /// Opens a port that is free.
    pub(super) fn bind() -> io::Result<Self> {
        Self::bind_with(TcpListener::bind::<SocketAddr>)
    }

    /// Opens a port by this way to bind.
    ///
    /// The service sends the browser to one address, so that one is enough. The other is there
    /// for browsers and proxies that make `localhost` of it.
    pub(super) fn bind_with(
        bind: impl Fn(SocketAddr) -> io::Result<TcpListener>,
    ) -> io::Result<Self> {
        let mut more_tries = 1..Self::TRIES;
        loop {
            let v4 = match bind((Ipv4Addr::LOCALHOST, 0).into()) {
                Ok(v4) => v4,
                Err(no_v4) => {
                    // A machine with neither says what is wrong with the usual one.
                    let v6 = bind((Ipv6Addr::LOCALHOST, 0).into()).map_err(|_| no_v4)?;
                    let port = v6.local_addr()?.port();
                    return Ok(Self { v4: None, v6: Some(v6), port });
                }
            };
            let port = v4.local_addr()?.port();
            match bind((Ipv6Addr::LOCALHOST, port).into()) {
                Ok(v6) => return Ok(Self { v4: Some(v4), v6: Some(v6), port }),
                Err(error)
                    if error.kind() == io::ErrorKind::AddrInUse && more_tries.next().is_some() => {}
                Err(_) => return Ok(Self { v4: Some(v4), v6: None, port }),
            }
        }
    }

    /// The port, the same on both.
    pub(super) const fn port(&self) -> u16 {
        self.port
    }

    /// What to call this machine in the callback URL.
    ///
    /// The literal, because what `localhost` resolves to is not in our hands. But where there is
    /// only `::1` it is `localhost`: the service takes no other name for it, and nobody else can
    /// listen on a 127.0.0.1 that is not there.
    pub(super) const fn host(&self) -> &'static str {
        if self.v4.is_some() { "127.0.0.1" } else { "localhost" }
    }

    #[cfg(test)]
    pub(super) const fn has_both(&self) -> bool {
        self.v4.is_some() && self.v6.is_some()
    }

    /// Gives them to the runtime.
    pub(super) fn listen(self) -> io::Result<Acceptor> {
        let listeners = [self.v4, self.v6].into_iter().flatten();
        let listeners = listeners.map(|listener| {
            listener.set_nonblocking(true)?;
            tokio::net::TcpListener::from_std(listener)
        });
        Ok(Acceptor(listeners.collect::<io::Result<_>>()?))
    }
}

/// [`Listeners`] at work.
#[derive(Debug)]
pub(super) struct Acceptor(Vec<tokio::net::TcpListener>);

impl Acceptor {
    /// The next connection, by either protocol.
    pub(super) fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<TcpStream>> {
        for listener in &self.0 {
            if let Poll::Ready(accepted) = listener.poll_accept(cx) {
                return Poll::Ready(accepted.map(|(stream, _)| stream));
            }
        }
        Poll::Pending
    }
}
