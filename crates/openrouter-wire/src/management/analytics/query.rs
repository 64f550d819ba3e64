//! What is asked for.

use serde::{Deserialize, Serialize};

use super::{ClassifierDimensions, ClassifierFilters, Filter, GranularityName, Rows};
use crate::{Access, Data, Extra, Method, Operation, open_enum::open_enum};

/// `POST /analytics/query`: asks for figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// What is counted, by the names that [`Meta`](super::Meta) gives; at least one.
    pub metrics: Vec<String>,
    /// What it is told apart by, at most 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<String>>,
    /// Which requests count, at most 20 conditions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filters: Option<Vec<Filter>>,
    /// In what steps of time; all of it together if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granularity: Option<GranularityName>,
    /// Since when, and until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_range: Option<TimeRange>,
    /// In what order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_by: Option<OrderBy>,
    /// How many rows come; 1000 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// How many rows come for each combination of dimensions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_limit: Option<u64>,
    /// Further dimensions, from a classifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classifier_dimensions: Option<ClassifierDimensions>,
    /// Further conditions, on a classifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classifier_filters: Option<ClassifierFilters>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Operation for Query {
    const ID: &'static str = "queryAnalytics";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/analytics/query";
    const ACCESS: Access = Access::Management;
    type Response = Data<Rows>;
}

/// Since when, and until when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeRange {
    /// The start, as an ISO 8601 time.
    pub start: String,
    /// The end.
    pub end: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What rows are ordered by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderBy {
    /// A metric or dimension of the query, `request_count` or `date`.
    pub field: String,
    /// Which come first.
    pub direction: Direction,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Which rows come first.
    pub enum Direction {
        /// The smallest.
        Asc = "asc",
        /// The largest.
        Desc = "desc",
    }
}
