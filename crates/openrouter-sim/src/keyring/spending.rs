//! What a key has spent, and when.

use std::collections::BTreeMap;

use openrouter_wire::key::ResetInterval;
use rust_decimal::Decimal;

use crate::calendar::{DAY, month, week};

/// What a key has spent, and when. Days, weeks and months are those of UTC.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spending {
    /// US dollars, by the number of the day since 1970.
    days: BTreeMap<u64, Decimal>,
}

impl Spending {
    pub(crate) fn add(&mut self, unix_seconds: u64, cost: Decimal) {
        *self.days.entry(unix_seconds / DAY).or_default() += cost;
    }

    pub(crate) fn total(&self) -> Decimal {
        self.days.values().sum()
    }

    pub(crate) fn on_day_of(&self, now: u64) -> Decimal {
        self.in_period(now, |seconds| seconds / DAY)
    }

    pub(crate) fn in_week_of(&self, now: u64) -> Decimal {
        self.in_period(now, week)
    }

    pub(crate) fn in_month_of(&self, now: u64) -> Decimal {
        self.in_period(now, month)
    }

    /// Returns what counts for a limit that starts anew so often.
    pub(crate) fn since_reset(&self, now: u64, reset: Option<&ResetInterval>) -> Decimal {
        match reset {
            Some(ResetInterval::Daily) => self.on_day_of(now),
            Some(ResetInterval::Weekly) => self.in_week_of(now),
            Some(ResetInterval::Monthly) => self.in_month_of(now),
            Some(_) | None => self.total(),
        }
    }

    fn in_period(&self, now: u64, period: fn(u64) -> u64) -> Decimal {
        let current = period(now);
        let in_period = self.days.iter().filter(|(day, _)| period(**day * DAY) == current);
        in_period.map(|(_, cost)| cost).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-02-29 12:00:00 UTC, a Thursday.
    const LEAP_DAY: u64 = 1_709_208_000;

    #[test]
    fn spending_counts_in_the_day_week_and_month_it_was_in() {
        let mut spending = Spending::default();
        for days_ago in [0, 1, 3, 4, 28, 29, 400] {
            spending.add(LEAP_DAY - days_ago * DAY, Decimal::ONE);
        }
        let since = |reset: Option<ResetInterval>| spending.since_reset(LEAP_DAY, reset.as_ref());
        assert_eq!(since(Some(ResetInterval::Daily)), Decimal::from(1));
        let week = since(Some(ResetInterval::Weekly));
        assert_eq!(week, Decimal::from(3), "Monday was three days ago");
        let month = since(Some(ResetInterval::Monthly));
        assert_eq!(month, Decimal::from(5), "the first was 28 days ago");
        assert_eq!(spending.in_month_of(LEAP_DAY + DAY), Decimal::ZERO);
        assert_eq!(since(None), Decimal::from(7));
    }
}
