//! The way out: one request to a host, and the reply as its head and a stream of bytes.
//!
//! [`Transport`] is all that the layers above know of HTTP.
//! It sends once: it follows no redirect, retries nothing, keeps no cookies and has no timer of its own
//! beyond connecting, because each of these is a decision that only the caller can take.

mod body;
mod default_transport;
mod drain_lot;
mod error;
mod request;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
mod response;
#[cfg(any(test, feature = "test-util"))]
mod scripted_reply;
#[cfg(any(test, feature = "test-util"))]
mod scripted_transport;

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;

pub use self::body::Body;
pub use self::default_transport::default_transport;
pub use self::drain_lot::DrainLot;
pub use self::error::{Delivery, TransportError, TransportErrorKind};
pub use self::request::HttpRequest;
#[cfg(feature = "reqwest")]
pub use self::reqwest_transport::{ReqwestTransport, ReqwestTransportBuilder};
pub use self::response::HttpResponse;
#[cfg(any(test, feature = "test-util"))]
pub use self::scripted_reply::ScriptedReply;
#[cfg(any(test, feature = "test-util"))]
pub use self::scripted_transport::ScriptedTransport;

/// Sends HTTP requests.
///
/// Implementations are cheap to share: hold one in an [`Arc`] and clone that.
#[async_trait]
pub trait Transport: Debug + Send + Sync + 'static {
    /// Sends one request and waits for the head of the reply; the body follows as a stream.
    ///
    /// A reply with any status is `Ok`, redirects included.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when there was no reply.
    /// Its [`delivery`](TransportError::delivery) says whether the server may have seen the request.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future gives up the request and closes its connection.
    /// The server may have processed it all the same.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError>;
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<T: Transport + ?Sized> Transport for Arc<T> {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        T::send(self, request).await
    }
}
