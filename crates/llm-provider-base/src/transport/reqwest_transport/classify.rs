//! What an error of `reqwest` means.
//!
//! `reqwest` tells apart little by itself; the rest is found in the chain of causes.
//! After the request is on the wire, a reset connection looks the same whether or not the server has read the request,
//! so everything from there on is [`Delivery::Unknown`] unless the server says otherwise.

use std::error::Error as StdError;
use std::io;
use std::iter;

use url::Url;

use super::super::{Delivery, TransportError, TransportErrorKind};

/// The host and, if it is not the scheme's own, the port: what an error may say of a URL.
pub(super) fn host(url: &Url) -> Box<str> {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}").into(),
        None => host.into(),
    }
}

/// Why there is no reply.
pub(super) fn error(error: reqwest::Error, host: Box<str>) -> TransportError {
    let (kind, delivery) = classify(&error);
    let classified = TransportError::new(kind).with_host(host).with_source(error.without_url());
    match delivery {
        Some(delivery) => classified.with_delivery(delivery),
        None => classified,
    }
}

/// Why a body broke off. Its head was a reply: whatever the server says later, it was at work.
pub(super) fn body_error(error: reqwest::Error, host: Box<str>) -> TransportError {
    self::error(error, host).with_delivery(Delivery::Unknown)
}

/// The kind, and the delivery where it is not the usual one of the kind.
fn classify(error: &reqwest::Error) -> (TransportErrorKind, Option<Delivery>) {
    let not_sent = Some(Delivery::NotSent);
    if error.is_builder() {
        return (TransportErrorKind::InvalidRequest, None);
    }
    if error.is_connect() {
        return if error.is_timeout() {
            (TransportErrorKind::Timeout, not_sent)
        } else if causes(error).any(is_invalid_data) {
            // TCP has no such failure: rustls reports so what it does not accept.
            (TransportErrorKind::Tls, None)
        } else {
            (TransportErrorKind::Connect, None)
        };
    }
    if causes(error).any(is_refusal) {
        return (TransportErrorKind::Interrupted, not_sent);
    }
    // How long a reply may take is not for us to say, so this is no slow server: the other end of
    // the connection gave no sign of life, to TCP or to HTTP/2.
    if error.is_timeout() {
        return (TransportErrorKind::Interrupted, None);
    }
    if causes(error).any(|cause| is_parse(cause) || is_invalid_data(cause)) {
        return (TransportErrorKind::Protocol, None);
    }
    if error.is_request() || error.is_body() || error.is_decode() {
        return (TransportErrorKind::Interrupted, None);
    }
    (TransportErrorKind::Other, None)
}

fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    // The source of an `io::Error` is the source of what it wraps, so the wrapped error itself is asked for.
    iter::successors(Some(error), |&error: &&'a (dyn StdError + 'static)| {
        match error.downcast_ref::<io::Error>() {
            Some(io) => io.get_ref().map(|inner| inner as _),
            None => error.source(),
        }
    })
}

fn is_invalid_data(cause: &(dyn StdError + 'static)) -> bool {
    cause.downcast_ref::<io::Error>().is_some_and(|io| {
        matches!(io.kind(), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)
    })
}

fn is_parse(cause: &(dyn StdError + 'static)) -> bool {
    cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse)
}

/// Whether the server declares that it did not process the request, [RFC 9113 §8.7].
///
/// Of the streams that a `GOAWAY` leaves behind only those fail with it that are above its last
/// stream, whatever its reason is; the others fail with the connection.
///
/// [RFC 9113 §8.7]: https://www.rfc-editor.org/rfc/rfc9113.html#section-8.7
fn is_refusal(cause: &(dyn StdError + 'static)) -> bool {
    cause.downcast_ref::<h2::Error>().is_some_and(|error| {
        let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
        error.is_remote() && (refused || error.is_go_away())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The error that a client sees when the server resets its stream for this reason.
    async fn reset_by_server(reason: h2::Reason) -> h2::Error {
        let (client, server) = tokio::io::duplex(1024);
        let server = async {
            let mut connection = h2::server::handshake(server).await.unwrap();
            let (_, mut respond) = connection.accept().await.unwrap().unwrap();
            respond.send_reset(reason);
            connection.accept().await.map(drop)
        };
        let client = async {
            let (mut send, connection) = h2::client::handshake(client).await.unwrap();
            let request = http::Request::get("http://example.com/").body(()).unwrap();
            let (response, _) = send.send_request(request, true).unwrap();
            tokio::select! {
                response = response => response.unwrap_err(),
                end = connection => panic!("the connection ended first: {end:?}"),
            }
        };
        tokio::select! {
            error = client => error,
            end = server => panic!("the server ended first: {end:?}"),
        }
    }

    #[tokio::test]
    async fn a_refused_stream_was_not_processed_and_another_reset_may_have_been() {
        assert!(is_refusal(&reset_by_server(h2::Reason::REFUSED_STREAM).await));
        assert!(!is_refusal(&reset_by_server(h2::Reason::INTERNAL_ERROR).await));
        assert!(!is_refusal(&h2::Error::from(h2::Reason::REFUSED_STREAM)), "not by the server");
    }

    #[test]
    fn the_host_is_named_with_an_unusual_port_and_without_credentials() {
        let host = |url| host(&Url::parse(url).unwrap());
        assert_eq!(&*host("https://user:pass@example.com/a?b=c"), "example.com");
        assert_eq!(&*host("https://example.com:443"), "example.com");
        assert_eq!(&*host("http://[::1]:8080/"), "[::1]:8080");
    }
}
