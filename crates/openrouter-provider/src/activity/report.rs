//! [`ActivityReport`]: what the account used, by day, model and upstream.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use openrouter_wire::activity::{Activity, Get, Response};
use serde::Serialize;

use super::{ActivityTotals, UtcDay};

/// How many days the service looks back.
const DAYS: i32 = 30;

/// The most days that are told one by one, whatever the service sends.
const MOST_DAYS: i32 = 366;

/// What the account used: [`OpenRouter::activity`](crate::OpenRouter::activity).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityReport {
    first: UtcDay,
    last: UtcDay,
    rows: Vec<ActivityRow>,
}

/// What one model at one upstream was used for on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ActivityRow {
    /// The day, if the service said one.
    pub day: Option<UtcDay>,
    /// The model.
    pub model: Option<String>,
    /// The upstream, by its display name.
    pub upstream: Option<String>,
    /// The workspace, where rows are split by it.
    pub workspace: Option<String>,
    /// What it was.
    pub totals: ActivityTotals,
}

/// What activity is grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ActivityBy {
    /// The model.
    Model,
    /// The upstream.
    Upstream,
    /// The workspace: only where [`Get::group_by`] asked for it.
    Workspace,
}

/// What activity of one name comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ActivityGroup {
    /// The name, if the service said one.
    pub name: Option<String>,
    /// All of it.
    pub total: ActivityTotals,
    /// Day by day, as many as [`ActivityReport::days`].
    pub days: Vec<ActivityTotals>,
}

impl ActivityReport {
    /// What a reply says, to somebody who asked on this day.
    ///
    /// It covers the 30 days before `today`, or the one that was asked for, and those beyond that
    /// the reply has something of all the same.
    pub fn new(reply: &Response, asked: &Get, today: UtcDay) -> Self {
        let rows: Vec<_> = reply.data.iter().map(ActivityRow::new).collect();
        let days = rows.iter().filter_map(|row| row.day);
        let (first, last) = match asked.date.as_deref().and_then(|day| day.parse().ok()) {
            Some(day) => (day, day),
            None => (today.plus(-DAYS), today.plus(-1)),
        };
        let last = days.clone().max().map_or(last, |newest| newest.max(last));
        let first = days.min().map_or(first, |oldest| oldest.min(first));
        Self { first: first.max(last.plus(1 - MOST_DAYS)), last, rows }
    }

    /// Its last days alone, as many as `days`. What is on no day that could be read is left out.
    #[must_use]
    pub fn last(&self, days: u16) -> Self {
        let first = self.first.max(self.last.plus(1 - i32::from(days.max(1))));
        let rows = self.rows.iter().filter(|row| row.day.is_some_and(|day| day >= first));
        Self { first, last: self.last, rows: rows.cloned().collect() }
    }

    /// The first day that it covers.
    pub const fn first_day(&self) -> UtcDay {
        self.first
    }

    /// The last day that it covers.
    pub const fn last_day(&self) -> UtcDay {
        self.last
    }

    /// What the service sent, the newest day first.
    pub fn rows(&self) -> &[ActivityRow] {
        &self.rows
    }

    /// All of it.
    pub fn total(&self) -> ActivityTotals {
        self.rows.iter().map(|row| row.totals).sum()
    }

    /// Day by day, the oldest first, and those without use as well. What is on no day that could be
    /// read is on none.
    pub fn days(&self) -> Vec<(UtcDay, ActivityTotals)> {
        let totals = self.per_day(self.rows.iter());
        totals.into_iter().zip(0..).map(|(totals, n)| (self.first.plus(n), totals)).collect()
    }

    /// By name, what cost most first; of equals, what has more tokens, more requests, the name.
    pub fn groups(&self, by: ActivityBy) -> Vec<ActivityGroup> {
        let mut named: BTreeMap<Option<&str>, Vec<&ActivityRow>> = BTreeMap::new();
        for row in &self.rows {
            named.entry(row.name(by)).or_default().push(row);
        }
        let mut groups: Vec<_> = named
            .into_iter()
            .map(|(name, rows)| ActivityGroup {
                name: name.map(str::to_owned),
                total: rows.iter().map(|row| row.totals).sum(),
                days: self.per_day(rows.into_iter()),
            })
            .collect();
        // The sort is stable, and they are in the order of their names.
        groups.sort_by_key(|group| {
            let ActivityGroup { total, .. } = group;
            Reverse((total.cost + total.byok_cost, total.tokens(), total.requests))
        });
        groups
    }

    fn per_day<'a>(&self, rows: impl Iterator<Item = &'a ActivityRow>) -> Vec<ActivityTotals> {
        let days = usize::try_from(self.last.days_since(self.first) + 1).unwrap_or(0);
        let mut totals = vec![ActivityTotals::default(); days];
        for row in rows {
            let place = row.day.map(|day| usize::try_from(day.days_since(self.first)));
            if let Some(day) = place.and_then(Result::ok).and_then(|place| totals.get_mut(place)) {
                *day += row.totals;
            }
        }
        totals
    }
}

impl ActivityRow {
    fn new(row: &Activity) -> Self {
        Self {
            day: row.date.as_deref().and_then(|date| date.parse().ok()),
            model: row.model.clone().or_else(|| row.model_permaslug.clone()),
            upstream: row.provider_name.clone(),
            workspace: row.workspace_id.clone(),
            totals: ActivityTotals::of(row),
        }
    }

    fn name(&self, by: ActivityBy) -> Option<&str> {
        match by {
            ActivityBy::Model => self.model.as_deref(),
            ActivityBy::Upstream => self.upstream.as_deref(),
            ActivityBy::Workspace => self.workspace.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn report(rows: &serde_json::Value, asked: &Get) -> ActivityReport {
        let reply: Response = serde_json::from_value(json!({ "data": rows })).unwrap();
        ActivityReport::new(&reply, asked, "2026-03-02".parse().unwrap())
    }

    fn row(date: &str, model: &str, usage: f64) -> serde_json::Value {
        json!({
            "date": date, "model": model, "provider_name": "Up", "requests": 2,
            "prompt_tokens": 10, "completion_tokens": 5, "reasoning_tokens": 3, "usage": usage,
        })
    }

    #[test]
    fn days_without_use_are_days() {
        let report = report(
            &json!([
                row("2026-03-01", "a", 0.1),
                row("2026-03-01", "b", 0.2),
                row("2026-01-31", "a", 1.0)
            ]),
            &Get::default(),
        );
        let days = report.days();
        assert_eq!((days.len(), days[0].0.to_string()), (30, "2026-01-31".to_owned()));
        assert_eq!(days[29].1.cost, "0.3".parse().unwrap());
        assert_eq!(days[28].1, ActivityTotals::default());
        let total = report.total();
        assert_eq!((total.requests, total.tokens(), total.reasoning_tokens), (6, 45, 9));

        let week = report.last(7);
        assert_eq!((week.days().len(), week.total().requests), (7, 4));
        assert_eq!(week.first_day().to_string(), "2026-02-23");
        assert_eq!(report.last(400).days().len(), 30);
    }

    #[test]
    fn what_cost_most_comes_first_and_has_its_days() {
        let report = report(
            &json!([
                row("2026-03-01", "free-b", 0.0),
                row("2026-03-01", "free-a", 0.0),
                row("2026-02-28", "dear", 0.3),
                row("2026-03-01", "dear", 0.4),
                json!({"date": "2026-03-01", "model_permaslug": "late", "byok_usage_inference": 0.5}),
                json!({"date": "2026-03-01"}),
            ]),
            &Get::default(),
        );
        let groups = report.groups(ActivityBy::Model);
        let names: Vec<_> = groups.iter().map(|group| group.name.as_deref()).collect();
        assert_eq!(names, [Some("dear"), Some("late"), Some("free-a"), Some("free-b"), None]);
        let costs: Vec<_> = groups[0].days.iter().rev().take(3).map(|day| day.cost).collect();
        assert_eq!(costs, ["0.4", "0.3", "0"].map(|cost| cost.parse().unwrap()));
        let total = groups.iter().map(|group| group.total).sum::<ActivityTotals>();
        assert_eq!(total, report.total());
        assert_eq!(report.groups(ActivityBy::Upstream).len(), 2);
    }

    #[test]
    fn the_service_may_be_ahead_of_this_clock_and_may_say_no_day() {
        let report = report(
            &json!([row("2026-03-05 00:00:00", "a", 1.0), row("soon", "a", 2.0)]),
            &Get::default(),
        );
        assert_eq!(report.last_day().to_string(), "2026-03-05");
        assert_eq!(report.total().cost, "3".parse().unwrap());
        let on_days = report.days().iter().map(|(_, totals)| totals.cost).sum::<llm_types::Usd>();
        assert_eq!(on_days, "1".parse().unwrap());
    }

    #[test]
    fn a_day_from_nowhere_does_not_fill_the_memory() {
        let report = report(&json!([row("0001-01-01", "a", 1.0)]), &Get::default());
        assert_eq!(report.days().len(), 366);
    }

    #[test]
    fn one_day_is_one_day() {
        let asked = Get { date: Some("2026-02-10".to_owned()), ..Get::default() };
        let report = report(&json!([]), &asked);
        assert_eq!(report.days(), [("2026-02-10".parse().unwrap(), ActivityTotals::default())]);
    }

    proptest::proptest! {
        #[test]
        fn whatever_it_is_grouped_by_nothing_is_lost_or_told_twice(
            rows in proptest::collection::vec(
                (0..40_i32, 0..4_usize, 0..3_usize, 0..1_000_u64, 0..10_000_i64),
                0..60,
            ),
            days in 1..40_u16,
        ) {
            let names = [Some("a"), Some("b"), Some("c"), None];
            let last: UtcDay = "2026-03-01".parse().unwrap();
            let data = rows.iter().map(|(ago, model, upstream, count, cost)| Activity {
                date: Some(last.plus(-ago).to_string()),
                model: names[*model].map(str::to_owned),
                provider_name: names[*upstream].map(str::to_owned),
                requests: Some((*count).into()),
                prompt_tokens: Some((*count * 7).into()),
                usage: serde_json::from_str(&format!("{cost}e-6")).ok(),
                ..Activity::default()
            });
            let reply = Response { data: data.collect(), ..Response::default() };
            let report = ActivityReport::new(&reply, &Get::default(), last.plus(1));
            for report in [report.clone(), report.last(days)] {
                let total = report.total();
                proptest::prop_assert_eq!(report.days().iter().map(|(_, day)| *day).sum::<ActivityTotals>(), total);
                for by in [ActivityBy::Model, ActivityBy::Upstream, ActivityBy::Workspace] {
                    let groups = report.groups(by);
                    proptest::prop_assert_eq!(groups.iter().map(|group| group.total).sum::<ActivityTotals>(), total);
                    for group in &groups {
                        proptest::prop_assert_eq!(group.days.len(), report.days().len());
                        proptest::prop_assert_eq!(group.days.iter().copied().sum::<ActivityTotals>(), group.total);
                    }
                }
            }
            proptest::prop_assert!(report.last(days).days().len() <= usize::from(days));
        }
    }
}
