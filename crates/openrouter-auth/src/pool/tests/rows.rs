//! Faults around keys, one at a time, as the pool alone can show them.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime};

use llm_provider_base::{SystemClock, ThreadRandom};
use llm_types::{ErrorKind, ModelId};
use tokio::time::Instant;

use super::{KIND, id, key, lease_any, pool};
use crate::{
    ApiKey, ApiKeyError, Blame, Exhaustion, KeyLimits, KeyPool, KeyState, LeaseRequest, PoolKey,
};

const CAPPED: Blame = Blame::Capped { until: None };

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn limits(json: &str) -> KeyLimits {
    KeyLimits::new(&serde_json::from_str(json).unwrap(), SystemTime::UNIX_EPOCH)
}

/// How a key is at a moment.
fn state(pool: &KeyPool, name: &str, now: Instant) -> KeyState {
    let status = pool.status(now);
    status.keys.iter().find(|key| key.id == id(name)).unwrap().state
}

#[test]
fn k03_a_pool_without_keys_is_a_matter_of_configuration() {
    let error = lease_any(&pool(&[]), Instant::now()).unwrap_err();
    assert_eq!((error.reason, error.kind()), (Exhaustion::NoKey, ErrorKind::Configuration));
    assert!(matches!(ApiKey::new(" \n"), Err(ApiKeyError::TooShort { length: 0 })));
}

#[test]
fn k04_a_key_given_twice_or_with_white_space_around_is_one_and_what_is_no_key_is_not_echoed() {
    let given = ["sk-or-v1-canary-a", " sk-or-v1-canary-a\r\n", "sk-or-v1-canary-a"];
    let keys: Vec<_> = given.into_iter().map(|text| ApiKey::new(text).unwrap()).collect();
    assert_eq!(KeyPool::new(keys).keys(), [id("a")]);
    for text in ["canary\r\nkey", "canary\0key", "canary-ключ", &"canary".repeat(11_000)] {
        let error = ApiKey::new(text).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}

#[test]
fn k05_a_hundred_wrong_requests_change_no_keys_health() {
    let pool = pool(&["a", "b"]);
    let now = Instant::now();
    let before = pool.status(now);
    for _ in 0..100 {
        lease_any(&pool, now).unwrap().fail(Blame::None, ErrorKind::InvalidRequest, now);
    }
    assert_eq!(pool.status(now), before);
}

#[tokio::test(start_paused = true)]
async fn k06_a_hundred_revoked_keys_cost_three_requests_a_call_and_go_gradually() {
    let names: Vec<String> = (0..100).map(|number| format!("key-{number}")).collect();
    let pool = pool(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let sent = std::sync::Mutex::new(0);
    for call in 1..=10 {
        let refuse = async |_: ApiKey| {
            *sent.lock().unwrap() += 1;
            Err::<(), _>(())
        };
        let why = |(): &()| (Blame::Rejected, ErrorKind::Authentication);
        pool.execute(&SystemClock, refuse, why).await.unwrap_err();
        assert_eq!(*sent.lock().unwrap(), 3 * call);
        assert_eq!(pool.status(Instant::now()).available(), 100 - 3 * call);
    }
}

#[test]
fn k07_fifty_failures_in_flight_are_one_step() {
    let model = ModelId::from("openai/gpt-4o-mini");
    let request = LeaseRequest::new().for_model(&model);
    for (blame, rest) in [
        (Blame::Failed, 1),
        (Blame::OutOfCredits, 600),
        (Blame::RateLimited { until: None }, 1),
        (CAPPED, 3600),
    ] {
        let pool = pool(&["a"]);
        let now = Instant::now();
        let leases: Vec<_> = (0..50).map(|_| pool.lease(&request, now).unwrap()).collect();
        for lease in leases {
            lease.fail(blame, KIND, now);
        }
        let error = pool.lease(&request, now).unwrap_err();
        assert_eq!(error.soonest, Some(seconds(rest)), "{blame}");
    }
}

#[test]
fn k08_a_late_success_does_not_end_a_newer_cooldown() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    let (late, failed) = (lease_any(&pool, now).unwrap(), lease_any(&pool, now).unwrap());
    failed.fail(Blame::Failed, KIND, now);
    late.succeed(now);
    assert_eq!(state(&pool, "a", now), KeyState::Cooling);
}

#[test]
fn k09_a_late_failure_does_not_undo_a_recovery() {
    let model = ModelId::from("openai/gpt-4o-mini");
    let request = LeaseRequest::new().for_model(&model);
    for blame in [Blame::Failed, Blame::OutOfCredits, Blame::RateLimited { until: None }] {
        let pool = pool(&["a"]);
        let now = Instant::now();
        let lease = |now| pool.lease(&request, now).unwrap();
        let (late, failed) = (lease(now), lease(now));
        failed.fail(blame, KIND, now);
        let later = now + seconds(3600);
        lease(later).succeed(later);
        late.fail(blame, KIND, later);
        assert!(pool.outlook(&request, later).is_ok(), "{blame}");
    }
}

#[test]
fn k12_a_probe_that_is_dropped_gives_way_to_another() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    lease_any(&pool, now).unwrap().fail(Blame::Failed, KIND, now);
    let later = now + seconds(1);
    for _ in 0..3 {
        let probe = lease_any(&pool, later).unwrap();
        let error = lease_any(&pool, later).unwrap_err();
        assert_eq!((error.reason, error.soonest), (Exhaustion::Probing, None));
        assert_eq!(state(&pool, "a", later), KeyState::Probing);
        drop(probe);
        assert_eq!(state(&pool, "a", later), KeyState::HalfOpen);
    }
}

#[test]
fn k13_a_probe_that_fails_doubles_the_rest_and_one_that_succeeds_begins_a_ramp() {
    let pool = pool(&["a"]);
    let mut now = Instant::now();
    for rest in [1, 2, 4] {
        lease_any(&pool, now).unwrap().fail(Blame::Failed, KIND, now);
        assert_eq!(lease_any(&pool, now).unwrap_err().soonest, Some(seconds(rest)));
        now += seconds(rest);
    }
    let mut held = Vec::new();
    for expected in [1, 2, 4, 8] {
        while let Ok(lease) = lease_any(&pool, now) {
            held.push(lease);
        }
        assert_eq!(held.len(), expected);
        held.pop().unwrap().succeed(now);
        held.clear();
    }
}

#[test]
fn answers_from_before_a_rest_do_not_hold_up_the_ramp_after_it() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    let mut long: Vec<_> = (0..50).map(|_| lease_any(&pool, now).unwrap()).collect();
    long.pop().unwrap().fail(Blame::Failed, KIND, now);
    let later = now + seconds(1);
    lease_any(&pool, later).unwrap().succeed(later);
    let held: Vec<_> = std::iter::from_fn(|| lease_any(&pool, later).ok()).collect();
    assert_eq!(held.len(), 2);
    drop(long);
    assert_eq!(lease_any(&pool, later).unwrap_err().reason, Exhaustion::Busy);
}

#[test]
fn a_confirmed_probe_lets_others_in_while_its_answer_still_comes() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    lease_any(&pool, now).unwrap().fail(Blame::Failed, KIND, now);
    let later = now + seconds(1);
    let mut probe = lease_any(&pool, later).unwrap();
    probe.confirm(later);
    probe.confirm(later);
    let other = lease_any(&pool, later).unwrap();
    assert_eq!(lease_any(&pool, later).unwrap_err().reason, Exhaustion::Busy);
    // Its end is no second success.
    probe.succeed(later);
    let third = lease_any(&pool, later).unwrap();
    assert_eq!(lease_any(&pool, later).unwrap_err().reason, Exhaustion::Busy);
    assert_eq!(pool.status(later).keys[0].successes, 1);
    drop((other, third));
}

#[test]
fn k14_a_refused_key_that_is_mended_is_back_after_a_check() {
    let pool = pool(&["a", "b"]);
    let now = Instant::now();
    lease_any(&pool, now).unwrap().fail(Blame::Rejected, ErrorKind::Authentication, now);
    assert!(pool.next_check(now + seconds(59)).is_none());
    let due = now + seconds(60);
    let check = pool.next_check(due).unwrap();
    assert_eq!(check.key().expose(), key("a").expose());
    assert!(pool.next_check(due).is_none(), "one at a time");
    drop(check);
    let due = due + seconds(1);
    pool.next_check(due).unwrap().rejected(due);
    assert!(pool.next_check(due + seconds(119)).is_none());
    let due = due + seconds(120);
    pool.next_check(due).unwrap().works(limits(r#"{"limit":9}"#), due, SystemTime::UNIX_EPOCH);
    assert_eq!(state(&pool, "a", due), KeyState::HalfOpen);
    let status = pool.status(due);
    assert!(status.keys[0].limits.is_some());
    let again = pool.lease(&LeaseRequest::new().only(id("a")), due).unwrap();
    again.succeed(due);
    assert_eq!(state(&pool, "a", due), KeyState::Healthy);
    assert!(pool.next_check(due + seconds(9999)).is_none());
}

#[test]
fn k15_keys_that_fell_asleep_together_wake_apart_and_one_request_at_a_time() {
    let names: Vec<String> = (0..20).map(|number| format!("key-{number}")).collect();
    let keys = names.iter().map(|name| key(name));
    let pool = KeyPool::builder().keys(keys).random(Arc::new(ThreadRandom)).build();
    let now = Instant::now();
    let leases: Vec<_> = (0..20).map(|_| lease_any(&pool, now).unwrap()).collect();
    for lease in leases {
        lease.fail(Blame::Failed, KIND, now);
    }
    let rests: Vec<_> =
        pool.status(now).keys.iter().map(|key| key.resumes_in.unwrap().as_millis()).collect();
    assert!(rests.iter().all(|rest| (900..=1100).contains(rest)), "{rests:?}");
    let distinct: std::collections::BTreeSet<_> = rests.iter().collect();
    assert!(distinct.len() > 10, "{rests:?}");
    let awake = now + seconds(2);
    let held: Vec<_> = std::iter::from_fn(|| lease_any(&pool, awake).ok()).collect();
    assert_eq!(held.len(), 20, "one for each key");
}

#[test]
fn k16_leases_on_keys_that_a_reload_removes_finish_and_touch_nobody() {
    let pool = pool(&["a", "b"]);
    let now = Instant::now();
    let only = LeaseRequest::new().only(id("a"));
    let leases: Vec<_> = (0..10).map(|_| pool.lease(&only, now).unwrap()).collect();
    pool.lease(&LeaseRequest::new().only(id("b")), now).unwrap().fail(Blame::Failed, KIND, now);
    let before = pool.status(now).keys[1].clone();
    pool.replace([key("b"), key("c")]);
    for (number, lease) in leases.into_iter().enumerate() {
        assert_eq!(lease.key().expose(), key("a").expose());
        if number % 2 == 0 { lease.succeed(now) } else { lease.fail(Blame::Rejected, KIND, now) }
    }
    let status = pool.status(now);
    assert_eq!(status.keys[0], before);
    assert_eq!(pool.keys(), [id("b"), id("c")]);
    assert_eq!(status.accounts[0].in_flight, 0);
}

#[test]
fn k17_a_key_that_is_replaced_is_used_from_the_next_request_on() {
    let named = |text: &str| PoolKey::new(key(text)).label("laptop");
    let pool = KeyPool::new([named("old")]);
    let now = Instant::now();
    let under_way = lease_any(&pool, now).unwrap();
    pool.replace([named("new")]);
    assert_eq!(lease_any(&pool, now).unwrap().key().expose(), key("new").expose());
    under_way.fail(Blame::Rejected, ErrorKind::Authentication, now);
    assert_eq!(pool.status(now).available(), 1);
    // What is said of a key that stays is taken over; what was found out about it stays.
    lease_any(&pool, now).unwrap().fail(Blame::Failed, KIND, now);
    pool.replace([named("new").account("team").weight(5)]);
    let key = pool.status(now).keys.remove(0);
    assert_eq!((key.state, key.weight, key.account.as_str()), (KeyState::Cooling, 5, "team"));
}

#[test]
fn k19_clients_that_share_a_pool_share_its_health() {
    let pool = pool(&["a", "b", "c", "d"]);
    let now = Instant::now();
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let pool = pool.clone();
            thread::spawn(move || {
                for _ in 0..500 {
                    if let Ok(lease) = lease_any(&pool, now) {
                        let blame =
                            if lease.id() == id("a") { Blame::Rejected } else { Blame::None };
                        lease.fail(blame, KIND, now);
                    }
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let status = pool.status(now);
    assert_eq!(status.available(), 3);
    assert_eq!((status.keys[0].failures_in_a_row, status.accounts[0].in_flight), (1, 0));
}

#[test]
fn k20_a_rest_is_measured_and_not_read_off_the_wall() {
    // Nothing in the pool sees a wall clock but the answer to a check, which counts days by it.
    let pool = pool(&["a"]);
    let now = Instant::now();
    let until = Some(now + seconds(5));
    lease_any(&pool, now).unwrap().fail(Blame::Capped { until }, KIND, now);
    assert_eq!(lease_any(&pool, now + seconds(4)).unwrap_err().reason, Exhaustion::Parked);
    assert!(lease_any(&pool, now + seconds(6)).is_ok());
    for wall in [0_u64, 3600, 7200] {
        let pool = super::pool(&["a"]);
        lease_any(&pool, now).unwrap().fail(CAPPED, KIND, now);
        let wall = SystemTime::UNIX_EPOCH + seconds(86_400 - 7200 + wall);
        let said = limits(r#"{"limit_remaining":0,"limit_reset":"daily"}"#);
        pool.next_check(now).unwrap().works(said, now, wall);
        let rest = lease_any(&pool, now).unwrap_err().soonest.unwrap();
        assert!(rest <= seconds(86_400), "a jump of the wall costs a day at most: {rest:?}");
    }
}

#[test]
fn k21_adding_a_key_leaves_the_rests_of_others_alone() {
    let pool = pool(&["a", "b"]);
    let now = Instant::now();
    lease_any(&pool, now).unwrap().fail(Blame::Failed, KIND, now);
    lease_any(&pool, now).unwrap().fail(CAPPED, KIND, now);
    let before = pool.status(now).keys;
    assert!(pool.add(key("c")));
    assert_eq!(pool.status(now).keys[..2], before);
}
