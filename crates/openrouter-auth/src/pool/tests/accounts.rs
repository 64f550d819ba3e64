//! What binds an account binds all of its keys, and no others.

use std::sync::Arc;
use std::time::Duration;

use llm_provider_base::FixedRandom;
use llm_types::{Error, ErrorKind, ModelId, Retry};
use tokio::time::Instant;

use super::{KIND, id, key, lease_any, pool};
use crate::{Blame, Exhaustion, KeyId, KeyPool, LeaseRequest, PoolKey};

const CAPPED: Blame = Blame::Capped { until: None };

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn k24_a_used_up_quota_rests_the_account_for_free_models_only() {
    let account = |name, account: &str| PoolKey::new(key(name)).account(account);
    let pool = KeyPool::builder()
        .keys([account("a", "one"), account("b", "one"), account("c", "two")])
        .random(Arc::new(FixedRandom(0.5)))
        .build();
    let (free, paid) = (ModelId::from("meta/llama:free"), ModelId::from("meta/llama"));
    let now = Instant::now();
    let leased = |model: &ModelId, times: usize| -> Vec<KeyId> {
        let request = LeaseRequest::new().for_model(model);
        let mut ids: Vec<_> =
            (0..times).filter_map(|_| Some(pool.lease(&request, now).ok()?.id())).collect();
        ids.sort();
        ids.dedup();
        ids
    };
    let sorted = |names: &[&str]| {
        let mut ids: Vec<_> = names.iter().map(|name| id(name)).collect();
        ids.sort();
        ids
    };
    let until = Some(now + seconds(7200));
    let blame = Blame::FreeQuota { until };
    let first = pool.lease(&LeaseRequest::new().for_model(&free), now).unwrap();
    assert_eq!(first.account().as_str(), "one");
    first.fail(blame, ErrorKind::RateLimited, now);
    assert_eq!(leased(&free, 9), sorted(&["c"]), "another account at once");
    assert_eq!(leased(&paid, 9), sorted(&["a", "b", "c"]), "paid models as before");
    pool.lease(&LeaseRequest::new().for_model(&free), now).unwrap().fail(
        blame,
        ErrorKind::RateLimited,
        now,
    );
    let error = Error::from(pool.lease(&LeaseRequest::new().for_model(&free), now).unwrap_err());
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    let Retry::After(wait) = error.retry() else { panic!("{error:?}") };
    assert_eq!(wait.as_secs(), 7200);
}

#[test]
fn the_second_call_is_told_why_the_first_one_failed() {
    let model = ModelId::from("openai/gpt-4o-mini");
    let request = LeaseRequest::new().for_model(&model);
    let check = |blame: Blame, kind: ErrorKind, says: &str| {
        let pool = pool(&["a"]);
        let now = Instant::now();
        pool.lease(&request, now).unwrap().fail(blame, kind, now);
        let error = Error::from(pool.lease(&request, now).unwrap_err());
        assert_eq!(error.kind(), kind, "{blame}");
        assert!(error.message().contains(says), "{error}");
    };
    check(Blame::Rejected, ErrorKind::Authentication, "was refused by the service");
    check(Blame::Rejected, ErrorKind::PermissionDenied, "may not be used for this");
    check(CAPPED, ErrorKind::InsufficientCredits, "spending cap");
    check(Blame::OutOfCredits, ErrorKind::InsufficientCredits, "no credits left");
    check(Blame::RateLimited { until: None }, ErrorKind::RateLimited, "quota");
    check(Blame::Failed, ErrorKind::Timeout, "rests after failures");
}

#[test]
fn a_throttled_account_has_half_as_many_leases_out_and_one_more_after_each_round() {
    let pool = pool(&["a", "b"]);
    let now = Instant::now();
    let held: Vec<_> = (0..8).map(|_| lease_any(&pool, now).unwrap()).collect();
    for lease in held {
        lease.fail(Blame::Throttled, ErrorKind::RateLimited, now);
    }
    let most = || std::iter::from_fn(|| lease_any(&pool, now).ok()).take(99).collect::<Vec<_>>();
    let round = most();
    assert_eq!(round.len(), 4);
    assert!(pool.status(now).keys[0].failures_in_a_row == 0, "nothing rests");
    for lease in round {
        lease.succeed(now);
    }
    assert_eq!(most().len(), 5);
}

#[test]
fn an_account_without_money_is_left_alone_with_all_its_keys_until_one_probe() {
    let keys = ["a", "b", "c"]
        .map(|name| PoolKey::new(key(name)).account(if name == "c" { "two" } else { "one" }));
    let pool = KeyPool::builder().keys(keys).random(Arc::new(FixedRandom(0.5))).build();
    let now = Instant::now();
    lease_any(&pool, now).unwrap().fail(Blame::OutOfCredits, KIND, now);
    let ids: Vec<_> = (0..4).map(|_| lease_any(&pool, now).unwrap().id()).collect();
    assert_eq!(ids, [id("c"); 4]);
    let later = now + seconds(600);
    let one = "one".into();
    let of_one = LeaseRequest::new().in_account(&one);
    let probe = pool.lease(&of_one, later).unwrap();
    assert_eq!(pool.lease(&of_one, later).unwrap_err().reason, Exhaustion::Probing);
    probe.fail(Blame::OutOfCredits, KIND, later);
    let error = pool.lease(&of_one, later).unwrap_err();
    assert_eq!((error.reason, error.soonest), (Exhaustion::OutOfCredits, Some(seconds(1200))));
}

#[test]
fn the_pool_remembers_a_thousand_models_at_rest_and_forgets_the_oldest() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    let models: Vec<_> = (0..1100).map(|number| ModelId::from(format!("model/{number}"))).collect();
    for model in &models {
        let request = LeaseRequest::new().for_model(model);
        let blame = Blame::RateLimited { until: Some(now + seconds(60)) };
        pool.lease(&request, now).unwrap().fail(blame, KIND, now);
    }
    let resting = |model| pool.outlook(&LeaseRequest::new().for_model(model), now).is_err();
    assert_eq!(models.iter().filter(|model| resting(model)).count(), 1024);
    assert!(!resting(&models[0]) && resting(&models[1099]));
    assert_eq!(pool.status(now).accounts[0].quotas.len(), 1024);
}

#[test]
fn what_was_sent_before_a_reset_does_not_hold_an_account_back() {
    let pool = pool(&["a"]);
    let now = Instant::now();
    let leases: Vec<_> = (0..8).map(|_| lease_any(&pool, now).unwrap()).collect();
    pool.reset(id("a")).unwrap();
    for lease in leases {
        lease.fail(Blame::Throttled, KIND, now);
    }
    assert_eq!(pool.status(now).accounts[0].max_concurrency, None);
}

#[test]
fn one_lease_finds_out_whether_the_account_is_back_for_a_model() {
    let pool = pool(&["a", "b"]);
    let model = ModelId::from("openai/gpt-4o-mini");
    let request = LeaseRequest::new().for_model(&model);
    let now = Instant::now();
    let blame = Blame::RateLimited { until: None };
    pool.lease(&request, now).unwrap().fail(blame, ErrorKind::RateLimited, now);
    let later = now + seconds(1);
    let probe = pool.lease(&request, later).unwrap();
    assert_eq!(pool.lease(&request, later).unwrap_err().reason, Exhaustion::Probing);
    assert!(lease_any(&pool, later).is_ok(), "other models as before");
    probe.succeed(later);
    assert!(pool.lease(&request, later).is_ok());
}

#[test]
fn an_account_is_forgotten_with_its_last_key_and_its_last_lease() {
    let in_one = |name| PoolKey::new(key(name)).account("one");
    let pool = KeyPool::builder()
        .keys([in_one("a"), in_one("b")])
        .random(Arc::new(FixedRandom(0.5)))
        .build();
    let now = Instant::now();
    let under_way = lease_any(&pool, now).unwrap();
    lease_any(&pool, now).unwrap().fail(Blame::OutOfCredits, KIND, now);
    let rests =
        || lease_any(&pool, now).is_err_and(|error| error.reason == Exhaustion::OutOfCredits);
    assert!(rests());
    pool.remove(id("a")).unwrap();
    pool.add(in_one("a"));
    assert!(rests(), "a key was left");
    let elsewhere = || ["a", "b"].map(|name| PoolKey::new(key(name)).account("two"));
    pool.replace(elsewhere());
    pool.replace([in_one("a"), in_one("b")]);
    assert!(rests(), "a lease is out");
    drop(under_way);
    pool.replace(elsewhere());
    pool.replace([in_one("a"), in_one("b")]);
    assert!(!rests(), "it is a new one of the same name");
}
