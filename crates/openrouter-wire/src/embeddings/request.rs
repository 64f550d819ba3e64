//! The request.

use serde::{Deserialize, Serialize};

use super::{Input, Response};
use crate::{Count, Extra, Method, Operation, chat::ProviderPreferences, open_enum::open_enum};

/// What to embed, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The model.
    pub model: String,
    /// What to embed.
    pub input: Input,
    /// How long the vectors are to be, for models that can shorten them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Count>,
    /// How vectors are written; as numbers if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding_format: Option<EncodingFormat>,
    /// What the vectors are for, in the model's words: `search_query`, `search_document`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_type: Option<String>,
    /// Which upstreams it may go to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Box<ProviderPreferences>>,
    /// The end user on whose behalf it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Request {
    /// Creates a request with everything left to its default.
    pub fn new(model: impl Into<String>, input: impl Into<Input>) -> Self {
        Self { model: model.into(), input: input.into(), ..Self::default() }
    }
}

impl Operation for Request {
    const ID: &'static str = "createEmbeddings";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/embeddings";
    type Response = Response;
}

open_enum! {
    /// How vectors are written.
    pub enum EncodingFormat {
        /// As JSON numbers.
        Float = "float",
        /// As base64 of 32-bit floats, least significant byte first.
        Base64 = "base64",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_sends_nothing_that_was_not_set() {
        let mut request = Request::new("acme/vector-1", "a");
        insta::assert_snapshot!(
            serde_json::to_string(&request).unwrap(),
            @r#"{"model":"acme/vector-1","input":"a"}"#
        );
        request.dimensions = Some(256.into());
        request.encoding_format = Some(EncodingFormat::Base64);
        insta::assert_snapshot!(
            serde_json::to_string(&request).unwrap(),
            @r#"{"model":"acme/vector-1","input":"a","dimensions":256,"encoding_format":"base64"}"#
        );
    }
}
