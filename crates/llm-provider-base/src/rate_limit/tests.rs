//! What is remembered, for whom, and for how long.

use llm_types::ModelId;
use proptest::prelude::*;

use super::*;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + seconds)
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn model(name: &str) -> RateLimitScope {
    RateLimitScope::Model(ModelId::from(name))
}

/// Learnt at one time: nothing should be sent before another.
fn info(scope: RateLimitScope, observed: u64, wait_until: Option<u64>) -> RateLimitInfo {
    let mut info = RateLimitInfo::new(RateLimitSource::Headers, at(observed)).with_scope(scope);
    info.wait_until = wait_until.map(at);
    info
}

fn told(limits: &RateLimits, scope: &RateLimitScope) -> Option<RateLimitInfo> {
    limits.all().into_iter().find(|info| info.scope == *scope)
}

#[test]
fn a_model_waits_for_itself_and_for_what_holds_for_all() {
    let limits = RateLimits::new();
    let (a, b) = (model("a"), model("b"));
    assert_eq!(limits.wait(None, &a, at(0)), None);
    limits.observe(info(a.clone(), 0, Some(60)));
    assert_eq!(limits.wait(None, &a, at(0)), Some(seconds(60)));
    assert_eq!(limits.wait(None, &a, at(59)), Some(seconds(1)));
    assert_eq!(limits.wait(None, &a, at(60)), None);
    assert_eq!(limits.wait(None, &b, at(0)), None);
    assert_eq!(limits.wait(None, &RateLimitScope::All, at(0)), None);
    limits.observe(info(RateLimitScope::All, 0, Some(10)));
    assert_eq!(limits.wait(None, &a, at(0)), Some(seconds(60)));
    assert_eq!(limits.wait(None, &b, at(0)), Some(seconds(10)));
    assert_eq!(limits.wait(None, &RateLimitScope::All, at(0)), Some(seconds(10)));
}

#[test]
fn what_one_holder_used_up_says_nothing_of_another() {
    let limits = RateLimits::new();
    let (ours, theirs) = (RateLimitHolder::from("ours"), RateLimitHolder::from("theirs"));
    limits.observe(info(model("a"), 0, Some(60)).with_holder(ours.clone()));
    assert_eq!(limits.wait(Some(&ours), &model("a"), at(0)), Some(seconds(60)));
    assert_eq!(limits.wait(Some(&theirs), &model("a"), at(0)), None);
    assert_eq!(limits.wait(None, &model("a"), at(0)), None);
}

#[test]
fn the_last_reply_counts() {
    let limits = RateLimits::new();
    limits.observe(info(model("m"), 3, Some(60)));
    let last = info(model("m"), 5, None);
    limits.observe(last.clone());
    assert_eq!(limits.all(), [last]);
    assert_eq!(limits.wait(None, &model("m"), at(5)), None);
}

#[test]
fn headers_and_bodies_are_remembered_beside_each_other_and_the_longer_wait_counts() {
    let limits = RateLimits::new();
    let mut body = info(model("m"), 3, Some(90));
    body.source = RateLimitSource::ErrorBody;
    limits.observe(info(model("m"), 3, Some(60)));
    limits.observe(body);
    assert_eq!(limits.all().len(), 2);
    assert_eq!(limits.wait(None, &model("m"), at(3)), Some(seconds(87)));
}

#[test]
fn a_clock_set_back_does_not_lengthen_a_wait() {
    let limits = RateLimits::new();
    limits.observe(info(RateLimitScope::All, 7200, Some(7260)));
    assert_eq!(limits.wait(None, &RateLimitScope::All, at(0)), Some(seconds(60)));
}

#[test]
fn made_up_model_names_do_not_fill_the_memory() {
    let limits = RateLimits::new();
    let model = |n: usize| model(&format!("model-{n}"));
    for (n, observed) in (0..RateLimits::MAX + 5).zip(1..) {
        limits.observe(info(model(n), observed, None));
    }
    assert_eq!(limits.all().len(), RateLimits::MAX);
    assert_eq!(told(&limits, &model(4)), None, "heard of longest ago");
    assert!(told(&limits, &model(5)).is_some());
    limits.observe(info(model(9), 2000, None));
    assert!(told(&limits, &model(5)).is_some(), "one that is known needs no room");
}

#[test]
fn of_each_credential_the_last_allowance_is_kept() {
    let limits = RateLimits::new();
    let allowance = |holder: &str, learnt: u64| {
        let mut allowance = Allowance::new(at(learnt));
        allowance.holder = Some(holder.into());
        allowance
    };
    for (holder, learnt) in [("a", 1), ("b", 2), ("a", 3)] {
        limits.observe_allowance(allowance(holder, learnt));
    }
    let mut kept = limits.allowances();
    kept.sort_by_key(|allowance| allowance.observed_at);
    assert_eq!(kept, [allowance("b", 2), allowance("a", 3)]);
}

proptest! {
    #[test]
    fn a_wait_ends_when_it_was_said_to(observed in 0_u64..100, until in 0_u64..100, now in 0_u64..100) {
        let limits = RateLimits::new();
        limits.observe(info(RateLimitScope::All, observed, Some(until)));
        match limits.wait(None, &RateLimitScope::All, at(now)) {
            Some(wait) => {
                prop_assert!(now < until && observed < until);
                prop_assert!(at(now) + wait <= at(until) || now < observed);
                prop_assert!(wait <= seconds(until - observed));
            }
            None => prop_assert!(now >= until || observed >= until),
        }
    }
}
