//! [`Measure`]: what of the use is looked at.

use clap::ValueEnum;
use openrouter_provider::ActivityTotals;
use serde::Serialize;

use crate::dollars::dollars;
use crate::numbers::{grouped, short};

/// What of the use is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Measure {
    /// What the account paid
    Cost,
    /// Tokens of prompts and answers
    Tokens,
    /// Requests
    Requests,
}

impl Measure {
    /// What there is to look at if nobody said: money, unless all of it was free.
    pub(super) fn usual(total: &ActivityTotals) -> Self {
        if total.cost.is_zero() && total.requests > 0 { Self::Requests } else { Self::Cost }
    }

    /// How much it is, for the length of a bar. Amounts that are told are never made of it.
    #[expect(clippy::cast_precision_loss, reason = "the length of a bar has few digits")]
    pub(super) fn of(self, totals: &ActivityTotals) -> f64 {
        match self {
            Self::Cost => totals.cost.to_string().parse().unwrap_or(0.0),
            Self::Tokens => totals.tokens() as f64,
            Self::Requests => totals.requests as f64,
        }
    }

    /// How much it is, for people.
    pub(super) fn told(self, totals: &ActivityTotals) -> String {
        match self {
            Self::Cost => dollars(totals.cost),
            Self::Tokens => short(totals.tokens()),
            Self::Requests => grouped(totals.requests),
        }
    }

    /// What a value on an axis is called.
    pub(super) fn label(self, value: f64) -> String {
        match self {
            Self::Cost if value != 0.0 && value.abs() < 1.0 => {
                // As many digits as tell the marks of an axis apart.
                let text = format!("{value:.6}");
                let cents = text.find('.').map_or(text.len(), |point| point + 3);
                let digits = text.trim_end_matches('0').len();
                format!("${}", text.get(..digits.max(cents)).unwrap_or(&text))
            }
            Self::Cost if value.fract() != 0.0 => {
                format!("${}", grouped(format_args!("{value:.2}")))
            }
            Self::Cost => format!("${}", grouped(format_args!("{value:.0}"))),
            Self::Tokens | Self::Requests => counted(value),
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Cost => "Cost",
            Self::Tokens => "Tokens",
            Self::Requests => "Requests",
        }
    }
}

/// A count on an axis, which is no less round than its neighbours.
fn counted(value: f64) -> String {
    let units = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];
    match units.into_iter().find(|(unit, _)| value >= *unit) {
        Some((unit, letter)) => format!("{}{letter}", value / unit),
        None => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_an_axis_are_round() {
        let cost = |value| Measure::Cost.label(value);
        assert_eq!(
            [0.0, 2.0, 2.5, 0.5, 1500.0].map(cost),
            ["$0", "$2", "$2.50", "$0.50", "$1,500"]
        );
        assert_eq!([0.025, 0.0005].map(cost), ["$0.025", "$0.0005"]);
        let tokens = |value| Measure::Tokens.label(value);
        assert_eq!([0.0, 500.0, 2e3, 2.5e6, 1e9].map(tokens), ["0", "500", "2k", "2.5M", "1G"]);
    }

    #[test]
    fn what_was_free_is_counted() {
        let mut total = ActivityTotals::default();
        assert_eq!(Measure::usual(&total), Measure::Cost);
        total.requests = 3;
        assert_eq!(Measure::usual(&total), Measure::Requests);
        total.cost = "0.1".parse().unwrap();
        assert_eq!(Measure::usual(&total), Measure::Cost);
    }
}
