//! The request.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Response;
use crate::{Count, Extra, Method, Operation, chat::ProviderPreferences};

/// `POST /rerank`: which documents answer a query best.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The model.
    pub model: String,
    /// What is looked for.
    pub query: String,
    /// Where to look; at least one.
    pub documents: Vec<Document>,
    /// How many of the best to return; all if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_n: Option<Count>,
    /// Which upstreams it may go to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Box<ProviderPreferences>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Request {
    /// Creates a request with everything left to its default.
    pub fn new<D: Into<Document>>(
        model: impl Into<String>,
        query: impl Into<String>,
        documents: impl IntoIterator<Item = D>,
    ) -> Self {
        let documents = documents.into_iter().map(Into::into).collect();
        Self { model: model.into(), query: query.into(), documents, ..Self::default() }
    }
}

impl Operation for Request {
    const ID: &'static str = "createRerank";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/rerank";
    type Response = Response;
}

/// A document to rank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Document {
    /// Text.
    Text(String),
    /// Text, an image or both; for models that read images.
    Structured(StructuredDocument),
    /// Another shape.
    Other(Value),
}

impl From<&str> for Document {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Document {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<StructuredDocument> for Document {
    fn from(document: StructuredDocument) -> Self {
        Self::Structured(document)
    }
}

/// A document of text, an image or both, in a request and in the reply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StructuredDocument {
    /// Its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Its image, as an `https:` or `data:` address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixtures;

    #[test]
    fn every_field_has_a_place() {
        fixtures::check::<Request>(
            &json!({
                "model": "acme/rank-1",
                "query": "Which bird flies furthest?",
                "documents": [
                    "The arctic tern.",
                    {"text": "A tern", "image": "https://example.org/tern.png"},
                ],
                "top_n": 1,
                "provider": {"only": ["acme"], "allow_fallbacks": false},
            })
            .to_string(),
        );
    }

    #[test]
    fn a_request_sends_nothing_that_was_not_set() {
        let request = Request::new("acme/rank-1", "birds", ["tern", "stone"]);
        insta::assert_snapshot!(
            serde_json::to_string(&request).unwrap(),
            @r#"{"model":"acme/rank-1","query":"birds","documents":["tern","stone"]}"#
        );
        assert_eq!(request.path().unwrap(), "/rerank");
    }

    #[test]
    fn documents_of_another_shape_are_kept() {
        for json in [json!(1), json!(["a"]), json!({"text": 1}), json!(null)] {
            let document: Document = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(document, Document::Other(json));
        }
    }
}
