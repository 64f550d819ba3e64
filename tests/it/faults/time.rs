//! Clocks that jump, waits that do not fit, and days that end (rows D).

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use futures::StreamExt as _;
use llm_provider_base::{Clock, FixedRandom, SystemClock};
use llm_types::{ChatProvider, ErrorKind, Retry, StreamEvent};
use openrouter_auth::LeaseRequest;
use openrouter_provider::Timeouts;
use openrouter_sim::fault::{Fault, Script};
use serde_json::json;
use tokio::time::{Instant, advance};

use super::refusal::{error, refusal, refusal_with, then_healthy, with_one_key};
use super::{A1, Trial};

/// The machine's clock, but for the one on the wall, which shows what it is told to.
#[derive(Clone, Debug)]
struct WallClock(Arc<Mutex<SystemTime>>);

impl WallClock {
    fn at(wall: SystemTime) -> Self {
        Self(Arc::new(Mutex::new(wall)))
    }

    fn set(&self, wall: SystemTime) {
        *self.0.lock().unwrap() = wall;
    }
}

#[async_trait]
impl Clock for WallClock {
    fn now(&self) -> Instant {
        SystemClock.now()
    }

    fn wall(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }

    async fn sleep(&self, duration: Duration) {
        SystemClock.sleep(duration).await;
    }
}

/// Sunday, 6 November 1994, 08:49:37 UTC: the example of RFC 9110.
const EXAMPLE: Duration = Duration::from_secs(784_111_777);
const HOUR: Duration = Duration::from_secs(3600);

/// How long a call waits after a 503 with these headers, whatever is wrong with them.
async fn wait_after(headers: &[(&str, &str)], wall: SystemTime) -> Duration {
    let slow = refusal_with(503, headers, &error(503, "down"));
    let clock = WallClock::at(wall);
    let trial = then_healthy(slow).with(move |builder| builder.clock(clock.clone()));
    trial.stream().await.succeeded_after(1).sent([A1, A1]).no_key_blamed().took
}

#[tokio::test(start_paused = true)]
async fn d01_a_wait_that_is_no_number_is_none() {
    let wall = UNIX_EPOCH + EXAMPLE;
    for wait in ["-1", "0", "+7", "7s", "1e3", "18446744073709551616", "inf", "NaN", "", "sieben"] {
        assert!(
            wait_after(&[("retry-after", wait)], wall).await < Duration::from_secs(1),
            "{wait}"
        );
    }
    for (wait, least) in [("20", 20.0), (" 7 ", 7.0), ("1.5", 1.5)] {
        let took = wait_after(&[("retry-after", wait)], wall).await.as_secs_f64();
        assert!((least..=least * 1.1 + 0.1).contains(&took), "{wait}: {took}");
    }
}

#[tokio::test(start_paused = true)]
async fn d02_a_date_that_is_none_never_hides_the_status() {
    let wall = UNIX_EPOCH + EXAMPLE;
    for date in [
        "Sun, 06 Nov 1994 08:49:36 GMT",
        "Mon, 06 Nov 1994 08:49:57 GMT",
        "sun, 06 nov 1994 08:49:57 gmt",
        "Sun, 06 Nov 1994 08:49:57 UTC",
        "Sun, 06 Nov 1994 08:49:57 +0000",
        "Sun, 06 Nov 1994 08:49:60 GMT",
        "Sun, 06 Nov 100000 08:49:57 GMT",
        "Sun, 36 Nov 1994 08:49:57 GMT",
    ] {
        assert!(
            wait_after(&[("retry-after", date)], wall).await < Duration::from_secs(1),
            "{date}"
        );
        let slow = refusal_with(429, &[("retry-after", date)], &error(429, "slow down"));
        let trial = with_one_key(Trial::of([slow])).stream().await;
        let trial = trial.failed(ErrorKind::RateLimited, false).sent([A1, A1, A1]);
        assert_eq!(trial.end.unwrap_err().status(), Some(429), "{date}");
    }
    for date in [
        "Sun, 06 Nov 1994 08:49:57 GMT",
        "Sunday, 06-Nov-94 08:49:57 GMT",
        "Sun Nov  6 08:49:57 1994",
    ] {
        let took = wait_after(&[("retry-after", date)], wall).await;
        assert!((20..=21).contains(&took.as_secs()), "{date}: {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn d03_a_date_is_compared_with_the_clock_that_wrote_it() {
    let headers = [
        ("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("retry-after", "Sun, 06 Nov 1994 08:49:57 GMT"),
    ];
    let now = UNIX_EPOCH + EXAMPLE;
    for wall in [now, now + HOUR, now - HOUR, UNIX_EPOCH] {
        let took = wait_after(&headers, wall).await;
        assert!((20..=21).contains(&took.as_secs()), "{wall:?}: {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn d04_milliseconds_win_over_seconds() {
    let wall = UNIX_EPOCH + EXAMPLE;
    for headers in
        [&[("retry-after-ms", "1500")][..], &[("retry-after", "9"), ("retry-after-ms", "1500")]]
    {
        let took = wait_after(headers, wall).await.as_millis();
        assert!((1500..=1650).contains(&took), "{headers:?}: {took}");
    }
    let headers = [("retry-after", "9"), ("retry-after-ms", "soon")];
    assert!((9..=10).contains(&wait_after(&headers, wall).await.as_secs()));
}

#[tokio::test(start_paused = true)]
async fn d05_a_rest_is_measured_and_not_read_from_the_wall() {
    let slow = refusal_with(429, &[("retry-after", "1800")], &error(429, "slow down"));
    let wall = UNIX_EPOCH + EXAMPLE;
    let clock = WallClock::at(wall);
    let trial = with_clock_and_one_key(Trial::of([slow]), clock.clone());
    let (_server, provider, request) = trial.begin().await;
    let error = provider.complete(request).await.unwrap_err();
    assert_eq!(error.retry(), Retry::After(Duration::from_secs(1800)));
    let model = "a/model".into();
    let is_free = || {
        let lease = LeaseRequest::new().for_model(&model);
        provider.key_pool().lease(&lease, Instant::now()).is_ok()
    };
    for jump in [wall + HOUR, wall - HOUR, UNIX_EPOCH] {
        clock.set(jump);
        assert!(!is_free(), "{jump:?}");
    }
    advance(Duration::from_secs(1700)).await;
    assert!(!is_free());
    // Ends are spread by a tenth.
    advance(Duration::from_secs(300)).await;
    assert!(is_free());
}

#[tokio::test(start_paused = true)]
async fn d05_eight_hours_of_sleep_end_a_call_once_and_start_no_rush() {
    let night = Duration::from_secs(8 * 3600);
    // Within an answer.
    let trial = Trial::of([Fault::Stalled.script()]);
    let (server, provider, request) = trial.begin().await;
    let mut stream = provider.stream(request).await.unwrap();
    for _ in 0..3 {
        assert!(matches!(stream.next().await, Some(Ok(StreamEvent::Text { .. }))));
    }
    let (end, ()) = tokio::join!(stream.next(), advance(night));
    assert_eq!(end.unwrap().unwrap_err().kind(), ErrorKind::Timeout);
    assert!(stream.next().await.is_none());
    assert_eq!(server.requests().len(), 1);
    // Before the first byte: the time of the call is over, too.
    let (server, provider, request) = Trial::of([Fault::Silence.script()]).begin().await;
    let asleep = async {
        assert!(server.requested(1).await);
        advance(night).await;
    };
    let (end, ()) = tokio::join!(provider.stream(request), asleep);
    assert_eq!(end.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn d06_a_wait_that_does_not_fit_into_the_time_is_not_begun() {
    let slow = refusal_with(503, &[("retry-after", "20")], &error(503, "down"));
    for whole in [false, true] {
        let trial = Trial::of([slow.clone()]).with(|builder| {
            let mut limits = Timeouts::default();
            limits.first_content = Some(Duration::from_secs(10));
            limits.total_whole = limits.first_content;
            builder.timeouts(limits)
        });
        let trial = if whole { trial.complete().await } else { trial.stream().await };
        let trial = trial.failed(ErrorKind::Unavailable, false).sent([A1]).within(0..=0);
        let told = trial.no_key_blamed().end.unwrap_err();
        assert_eq!((told.status(), told.message()), (Some(503), "down"));
        assert_eq!(told.retry(), Retry::After(Duration::from_secs(20)));
    }
}

#[tokio::test(start_paused = true)]
async fn d08_chance_keeps_a_wait_within_its_bounds() {
    // Half a second at most, and then a whole one.
    for (unit, least, most) in [(0.0, 0, 20), (0.999_999, 1490, 1520)] {
        let trial = Trial::of([refusal(502, "down")]);
        let trial = trial.with(move |builder| builder.random(FixedRandom(unit))).stream().await;
        let trial = trial.failed(ErrorKind::Unavailable, false).sent([A1, A1, A1]);
        assert!((least..=most).contains(&trial.took.as_millis()), "{unit}: {:?}", trial.took);
        // A wait that is asked for is added to, and never undercut.
        let slow = refusal_with(503, &[("retry-after", "7")], &error(503, "down"));
        let trial = then_healthy(slow).with(move |builder| builder.random(FixedRandom(unit)));
        let took = trial.stream().await.succeeded_after(1).took;
        assert!((7000..=7720).contains(&took.as_millis()), "{unit}: {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn d09_a_day_ends_at_midnight_in_greenwich_and_not_a_day_later() {
    let midnight = UNIX_EPOCH + Duration::from_secs(20_000 * 24 * 3600);
    let body = json!({ "error": { "code": 429,
        "message": "Rate limit exceeded: free-models-per-day" } });
    for (before, least, most) in [(100, 100, 130), (20_000, 20_000, 21_100)] {
        let clock = WallClock::at(midnight - Duration::from_millis(before));
        let script = Script::replies(429, &body);
        let trial = then_healthy(script).model("a/model:free");
        let trial = with_clock_and_one_key(trial, clock).stream().await;
        let trial = trial.succeeded_after(1).sent([A1, A1]);
        assert!((least..=most).contains(&trial.took.as_millis()), "{before}: {:?}", trial.took);
    }
    // At the very moment the new day has begun, and all of it is left.
    let trial = with_clock_and_one_key(
        Trial::of([Script::replies(429, &body)]).model("a/model:free"),
        WallClock::at(midnight),
    );
    let trial = trial.stream().await.failed(ErrorKind::RateLimited, false).sent([A1]);
    let day = Duration::from_secs(24 * 3600);
    assert_eq!(trial.end.unwrap_err().retry(), Retry::After(day));
}

/// The provider has this clock, and its pool one key.
fn with_clock_and_one_key(trial: Trial, clock: WallClock) -> Trial {
    use openrouter_auth::{ApiKey, KeyPool, PoolKey};
    trial.with(move |builder| {
        let keys = [PoolKey::new(ApiKey::new(A1).unwrap())];
        builder.key_pool(KeyPool::builder().keys(keys)).clock(clock.clone())
    })
}
