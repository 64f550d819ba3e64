//! The reply to a deletion, in any of its shapes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AnthropicShape, OpenAiShape, OpenRouterShape};
use crate::Extra;

/// That a file was deleted, in one of three shapes.
///
/// Without a mark, that of OpenAI is known by its `object`; that of Anthropic cannot be told from
/// the service's own then, and is taken for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Deleted {
    /// That of OpenAI.
    OpenAi(OpenAiDeleted),
    /// The service's own shape.
    OpenRouter(OpenRouterDeleted),
    /// That of Anthropic.
    Anthropic(AnthropicDeleted),
    /// Another shape.
    Other(Value),
}

/// That a file was deleted, in the service's own shape.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRouterDeleted {
    /// The mark of the shape.
    #[serde(rename = "_shape", skip_serializing_if = "Option::is_none")]
    pub shape: Option<OpenRouterShape>,
    /// The file.
    pub id: String,
    /// `file_deleted`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// That a file was deleted, in the shape of OpenAI.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenAiDeleted {
    /// The mark of the shape.
    #[serde(rename = "_shape", skip_serializing_if = "Option::is_none")]
    pub shape: Option<OpenAiShape>,
    /// The file.
    pub id: String,
    /// `file`.
    pub object: String,
    /// Always true.
    pub deleted: bool,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// That a file was deleted, in the shape of Anthropic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnthropicDeleted {
    /// The mark of the shape.
    #[serde(rename = "_shape", skip_serializing_if = "Option::is_none")]
    pub shape: Option<AnthropicShape>,
    /// The file.
    pub id: String,
    /// `file_deleted`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::check;

    #[test]
    fn every_shape_is_told_apart() {
        let own = r#"{"_shape":"openrouter","id":"a","type":"file_deleted"}"#;
        let openai = r#"{"_shape":"openai","id":"a","object":"file","deleted":true}"#;
        let anthropic = r#"{"_shape":"anthropic","id":"a","type":"file_deleted"}"#;
        let read = |json| serde_json::from_str::<Deleted>(json).unwrap();
        assert!(matches!(read(own), Deleted::OpenRouter(_)));
        assert!(matches!(read(openai), Deleted::OpenAi(_)));
        assert!(matches!(read(anthropic), Deleted::Anthropic(_)));
        assert!(matches!(read(r#"{"id":"a","type":"file_deleted"}"#), Deleted::OpenRouter(_)));
        let unmarked = r#"{"id":"a","object":"file","deleted":true}"#;
        assert!(matches!(read(unmarked), Deleted::OpenAi(_)));
        assert!(matches!(read("{}"), Deleted::Other(_)));
        for json in [own, openai, anthropic] {
            check::<Deleted>(json);
        }
    }
}
