//! [`CallOptions`]: how one call of an operation is made.

use std::time::Duration;

use http::{HeaderName, HeaderValue};
use llm_types::{Error, ErrorKind, Receipt, Result};
use openrouter_wire::{headers, response_cache};

/// How one call of an operation is made. What is not said follows the set-up of the provider.
///
/// ```
/// use std::time::Duration;
/// use openrouter_provider::CallOptions;
///
/// let options = CallOptions::default()
///     .with_timeout(Duration::from_secs(20))
///     .without_retries()
///     .with_session("conversation-7");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CallOptions {
    /// Until the value is there, over all attempts: of a stream and a download until its first
    /// content.
    pub timeout: Option<Duration>,
    /// Requests for the call at the most; 1 never retries.
    pub max_attempts: Option<u32>,
    /// Whether the answer may come from the service's cache, and is kept there:
    /// [`Details::cache`](crate::Details::cache).
    pub cache: response_cache::Request,
    /// Asks how the call was routed: [`Details::router`](crate::Details::router).
    pub router_metadata: Option<bool>,
    /// Groups calls in the logs, and keeps those that ask models at one upstream; at most 256
    /// characters.
    pub session_id: Option<String>,
    /// Features that Anthropic is trying out, passed on to it.
    pub anthropic_beta: Vec<String>,
    /// Where the call is written down as it goes on, if it is charged for: what a call cost that
    /// is dropped can be [looked up](crate::OpenRouter::reconcile_call).
    pub receipt: Option<Receipt>,
}

impl CallOptions {
    /// With so much time for the call.
    #[must_use]
    pub const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// With so many attempts at the most.
    #[must_use]
    pub const fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// With one attempt.
    #[must_use]
    pub const fn without_retries(self) -> Self {
        self.with_max_attempts(1)
    }

    /// With an answer from the cache, if there is one, and kept there, if not.
    #[must_use]
    pub const fn with_cache(mut self, cache: response_cache::Request) -> Self {
        self.cache = cache;
        self
    }

    /// With an account of how the call was routed.
    #[must_use]
    pub const fn with_router_metadata(mut self) -> Self {
        self.router_metadata = Some(true);
        self
    }

    /// As part of a session.
    #[must_use]
    pub fn with_session(mut self, session: impl Into<String>) -> Self {
        self.session_id = Some(session.into());
        self
    }

    /// Written down in this receipt.
    #[must_use]
    pub fn with_receipt(mut self, receipt: &Receipt) -> Self {
        self.receipt = Some(receipt.clone());
        self
    }

    /// What is said in headers.
    pub(super) fn headers(&self) -> Result<Vec<(HeaderName, HeaderValue)>> {
        let Self {
            timeout: _,
            max_attempts: _,
            cache,
            router_metadata,
            session_id,
            anthropic_beta,
            receipt: _,
        } = self;
        in_headers(&headers::Request {
            cache: cache.clone(),
            router_metadata: *router_metadata,
            session_id: session_id.clone(),
            anthropic_beta: anthropic_beta.iter().cloned().collect(),
            ..headers::Request::default()
        })
    }
}

/// What a request says in headers, or which of them cannot be said; its text is not repeated.
pub(crate) fn in_headers(said: &headers::Request) -> Result<Vec<(HeaderName, HeaderValue)>> {
    let session = said.session_id.as_deref().unwrap_or_default();
    let most = headers::Request::MAX_SESSION_ID;
    if session.chars().count() > most {
        let message = format!("session_id may have at most {most} characters");
        return Err(Error::new(ErrorKind::InvalidRequest, message));
    }
    let pairs = said.pairs().into_iter();
    let header = |(name, value): (&'static str, String)| {
        let value = HeaderValue::from_str(&value).map_err(|_| {
            let message = format!("the value of {name} cannot be written in an HTTP header");
            Error::new(ErrorKind::InvalidRequest, message)
        })?;
        Ok((HeaderName::from_static(name), value))
    };
    pairs.map(header).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_said_is_sent() {
        assert_eq!(CallOptions::default().headers().unwrap(), []);
        let options = CallOptions::default()
            .with_session("s")
            .with_cache(response_cache::Request::on().with_ttl(60))
            .with_router_metadata();
        let sent: Vec<_> = options.headers().unwrap();
        let sent: Vec<_> = sent.iter().map(|(n, v)| (n.as_str(), v.to_str().unwrap())).collect();
        assert_eq!(
            sent,
            [
                ("x-openrouter-cache", "true"),
                ("x-openrouter-cache-ttl", "60"),
                ("x-openrouter-metadata", "enabled"),
                ("x-session-id", "s"),
            ]
        );
    }

    #[test]
    fn the_name_of_a_session_has_an_end() {
        let headers =
            |length: usize| CallOptions::default().with_session("é".repeat(length)).headers();
        assert_eq!(headers(256).unwrap().len(), 1);
        assert_eq!(headers(257).unwrap_err().kind(), ErrorKind::InvalidRequest);
    }

    #[test]
    fn what_no_header_can_say_is_refused_and_not_repeated() {
        let error = CallOptions::default().with_session("can\nary").headers().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("x-session-id") && !error.to_string().contains("ary"));
    }
}
