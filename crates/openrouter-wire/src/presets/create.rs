//! To make presets out of requests.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::WithVersion;
use crate::{Data, Method, Operation, chat};

/// `POST /presets/{slug}/chat/completions`: makes a preset out of a chat request, or a new version
/// of it.
///
/// Nothing is generated. Of the request the settings are kept; the rest, such as the messages, is
/// passed over without a word.
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
}
