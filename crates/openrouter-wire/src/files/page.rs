//! A page of files, in any of its shapes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    AnthropicFile, AnthropicShape, File, OpenAiFile, OpenAiShape, OpenRouterFile, OpenRouterShape,
};
use crate::Extra;

/// A page of files, in one of three shapes.
///
/// Without a mark, that of OpenAI is known by its `object`, and the service's own by its `cursor`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ListResponse {
    /// That of OpenAI.
    OpenAi(OpenAiList),
    /// The service's own shape.
    OpenRouter(OpenRouterList),
    /// That of Anthropic.
    Anthropic(AnthropicList),
    /// Another shape.
    Other(Value),
}

impl ListResponse {
    /// Returns the files. A page of another shape has none that can be told.
    pub fn into_files(self) -> Vec<File> {
        match self {
            Self::OpenRouter(page) => page.data.into_iter().map(File::OpenRouter).collect(),
            Self::OpenAi(page) => page.data.into_iter().map(File::OpenAi).collect(),
            Self::Anthropic(page) => page.data.into_iter().map(File::Anthropic).collect(),
            Self::Other(_) => Vec::new(),
        }
    }
}

/// A page in the service's own shape.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRouterList {
    /// The mark of the shape.
    #[serde(rename = "_shape", skip_serializing_if = "Option::is_none")]
    pub shape: Option<OpenRouterShape>,
    /// The files.
    pub data: Vec<OpenRouterFile>,
    /// Whether there are more after them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_more: Option<bool>,
    /// The id of the first.
    pub first_id: Option<String>,
    /// The id of the last.
    pub last_id: Option<String>,
    /// Where the next page begins; none on the last one. It is always there, which tells the shape.
    #[serde(deserialize_with = "Option::deserialize")]
    pub cursor: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A page in the shape of OpenAI.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenAiList {
    /// The mark of the shape.
    #[serde(rename = "_shape", skip_serializing_if = "Option::is_none")]
    pub shape: Option<OpenAiShape>,
    /// `list`.
    pub object: String,
    /// The files.
    pub data: Vec<OpenAiFile>,
    /// Whether there are more after them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_more: Option<bool>,
    /// The id of the first.
    pub first_id: Option<String>,
    /// The id of the last.
    pub last_id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A page in the shape of Anthropic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnthropicList {
    /// The mark of the shape.
    #[serde(rename = "_shape", skip_serializing_if = "Option::is_none")]
    pub shape: Option<AnthropicShape>,
    /// The files.
    pub data: Vec<AnthropicFile>,
    /// Whether there are more after them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_more: Option<bool>,
    /// The id of the first.
    pub first_id: Option<String>,
    /// The id of the last.
    pub last_id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::check;

    #[test]
    fn every_field_has_a_place() {
        let own = r#"{"_shape":"openrouter","data":[{"_shape":"openrouter","id":"a"}],"has_more":true,"first_id":"a","last_id":"a","cursor":"c"}"#;
        let openai = r#"{"_shape":"openai","object":"list","data":[{"_shape":"openai","id":"a","object":"file"}],"has_more":false,"first_id":"a","last_id":"a"}"#;
        let anthropic = r#"{"_shape":"anthropic","data":[{"_shape":"anthropic","id":"a"}],"has_more":true,"first_id":"a","last_id":"a"}"#;
        for json in [own, openai, anthropic] {
            check::<ListResponse>(json);
            let page: ListResponse = serde_json::from_str(json).unwrap();
            assert_eq!(page.into_files()[0].id(), Some("a"), "{json}");
        }
    }

    #[test]
    fn shapes_without_a_mark_are_told_by_their_fields() {
        let read = |json| {
            check::<ListResponse>(json);
            serde_json::from_str::<ListResponse>(json).unwrap()
        };
        let own = r#"{"data":[],"first_id":null,"last_id":null,"cursor":null}"#;
        let openai = r#"{"object":"list","data":[],"first_id":null,"last_id":null}"#;
        let anthropic = r#"{"data":[],"first_id":null,"last_id":null}"#;
        assert!(matches!(read(own), ListResponse::OpenRouter(_)));
        assert!(matches!(read(openai), ListResponse::OpenAi(_)));
        assert!(matches!(read(anthropic), ListResponse::Anthropic(_)));
    }

    #[test]
    fn ends_without_an_id_are_null() {
        insta::assert_snapshot!(
            serde_json::to_string(&OpenRouterList::default()).unwrap(),
            @r#"{"data":[],"first_id":null,"last_id":null,"cursor":null}"#
        );
    }

    #[test]
    fn a_page_of_another_shape_is_kept() {
        let json = r#"{"_shape":"openai","object":"list"}"#;
        let page: ListResponse = serde_json::from_str(json).unwrap();
        assert!(matches!(page, ListResponse::Other(_)), "{page:?}");
        assert_eq!(serde_json::to_string(&page).unwrap(), json);
        assert_eq!(page.into_files(), []);
    }
}
