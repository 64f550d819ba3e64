//! Search of files.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::{Extra, open_enum::open_enum};

/// Settings of file search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSearchTool {
    /// Where to search.
    pub vector_store_ids: Vec<String>,
    /// How many results a search gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_num_results: Option<u64>,
    /// Which files count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filters: Option<FileFilter>,
    /// How results are ranked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ranking_options: Option<RankingOptions>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How results are ranked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankingOptions {
    /// Who ranks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ranker: Option<Ranker>,
    /// The least score, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score_threshold: Option<Number>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Who ranks results.
    pub enum Ranker {
        /// The upstream chooses.
        Auto = "auto",
        /// The one of this day.
        Default20241115 = "default-2024-11-15",
    }
}

/// Which files count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FileFilter {
    /// Those with a certain attribute.
    Comparison(ComparisonFilter),
    /// Those that fit several filters.
    Compound(CompoundFilter),
    /// Another shape.
    Other(Value),
}

/// Files with a certain attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparisonFilter {
    /// How it is compared.
    #[serde(rename = "type")]
    pub kind: Comparison,
    /// The attribute.
    pub key: String,
    /// What it is compared with.
    pub value: FilterValue,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// How an attribute is compared.
    #[derive(Default)]
    pub enum Comparison {
        /// Equal.
        #[default]
        Eq = "eq",
        /// Not equal.
        Ne = "ne",
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

/// What an attribute is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FilterValue {
    /// Text.
    Text(String),
    /// A number.
    Number(Number),
    /// Yes or no.
    Bool(bool),
    /// Several values.
    List(Vec<FilterEntry>),
}

/// One of several values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FilterEntry {
    /// Text.
    Text(String),
    /// A number.
    Number(Number),
}

/// Several filters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompoundFilter {
    /// How they are joined.
    #[serde(rename = "type")]
    pub kind: Conjunction,
    /// The filters, of either kind.
    pub filters: Vec<Map<String, Value>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// How filters are joined.
    #[derive(Default)]
    pub enum Conjunction {
        /// All must fit.
        #[default]
        And = "and",
        /// One must fit.
        Or = "or",
    }
}
