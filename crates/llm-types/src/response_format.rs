//! [`ResponseFormat`]: the form of the answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The form that the answer must have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ResponseFormat {
    /// Free text.
    Text,
    /// Any JSON object.
    JsonObject,
    /// JSON that fits a schema.
    JsonSchema(JsonSchema),
    /// Text of a formal grammar.
    Grammar {
        /// The grammar.
        grammar: String,
    },
    /// A program in Python.
    Python,
}

/// A named JSON Schema for an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JsonSchema {
    /// Its name: letters, digits, `_` and `-`.
    pub name: String,
    /// The schema.
    pub schema: Value,
    /// What the answer is for, for the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Holds the model to the schema; not every upstream can. `None` leaves it to the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
}

impl JsonSchema {
    /// A schema that the model must keep to.
    pub fn strict(name: impl Into<String>, schema: Value) -> Self {
        Self { name: name.into(), schema, description: None, strict: Some(true) }
    }

    /// A schema, with strictness left to the provider.
    pub fn new(name: impl Into<String>, schema: Value) -> Self {
        Self { name: name.into(), schema, description: None, strict: None }
    }
}

impl From<JsonSchema> for ResponseFormat {
    fn from(schema: JsonSchema) -> Self {
        Self::JsonSchema(schema)
    }
}
