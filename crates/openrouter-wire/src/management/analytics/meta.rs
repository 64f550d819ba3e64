//! What can be asked for.

use serde::{Deserialize, Serialize};

use crate::{Access, Data, Extra, Method, Operation, open_enum::open_enum};

/// `GET /analytics/meta`: what metrics, dimensions, operators and granularities there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {}

impl Operation for Meta {
    const ID: &'static str = "getAnalyticsMeta";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/analytics/meta";
    const ACCESS: Access = Access::Management;
    type Response = Data<MetaData>;
}

/// What there is to ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetaData {
    /// What is counted.
    pub metrics: Vec<Metric>,
    /// What it is told apart by.
    pub dimensions: Vec<Dimension>,
    /// How it is filtered.
    pub operators: Vec<Operator>,
    /// In what steps of time.
    pub granularities: Vec<Granularity>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Something that is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metric {
    /// How a query names it.
    pub name: String,
    /// How a value is shown.
    pub display_format: DisplayFormat,
    /// Whether it is a share, of which sums make no sense.
    pub is_rate: bool,
    /// What people call it.
    pub display_label: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// How a value is shown.
    pub enum DisplayFormat {
        /// As a number.
        Number = "number",
        /// As US dollars.
        Currency = "currency",
        /// As a percentage: the value is a share of 1.
        Percent = "percent",
        /// As a duration.
        Latency = "latency",
        /// As tokens a second.
        Throughput = "throughput",
    }
}

/// Something that figures are told apart by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimension {
    /// How a query names it.
    pub name: String,
    /// What people call it.
    pub display_label: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A way to compare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// How a query names it.
    pub name: OperatorName,
    /// What it compares with.
    pub value_type: ValueType,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// The ways to compare.
    pub enum OperatorName {
        /// Equal.
        Eq = "eq",
        /// Not equal.
        Neq = "neq",
        /// One of several.
        In = "in",
        /// None of several.
        NotIn = "not_in",
        /// Greater.
        Gt = "gt",
        /// Greater or equal.
        Gte = "gte",
        /// Less.
        Lt = "lt",
        /// Less or equal.
        Lte = "lte",
    }
}

open_enum! {
    /// What an operator compares with.
    pub enum ValueType {
        /// One value.
        Scalar = "scalar",
        /// Several values.
        Array = "array",
    }
}

/// A step of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granularity {
    /// How a query names it.
    pub name: GranularityName,
    /// What people call it.
    pub display_label: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// The steps of time.
    pub enum GranularityName {
        /// A minute.
        Minute = "minute",
        /// An hour.
        Hour = "hour",
        /// A day.
        Day = "day",
        /// A week.
        Week = "week",
        /// A month.
        Month = "month",
    }
}
