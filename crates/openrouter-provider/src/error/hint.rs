//! [`Hint`]: how long the service asks to wait.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use llm_provider_base::{reset_delay, retry_after};
use llm_types::Retry;
use openrouter_wire::error::ApiError;
use openrouter_wire::headers;

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
        let asked = head
            .and_then(|head| retry_after(head, now))
            .or_else(|| error.availability.as_ref()?.wait())
            .or_else(|| in_body(error, headers::RETRY_AFTER, now));
        let in_head = head.and_then(|head| head.get(headers::RATE_LIMIT_RESET)?.to_str().ok());
        let reset = in_head
            .and_then(|value| reset_delay(value, now))
            .or_else(|| in_body(error, headers::RATE_LIMIT_RESET, now));
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

/// The service tells headers in the body too, and at times only there.
fn in_body(error: &ApiError, name: &str, now: SystemTime) -> Option<Duration> {
    let value = error.metadata.as_ref()?.header(name)?.to_string();
    reset_delay(&value, now)
}
