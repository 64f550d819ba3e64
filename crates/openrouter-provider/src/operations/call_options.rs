//! [`CallOptions`]: how one call of an operation is made.

use std::time::Duration;

use http::{HeaderName, HeaderValue};
use llm_types::{Error, ErrorKind, Result};
use openrouter_wire::headers;

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
    /// Asks how the call was routed: [`Details::router`](crate::Details::router).
    pub router_metadata: Option<bool>,
    /// Groups calls in the logs, and keeps those that ask models at one upstream; at most 256
    /// characters.
    pub session_id: Option<String>,
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

    /// What is said in headers.
    pub(super) fn headers(&self) -> Result<Vec<(HeaderName, HeaderValue)>> {
        let mut said = Vec::new();
        if let Some(wanted) = self.router_metadata {
            let value = if wanted { "enabled" } else { "disabled" };
            said.push((headers::METADATA, value.to_owned()));
        }
        if let Some(session) = &self.session_id {
            said.push((headers::SESSION_ID, session.clone()));
        }
        said.into_iter().map(|(name, value)| header(name, &value)).collect()
    }
}

/// A header, or what is wrong with it; its text is not repeated.
pub(crate) fn header(name: &'static str, value: &str) -> Result<(HeaderName, HeaderValue)> {
    let value = HeaderValue::from_str(value).map_err(|_| {
        let message = format!("the value of {name} cannot be written in an HTTP header");
        Error::new(ErrorKind::InvalidRequest, message)
    })?;
    Ok((HeaderName::from_static(name), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_said_is_sent() {
        assert_eq!(CallOptions::default().headers().unwrap(), []);
        let options = CallOptions::default().with_session("s").with_router_metadata();
        let sent: Vec<_> = options.headers().unwrap();
        let sent: Vec<_> = sent.iter().map(|(n, v)| (n.as_str(), v.to_str().unwrap())).collect();
        assert_eq!(sent, [("x-openrouter-metadata", "enabled"), ("x-session-id", "s")]);
    }

    #[test]
    fn what_no_header_can_say_is_refused_and_not_repeated() {
        let error = CallOptions::default().with_session("can\nary").headers().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("x-session-id") && !error.to_string().contains("ary"));
    }
}
