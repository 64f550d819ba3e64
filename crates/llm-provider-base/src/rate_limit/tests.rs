//! What is remembered, for whom, and for how long.

use llm_types::RateLimitSource;
use proptest::prelude::*;

use super::*;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + seconds)
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Learnt at one time: nothing should be sent before another.
fn info(model: Option<&str>, observed: u64, wait_until: Option<u64>) -> RateLimitInfo {
    let mut info = RateLimitInfo::new(RateLimitSource::Headers, at(observed));
    info.model = model.map(ModelId::from);
    info.wait_until = wait_until.map(at);
    info
}

#[test]
fn a_model_waits_for_itself_and_for_what_holds_for_all() {
    let limits = RateLimits::new();
    let (a, b) = (ModelId::from("a"), ModelId::from("b"));
    assert_eq!(limits.wait(Some(&a), at(0)), None);
    limits.observe(info(Some("a"), 0, Some(60)));
    assert_eq!(limits.wait(Some(&a), at(0)), Some(seconds(60)));
    assert_eq!(limits.wait(Some(&a), at(59)), Some(seconds(1)));
    assert_eq!(limits.wait(Some(&a), at(60)), None);
    assert_eq!(limits.wait(Some(&b), at(0)), None);
    assert_eq!(limits.wait(None, at(0)), None);
    limits.observe(info(None, 0, Some(10)));
    assert_eq!(limits.wait(Some(&a), at(0)), Some(seconds(60)));
    assert_eq!(limits.wait(Some(&b), at(0)), Some(seconds(10)));
    assert_eq!(limits.wait(None, at(0)), Some(seconds(10)));
}

#[test]
fn the_last_reply_counts() {
    let limits = RateLimits::new();
    let model = ModelId::from("m");
    limits.observe(info(Some("m"), 3, Some(60)));
    let last = info(Some("m"), 5, None);
    limits.observe(last.clone());
    assert_eq!(limits.get(Some(&model)), Some(last));
    assert_eq!(limits.wait(Some(&model), at(5)), None);
    assert_eq!(limits.get(None), None);
}

#[test]
fn a_clock_set_back_does_not_lengthen_a_wait() {
    let limits = RateLimits::new();
    limits.observe(info(None, 7200, Some(7260)));
    assert_eq!(limits.wait(None, at(0)), Some(seconds(60)));
}

#[test]
fn made_up_model_names_do_not_fill_the_memory() {
    let limits = RateLimits::new();
    limits.observe(info(None, 0, Some(60)));
    let model = |n: usize| ModelId::from(format!("model-{n}"));
    for (n, observed) in (0..RateLimits::MAX_MODELS + 5).zip(1..) {
        limits.observe(info(Some(model(n).as_str()), observed, None));
    }
    assert_eq!(limits.lock().models.len(), RateLimits::MAX_MODELS);
    assert!(limits.get(None).is_some(), "what holds for all is not forgotten");
    assert_eq!(limits.get(Some(&model(4))), None, "heard of longest ago");
    assert!(limits.get(Some(&model(5))).is_some());
    limits.observe(info(Some("model-9"), 2000, None));
    assert!(limits.get(Some(&model(5))).is_some(), "one that is known needs no room");
}

proptest! {
    #[test]
    fn a_wait_ends_when_it_was_said_to(observed in 0_u64..100, until in 0_u64..100, now in 0_u64..100) {
        let limits = RateLimits::new();
        limits.observe(info(None, observed, Some(until)));
        match limits.wait(None, at(now)) {
            Some(wait) => {
                prop_assert!(now < until && observed < until);
                prop_assert!(at(now) + wait <= at(until) || now < observed);
                prop_assert!(wait <= seconds(until - observed));
            }
            None => prop_assert!(now >= until || observed >= until),
        }
    }
}
