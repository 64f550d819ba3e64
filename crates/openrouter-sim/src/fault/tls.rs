//! [`Authority`] and [`Certificate`]: what a scripted server says that it is.

use std::{fmt, io, net::Ipv4Addr, sync::Arc};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, SanType,
    date_time_ymd,
};
use tokio::net::TcpStream;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivatePkcs8KeyDer},
    },
    server::TlsStream,
};

/// An authority that makes certificates. Nobody trusts it who is not told to.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// What a scripted server shows of itself when it [speaks TLS](super::Script::tls). Clones are the
/// same certificate.
#[derive(Clone)]
pub struct Certificate {
    http1: Arc<ServerConfig>,
    #[cfg(feature = "http2")]
    http2: Arc<ServerConfig>,
}

/// What is spoken over TLS.
#[derive(Clone, Copy, Debug)]
pub(super) enum Protocol {
    Http1,
    #[cfg(feature = "http2")]
    Http2,
}

impl Authority {
    /// Creates an authority with a key of its own.
    ///
    /// # Errors
    ///
    /// If the system gives no randomness.
    pub fn new() -> io::Result<Self> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Authority of the fault server");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().map_err(io::Error::other)?;
        CertifiedIssuer::self_signed(params, key).map(Self).map_err(io::Error::other)
    }

    /// Returns its own certificate in PEM, which a client is to trust.
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// Makes a certificate for 127.0.0.1 and `localhost`, where a
    /// [`FaultServer`](super::FaultServer) listens.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new); so do the others.
    pub fn certificate(&self) -> io::Result<Certificate> {
        self.sign(&here()?)
    }

    /// Makes a certificate for another host, and for that only.
    ///
    /// # Errors
    ///
    /// If that is no name of a host, too.
    pub fn certificate_for(&self, host: &str) -> io::Result<Certificate> {
        self.sign(&CertificateParams::new([host.to_owned()]).map_err(io::Error::other)?)
    }

    /// Makes a certificate whose time has been over for long.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn expired_certificate(&self) -> io::Result<Certificate> {
        let mut params = here()?;
        params.not_after = date_time_ymd(2001, 1, 1);
        self.sign(&params)
    }

    fn sign(&self, params: &CertificateParams) -> io::Result<Certificate> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let signed = params.signed_by(&key, &self.0).map_err(io::Error::other)?;
        Certificate::new(signed.der(), &key)
    }
}

impl Certificate {
    /// Makes a certificate that no authority has signed.
    ///
    /// # Errors
    ///
    /// If the system gives no randomness.
    pub fn self_signed() -> io::Result<Self> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        Self::new(here()?.self_signed(&key).map_err(io::Error::other)?.der(), &key)
    }

    fn new(certificate: &CertificateDer<'static>, key: &KeyPair) -> io::Result<Self> {
        let config = |protocol: &[u8]| {
            let key = PrivatePkcs8KeyDer::from(key.serialize_der());
            let mut config =
                ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
                    .with_safe_default_protocol_versions()
                    .map_err(io::Error::other)?
                    .with_no_client_auth()
                    .with_single_cert(vec![certificate.clone()], key.into())
                    .map_err(io::Error::other)?;
            config.alpn_protocols = vec![protocol.to_vec()];
            io::Result::Ok(Arc::new(config))
        };
        Ok(Self {
            http1: config(b"http/1.1")?,
            #[cfg(feature = "http2")]
            http2: config(b"h2")?,
        })
    }

    /// Agrees on TLS with a client.
    pub(super) async fn accept(
        &self,
        stream: TcpStream,
        protocol: Protocol,
    ) -> io::Result<TlsStream<TcpStream>> {
        let config = match protocol {
            Protocol::Http1 => &self.http1,
            #[cfg(feature = "http2")]
            Protocol::Http2 => &self.http2,
        };
        TlsAcceptor::from(Arc::clone(config)).accept(stream).await
    }
}

/// Of 127.0.0.1 and `localhost`.
fn here() -> io::Result<CertificateParams> {
    let mut params = CertificateParams::new(["localhost".to_owned()]).map_err(io::Error::other)?;
    params.subject_alt_names.push(SanType::IpAddress(Ipv4Addr::LOCALHOST.into()));
    Ok(params)
}

/// Shows no key.
impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority").finish_non_exhaustive()
    }
}

/// Shows no key.
impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio_rustls::{
        TlsConnector,
        client::TlsStream as Secured,
        rustls::{ClientConfig, RootCertStore, pki_types::ServerName},
    };

    use super::super::{FaultServer, Script};
    use super::*;

    const REQUEST: &str = "POST /x HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}";

    /// Connects as a client that trusts this authority, and speaks both protocols.
    async fn connect(
        server: &FaultServer,
        authority: &Authority,
    ) -> io::Result<Secured<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(authority.0.der().clone()).map_err(io::Error::other)?;
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let stream = TcpStream::connect(server.address()).await?;
        let name = ServerName::from(server.address().ip());
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    }

    #[tokio::test]
    async fn what_comes_after_the_handshake_is_encrypted() {
        let authority = Authority::new().unwrap();
        let script = Script::new().tls(&authority.certificate().unwrap());
        let server = FaultServer::start([script.read().write("x").close()]).await.unwrap();
        let mut stream = connect(&server, &authority).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"http/1.1".as_slice()));
        stream.write_all(REQUEST.as_bytes()).await.unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).await.unwrap();
        assert_eq!((said.as_str(), server.requests().len()), ("x", 1));
        drop(stream);
        assert!(server.all_closed().await);
    }

    #[tokio::test]
    async fn an_encrypted_connection_can_be_reset() {
        let authority = Authority::new().unwrap();
        let script = Script::new().tls(&authority.certificate().unwrap());
        let server = FaultServer::start([script.read().reset()]).await.unwrap();
        let mut stream = connect(&server, &authority).await.unwrap();
        stream.write_all(REQUEST.as_bytes()).await.unwrap();
        let end = stream.read(&mut [0]).await.unwrap_err();
        assert_eq!(end.kind(), io::ErrorKind::ConnectionReset);
    }

    #[cfg(feature = "http2")]
    #[tokio::test]
    async fn http2_is_agreed_on_where_it_is_spoken() {
        use super::super::{Http2Script, StreamScript};

        let authority = Authority::new().unwrap();
        let certificate = authority.certificate().unwrap();
        let http2 = Http2Script::new([StreamScript::healthy(1)]);
        for script in [
            Script::new().tls(&certificate).http2(http2.clone()),
            Script::new().tls(&certificate).then(http2.into()),
        ] {
            let server = FaultServer::start([script]).await.unwrap();
            let stream = connect(&server, &authority).await.unwrap();
            assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
        }
    }

    #[tokio::test]
    async fn only_a_valid_certificate_is_accepted() {
        let authority = Authority::new().unwrap();
        let other = Authority::new().unwrap();
        for (certificate, reason) in [
            (authority.certificate().unwrap(), ""),
            (authority.expired_certificate().unwrap(), "expired"),
            (authority.certificate_for("elsewhere.test").unwrap(), "not valid for"),
            (other.certificate().unwrap(), "BadSignature"),
            (Certificate::self_signed().unwrap(), "UnknownIssuer"),
        ] {
            let script = Script::new().tls(&certificate).read().hold();
            let server = FaultServer::start([script]).await.unwrap();
            match connect(&server, &authority).await {
                Ok(_) => assert_eq!(reason, ""),
                Err(error) => {
                    let error = error.to_string();
                    assert!(!reason.is_empty() && error.contains(reason), "{reason}: {error}");
                }
            }
        }
    }
}
