//! The form of the answer.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Bare;
use crate::{Extra, chat::Verbosity};

/// The form of the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextConfig {
    /// Text or JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<TextFormat>,
    /// How long it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verbosity: Option<Verbosity>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Whether an answer is text or JSON, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum TextFormat {
    /// Text.
    #[serde(rename = "text")]
    Text(Bare),
    /// Some JSON object.
    #[serde(rename = "json_object")]
    JsonObject(Bare),
    /// JSON that fits a schema.
    #[serde(rename = "json_schema")]
    JsonSchema(JsonSchemaFormat),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A schema and its name. Unlike in chat requests they stand beside `type`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JsonSchemaFormat {
    /// At most 64 characters.
    pub name: String,
    /// What the answer is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The JSON Schema.
    pub schema: Map<String, Value>,
    /// Whether the answer must fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
