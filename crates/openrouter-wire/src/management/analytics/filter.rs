//! Which requests are counted.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::OperatorName;
use crate::Extra;

/// Requests of which a dimension has, or has not, certain values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// The dimension.
    pub field: String,
    /// How it is compared.
    pub operator: OperatorName,
    /// With what. Dimensions that replies show by name are compared by id.
    pub value: FilterValue,
    /// Whether requests without a value count too; for `in` and `not_in` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_unset: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a dimension is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FilterValue {
    /// One value.
    One(Operand),
    /// Several, for `in` and `not_in`.
    Several(Vec<Operand>),
    /// Another shape.
    Other(Value),
}

/// One value that a dimension is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Operand {
    /// Text.
    Text(String),
    /// A number.
    Number(Number),
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_filter_compares_with_one_value_or_several() {
        for value in [json!("acme/quill-2"), json!(2.5), json!(["a", 1]), json!({"odd": 1})] {
            let json = json!({"field": "model", "operator": "in", "value": value});
            let filter: Filter = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(matches!(filter.value, FilterValue::Other(_)), value.is_object());
            assert_eq!(serde_json::to_value(&filter).unwrap(), json);
        }
    }
}
