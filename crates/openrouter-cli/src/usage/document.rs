//! [`Document`]: the use as a program reads it.

use openrouter_provider::{ActivityBy, ActivityGroup, ActivityReport, ActivityTotals, UtcDay};
use serde::Serialize;

/// What `--json` prints: all of it, by day, by model and by provider. Amounts are text, so that no
/// reader makes a float of them.
#[derive(Debug, Serialize)]
pub(super) struct Document {
    /// The first day, in UTC.
    from: UtcDay,
    /// The last day.
    to: UtcDay,
    total: ActivityTotals,
    /// Every day, those without use as well.
    days: Vec<Day>,
    /// What cost most first.
    models: Vec<Named>,
    providers: Vec<Named>,
}

#[derive(Debug, Serialize)]
struct Day {
    date: UtcDay,
    #[serde(flatten)]
    totals: ActivityTotals,
}

#[derive(Debug, Serialize)]
struct Named {
    name: Option<String>,
    #[serde(flatten)]
    totals: ActivityTotals,
    /// The cost of each of the days above.
    cost_by_day: Vec<llm_types::Usd>,
}

impl Document {
    pub(super) fn new(report: &ActivityReport) -> Self {
        let days = report.days().into_iter();
        let groups = |by| report.groups(by).into_iter().map(Named::new).collect();
        Self {
            from: report.first_day(),
            to: report.last_day(),
            total: report.total(),
            days: days.map(|(date, totals)| Day { date, totals }).collect(),
            models: groups(ActivityBy::Model),
            providers: groups(ActivityBy::Upstream),
        }
    }
}

impl Named {
    fn new(group: ActivityGroup) -> Self {
        let cost_by_day = group.days.iter().map(|day| day.cost).collect();
        Self { name: group.name, totals: group.total, cost_by_day }
    }
}
