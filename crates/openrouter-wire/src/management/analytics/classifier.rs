//! Grouping and filtering by classifiers of one's own.

use serde::{Deserialize, Serialize};

use super::{FilterValue, OperatorName};
use crate::Extra;

/// Tells figures apart by the tags of a classifier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassifierDimensions {
    /// The classifier.
    pub classifier_id: String,
    /// Its dimensions, at most 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimension_names: Option<Vec<String>>,
    /// Whether requests that it has not tagged count too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_nulls: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Only requests with certain tags of a classifier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassifierFilters {
    /// The classifier; the same as in [`ClassifierDimensions`], if there is one.
    pub classifier_id: String,
    /// Conditions, 1 to 10.
    pub filters: Vec<TagFilter>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Requests of which a tag has, or has not, certain values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagFilter {
    /// The dimension of the classifier.
    pub field: String,
    /// How it is compared. Tags are text: only `eq`, `neq`, `in` and `not_in` work.
    pub operator: OperatorName,
    /// With what.
    pub value: FilterValue,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
