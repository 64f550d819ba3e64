//! Tables of what services send, sensible and not.

use http::HeaderValue;
use proptest::prelude::*;

use super::*;

/// Sunday, 6 November 1994, 08:49:37 UTC: the example of RFC 9110.
fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)
}

fn headers(fields: &[(&'static str, &str)]) -> HeaderMap {
    let value = |text: &str| HeaderValue::from_bytes(text.as_bytes()).unwrap();
    fields.iter().map(|(name, text)| (HeaderName::from_static(name), value(text))).collect()
}

/// What the headers ask for, in milliseconds.
fn asked(fields: &[(&'static str, &str)]) -> Option<u128> {
    retry_after(&headers(fields), now()).map(|wait| wait.as_millis())
}

const DAY: u128 = 24 * 60 * 60 * 1000;

#[test]
fn d01_seconds_are_plain_decimal_numbers() {
    for (text, wait) in [
        ("120", Some(120_000)),
        (" 7 ", Some(7000)),
        ("1.5", Some(1500)),
        ("0.25", Some(250)),
        ("86400", Some(DAY)),
        ("86401", Some(DAY)),
        ("18446744073709551615", Some(DAY)),
        ("0", None),
        ("0.0", None),
        ("0.0000000001", None),
        ("-1", None),
        ("+7", None),
        ("7s", None),
        ("1e3", None),
        ("1.", None),
        (".5", None),
        ("1.2.3", None),
        ("18446744073709551616", None),
        ("1e35", None),
        ("inf", None),
        ("NaN", None),
        ("", None),
        ("sieben", None),
        ("７", None),
    ] {
        assert_eq!(asked(&[("retry-after", text)]), wait, "{text:?}");
    }
}

#[test]
fn d02_dates_come_in_three_forms() {
    for (text, wait) in [
        ("Sun, 06 Nov 1994 08:50:37 GMT", Some(60_000)),
        ("Sunday, 06-Nov-94 08:50:37 GMT", Some(60_000)),
        ("Sun Nov  6 08:50:37 1994", Some(60_000)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", Some(DAY)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", None),
        ("Sun, 06 Nov 1994 08:49:36 GMT", None),
        ("Mon, 06 Nov 1994 08:50:37 GMT", None),
        ("sun, 06 nov 1994 08:50:37 gmt", None),
        ("Sun, 06 Nov 1994 08:50:37 UTC", None),
        ("Sun, 06 Nov 1994 08:50:37 +0000", None),
        ("Sun, 06 Nov 1994 08:50:60 GMT", None),
        ("Zun, 06 Nov 1994 08:50:37 GMT", None),
        ("Sun, 06 Nov 100000 08:50:37 GMT", None),
        ("Sun, 36 Nov 1994 08:50:37 GMT", None),
    ] {
        assert_eq!(asked(&[("retry-after", text)]), wait, "{text:?}");
    }
}

#[test]
fn d03_a_date_is_compared_with_the_clock_that_it_was_written_by() {
    let retry = ("retry-after", "Sun, 06 Nov 1994 08:50:37 GMT");
    for (date, wait) in [
        ("Sun, 06 Nov 1994 08:50:07 GMT", Some(30_000)),
        ("Sun, 06 Nov 1994 07:50:37 GMT", Some(3_600_000)),
        ("Sun, 06 Nov 1994 09:49:37 GMT", None),
        ("yesterday", Some(60_000)),
    ] {
        assert_eq!(asked(&[("date", date), retry]), wait, "{date:?}");
    }
    let seconds = ("retry-after", "5");
    assert_eq!(asked(&[("date", "Sun, 06 Nov 1994 09:49:37 GMT"), seconds]), Some(5000));
}

#[test]
fn d04_milliseconds_win_if_they_make_sense() {
    for (millis, wait) in [
        ("1500", Some(1500)),
        ("0.5", Some(0)),
        ("86400001", Some(DAY)),
        ("0", Some(7000)),
        ("soon", Some(7000)),
    ] {
        let fields = [("retry-after", "7"), ("retry-after-ms", millis)];
        assert_eq!(asked(&fields), wait, "{millis:?}");
    }
    assert_eq!(
        retry_after(&headers(&[("retry-after-ms", "0.5")]), now()),
        Some(Duration::from_micros(500))
    );
}

#[test]
fn of_several_values_the_first_that_makes_sense_counts() {
    let mut fields = headers(&[]);
    for text in ["never", "0", "3", "9"] {
        fields.append(header::RETRY_AFTER, HeaderValue::from_static(text));
    }
    assert_eq!(retry_after(&fields, now()), Some(Duration::from_secs(3)));
    assert_eq!(retry_after(&HeaderMap::new(), now()), None);
}

#[test]
fn the_size_of_a_reset_says_what_it_counts() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_786_912_000);
    for (text, wait) in [
        ("60", Some(60_000)),
        ("0.5", Some(500)),
        ("999999999", Some(DAY)),
        ("1786912200", Some(200_000)),
        ("1786912200000", Some(200_000)),
        ("1786912000250", Some(250)),
        ("99999999999", Some(DAY)),
        ("99999999999999", Some(DAY)),
        (" 60 ", Some(60_000)),
        ("1s", Some(1000)),
        ("6m0s", Some(360_000)),
        ("1h2m3.5s", Some(3_723_500)),
        ("250ms", Some(250)),
        ("9000000us", Some(9000)),
        ("9000000µs", Some(9000)),
        ("9000000000ns", Some(9000)),
        ("99999h", Some(DAY)),
        ("0", None),
        ("0s", None),
        ("1000000000", None),
        ("1786911999", None),
        ("1786912000", None),
        ("100000000000", None),
        ("-5", None),
        ("abc", None),
        ("1e400", None),
        ("5 s", None),
        ("5d", None),
        ("s", None),
        ("1.5.2s", None),
        ("", None),
    ] {
        assert_eq!(reset_delay(text, now).map(|wait| wait.as_millis()), wait, "{text:?}");
    }
}

proptest! {
    #[test]
    fn nothing_that_a_service_says_gives_an_empty_or_endless_wait(
        text in "\\PC*|[0-9]{1,40}(\\.[0-9]*)?|([0-9]{1,20}(h|m|s|ms)){1,4}",
        seconds in 0_u64..300_000_000_000,
    ) {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let mut waits = vec![reset_delay(&text, now)];
        if let Ok(value) = HeaderValue::from_bytes(text.as_bytes()) {
            let fields = |name| std::iter::once((name, value.clone())).collect();
            waits.push(retry_after(&fields(header::RETRY_AFTER), now));
            waits.push(retry_after(&fields(RETRY_AFTER_MS), now));
        }
        for wait in waits.into_iter().flatten() {
            prop_assert!(wait > Duration::ZERO && wait <= LONGEST);
        }
    }

    #[test]
    fn whole_seconds_up_to_a_day_are_kept_exactly(seconds in 1_u64..=86_400) {
        let wait = Some(Duration::from_secs(seconds));
        prop_assert_eq!(reset_delay(&seconds.to_string(), now()), wait);
        prop_assert_eq!(
            retry_after(&headers(&[("retry-after", &seconds.to_string())]), now()),
            wait
        );
    }
}
