//! How long a service asks to wait: whatever its headers say, the answer is a wait of more than
//! nothing and of a day at the most, and a plain number of seconds is that number.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderName, HeaderValue, header};
use llm_provider_base::{reset_delay, retry_after};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The first byte says what time it is; each line after it is a header, and is also read as the
/// reset of a limit.
pub fn check(input: &[u8]) {
    let Some((&hour, lines)) = input.split_first() else { return };
    let Some(now) = time(hour) else { return };
    let mut headers = HeaderMap::new();
    for line in lines.split(|byte| *byte == b'\n').take(16) {
        if let Ok(text) = str::from_utf8(line) {
            is_a_wait(reset_delay(text, now));
        }
        let Some(at) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = (&line[..at], &line[at + 1..]);
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name), HeaderValue::from_bytes(value))
        {
            headers.append(name, value);
        }
    }
    let wait = retry_after(&headers, now);
    is_a_wait(wait);
    if let Some(seconds) = only_seconds(&headers) {
        let expected = Duration::from_secs(seconds).min(DAY);
        assert_eq!(wait.unwrap_or_default(), expected, "{headers:?}");
    }
    // No number and no date: nothing is asked for.
    if !headers.keys().any(|name| name.as_str().starts_with("retry-after")) {
        assert_eq!(wait, None, "{headers:?}");
    }
}

/// Before, at and long after the epoch, and most often about now.
fn time(hour: u8) -> Option<SystemTime> {
    match hour {
        b'e' => Some(UNIX_EPOCH),
        b'b' => UNIX_EPOCH.checked_sub(DAY),
        b'f' => UNIX_EPOCH.checked_add(DAY * 4_000_000),
        hour => UNIX_EPOCH.checked_add(Duration::from_secs(1_790_000_000 + u64::from(hour) * 3600)),
    }
}

fn is_a_wait(wait: Option<Duration>) {
    assert!(wait.is_none_or(|wait| !wait.is_zero() && wait <= DAY), "{wait:?}");
}

/// The seconds of a single `Retry-After` of digits, where nothing else is said.
fn only_seconds(headers: &HeaderMap) -> Option<u64> {
    let mut values = headers.get_all(header::RETRY_AFTER).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    let text = value.to_str().ok()?.trim();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let alone = !headers.contains_key("retry-after-ms");
    (digits && alone).then(|| text.parse().ok())?
}
