//! To make presets out of requests.
//!
//! Nothing is generated. Of the request the settings are kept; the rest, such as the messages, is
//! passed over without a word.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::WithVersion;
use crate::{Data, Method, Operation, chat, messages, responses};

/// `POST /presets/{slug}/chat/completions`: makes a preset out of a chat request, or a new version
/// of it. Nothing is generated, and only the settings are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreateFromChat {
    /// Which preset; it is made if there is none.
    #[serde(skip)]
    pub slug: String,
    /// The settings.
    pub request: chat::Request,
}

impl CreateFromChat {
    /// Creates it for a preset.
    pub fn new(slug: impl Into<String>, request: chat::Request) -> Self {
        Self { slug: slug.into(), request }
    }
}

impl Operation for CreateFromChat {
    const ID: &'static str = "createPresetsChatCompletions";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/presets/{slug}/chat/completions";
    type Response = Data<WithVersion>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.slug.as_str().into()]
    }
}

/// `POST /presets/{slug}/messages`: makes a preset out of a request for messages, or a new version of it.
/// Nothing is generated, and only the settings are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreateFromMessages {
    /// Which preset; it is made if there is none.
    #[serde(skip)]
    pub slug: String,
    /// The settings.
    pub request: messages::Request,
}

impl CreateFromMessages {
    /// Creates it for a preset.
    pub fn new(slug: impl Into<String>, request: messages::Request) -> Self {
        Self { slug: slug.into(), request }
    }
}

impl Operation for CreateFromMessages {
    const ID: &'static str = "createPresetsMessages";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/presets/{slug}/messages";
    type Response = Data<WithVersion>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.slug.as_str().into()]
    }
}

/// `POST /presets/{slug}/responses`: makes a preset out of a request for a response, or a new version of it.
/// Nothing is generated, and only the settings are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreateFromResponses {
    /// Which preset; it is made if there is none.
    #[serde(skip)]
    pub slug: String,
    /// The settings.
    pub request: responses::Request,
}

impl CreateFromResponses {
    /// Creates it for a preset.
    pub fn new(slug: impl Into<String>, request: responses::Request) -> Self {
        Self { slug: slug.into(), request }
    }
}

impl Operation for CreateFromResponses {
    const ID: &'static str = "createPresetsResponses";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/presets/{slug}/responses";
    type Response = Data<WithVersion>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.slug.as_str().into()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, fixtures};

    #[test]
    fn the_body_is_the_request() {
        let request: chat::Request = decode(fixtures::REQUEST.as_bytes()).unwrap();
        let create = CreateFromChat::new("reviewer", request.clone());
        assert_eq!(create.path().unwrap(), "/presets/reviewer/chat/completions");
        assert_eq!(create.payload().unwrap().unwrap().bytes, serde_json::to_vec(&request).unwrap());
        let read: CreateFromChat = decode(fixtures::REQUEST.as_bytes()).unwrap();
        assert_eq!(read.request, request);
    }

    #[track_caller]
    fn body_is<O: Operation + serde::de::DeserializeOwned>(json: &str) {
        let create: O = decode(json.as_bytes()).unwrap();
        let body = create.payload().unwrap().unwrap().bytes;
        assert_eq!(String::from_utf8(body).unwrap(), json);
    }

    #[test]
    fn every_kind_of_request_makes_a_preset() {
        body_is::<CreateFromChat>(r#"{"model":"a","messages":[{"role":"user","content":"Hi"}]}"#);
        body_is::<CreateFromMessages>(
            r#"{"model":"a","messages":[{"role":"user","content":"Hi"}],"max_tokens":9}"#,
        );
        body_is::<CreateFromResponses>(r#"{"model":"a","input":"Hi"}"#);

        let messages = CreateFromMessages::new("a b", messages::Request::default());
        assert_eq!(messages.path().unwrap(), "/presets/a%20b/messages");
        let responses = CreateFromResponses::new("a", responses::Request::default());
        assert_eq!(responses.path().unwrap(), "/presets/a/responses");
    }
}
