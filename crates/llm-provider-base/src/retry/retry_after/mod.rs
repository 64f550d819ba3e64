//! [`retry_after`] and [`reset_delay`]: how long a service asks to wait.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, header};

/// No service is believed to mean a longer wait.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Like `Retry-After`, in milliseconds. Not standard, but widely sent.
const RETRY_AFTER_MS: HeaderName = HeaderName::from_static("retry-after-ms");

/// How long a reply's headers ask to wait: `retry-after-ms` if it makes sense, else `Retry-After`.
///
/// `Retry-After` is read as RFC 9110 §10.2.3 has it, in seconds or as a date, and also with a
/// fraction. A date is compared with the reply's own `Date`, so that a clock that is wrong on either
/// side does no harm; `now` stands in where there is none. Of several values the first that makes
/// sense counts.
///
/// `None` for what does not ask for a wait: zero, a date in the past, and anything that is neither a
/// number nor a date. The answer is 24 hours at the most.
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let millis = values(headers, &RETRY_AFTER_MS).find_map(|text| wait(billionths(text)? / 1000));
    millis.or_else(|| {
        let sent = values(headers, &header::DATE).find_map(date).unwrap_or(now);
        values(headers, &header::RETRY_AFTER).find_map(|text| match billionths(text) {
            Some(nanos) => wait(nanos),
            None => until(date(text)?, sent),
        })
    })
}

/// How long it is until a limit is reset, from a value such as `X-RateLimit-Reset` has.
///
/// Services mean different things by a bare number, so its size decides: below 10⁹ it counts seconds
/// from now, below 10¹¹ seconds since the Unix epoch, and from there on milliseconds since the epoch.
/// A span with units, such as `6m0s` or `250ms`, says what it means.
///
/// `None` and the longest answer are as in [`retry_after`].
pub fn reset_delay(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    let Some(number) = billionths(value) else {
        return wait(span(value)?);
    };
    let since_epoch = match number / BILLION {
        0..1_000_000_000 => return wait(number),
        1_000_000_000..100_000_000_000 => number,
        _ => number / 1000,
    };
    let elapsed = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    wait(since_epoch.saturating_sub(elapsed.as_nanos()))
}

/// The values of a header that are text.
fn values<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    headers.get_all(name).into_iter().filter_map(|value| Some(value.to_str().ok()?.trim()))
}

const BILLION: u128 = 1_000_000_000;

/// A plain decimal number, `120` or `1.5`, in billionths: exact, where a float is not. No sign, no
/// exponent, and nothing that does not fit 64 bits.
fn billionths(text: &str) -> Option<u128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    let fraction = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
    let fraction = fraction.fold(0, |sum, digit| sum * 10 + u128::from(digit - b'0'));
    Some(u128::from(whole) * BILLION + fraction)
}

/// Numbers with units, as Go prints a duration, in nanoseconds.
fn span(mut text: &str) -> Option<u128> {
    let mut sum = 0_u128;
    while !text.is_empty() {
        let number = text.find(|c: char| c != '.' && !c.is_ascii_digit())?;
        let (number, rest) = text.split_at(number);
        let unit = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (unit, rest) = rest.split_at(unit);
        let nanos = match unit {
            "h" => 3600 * BILLION,
            "m" => 60 * BILLION,
            "s" => BILLION,
            "ms" => 1_000_000,
            "us" | "µs" => 1000,
            "ns" => 1,
            _ => return None,
        };
        sum = sum.saturating_add(billionths(number)?.saturating_mul(nanos) / BILLION);
        text = rest;
    }
    Some(sum)
}

/// A date in any of the three forms of RFC 9110 §5.6.7.
fn date(text: &str) -> Option<SystemTime> {
    httpdate::parse_http_date(text).ok()
}

fn until(then: SystemTime, now: SystemTime) -> Option<Duration> {
    wait(then.duration_since(now).ok()?.as_nanos())
}

/// A wait within its bounds, if there is any.
fn wait(nanos: u128) -> Option<Duration> {
    let wait = u64::try_from(nanos).map_or(LONGEST, Duration::from_nanos).min(LONGEST);
    (!wait.is_zero()).then_some(wait)
}

#[cfg(test)]
mod tests;
