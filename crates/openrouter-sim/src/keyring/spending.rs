//! What a key has spent, and when.

use rust_decimal::Decimal;

const DAY: u64 = 86_400;

/// What a key has spent, and when. Days, weeks and months are those of UTC.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spending {
    /// Seconds since 1970, and US dollars.
    entries: Vec<(u64, Decimal)>,
}

impl Spending {
    pub(crate) fn add(&mut self, unix_seconds: u64, cost: Decimal) {
        self.entries.push((unix_seconds, cost));
    }

    pub(crate) fn total(&self) -> Decimal {
        self.entries.iter().map(|(_, cost)| cost).sum()
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

    /// Counts the answers that cost nothing.
    pub(crate) fn free_answers_on_day_of(&self, now: u64) -> usize {
        let is_free = |(at, cost): &&(u64, Decimal)| at / DAY == now / DAY && cost.is_zero();
        self.entries.iter().filter(is_free).count()
    }

    fn in_period(&self, now: u64, period: fn(u64) -> u64) -> Decimal {
        let current = period(now);
        self.entries.iter().filter(|(at, _)| period(*at) == current).map(|(_, cost)| cost).sum()
    }
}

/// Counts weeks, which begin on Monday. 1970 began on a Thursday.
fn week(seconds: u64) -> u64 {
    (seconds / DAY + 3) / 7
}

/// Counts months since the year 0, after Howard Hinnant's `civil_from_days`.
fn month(seconds: u64) -> u64 {
    let day = seconds / DAY + 719_468;
    let (era, day_of_era) = (day / 146_097, day % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Months of a year that begins in March, which puts the leap day last.
    let month_from_march = (5 * day_of_year + 2) / 153;
    (era * 400 + year_of_era) * 12 + month_from_march
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
        assert_eq!(spending.on_day_of(LEAP_DAY), Decimal::from(1));
        assert_eq!(spending.in_week_of(LEAP_DAY), Decimal::from(3), "Monday was three days ago");
        assert_eq!(spending.in_month_of(LEAP_DAY), Decimal::from(5), "the first was 28 days ago");
        assert_eq!(spending.in_month_of(LEAP_DAY + DAY), Decimal::ZERO);
        assert_eq!(spending.total(), Decimal::from(7));
    }

    #[test]
    fn answers_that_cost_nothing_are_counted_by_day() {
        let mut spending = Spending::default();
        spending.add(LEAP_DAY - DAY, Decimal::ZERO);
        spending.add(LEAP_DAY, Decimal::ONE);
        assert_eq!(spending.free_answers_on_day_of(LEAP_DAY), 0);
        spending.add(LEAP_DAY + 1, Decimal::ZERO);
        assert_eq!(spending.free_answers_on_day_of(LEAP_DAY), 1);
    }
}
