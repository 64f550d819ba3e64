//! Which of several readings counts.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::Operation;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn of_model() -> RateLimitScope {
    RateLimitScope::Model("a/model".into())
}

fn remaining(
    scope: RateLimitScope,
    learnt: u64,
    left: u64,
    reset_at: Option<u64>,
) -> RateLimitInfo {
    let mut info = RateLimitInfo::new(RateLimitSource::Headers, at(learnt)).with_scope(scope);
    (info.requests.remaining, info.requests.reset_at) = (Some(left), reset_at.map(at));
    info
}

fn combine(told: &[RateLimitInfo], now: u64) -> CombinedRateLimits {
    CombinedRateLimits::combine(None, told, [], at(now))
}

#[test]
fn the_last_that_was_learnt_counts_and_the_others_stay_visible() {
    let told = [
        remaining(of_model(), 5, 3, None),
        remaining(of_model(), 9, 8, None),
        remaining(of_model(), 7, 4, None),
    ];
    let combined = combine(&told, 20);
    let best = combined.requests.remaining.best().unwrap();
    assert_eq!((best.value, best.age(combined.at)), (8, Duration::from_secs(11)));
    let others = combined.requests.remaining.others().iter();
    assert_eq!(others.map(|other| other.value).collect::<Vec<_>>(), [4, 3]);
}

#[test]
fn the_narrower_limit_counts_before_the_later_one() {
    let told = [
        remaining(of_model(), 1, 3, None),
        remaining(RateLimitScope::FreeModels, 8, 30, None),
        remaining(RateLimitScope::All, 9, 300, None),
    ];
    let combined = combine(&told, 20);
    assert_eq!(combined.requests.remaining.get(), Some(&3));
    let others = combined.requests.remaining.others().iter();
    assert_eq!(others.map(|other| other.value).collect::<Vec<_>>(), [30, 300]);
}

#[test]
fn what_is_over_is_told_and_does_not_count() {
    let told =
        [remaining(of_model(), 1, 0, Some(10)), remaining(RateLimitScope::All, 0, 5, Some(30))];
    assert_eq!(combine(&told, 9).requests.remaining.get(), Some(&0));
    let later = combine(&told, 10);
    assert_eq!(later.requests.remaining.get(), Some(&5));
    assert!(later.requests.remaining.others().iter().any(|it| it.is_over && it.value == 0));
    let over = combine(&told, 30);
    assert_eq!(over.requests.remaining.get(), None);
    assert_eq!(over.requests.remaining.others().len(), 2);
    assert!(!over.requests.remaining.is_empty() && over.requests.limit.is_empty());
}

#[test]
fn an_allowance_brings_each_figure_that_it_has() {
    let mut allowance = Allowance::new(at(3));
    allowance.holder = Some("0123abcd".into());
    allowance.limit = Some("10".parse().unwrap());
    allowance.remaining = Some("2".parse().unwrap());
    allowance.reset_at = Some(at(50));
    allowance.spent.today = Some("1".parse().unwrap());
    allowance.is_free_tier = Some(false);
    let combined = CombinedRateLimits::combine(None, [], [&allowance], at(7));
    let CombinedAllowance { limit, remaining, spent, is_free_tier, counts_elsewhere, .. } =
        &combined.allowance;
    assert_eq!(limit.get(), allowance.limit.as_ref());
    assert_eq!(remaining.get(), allowance.remaining.as_ref());
    assert_eq!(spent.today.get(), allowance.spent.today.as_ref());
    assert_eq!(is_free_tier.get(), Some(&false));
    assert!(counts_elsewhere.is_empty() && spent.total.is_empty());
    let best = limit.best().unwrap();
    assert_eq!(
        (best.source, best.holder.as_ref()),
        (RateLimitSource::KeyInfo, allowance.holder.as_ref())
    );
    let json = serde_json::to_string(&combined).unwrap();
    assert_eq!(serde_json::from_str::<CombinedRateLimits>(&json).unwrap(), combined);
}

fn any_info() -> impl Strategy<Value = RateLimitInfo> {
    let scopes = select(vec![
        RateLimitScope::All,
        RateLimitScope::Operation(Operation::Account),
        RateLimitScope::FreeModels,
        of_model(),
    ]);
    let sources = select(vec![RateLimitSource::Headers, RateLimitSource::ErrorBody]);
    let holders = prop::option::of(select(vec!["a", "b"]));
    let number = || prop::option::of(0_u64..4);
    (scopes, sources, holders, 0_u64..4, number(), number(), number()).prop_map(
        |(scope, source, holder, learnt, left, reset, wait)| {
            let mut info = RateLimitInfo::new(source, at(learnt)).with_scope(scope);
            info.holder = holder.map(RateLimitHolder::from);
            (info.requests.remaining, info.tokens.limit) = (left, wait);
            (info.requests.reset_at, info.wait_until) = (reset.map(at), wait.map(at));
            info
        },
    )
}

proptest! {
    #[test]
    fn the_order_in_which_it_comes_decides_nothing(
        told in prop::collection::vec(any_info(), 0..8).prop_shuffle(),
        seed in any::<prop::sample::Index>(),
        now in 0_u64..5,
    ) {
        let combined = combine(&told, now);
        let mut other = told.clone();
        other.reverse();
        prop_assert_eq!(&combine(&other, now), &combined);
        if !told.is_empty() {
            other.rotate_left(seed.index(told.len()));
        }
        prop_assert_eq!(&combine(&other, now), &combined);
        // Nothing is lost, and none that counts is over.
        let figure = &combined.requests.remaining;
        let said = told.iter().filter(|info| info.requests.remaining.is_some()).count();
        prop_assert_eq!(figure.others().len() + usize::from(figure.best().is_some()), said);
        prop_assert!(figure.best().is_none_or(|best| !best.is_over));
    }
}
