//! The state machine, verdict by verdict.

use std::time::{Duration, SystemTime};

use llm_types::ErrorKind;
use openrouter_wire::key::Key;
use tokio::time::Instant;

use super::{Cause, Condition, Health, Pass, Standing};
use crate::{Blame, KeyLimits};

/// In the middle: no jitter.
const MIDDLE: f64 = 0.5;
const CAPPED: Blame = Blame::Capped { until: None };

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn of(blame: Blame) -> Cause {
    Cause { blame, kind: ErrorKind::Unavailable }
}

/// A request that is sent now fails.
#[track_caller]
fn fail(health: &mut Health, blame: Blame, now: Instant) -> Condition {
    let pass = health.enter();
    health.failed(of(blame), pass, now, MIDDLE).unwrap()
}

/// How long the scope rests after this blame, for a request sent just now.
#[track_caller]
fn rest(health: &mut Health, blame: Blame, now: Instant) -> Option<Duration> {
    fail(health, blame, now).remaining(now)
}

/// A request that is sent now succeeds.
fn succeed(health: &mut Health, now: Instant) -> bool {
    let pass = health.enter();
    health.succeeded(pass, now)
}

fn limits(json: &str) -> KeyLimits {
    let key: Key = serde_json::from_str(json).unwrap();
    KeyLimits::new(&key, SystemTime::UNIX_EPOCH)
}

#[test]
fn cooldowns_double_up_to_a_minute_and_a_success_starts_them_over() {
    let mut now = Instant::now();
    let mut health = Health::new();
    for expected in [1, 2, 4, 8, 16, 32, 60, 60] {
        assert_eq!(rest(&mut health, Blame::Failed, now), Some(seconds(expected)));
        now += seconds(expected);
    }
    assert!(succeed(&mut health, now));
    assert_eq!(rest(&mut health, Blame::Failed, now), Some(seconds(1)));
}

#[test]
fn cooldowns_start_over_after_a_minute_without_a_failure() {
    let now = Instant::now();
    let mut health = Health::new();
    rest(&mut health, Blame::Failed, now);
    rest(&mut health, Blame::Failed, now + seconds(1));
    let awake = now + seconds(3);
    let mut impatient = health.clone();
    assert_eq!(rest(&mut impatient, Blame::Failed, awake + seconds(59)), Some(seconds(4)));
    assert_eq!(rest(&mut health, Blame::Failed, awake + seconds(60)), Some(seconds(1)));
}

#[test]
fn a_rest_ends_at_its_end_and_then_one_probe_may_go() {
    let now = Instant::now();
    let mut health = Health::new();
    let until = now + rest(&mut health, Blame::Failed, now).unwrap();
    let before = until.checked_sub(Duration::from_nanos(1)).unwrap();
    assert_eq!(health.standing(before), Standing::Cooling { until });
    assert_eq!(health.standing(until), Standing::HalfOpen);
    let probe = health.enter();
    assert!(probe.is_probe);
    assert_eq!(health.standing(until), Standing::Probing);
    assert!(health.left(probe));
    assert_eq!(health.standing(until), Standing::HalfOpen);
}

#[test]
fn a_probe_that_comes_back_lets_in_two_then_four_then_any_number() {
    let now = Instant::now();
    let mut health = Health::new();
    rest(&mut health, Blame::Failed, now);
    for expected in [2, 4, 8, 16, 32, u32::MAX, u32::MAX] {
        succeed(&mut health, now + seconds(1));
        assert_eq!(health.standing(now + seconds(1)), Standing::Open { most: expected });
    }
}

#[test]
fn jitter_moves_the_end_of_a_cooldown_by_a_tenth_either_way() {
    let check = |unit: f64, expected: Duration| {
        let now = Instant::now();
        let mut health = Health::new();
        let pass = health.enter();
        let condition = health.failed(of(Blame::Failed), pass, now, unit).unwrap();
        let rest = condition.remaining(now).unwrap();
        assert!(rest.abs_diff(expected) < Duration::from_micros(1), "{rest:?}");
    };
    check(0.0, Duration::from_millis(900));
    check(0.5, seconds(1));
    check(1.0 - f64::EPSILON, Duration::from_millis(1100));
}

#[test]
fn a_time_that_the_service_gave_is_never_undercut_and_never_more_than_a_day() {
    let check = |until: u64, unit: f64, expected: f64| {
        let now = Instant::now();
        for blame in [
            Blame::Capped { until: Some(now + seconds(until)) },
            Blame::RateLimited { until: Some(now + seconds(until)) },
        ] {
            let mut health = Health::new();
            let pass = health.enter();
            let condition = health.failed(of(blame), pass, now, unit).unwrap();
            assert_eq!(condition.remaining(now), Some(Duration::from_secs_f64(expected)));
        }
    };
    check(5, 0.0, 5.0);
    check(5, 0.5, 5.25);
    check(90, 0.0, 90.0);
    check(90, 0.5, 90.5);
    check(30 * 86_400, 0.5, 86_400.0);
}

#[test]
fn an_account_without_money_rests_for_ten_minutes_then_twenty_up_to_an_hour() {
    let mut now = Instant::now();
    let mut health = Health::new();
    for minutes in [10, 20, 40, 60, 60] {
        assert_eq!(rest(&mut health, Blame::OutOfCredits, now), Some(seconds(minutes * 60)));
        now += seconds(minutes * 60);
    }
}

#[test]
fn a_refused_key_does_not_come_back_by_itself() {
    let now = Instant::now();
    let mut health = Health::new();
    assert_eq!(rest(&mut health, Blame::Rejected, now), None);
    assert_eq!(health.standing(now + seconds(365 * 86_400)), Standing::Quarantined);
}

#[test]
fn a_refused_key_is_asked_about_after_a_minute_then_two_up_to_an_hour() {
    let mut now = Instant::now();
    let mut health = Health::new();
    fail(&mut health, Blame::Rejected, now);
    for minutes in [1, 2, 4, 8, 16, 32, 60, 60] {
        let due = now + seconds(minutes * 60);
        assert_eq!(health.begin_check(due.checked_sub(seconds(1)).unwrap()), None, "{minutes}");
        let check = health.begin_check(due).unwrap();
        assert_eq!(health.begin_check(due), None, "one at a time");
        assert_eq!(health.standing(due), Standing::Probing);
        assert_eq!(health.check_rejected(check, due), None);
        assert_eq!(health.standing(due), Standing::Quarantined);
        now = due;
    }
}

#[test]
fn a_key_that_worked_a_moment_ago_is_asked_about_at_once_but_not_twice() {
    let start = Instant::now();
    let mut health = Health::new();
    succeed(&mut health, start);
    let now = start + seconds(599);
    fail(&mut health, Blame::Rejected, now);
    let check = health.begin_check(now).unwrap();
    assert!(health.check_works(check, &limits("{}"), now, SystemTime::UNIX_EPOCH, MIDDLE));
    assert_eq!(health.standing(now), Standing::HalfOpen);
    // The probe is refused all the same: the trust is used up.
    fail(&mut health, Blame::Rejected, now);
    assert_eq!(health.begin_check(now + seconds(59)), None);
    assert!(health.begin_check(now + seconds(60)).is_some());

    let mut stale = Health::new();
    succeed(&mut stale, start);
    fail(&mut stale, Blame::Rejected, start + seconds(600));
    assert_eq!(stale.begin_check(start + seconds(600)), None, "trust runs out");
}

#[test]
fn fifty_refusals_do_not_put_the_next_check_off_fifty_times() {
    let now = Instant::now();
    let mut health = Health::new();
    let passes: Vec<Pass> = (0..50).map(|_| health.enter()).collect();
    for pass in passes {
        health.failed(of(Blame::Rejected), pass, now, MIDDLE);
    }
    let check = health.begin_check(now + seconds(60)).unwrap();
    health.check_rejected(check, now + seconds(60));
    assert!(health.begin_check(now + seconds(180)).is_some());
}

#[test]
fn a_check_that_was_dropped_is_due_again_in_a_second_and_one_without_an_answer_in_ten() {
    let now = Instant::now();
    let mut health = Health::new();
    succeed(&mut health, now);
    fail(&mut health, Blame::Rejected, now);
    let dropped = health.begin_check(now).unwrap();
    health.end_check(dropped, None);
    assert_eq!(health.begin_check(now), None, "each of many short calls would begin one");
    let now = now + seconds(1);
    let unanswered = health.begin_check(now).unwrap();
    health.end_check(unanswered, Some(now));
    assert_eq!(health.begin_check(now + seconds(9)), None);
    assert!(health.begin_check(now + seconds(10)).is_some());
}

#[test]
fn a_key_at_its_cap_is_parked_until_the_check_tells_when_the_limit_starts_anew() {
    // Three hours before midnight of a Thursday, which 1 January 1970 was.
    let wall = SystemTime::UNIX_EPOCH + seconds(21 * 3600);
    let check = |said: &str, expected: Result<u64, Standing>| {
        let now = Instant::now();
        let mut health = Health::new();
        assert_eq!(rest(&mut health, CAPPED, now), Some(seconds(3600)));
        let ticket = health.begin_check(now).unwrap();
        assert!(health.check_works(ticket, &limits(said), now, wall, 0.0));
        let expected = match expected {
            Ok(hours) => Standing::Parked { until: now + seconds(hours * 3600) },
            Err(standing) => standing,
        };
        assert_eq!(health.standing(now), expected, "{said}");
        assert_eq!(health.begin_check(now + seconds(86_400)), None, "it was answered");
        assert_eq!(health.standing(now + seconds(86_400)), Standing::HalfOpen, "{said}");
    };
    check(r#"{"limit_remaining":0,"limit_reset":"daily"}"#, Ok(3));
    check(r#"{"limit_remaining":0,"limit_reset":"weekly"}"#, Ok(24));
    check(r#"{"limit_remaining":0,"limit_reset":null}"#, Ok(1));
    check(r#"{"limit_remaining":1,"limit_reset":"daily"}"#, Err(Standing::HalfOpen));
}

#[test]
fn a_key_whose_cap_hid_that_it_is_revoked_is_quarantined_by_the_check() {
    let now = Instant::now();
    let mut health = Health::new();
    fail(&mut health, CAPPED, now);
    let check = health.begin_check(now).unwrap();
    assert_eq!(health.check_rejected(check, now), Some(Condition::Quarantined));
    assert!(health.begin_check(now + seconds(60)).is_some());
}

#[test]
fn an_answer_to_a_check_from_before_a_reset_is_ignored() {
    let now = Instant::now();
    let mut health = Health::new();
    fail(&mut health, CAPPED, now);
    let check = health.begin_check(now).unwrap();
    health.reset();
    assert_eq!(health.check_rejected(check, now), None);
    assert!(!health.check_works(check, &limits("{}"), now, SystemTime::UNIX_EPOCH, MIDDLE));
    assert_eq!(health.standing(now), Standing::Open { most: u32::MAX });
}

#[test]
fn a_check_is_answered_once_and_an_old_answer_is_none_to_a_new_check() {
    let now = Instant::now();
    let works = |health: &mut Health, check| {
        health.check_works(check, &limits("{}"), now, SystemTime::UNIX_EPOCH, MIDDLE)
    };
    let mut health = Health::new();
    fail(&mut health, CAPPED, now);
    let old = health.begin_check(now).unwrap();
    assert!(works(&mut health, old));
    assert!(!works(&mut health, old));
    assert_eq!(health.check_rejected(old, now), None);
    assert_eq!(health.standing(now), Standing::HalfOpen);
    fail(&mut health, CAPPED, now);
    let new = health.begin_check(now).unwrap();
    assert!(!works(&mut health, old));
    assert_eq!(health.check_rejected(old, now), None);
    assert!(works(&mut health, new));
}

#[test]
fn fifty_failures_in_flight_are_one_step() {
    for blame in [Blame::Failed, CAPPED, Blame::Rejected, Blame::OutOfCredits] {
        let now = Instant::now();
        let mut health = Health::new();
        succeed(&mut health, now);
        let sent = health.enter();
        let changes = (0..50).filter_map(|_| health.failed(of(blame), sent, now, MIDDLE)).count();
        assert_eq!((changes, health.failures_in_a_row()), (1, 1), "{blame}");
    }
}

#[test]
fn a_success_sent_before_a_cooldown_does_not_end_it() {
    let now = Instant::now();
    let mut health = Health::new();
    let sent = health.enter();
    rest(&mut health, Blame::Failed, now);
    assert!(!health.succeeded(sent, now));
    assert!(matches!(health.standing(now), Standing::Cooling { .. }));
    assert_eq!(health.failures_in_a_row(), 1);
}

#[test]
fn a_failure_sent_before_a_recovery_does_not_undo_it() {
    let now = Instant::now();
    for blame in [Blame::Failed, CAPPED, Blame::Rejected] {
        let mut health = Health::new();
        let sent = health.enter();
        rest(&mut health, Blame::Failed, now);
        succeed(&mut health, now + seconds(1));
        assert_eq!(health.failed(of(blame), sent, now + seconds(2), MIDDLE), None, "{blame}");
        assert!(matches!(health.standing(now + seconds(2)), Standing::Open { .. }));
    }
}

#[test]
fn old_news_counts_only_if_it_is_graver_than_what_the_key_rests_for() {
    let check = |first: Blame, late: Blame, counts: bool| {
        let now = Instant::now();
        let mut health = Health::new();
        let sent = health.enter();
        rest(&mut health, first, now);
        let changed = health.failed(of(late), sent, now, MIDDLE).is_some();
        assert_eq!(changed, counts, "{late} after {first}");
    };
    check(Blame::Failed, CAPPED, true);
    check(Blame::Failed, Blame::Rejected, true);
    check(CAPPED, Blame::Rejected, true);
    check(CAPPED, Blame::Failed, false);
    check(Blame::Rejected, Blame::Failed, false);
    check(Blame::Rejected, CAPPED, false);
    check(Blame::RateLimited { until: None }, Blame::RateLimited { until: None }, false);
}

#[test]
fn what_is_nobodys_fault_puts_nothing_to_rest() {
    let now = Instant::now();
    let mut health = Health::new();
    let pass = health.enter();
    for blame in [Blame::None, Blame::Throttled] {
        assert_eq!(health.failed(of(blame), pass, now, MIDDLE), None);
    }
    assert_eq!(health.failures_in_a_row(), 0);
}

#[test]
fn after_a_reset_requests_under_way_have_no_say() {
    let now = Instant::now();
    let mut health = Health::new();
    let sent = health.enter();
    rest(&mut health, Blame::Rejected, now);
    health.reset();
    assert_eq!(health.standing(now), Standing::Open { most: u32::MAX });
    assert_eq!(health.failed(of(Blame::Rejected), sent, now, MIDDLE), None);

    let sent = health.enter();
    health.reset();
    assert_eq!(health.failed(of(Blame::Rejected), sent, now, MIDDLE), None);
    assert_eq!(rest(&mut health, Blame::Failed, now), Some(seconds(1)));
}
