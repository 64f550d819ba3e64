//! [`rate_limit_info`]: the limits that a reply's headers tell of.

use std::time::SystemTime;

use http::{HeaderMap, HeaderName};
use llm_types::{LimitWindow, RateLimitInfo, RateLimitSource};

use crate::reset_delay;

/// Reads the limits that a reply's headers tell of: `X-RateLimit-Limit`, `-Remaining` and `-Reset`,
/// for requests with and without `-Requests` at the end, for tokens with `-Tokens`.
///
/// `None` if there are none. If nothing remains, [`RateLimitInfo::wait_until`] is when the limit is
/// reset. Whose limits they are, and of what, the headers do not say: set
/// [`RateLimitInfo::holder`] and [`RateLimitInfo::scope`] if it is known. `Retry-After` is not a limit; see [`retry_after`](crate::retry_after).
pub fn rate_limit_info(headers: &HeaderMap, now: SystemTime) -> Option<RateLimitInfo> {
    let mut info = RateLimitInfo::new(RateLimitSource::Headers, now);
    info.requests = window(headers, REQUESTS, now);
    if info.requests.is_empty() {
        info.requests = window(headers, UNNAMED, now);
    }
    info.tokens = window(headers, TOKENS, now);
    if info.requests.is_empty() && info.tokens.is_empty() {
        return None;
    }
    let spent = [&info.requests, &info.tokens].into_iter().filter(|w| w.remaining == Some(0));
    info.wait_until = spent.filter_map(|window| window.reset_at).max();
    Some(info)
}

/// The names of a limit's headers: limit, remaining, reset.
type Names = [HeaderName; 3];

const UNNAMED: Names = [
    HeaderName::from_static("x-ratelimit-limit"),
    HeaderName::from_static("x-ratelimit-remaining"),
    HeaderName::from_static("x-ratelimit-reset"),
];
const REQUESTS: Names = [
    HeaderName::from_static("x-ratelimit-limit-requests"),
    HeaderName::from_static("x-ratelimit-remaining-requests"),
    HeaderName::from_static("x-ratelimit-reset-requests"),
];
const TOKENS: Names = [
    HeaderName::from_static("x-ratelimit-limit-tokens"),
    HeaderName::from_static("x-ratelimit-remaining-tokens"),
    HeaderName::from_static("x-ratelimit-reset-tokens"),
];

fn window(headers: &HeaderMap, [limit, remaining, reset]: Names, now: SystemTime) -> LimitWindow {
    let mut window = LimitWindow::default();
    window.limit = first(headers, &limit, |text| text.parse().ok());
    window.remaining = first(headers, &remaining, |text| text.parse().ok());
    window.reset_at = first(headers, &reset, |text| now.checked_add(reset_delay(text, now)?));
    window
}

/// The first value of a header that makes sense.
fn first<T>(headers: &HeaderMap, name: &HeaderName, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    headers.get_all(name).into_iter().find_map(|value| read(value.to_str().ok()?.trim()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::HeaderValue;
    use llm_types::RateLimitScope;

    use super::*;

    /// A second at which nothing is round, so that no unit is mistaken for another.
    fn now() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_786_912_345)
    }

    fn read(fields: &[(&'static str, &'static str)]) -> Option<RateLimitInfo> {
        let mut headers = HeaderMap::new();
        for &(name, value) in fields {
            headers.append(name, HeaderValue::from_static(value));
        }
        rate_limit_info(&headers, now())
    }

    fn window(limit: u64, remaining: u64, reset: Option<u64>) -> LimitWindow {
        let mut window = LimitWindow::default();
        window.limit = Some(limit);
        window.remaining = Some(remaining);
        window.reset_at = reset.map(|seconds| now() + Duration::from_secs(seconds));
        window
    }

    #[test]
    fn a_spent_limit_says_until_when_to_wait() {
        let info = read(&[
            ("x-ratelimit-limit", "50"),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "1786912405000"),
        ])
        .unwrap();
        assert_eq!(info.requests, window(50, 0, Some(60)));
        assert_eq!(info.wait_until, Some(now() + Duration::from_secs(60)));
        assert!(info.tokens.is_empty());
        assert_eq!((info.source, info.observed_at), (RateLimitSource::Headers, now()));
        assert_eq!((info.holder, info.scope), (None, RateLimitScope::All));
    }

    #[test]
    fn a_limit_that_is_not_spent_asks_for_no_wait() {
        let info = read(&[
            ("x-ratelimit-limit", "50"),
            ("x-ratelimit-remaining", "1"),
            ("x-ratelimit-reset", "60"),
        ])
        .unwrap();
        assert_eq!(info.requests, window(50, 1, Some(60)));
        assert_eq!(info.wait_until, None);
    }

    #[test]
    fn requests_and_tokens_are_told_apart_and_the_later_reset_counts() {
        let fields = [
            ("x-ratelimit-limit-requests", "60"),
            ("x-ratelimit-remaining-requests", "0"),
            ("x-ratelimit-reset-requests", "1s"),
            ("x-ratelimit-limit-tokens", "150000"),
            ("x-ratelimit-remaining-tokens", "0"),
            ("x-ratelimit-reset-tokens", "6m0s"),
        ];
        let info = read(&fields).unwrap();
        assert_eq!(info.requests, window(60, 0, Some(1)));
        assert_eq!(info.tokens, window(150_000, 0, Some(360)));
        assert_eq!(info.wait_until, Some(now() + Duration::from_secs(360)));
        let tokens = read(&fields[3..]).unwrap();
        assert!(tokens.requests.is_empty());
    }

    #[test]
    fn what_makes_no_sense_is_not_known() {
        assert_eq!(read(&[]), None);
        assert_eq!(read(&[("retry-after", "60")]), None);
        assert_eq!(
            read(&[
                ("x-ratelimit-limit", "unlimited"),
                ("x-ratelimit-remaining", "-1"),
                ("x-ratelimit-reset", "soon"),
            ]),
            None
        );
        let info = read(&[("x-ratelimit-limit", "many"), ("x-ratelimit-limit", " 50 ")]).unwrap();
        assert_eq!(info.requests.limit, Some(50), "the first that makes sense");
        let info = read(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1")]).unwrap();
        assert_eq!(info.wait_until, Some(now() + Duration::from_secs(1)));
        let info = read(&[("x-ratelimit-remaining", "0")]).unwrap();
        assert_eq!(info.wait_until, None, "nobody says until when");
    }
}
