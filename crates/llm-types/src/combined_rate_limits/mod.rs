//! [`CombinedRateLimits`]: all that is known of limits, figure by figure.

use std::cmp::{Ordering, Reverse};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::{
    Allowance, LimitWindow, ModelId, RateLimitHolder, RateLimitInfo, RateLimitScope,
    RateLimitSource, Spent, Usd,
};

/// All that is known of limits, figure by figure, each with whoever said it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CombinedRateLimits {
    /// The model that was asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelId>,
    /// When it was put together: ages count up to here.
    pub at: SystemTime,
    /// Requests.
    pub requests: CombinedWindow,
    /// Tokens.
    pub tokens: CombinedWindow,
    /// Nothing should be sent before this time.
    pub wait_until: Figure<SystemTime>,
    /// Money.
    pub allowance: CombinedAllowance,
}

/// The figures of a [`LimitWindow`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CombinedWindow {
    /// How many in all.
    pub limit: Figure<u64>,
    /// How many are left.
    pub remaining: Figure<u64>,
    /// When it is full again.
    pub reset_at: Figure<SystemTime>,
}

/// The figures of an [`Allowance`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CombinedAllowance {
    /// What may be spent.
    pub limit: Figure<Usd>,
    /// What may still be spent.
    pub remaining: Figure<Usd>,
    /// When the limit starts anew.
    pub reset_at: Figure<SystemTime>,
    /// What was spent.
    pub spent: CombinedSpent,
    /// What was spent through upstream keys of the user's own.
    pub spent_elsewhere: CombinedSpent,
    /// Whether the limit counts that.
    pub counts_elsewhere: Figure<bool>,
    /// Whether nothing was ever paid for.
    pub is_free_tier: Figure<bool>,
    /// When the credential ends.
    pub expires_at: Figure<SystemTime>,
}

/// The figures of [`Spent`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CombinedSpent {
    /// Ever.
    pub total: Figure<Usd>,
    /// Today.
    pub today: Figure<Usd>,
    /// This week.
    pub this_week: Figure<Usd>,
    /// This month.
    pub this_month: Figure<Usd>,
}

/// One figure, as each source gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Figure<T> {
    /// The one that counts first.
    readings: Vec<Reading<T>>,
}

/// A figure, as one source gave it once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reading<T> {
    /// The figure.
    pub value: T,
    /// Where it is known from.
    pub source: RateLimitSource,
    /// What it holds for.
    pub scope: RateLimitScope,
    /// Whom it holds for, if that was said.
    pub holder: Option<RateLimitHolder>,
    /// When it was learnt.
    pub observed_at: SystemTime,
    /// True if it is over: what was left of a limit that has started anew since, a wait that has
    /// ended. It is told, and does not count.
    pub is_over: bool,
}

impl CombinedRateLimits {
    /// Puts together what holds for a model at the time `now`, in whatever order it comes.
    ///
    /// Of each figure that counts which is not over; of those, the one of the narrowest
    /// [scope](RateLimitScope): a model's own limit before that of everything; of those, the last
    /// that was learnt. The others stay visible behind it ([`Figure::others`]).
    pub fn combine<'a>(
        model: Option<ModelId>,
        told: impl IntoIterator<Item = &'a RateLimitInfo>,
        allowances: impl IntoIterator<Item = &'a Allowance>,
        now: SystemTime,
    ) -> Self {
        let mut combined = Self {
            model,
            at: now,
            requests: CombinedWindow::default(),
            tokens: CombinedWindow::default(),
            wait_until: Figure::default(),
            allowance: CombinedAllowance::default(),
        };
        told.into_iter().for_each(|info| combined.add(info));
        allowances.into_iter().for_each(|allowance| combined.allowance.add(allowance, now));
        combined
    }

    fn add(&mut self, info: &RateLimitInfo) {
        let now = self.at;
        let RateLimitInfo { scope, holder, requests, tokens, wait_until, source, observed_at } =
            info;
        let said = Said { source: *source, scope, holder: holder.as_ref(), at: *observed_at };
        self.requests.add(requests, &said, now);
        self.tokens.add(tokens, &said, now);
        let is_over = wait_until.is_some_and(|until| until <= now);
        self.wait_until.add(*wait_until, &said, is_over);
    }
}

impl CombinedWindow {
    fn add(&mut self, window: &LimitWindow, said: &Said<'_>, now: SystemTime) {
        let LimitWindow { limit, remaining, reset_at } = *window;
        let is_over = reset_at.is_some_and(|reset| reset <= now);
        self.limit.add(limit, said, false);
        self.remaining.add(remaining, said, is_over);
        self.reset_at.add(reset_at, said, is_over);
    }
}

impl CombinedAllowance {
    fn add(&mut self, allowance: &Allowance, now: SystemTime) {
        let Allowance {
            holder,
            limit,
            remaining,
            reset: _,
            reset_at,
            spent,
            spent_elsewhere,
            counts_elsewhere,
            is_free_tier,
            expires_at,
            observed_at,
        } = allowance;
        let said = Said {
            source: RateLimitSource::KeyInfo,
            scope: &RateLimitScope::All,
            holder: holder.as_ref(),
            at: *observed_at,
        };
        let is_over = reset_at.is_some_and(|reset| reset <= now);
        self.limit.add(*limit, &said, false);
        self.remaining.add(*remaining, &said, is_over);
        self.reset_at.add(*reset_at, &said, is_over);
        self.spent.add(*spent, &said);
        self.spent_elsewhere.add(*spent_elsewhere, &said);
        self.counts_elsewhere.add(*counts_elsewhere, &said, false);
        self.is_free_tier.add(*is_free_tier, &said, false);
        self.expires_at.add(*expires_at, &said, false);
    }
}

impl CombinedSpent {
    fn add(&mut self, spent: Spent, said: &Said<'_>) {
        let Spent { total, today, this_week, this_month } = spent;
        self.total.add(total, said, false);
        self.today.add(today, said, false);
        self.this_week.add(this_week, said, false);
        self.this_month.add(this_month, said, false);
    }
}

/// Who said something, of what, and when.
struct Said<'a> {
    source: RateLimitSource,
    scope: &'a RateLimitScope,
    holder: Option<&'a RateLimitHolder>,
    at: SystemTime,
}

impl<T> Figure<T> {
    /// The value that counts; `None` if nobody said one, or if all that was said is over.
    pub fn get(&self) -> Option<&T> {
        self.best().map(|reading| &reading.value)
    }

    /// The reading that counts.
    pub fn best(&self) -> Option<&Reading<T>> {
        self.readings.first().filter(|reading| !reading.is_over)
    }

    /// The readings that do not count, the next best first.
    pub fn others(&self) -> &[Reading<T>] {
        let counting = usize::from(self.best().is_some());
        self.readings.get(counting..).unwrap_or_default()
    }

    /// True if nobody said anything of it.
    pub const fn is_empty(&self) -> bool {
        self.readings.is_empty()
    }
}

impl<T: Ord> Figure<T> {
    fn add(&mut self, value: Option<T>, said: &Said<'_>, is_over: bool) {
        let Some(value) = value else { return };
        let Said { source, scope, holder, at } = *said;
        let (scope, holder) = (scope.clone(), holder.cloned());
        let reading = Reading { value, source, scope, holder, observed_at: at, is_over };
        let place = self.readings.partition_point(|known| known.precedence(&reading).is_le());
        self.readings.insert(place, reading);
    }
}

impl<T> Reading<T> {
    /// How old it was at a time; nothing, if it is from later.
    pub fn age(&self, at: SystemTime) -> Duration {
        at.duration_since(self.observed_at).unwrap_or_default()
    }
}

impl<T: Ord> Reading<T> {
    /// What comes before another counts before it. No two that differ are equal, so that the order
    /// in which they come decides nothing.
    fn precedence(&self, other: &Self) -> Ordering {
        fn rank<T>(reading: &Reading<T>) -> impl Ord {
            let Reading { value: _, source, scope, holder, observed_at, is_over } = reading;
            (*is_over, Reverse((scope, *observed_at)), *source, holder)
        }
        rank(self).cmp(&rank(other)).then_with(|| self.value.cmp(&other.value))
    }
}

impl<T> Default for Figure<T> {
    fn default() -> Self {
        Self { readings: Vec::new() }
    }
}

#[cfg(test)]
mod tests;
