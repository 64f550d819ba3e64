//! Why there was no reply, or why its body broke off.

use std::error::Error as StdError;
use std::fmt;

/// A failure to send a request or to read the body of its reply.
///
/// `Display` names the host and nothing else of the request: no path, no query, no header.
pub struct TransportError(Box<Inner>);

struct Inner {
    kind: TransportErrorKind,
    delivery: Delivery,
    host: Option<Box<str>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What went wrong, as far as it decides what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: the name did not resolve, or the host refused or could not be reached.
    Connect,
    /// The server's certificate or its TLS was not acceptable. Trying again does not help.
    Tls,
    /// The network took too long.
    Timeout,
    /// The connection was closed, reset or found to be dead before the reply was complete.
    Interrupted,
    /// What arrived is not HTTP, or not in its declared encoding.
    Protocol,
    /// The body is larger than the caller allows.
    TooLarge,
    /// The request cannot be sent as it is, for example because of its URL's scheme.
    InvalidRequest,
    /// Anything else.
    Other,
}

impl TransportErrorKind {
    /// A stable lower-case label, for metrics and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted",
            Self::Protocol => "protocol",
            Self::TooLarge => "too_large",
            Self::InvalidRequest => "invalid_request",
            Self::Other => "other",
        }
    }

    fn describe(self) -> &'static str {
        match self {
            Self::Connect => "could not connect",
            Self::Tls => "could not agree on TLS",
            Self::Timeout => "the network timed out",
            Self::Interrupted => "the connection broke off",
            Self::Protocol => "the reply is not valid HTTP",
            Self::TooLarge => "the body is larger than the limit",
            Self::InvalidRequest => "the request cannot be sent",
            Self::Other => "the transport failed",
        }
    }
}

/// Whether the server may have processed the request that failed.
///
/// Only [`NotSent`](Self::NotSent) may be replayed without risk: a request that asks for work may be charged for twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Delivery {
    /// Certainly not: it was not sent, or the server declared that it did not process it.
    NotSent,
    /// Perhaps.
    Unknown,
}

impl TransportError {
    /// An error of this kind.
    ///
    /// [`delivery`](Self::delivery) is [`Delivery::NotSent`] for the kinds that precede sending
    /// ([`Connect`](TransportErrorKind::Connect), [`Tls`](TransportErrorKind::Tls),
    /// [`InvalidRequest`](TransportErrorKind::InvalidRequest)), else [`Delivery::Unknown`].
    pub fn new(kind: TransportErrorKind) -> Self {
        let delivery = match kind {
            TransportErrorKind::Connect
            | TransportErrorKind::Tls
            | TransportErrorKind::InvalidRequest => Delivery::NotSent,
            _ => Delivery::Unknown,
        };
        Self(Box::new(Inner { kind, delivery, host: None, source: None }))
    }

    /// States what is known of the delivery.
    #[must_use]
    pub fn with_delivery(mut self, delivery: Delivery) -> Self {
        self.0.delivery = delivery;
        self
    }

    /// Names the host, as `example.com` or `127.0.0.1:8080`.
    #[must_use]
    pub fn with_host(mut self, host: impl Into<Box<str>>) -> Self {
        self.0.host = Some(host.into());
        self
    }

    /// Attaches the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> TransportErrorKind {
        self.0.kind
    }

    /// Whether the server may have processed the request.
    pub fn delivery(&self) -> Delivery {
        self.0.delivery
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, delivery, host, source } = &*self.0;
        f.debug_struct("TransportError")
            .field("kind", kind)
            .field("delivery", delivery)
            .field("host", host)
            .field("source", source)
            .finish()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.kind.describe())?;
        match &self.0.host {
            Some(host) => write!(f, " ({host})"),
            None => Ok(()),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

const _: () = {
    const fn assert_error<T: StdError + Send + Sync + 'static>() {}
    assert_error::<TransportError>();
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_precedes_sending_is_known_not_to_be_delivered() {
        let not_sent = [
            TransportErrorKind::Connect,
            TransportErrorKind::Tls,
            TransportErrorKind::InvalidRequest,
        ];
        let unknown = [
            TransportErrorKind::Timeout,
            TransportErrorKind::Interrupted,
            TransportErrorKind::Protocol,
            TransportErrorKind::TooLarge,
            TransportErrorKind::Other,
        ];
        for kind in not_sent {
            assert_eq!(TransportError::new(kind).delivery(), Delivery::NotSent, "{kind:?}");
        }
        for kind in unknown {
            assert_eq!(TransportError::new(kind).delivery(), Delivery::Unknown, "{kind:?}");
        }
    }

    #[test]
    fn display_names_the_host_and_leaves_the_cause_to_source() {
        let error = TransportError::new(TransportErrorKind::Connect)
            .with_host("example.com")
            .with_source("connection refused");

        assert_eq!(error.to_string(), "could not connect (example.com)");
        assert_eq!(error.source().unwrap().to_string(), "connection refused");
    }

    #[test]
    fn the_error_is_one_word_wide() {
        assert_eq!(size_of::<TransportError>(), size_of::<usize>());
    }
}
