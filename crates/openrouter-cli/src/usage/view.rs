//! [`View`]: how the use is looked at.

use std::cmp::Reverse;

use clap::ValueEnum;
use openrouter_auth::KeyId;
use openrouter_provider::{ActivityBy, ActivityGroup, ActivityReport};
use serde::Serialize;

use super::measure::Measure;

/// What rows are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum By {
    /// A row for each model
    Model,
    /// A row for each day, those without use as well
    Day,
    /// A row for each upstream that answered
    Provider,
}

impl By {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Model | Self::Day => "model",
            Self::Provider => "provider",
        }
    }
}

/// How the use is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    pub(super) by: By,
    pub(super) measure: Measure,
    /// The one key whose use it is.
    pub(super) key: Option<KeyId>,
}

impl View {
    /// By name, the largest first. Days have their models.
    pub(super) fn groups(self, report: &ActivityReport) -> Vec<ActivityGroup> {
        let mut groups = report.groups(match self.by {
            By::Model | By::Day => ActivityBy::Model,
            By::Provider => ActivityBy::Upstream,
        });
        // The library puts what cost most first; the sort is stable.
        match self.measure {
            Measure::Cost => {}
            Measure::Tokens => groups.sort_by_key(|group| Reverse(group.total.tokens())),
            Measure::Requests => groups.sort_by_key(|group| Reverse(group.total.requests)),
        }
        groups
    }

    /// Whose use it is, if not everybody's: for the end of a title.
    pub(super) fn whose(self) -> String {
        self.key.map_or_else(String::new, |key| format!(" of key {key}"))
    }

    /// True if there is nothing between two whole numbers.
    pub(super) fn is_whole(self) -> bool {
        self.measure != Measure::Cost
    }
}

/// What a group is called.
pub(super) fn name_of(group: &ActivityGroup) -> &str {
    group.name.as_deref().unwrap_or("(no name)")
}
