//! The settings of the transport.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Certificate, ClientBuilder, redirect, retry};

use super::super::{TransportError, TransportErrorKind};
use super::ReqwestTransport;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How often a connection is asked for a sign of life, and how long it may take to give it.
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(20);
const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(10);

/// Shorter than what servers and load balancers commonly allow, so that they rarely close first.
const POOL_IDLE: Duration = Duration::from_secs(30);

/// Builds a [`ReqwestTransport`].
#[derive(Debug)]
#[must_use]
pub struct ReqwestTransportBuilder {
    connect_timeout: Duration,
    proxies: Proxies,
    roots: Roots,
    added_roots: Vec<Vec<u8>>,
    resolved: Vec<(Box<str>, Vec<SocketAddr>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Proxies {
    Off,
    FromEnvironment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Roots {
    PlatformAndBundled,
    OnlyAdded,
}

impl ReqwestTransportBuilder {
    pub(super) fn new() -> Self {
        Self {
            connect_timeout: CONNECT_TIMEOUT,
            proxies: Proxies::Off,
            roots: Roots::PlatformAndBundled,
            added_roots: Vec::new(),
            resolved: Vec::new(),
        }
    }

    /// How long connecting may take, name resolution and TLS included, over all addresses of the host. 5 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Reaches a host at these addresses, and does not ask what its name resolves to.
    ///
    /// They are tried in order, the second family of addresses soon after the first. A port in the
    /// URL goes before theirs; port 0 is that of the scheme.
    pub fn resolve(
        mut self,
        host: impl Into<Box<str>>,
        addresses: impl IntoIterator<Item = SocketAddr>,
    ) -> Self {
        self.resolved.push((host.into(), addresses.into_iter().collect()));
        self
    }

    /// Uses the proxy that the environment or the system names (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`).
    ///
    /// Only for `https:` URLs, where the proxy sees a tunnel and no key.
    /// Requests to `http:` URLs never go through a proxy, which would read them.
    pub fn proxy_from_environment(mut self) -> Self {
        self.proxies = Proxies::FromEnvironment;
        self
    }

    /// Trusts the certificates in this PEM text besides the default ones.
    pub fn add_root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.added_roots.push(pem.into());
        self
    }

    /// Trusts only the certificates that were added.
    ///
    /// Without any, only `http:` URLs can be reached; building such a transport costs next to nothing.
    pub fn without_default_roots(mut self) -> Self {
        self.roots = Roots::OnlyAdded;
        self
    }

    /// Makes the transport.
    ///
    /// # Errors
    ///
    /// [`TransportErrorKind::Tls`] when a certificate cannot be read or TLS cannot be set up.
    pub fn build(self) -> Result<ReqwestTransport, TransportError> {
        let error = |error: reqwest::Error| {
            TransportError::new(TransportErrorKind::Tls).with_source(error.without_url())
        };
        let mut roots = Vec::new();
        for pem in &self.added_roots {
            roots.extend(Certificate::from_pem_bundle(pem).map_err(error)?);
        }
        let secure = self.client();
        let secure = match self.roots {
            Roots::OnlyAdded => secure.tls_certs_only(roots),
            Roots::PlatformAndBundled => {
                for der in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
                    roots.push(Certificate::from_der(der).map_err(error)?);
                }
                secure.tls_certs_merge(roots)
            }
        };
        let (secure, plain) = match self.proxies {
            Proxies::Off => {
                let client = secure.no_proxy().build().map_err(error)?;
                (client.clone(), client)
            }
            Proxies::FromEnvironment => {
                let plain = self.client().no_proxy().tls_certs_only([]);
                (secure.build().map_err(error)?, plain.build().map_err(error)?)
            }
        };
        Ok(ReqwestTransport { secure, plain, lot: Arc::default() })
    }

    /// What all clients have in common.
    fn client(&self) -> ClientBuilder {
        let client = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(POOL_IDLE)
            .tcp_nodelay(true)
            .tcp_keepalive(KEEP_ALIVE_INTERVAL)
            .http2_keep_alive_interval(KEEP_ALIVE_INTERVAL)
            .http2_keep_alive_timeout(KEEP_ALIVE_TIMEOUT)
            .http2_keep_alive_while_idle(true);
        self.resolved
            .iter()
            .fold(client, |client, (host, addresses)| client.resolve_to_addrs(host, addresses))
    }
}
