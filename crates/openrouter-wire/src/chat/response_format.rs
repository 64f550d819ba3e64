//! The form of the answer.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::Extra;

/// The form of the answer, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ResponseFormat {
    /// Text.
    Text,
    /// Some JSON object.
    JsonObject,
    /// JSON that fits a schema.
    JsonSchema {
        /// The schema.
        json_schema: JsonSchema,
    },
    /// Text that fits a grammar.
    Grammar {
        /// The grammar.
        grammar: String,
    },
    /// Python.
    Python,
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A schema and its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JsonSchema {
    /// At most 64 characters.
    pub name: String,
    /// What the answer is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The JSON Schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Value>,
    /// Whether the answer must fit. Excludes upstreams that cannot promise it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Written by hand because a derived unit variant would swallow fields beside `type`; like this
/// they make it `Other`.
impl<'de> Deserialize<'de> for ResponseFormat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
        enum Known {
            Text {},
            JsonObject {},
            JsonSchema { json_schema: JsonSchema },
            Grammar { grammar: String },
            Python {},
        }

        let value = Value::deserialize(deserializer)?;
        Ok(match Known::deserialize(&value) {
            Ok(Known::Text {}) => Self::Text,
            Ok(Known::JsonObject {}) => Self::JsonObject,
            Ok(Known::JsonSchema { json_schema }) => Self::JsonSchema { json_schema },
            Ok(Known::Grammar { grammar }) => Self::Grammar { grammar },
            Ok(Known::Python {}) => Self::Python,
            Err(_) => Self::Other(value),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(json: &Value, format: &ResponseFormat) {
        assert_eq!(&serde_json::from_value::<ResponseFormat>(json.clone()).unwrap(), format);
        assert_eq!(&serde_json::to_value(format).unwrap(), json);
    }

    #[test]
    fn each_form_has_its_variant() {
        check(&json!({"type": "text"}), &ResponseFormat::Text);
        check(&json!({"type": "json_object"}), &ResponseFormat::JsonObject);
        check(&json!({"type": "python"}), &ResponseFormat::Python);
        let grammar = "root ::= \"a\"".to_owned();
        check(
            &json!({"type": "grammar", "grammar": grammar}),
            &ResponseFormat::Grammar { grammar },
        );
        let json_schema = JsonSchema { name: "s".to_owned(), ..JsonSchema::default() };
        check(
            &json!({"type": "json_schema", "json_schema": {"name": "s"}}),
            &ResponseFormat::JsonSchema { json_schema },
        );
    }

    #[test]
    fn a_form_with_unknown_fields_is_kept() {
        let json = json!({"type": "text", "style": "haiku"});
        check(&json, &ResponseFormat::Other(json.clone()));
    }
}
