//! [`classify_reply`]: what a reply means that a program got by itself.

use http::{HeaderMap, StatusCode};
use llm_provider_base::{SystemClock, is_compressed};
use llm_types::Error;

use super::{Moment, error_beside, from_reply};

/// What a reply of the service means that a program got without a provider, through a proxy or a
/// queue say: the error that a call of the provider would give for it, with its kind and its advice
/// on trying again. `None` for a success that has no error in it.
///
/// A success may hold an error all the same: the service says so in the body where the status was
/// sent already. What looks like a key is taken out; what the request said is not known here, and a
/// service that repeats it is repeated.
///
/// ```
/// use http::{HeaderMap, StatusCode};
/// use llm_types::ErrorKind;
/// use openrouter_provider::classify_reply;
///
/// let body = br#"{"error":{"code":402,"message":"Insufficient credits"}}"#;
/// for status in [StatusCode::PAYMENT_REQUIRED, StatusCode::OK] {
///     let error = classify_reply(status, &HeaderMap::new(), body);
///     assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::InsufficientCredits));
/// }
/// assert!(classify_reply(StatusCode::OK, &HeaderMap::new(), b"{}").is_none());
/// ```
pub fn classify_reply(status: StatusCode, head: &HeaderMap, body: &[u8]) -> Option<Error> {
    let moment = Moment::of(&SystemClock);
    let failure = if !status.is_success() {
        Some(from_reply(status, head, body, moment))
    } else if is_compressed(head) {
        None
    } else {
        error_beside(body, moment)
    };
    failure.map(|failure| failure.error)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::HeaderValue;
    use http::header::RETRY_AFTER;
    use llm_types::{ErrorKind, Retry};

    use super::*;

    #[test]
    fn a_reply_of_ones_own_is_understood_as_any_other() {
        let mut head = HeaderMap::new();
        head.insert(RETRY_AFTER, HeaderValue::from_static("7"));
        let key = "sk-or-v1-0123456789abcdef0123456789abcdef";
        let body = format!(r#"{{"error":{{"code":429,"message":"slow down, {key}"}}}}"#);
        let error = classify_reply(StatusCode::TOO_MANY_REQUESTS, &head, body.as_bytes()).unwrap();
        assert_eq!(error.kind(), ErrorKind::RateLimited);
        assert_eq!(error.retry(), Retry::After(Duration::from_secs(7)));
        assert!(!error.message().contains(key), "{error}");
        let moved = classify_reply(StatusCode::FOUND, &HeaderMap::new(), b"").unwrap();
        assert_eq!(moved.kind(), ErrorKind::Decode);
        assert!(classify_reply(StatusCode::OK, &head, b"no JSON").is_none());
    }
}
