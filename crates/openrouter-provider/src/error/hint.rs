//! [`Hint`]: how long the service asks to wait.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue};
use llm_provider_base::{rate_limit_info, reset_delay, retry_after};
use llm_types::{RateLimitInfo, RateLimitSource, Retry};
use openrouter_wire::error::ApiError;
use openrouter_wire::headers;

/// No service is believed to mean a longer wait.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// How long the service asks to wait, in the two ways in which it says so.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hint {
    /// The wait that is asked for, in a header or in the error.
    asked: Option<Duration>,
    /// Until a limit is reset.
    pub(super) reset: Option<Duration>,
}

impl Hint {
    /// What the head of a reply and the error in it say.
    pub(super) fn of(error: &ApiError, head: Option<&HeaderMap>, now: SystemTime) -> Self {
        let told = headers_in_body(error);
        let asked = head
            .and_then(|head| retry_after(head, now))
            .or_else(|| Some(error.availability.as_ref()?.wait()?.min(LONGEST)))
            .or_else(|| retry_after(&told, now))
            .or_else(|| first_reset(&told, headers::RETRY_AFTER, now));
        let reset = head
            .and_then(|head| first_reset(head, headers::RATE_LIMIT_RESET, now))
            .or_else(|| first_reset(&told, headers::RATE_LIMIT_RESET, now))
            // The names that upstreams use, for requests and for tokens.
            .or_else(|| until_spent_is_full(head?, now))
            .or_else(|| until_spent_is_full(&told, now));
        Self { asked: asked.filter(|asked| !asked.is_zero()), reset }
    }

    /// Advice for a failure that has nothing to do with a limit: the reset of one says nothing
    /// then, and for a quota of a day it is hours away.
    pub(super) const fn retry(self) -> Retry {
        advice(self.asked)
    }

    /// Until the limit that was met lets a request through again, if that is said.
    pub(super) fn until_free(self) -> Option<Duration> {
        self.asked.or(self.reset)
    }
}

/// Advice to wait so long, or as long as seems fit.
pub(super) const fn advice(wait: Option<Duration>) -> Retry {
    match wait {
        Some(wait) => Retry::After(wait),
        None => Retry::Backoff,
    }
}

/// The first value of a header that says when a limit is reset.
fn first_reset(head: &HeaderMap, name: &str, now: SystemTime) -> Option<Duration> {
    head.get_all(name).into_iter().find_map(|value| reset_delay(value.to_str().ok()?, now))
}

/// Until the limits of which nothing remains are reset.
fn until_spent_is_full(head: &HeaderMap, now: SystemTime) -> Option<Duration> {
    rate_limit_info(head, now)?.wait_until?.duration_since(now).ok()
}

/// What a failure says of limits: in its head, and in its body, where the service repeats headers
/// and at times tells some that it does not send.
pub(super) fn limits(
    error: &ApiError,
    head: Option<&HeaderMap>,
    now: SystemTime,
) -> Vec<RateLimitInfo> {
    let in_head = head.and_then(|head| rate_limit_info(head, now));
    let in_body = rate_limit_info(&headers_in_body(error), now).map(|mut info| {
        info.source = RateLimitSource::ErrorBody;
        info
    });
    in_head.into_iter().chain(in_body).collect()
}

/// The service tells headers in the body too, and at times only there.
fn headers_in_body(error: &ApiError) -> HeaderMap {
    let told = error.metadata.as_ref().and_then(|metadata| metadata.headers.as_ref());
    let header = |(name, value): (&String, &openrouter_wire::error::HeaderValue)| {
        let value = HeaderValue::try_from(value.to_string()).ok()?;
        Some((HeaderName::try_from(name.as_str()).ok()?, value))
    };
    told.into_iter().flatten().filter_map(header).collect()
}
