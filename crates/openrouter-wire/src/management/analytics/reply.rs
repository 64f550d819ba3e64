//! What comes back.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{Count, Extra};

/// The figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// The rows: a field for each metric and dimension that was asked for.
    pub data: Vec<Extra>,
    /// About the answer.
    pub metadata: Metadata,
    /// When the figures were computed, if not just now, as a Unix time in milliseconds.
    #[serde(rename = "cachedAt", skip_serializing_if = "Option::is_none")]
    pub cached_at: Option<Number>,
    /// Which conditions could not be understood, and were passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warnings: Option<Vec<String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// About an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// How long it took, in milliseconds.
    pub query_time_ms: Number,
    /// How many rows there are.
    pub row_count: Count,
    /// Whether more would be, were it not for the limit.
    pub truncated: bool,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
