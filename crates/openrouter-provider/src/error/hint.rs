//! How long the service asks to wait.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use llm_provider_base::{reset_delay, retry_after};
use llm_types::Retry;
use openrouter_wire::error::ApiError;
use openrouter_wire::headers;

/// The wait that is asked for: in a header, in the error, or as the time at which a limit is reset.
///
/// A reset alone is taken only where `limited`: for a daily quota it is hours away.
pub(super) fn wait(
    error: Option<&ApiError>,
    head: Option<&HeaderMap>,
    now: SystemTime,
    limited: bool,
) -> Retry {
    let asked = head
        .and_then(|head| retry_after(head, now))
        .or_else(|| error?.availability.as_ref()?.wait())
        .or_else(|| in_body(error?, headers::RETRY_AFTER, now));
    let reset = || {
        let in_head = head.and_then(|head| head.get(headers::RATE_LIMIT_RESET)?.to_str().ok());
        in_head
            .and_then(|value| reset_delay(value, now))
            .or_else(|| in_body(error?, headers::RATE_LIMIT_RESET, now))
    };
    match asked.or_else(|| limited.then(reset).flatten()) {
        Some(delay) if !delay.is_zero() => Retry::After(delay),
        _ => Retry::Backoff,
    }
}

/// The service tells headers in the body too, and at times only there.
fn in_body(error: &ApiError, name: &str, now: SystemTime) -> Option<Duration> {
    let value = error.metadata.as_ref()?.header(name)?.to_string();
    reset_delay(&value, now)
}
