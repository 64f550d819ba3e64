//! What can be said to a model.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::Extra;

/// Which values a field of a request may have, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Parameter {
    /// One of some words.
    Enum(Choice),
    /// A number.
    Range(Range),
    /// Anything that the field can hold: it may be there.
    Boolean(Switch),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// One of some words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The words.
    pub values: Vec<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A number between two others, or one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The smallest.
    pub min: Number,
    /// The largest.
    pub max: Number,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Nothing more to say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switch {
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parameters_of_another_shape_are_kept() {
        for (json, is_known) in [
            (json!({"type": "enum", "values": []}), true),
            (json!({"type": "range", "min": 0.5, "max": 100}), true),
            (json!({"type": "boolean"}), true),
            (json!({"type": "enum", "values": [1]}), false),
            (json!({"type": "range", "min": 0}), false),
            (json!({"type": "pattern"}), false),
            (json!(true), false),
        ] {
            let parameter: Parameter = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(!matches!(parameter, Parameter::Other(_)), is_known, "{json}");
            assert_eq!(serde_json::to_value(parameter).unwrap(), json);
        }
    }
}
