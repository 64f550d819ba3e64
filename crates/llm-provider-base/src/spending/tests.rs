//! Tests of [`SpendingBudget`].

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use llm_types::{Error, ErrorKind};
use proptest::prelude::*;
use tokio::time::Instant;

use super::*;

fn usd(text: &str) -> Usd {
    text.parse().unwrap()
}

fn cents(count: u64) -> Usd {
    usd("0.01") * count
}

/// A clock on the wall that a test sets.
#[derive(Debug, Default)]
struct Wall(AtomicU64);

#[async_trait::async_trait]
impl Clock for Wall {
    fn now(&self) -> Instant {
        SystemClock.now()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::Relaxed))
    }

    async fn sleep(&self, duration: Duration) {
        SystemClock.sleep(duration).await;
    }
}

fn spent_and_reserved(budget: &SpendingBudget) -> (Usd, Usd) {
    let status = budget.status();
    (status.spent, status.reserved)
}

#[test]
fn what_is_reserved_cannot_be_reserved_twice() {
    let budget = SpendingBudget::total(cents(100), cents(50));
    let clone = budget.clone();
    let first = clone.reserve(cents(60)).unwrap();
    let exceeded = budget.reserve(cents(41)).unwrap_err();
    let BudgetExceeded { limit, spent, reserved, asked } = exceeded;
    assert_eq!((limit, spent), (cents(100), Usd::ZERO));
    assert_eq!((reserved, asked), (cents(60), cents(41)));
    let second = budget.reserve(cents(40)).unwrap();
    first.settle(cents(5));
    assert_eq!(spent_and_reserved(&budget), (cents(5), cents(40)));
    drop(second);
    assert_eq!(spent_and_reserved(&budget), (cents(5), Usd::ZERO));
    assert_eq!(budget.status().available(), cents(95));
}

#[test]
fn an_unknown_charge_counts_as_estimated_until_it_is_known() {
    let budget = SpendingBudget::total(cents(100), cents(50));
    let charge = budget.reserve(cents(30)).unwrap().keep();
    assert_eq!(spent_and_reserved(&budget), (cents(30), Usd::ZERO));
    charge.correct(cents(2));
    assert_eq!(spent_and_reserved(&budget), (cents(2), Usd::ZERO));
    drop(budget.reserve(cents(30)).unwrap().keep());
    assert_eq!(spent_and_reserved(&budget), (cents(32), Usd::ZERO));
}

#[test]
fn a_call_that_costs_more_than_was_reserved_is_counted_in_full() {
    let budget = SpendingBudget::total(cents(10), cents(1));
    budget.reserve(cents(1)).unwrap().settle(cents(25));
    assert_eq!(budget.status().spent, cents(25));
    assert_eq!(budget.status().available(), Usd::ZERO);
    assert!(budget.reserve(cents(1)).is_err());
}

#[test]
fn no_amount_makes_a_budget_larger() {
    let budget = SpendingBudget::total(cents(10), usd("-1"));
    assert_eq!(budget.per_call(), Usd::ZERO);
    budget.reserve(usd("-5")).unwrap().settle(usd("-5"));
    budget.reserve(cents(1)).unwrap().keep().correct(usd("-5"));
    assert_eq!(budget.status().available(), cents(10));
}

#[test]
fn a_day_begins_anew_at_midnight_and_never_twice() {
    const DAY: u64 = 24 * 60 * 60;
    let clock = Arc::new(Wall(AtomicU64::new(100 * DAY + DAY - 1)));
    let at = |seconds| clock.0.store(seconds, Ordering::Relaxed);
    let window = SpendingWindow::UtcDay;
    let budget = SpendingBudget::with_clock(cents(10), cents(1), window, Arc::clone(&clock) as _);
    budget.reserve(cents(6)).unwrap().settle(cents(6));
    let charge = budget.reserve(cents(2)).unwrap().keep();
    let over_midnight = budget.reserve(cents(2)).unwrap();
    assert_eq!(budget.status().available(), Usd::ZERO);
    at(101 * DAY);
    assert_eq!(spent_and_reserved(&budget), (Usd::ZERO, cents(2)), "what runs is still reserved");
    charge.correct(Usd::ZERO);
    over_midnight.settle(cents(2));
    assert_eq!(spent_and_reserved(&budget), (cents(2), Usd::ZERO), "yesterday is not given back");
    at(100 * DAY);
    assert_eq!(budget.status().spent, cents(2), "a clock that was set back");
    at(101 * DAY + 1);
    assert_eq!(budget.status().spent, cents(2), "the same day once more");
}

#[test]
fn a_total_has_no_end() {
    let clock = Arc::new(Wall::default());
    let window = SpendingWindow::Total;
    let budget = SpendingBudget::with_clock(cents(10), cents(1), window, Arc::clone(&clock) as _);
    budget.reserve(cents(6)).unwrap().settle(cents(6));
    clock.0.store(u64::from(u32::MAX), Ordering::Relaxed);
    assert_eq!(budget.status().spent, cents(6));
}

#[test]
fn the_error_tells_all_figures() {
    let budget = SpendingBudget::daily(cents(100), cents(50));
    let _under_way = budget.reserve(cents(90)).unwrap();
    let error = Error::from(budget.reserve(cents(20)).unwrap_err());
    assert_eq!(error.kind(), ErrorKind::BudgetExceeded);
    assert!(!error.is_retryable() && !error.maybe_billed());
    let exceeded = BudgetExceeded::of(&error).unwrap();
    assert_eq!((exceeded.reserved, exceeded.asked), (cents(90), cents(20)));
    insta::assert_snapshot!(
        exceeded,
        @"the call may cost 0.2 USD, and of the limit of 1 USD 0 are spent and 0.9 reserved"
    );
    assert!(BudgetExceeded::of(&Error::new(ErrorKind::BudgetExceeded, "m")).is_none());
}

#[test]
fn threads_that_spend_at_once_stay_within_the_limit() {
    let budget = SpendingBudget::total(cents(500), cents(7));
    let made: u64 = std::thread::scope(|scope| {
        let spend = || {
            let mut made = 0;
            for call in 0..200_u64 {
                let Ok(reservation) = budget.reserve(cents(7)) else { continue };
                let status = budget.status();
                assert!(status.spent + status.reserved <= status.limit, "{status:?}");
                match call % 3 {
                    0 => drop(reservation),
                    1 => {
                        reservation.settle(cents(3));
                        made += 3;
                    }
                    _ => {
                        drop(reservation.keep());
                        made += 7;
                    }
                }
            }
            made
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(spend)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(spent_and_reserved(&budget), (cents(made), Usd::ZERO));
    assert!(budget.reserve(cents(7)).is_err(), "all but a rest is spent");
}

#[derive(Debug, Clone)]
enum Step {
    Reserve(u64),
    Settle(prop::sample::Index, u64),
    Keep(prop::sample::Index),
    Drop(prop::sample::Index),
    Correct(prop::sample::Index, u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let index = any::<prop::sample::Index>;
    let step = prop_oneof![
        3 => (0..40_u64).prop_map(Step::Reserve),
        1 => (index(), 0..40_u64).prop_map(|(at, cost)| Step::Settle(at, cost)),
        1 => index().prop_map(Step::Keep),
        1 => index().prop_map(Step::Drop),
        1 => (index(), 0..40_u64).prop_map(|(at, cost)| Step::Correct(at, cost)),
    ];
    prop::collection::vec(step, 0..80)
}

proptest! {
    /// Whatever the order, as long as nothing costs more than was reserved for it.
    #[test]
    fn spent_and_reserved_never_pass_the_limit(steps in steps()) {
        let budget = SpendingBudget::total(cents(100), cents(1));
        let (mut open, mut kept) = (Vec::new(), Vec::new());
        for step in steps {
            match step {
                Step::Reserve(amount) => open.extend(budget.reserve(cents(amount))),
                Step::Settle(at, cost) if !open.is_empty() => {
                    let reservation: Reservation = open.swap_remove(at.index(open.len()));
                    let cost = cents(cost).min(reservation.amount());
                    reservation.settle(cost);
                }
                Step::Keep(at) if !open.is_empty() => {
                    kept.push(open.swap_remove(at.index(open.len())).keep());
                }
                Step::Drop(at) if !open.is_empty() => drop(open.swap_remove(at.index(open.len()))),
                Step::Correct(at, cost) if !kept.is_empty() => {
                    let charge: EstimatedCharge = kept.swap_remove(at.index(kept.len()));
                    let cost = cents(cost).min(charge.amount());
                    charge.correct(cost);
                }
                _ => {}
            }
            let status = budget.status();
            prop_assert!(status.spent + status.reserved <= status.limit, "{:?}", status);
            let set_aside: Usd = open.iter().map(Reservation::amount).sum();
            prop_assert_eq!(status.reserved, set_aside);
        }
    }
}
