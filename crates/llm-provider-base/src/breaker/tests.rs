//! What opens a breaker, and what closes it.

use std::time::Duration;

use tokio::time::Instant;

use super::{BreakerPolicy, BreakerState, CircuitBreaker};

/// In the middle: no jitter.
const MIDDLE: f64 = 0.5;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn breaker() -> CircuitBreaker {
    CircuitBreaker::new(BreakerPolicy::default())
}

#[track_caller]
fn fail(breaker: &mut CircuitBreaker, now: Instant) -> bool {
    let admission = breaker.admit(now).unwrap();
    breaker.failed(admission, now, MIDDLE)
}

#[track_caller]
fn succeed(breaker: &mut CircuitBreaker, now: Instant) {
    let admission = breaker.admit(now).unwrap();
    breaker.succeeded(admission, now);
}

/// A breaker that opened just now.
fn open(now: Instant) -> CircuitBreaker {
    let mut breaker = breaker();
    let opened: Vec<_> = (0..3).map(|_| fail(&mut breaker, now)).collect();
    assert_eq!(opened, [false, false, true]);
    breaker
}

#[test]
fn three_failures_in_a_row_open_it_and_a_success_between_starts_them_over() {
    let now = Instant::now();
    let mut breaker = breaker();
    for _ in 0..5 {
        assert!(!fail(&mut breaker, now) && !fail(&mut breaker, now));
        succeed(&mut breaker, now);
    }
    assert_eq!(breaker.state(now), BreakerState::Closed);
    let breaker = open(now);
    assert_eq!(breaker.state(now), BreakerState::Open { remaining: seconds(10) });
}

#[test]
fn half_of_twenty_recent_calls_open_it_and_old_ones_do_not_count() {
    let start = Instant::now();
    // A success, a failure, …: never three in a row.
    let run = |calls: u64, apart: Duration| {
        let mut breaker = breaker();
        let mut now = start;
        for call in 0..calls {
            if call % 2 == 0 {
                succeed(&mut breaker, now);
            } else if fail(&mut breaker, now) {
                return Some(call + 1);
            }
            now += apart;
        }
        None
    };
    assert_eq!(run(40, seconds(1)), Some(20));
    assert_eq!(run(19, seconds(1)), None);
    // No more than fifteen in a minute.
    assert_eq!(run(200, seconds(4)), None);
}

#[test]
fn a_quarter_of_recent_calls_does_not_open_it() {
    let now = Instant::now();
    let mut breaker = breaker();
    for call in 0..100 {
        if call % 4 == 3 {
            assert!(!fail(&mut breaker, now), "{call}");
        } else {
            succeed(&mut breaker, now);
        }
    }
}

#[test]
fn a_probe_that_succeeds_also_clears_the_recent_calls() {
    let now = Instant::now();
    let mut breaker = breaker();
    for call in 0..20 {
        if call % 2 == 0 {
            succeed(&mut breaker, now);
        } else {
            assert_eq!(fail(&mut breaker, now), call == 19);
        }
    }
    let end = now + seconds(10);
    succeed(&mut breaker, end);
    assert!(!fail(&mut breaker, end), "one of one is too few to tell");
}

#[test]
fn an_open_breaker_lets_nothing_through_and_then_exactly_one_probe() {
    let now = Instant::now();
    let mut breaker = open(now);
    let end = now + seconds(10);
    assert_eq!(breaker.admit(end - Duration::from_nanos(1)), None);
    assert_eq!(breaker.state(end), BreakerState::HalfOpen);
    let probe = breaker.admit(end).unwrap();
    assert_eq!(breaker.state(end), BreakerState::Probing);
    assert_eq!(breaker.admit(end + seconds(3600)), None, "one probe at a time");
    breaker.succeeded(probe, end);
    assert_eq!(breaker.state(end), BreakerState::Closed);
    // All is forgotten: it takes three again, and rests as long as the first time.
    assert!(!fail(&mut breaker, end) && !fail(&mut breaker, end) && fail(&mut breaker, end));
    assert_eq!(breaker.state(end), BreakerState::Open { remaining: seconds(10) });
}

#[test]
fn each_probe_that_fails_doubles_the_rest_up_to_five_minutes() {
    let mut now = Instant::now();
    let mut breaker = open(now);
    for rest in [10, 20, 40, 80, 160, 300, 300] {
        assert_eq!(breaker.state(now), BreakerState::Open { remaining: seconds(rest) });
        now += seconds(rest);
        assert!(fail(&mut breaker, now));
    }
}

#[test]
fn a_probe_that_was_given_up_leaves_its_place_to_the_next() {
    let now = Instant::now();
    let mut breaker = open(now);
    let end = now + seconds(10);
    let probe = breaker.admit(end).unwrap();
    breaker.released(probe);
    assert_eq!(breaker.state(end), BreakerState::HalfOpen);
    succeed(&mut breaker, end);
    assert_eq!(breaker.state(end), BreakerState::Closed);
}

#[test]
fn a_probe_that_goes_well_so_far_lets_others_through_and_its_end_still_counts() {
    let now = Instant::now();
    let mut breaker = open(now);
    let end = now + seconds(10);
    let mut probe = breaker.admit(end).unwrap();
    breaker.confirmed(&mut probe);
    assert_eq!(breaker.state(end), BreakerState::Closed);
    assert!(!breaker.failed(probe, end, MIDDLE), "the first failure after the rest");
    assert!(!fail(&mut breaker, end) && fail(&mut breaker, end));
    assert_eq!(breaker.state(end), BreakerState::Open { remaining: seconds(10) });
    // What was let through before it opened proves nothing.
    let mut breaker = CircuitBreaker::new(BreakerPolicy::default());
    let mut old = breaker.admit(now).unwrap();
    for _ in 0..3 {
        fail(&mut breaker, now);
    }
    breaker.confirmed(&mut old);
    breaker.succeeded(old, now);
    assert_eq!(breaker.state(now), BreakerState::Open { remaining: seconds(10) });
}

#[test]
fn what_was_let_through_before_it_opened_has_no_say() {
    let now = Instant::now();
    let mut breaker = breaker();
    let old: Vec<_> = (0..60).map(|_| breaker.admit(now).unwrap()).collect();
    let mut opened = 0;
    for (place, admission) in old.into_iter().enumerate() {
        match place {
            0..50 => opened += u32::from(breaker.failed(admission, now, MIDDLE)),
            50..55 => breaker.succeeded(admission, now),
            _ => breaker.released(admission),
        }
    }
    assert_eq!(opened, 1, "fifty failures in flight open it once");
    assert_eq!(breaker.state(now), BreakerState::Open { remaining: seconds(10) });
}

#[test]
fn a_rest_that_the_service_asks_for_is_kept_and_never_shortened() {
    let now = Instant::now();
    let mut breaker = breaker();
    breaker.rest_until(now + seconds(30));
    breaker.rest_until(now + seconds(5));
    assert_eq!(breaker.state(now), BreakerState::Open { remaining: seconds(30) });
    // Asked for, it is no opening: the next one rests as long as a first.
    succeed(&mut breaker, now + seconds(30));
    assert_eq!(breaker.state(now + seconds(30)), BreakerState::Closed);
}

#[test]
fn a_rest_that_no_clock_holds_is_one_for_ever() {
    let now = Instant::now();
    let policy = BreakerPolicy::default().with_failures_in_a_row(1);
    let policy = policy.with_rests(Duration::MAX, Duration::MAX);
    let mut failed = CircuitBreaker::new(policy);
    let admission = failed.admit(now).unwrap();
    assert!(failed.failed(admission, now, 1.0));
    let mut asked = breaker();
    asked.rest_for(Duration::MAX, now);
    for breaker in [failed, asked] {
        let a_year = seconds(365 * 24 * 60 * 60);
        assert!(!breaker.state(now + a_year).admits());
    }
}

#[test]
fn jitter_moves_the_end_of_a_rest_by_a_tenth_either_way() {
    let now = Instant::now();
    for (unit, millis) in [(0.0, 9_000), (0.5, 10_000), (1.0, 11_000), (7.0, 11_000)] {
        let mut breaker =
            CircuitBreaker::new(BreakerPolicy { failures_in_a_row: 1, ..BreakerPolicy::default() });
        let admission = breaker.admit(now).unwrap();
        breaker.failed(admission, now, unit);
        let remaining = Duration::from_millis(millis);
        assert_eq!(breaker.state(now), BreakerState::Open { remaining }, "{unit}");
    }
}

#[test]
fn a_reset_closes_it_and_calls_in_flight_have_no_say() {
    let now = Instant::now();
    for mut breaker in [breaker(), CircuitBreaker { generation: 1, ..breaker() }] {
        let in_flight: Vec<_> = (0..3).map(|_| breaker.admit(now).unwrap()).collect();
        breaker.reset();
        for admission in in_flight {
            assert!(!breaker.failed(admission, now, MIDDLE));
        }
        assert_eq!(breaker.state(now), BreakerState::Closed);
    }
    let mut breaker = open(now);
    breaker.reset();
    assert_eq!(breaker.state(now), BreakerState::Closed);
}

#[test]
fn what_is_given_up_changes_nothing_unless_it_is_the_probe() {
    let now = Instant::now();
    let mut breaker = breaker();
    let (given_up, old) = (breaker.admit(now).unwrap(), breaker.admit(now).unwrap());
    breaker.released(given_up);
    assert_eq!(breaker.state(now), BreakerState::Closed);
    for _ in 0..3 {
        fail(&mut breaker, now);
    }
    let end = now + seconds(10);
    let _probe = breaker.admit(end).unwrap();
    breaker.released(old);
    assert_eq!(breaker.state(end), BreakerState::Probing, "the place is taken");
}

#[test]
fn the_state_tells_whether_the_next_call_is_let_through() {
    let now = Instant::now();
    let mut breaker = breaker();
    let admits = |breaker: &CircuitBreaker, now| breaker.state(now).admits();
    assert!(admits(&breaker, now));
    for _ in 0..3 {
        fail(&mut breaker, now);
    }
    assert!(!admits(&breaker, now));
    let end = now + seconds(10);
    assert!(admits(&breaker, end));
    let _probe = breaker.admit(end).unwrap();
    assert!(!admits(&breaker, end));
}
