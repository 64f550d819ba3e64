//! The form of the answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Extra;

/// The form of the answer, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
