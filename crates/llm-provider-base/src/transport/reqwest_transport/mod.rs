//! The transport over `reqwest`: HTTP/1.1 and HTTP/2, TLS by rustls.

mod builder;
mod classify;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use futures::TryStreamExt;

pub use self::builder::ReqwestTransportBuilder;
use super::{Body, DrainLot, HttpRequest, HttpResponse, Transport, TransportError};

/// Sends requests with `reqwest`.
///
/// Holds the connection pool: make one and share it.
///
/// A connection belongs to the runtime in which it was opened. Several runtimes that run can share a
/// transport; when one ends, its connections break, and calls of others that are on them fail. A
/// current-thread runtime drives its connections only while it blocks on something: where several
/// of those are used, give each a transport of its own, or a call may wait on a connection that
/// nobody drives until its time is up.
///
/// What it does differently from a default `reqwest` client, and why:
///
/// - It follows no redirect: a redirected POST would hand the prompt to another host.
/// - It retries nothing, sends no `Referer`, keeps no cookies.
/// - It uses no proxy unless [told to](ReqwestTransportBuilder::proxy_from_environment).
/// - It brings root certificates along, so that it works on a machine that has none.
/// - It asks HTTP/2 connections for a sign of life, so that a dead one is found out within half a minute.
/// - It has no timer but the one for connecting: how long a reply may take is for the caller to say.
///
/// A request that says nothing about `Accept-Encoding` gets gzip offered, and the body arrives decoded.
/// A request for a stream of events should say `identity`, because compression holds events back.
#[derive(Clone)]
pub struct ReqwestTransport {
    secure: reqwest::Client,
    plain: reqwest::Client,
    lot: Arc<DrainLot>,
}

impl ReqwestTransport {
    /// A transport with the default settings.
    ///
    /// # Errors
    ///
    /// As [`ReqwestTransportBuilder::build`].
    pub fn new() -> Result<Self, TransportError> {
        Self::builder().build()
    }

    /// Starts from the default settings.
    pub fn builder() -> ReqwestTransportBuilder {
        ReqwestTransportBuilder::new()
    }
}

#[async_trait]
impl Transport for ReqwestTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.lot.sweep();
        let HttpRequest { method, url, headers, body } = request;
        let host = classify::host(&url);
        let client = if url.scheme() == "https" { &self.secure } else { &self.plain };

        let mut request = reqwest::Request::new(method, url);
        *request.headers_mut() = headers;
        *request.body_mut() = Some(body.into());

        let mut response = match client.execute(request).await {
            Ok(response) => response,
            Err(error) => return Err(classify::error(error, host)),
        };
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let chunks = response.bytes_stream();
        let body =
            Body::new(chunks.map_err(move |error| classify::body_error(error, host.clone())))
                .with_drain_lot(Arc::clone(&self.lot));
        Ok(HttpResponse::new(status, headers, body))
    }
}

/// Shows no setting: the proxies may hold a password.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}
