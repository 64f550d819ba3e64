//! To hand in a batch.

use serde::{Deserialize, Serialize};
use serde_json::value::to_raw_value;

use super::Batch;
use crate::{EncodeError, Extra, Method, Operation, RawJson, Root, open_enum::open_enum};

/// `POST /batches`: hands in requests of one kind to one model. Only text, no images or sound.
///
/// The order of the fields matters: the service reads the body as it comes, and refuses one that
/// has the requests before the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Create {
    /// The kind of all requests.
    pub endpoint: Endpoint,
    /// The model of all requests. A request may leave its own out; another one is refused.
    pub model: String,
    /// The requests.
    pub requests: Vec<Request>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Create {
    /// Creates a batch of requests, each with an id of its own.
    ///
    /// ```
    /// use openrouter_wire::{batches, chat};
    ///
    /// let request = chat::Request { messages: vec![chat::Message::user("Hi")], ..Default::default() };
    /// let batch = batches::Create::new("acme/quill-2", [("first", request)])?;
    /// assert_eq!(batch.endpoint, batches::Endpoint::ChatCompletions);
    /// # Ok::<(), openrouter_wire::EncodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`EncodeError::Json`] if a request has no form in JSON.
    pub fn new<O: Operation, I: Into<String>>(
        model: impl Into<String>,
        requests: impl IntoIterator<Item = (I, O)>,
    ) -> Result<Self, EncodeError> {
        let requests = requests.into_iter().map(|(id, body)| Request::new(id, &body));
        Ok(Self {
            endpoint: Endpoint::of::<O>(),
            model: model.into(),
            requests: requests.collect::<Result<_, _>>()?,
            extra: Extra::default(),
        })
    }
}

impl Operation for Create {
    const ID: &'static str = "createBatch";
    const METHOD: Method = Method::Post;
    const ROOT: Root = Root::Beta;
    const PATH: &'static str = "/batches";
    type Response = Batch;
}

open_enum! {
    /// A kind of request.
    pub enum Endpoint {
        /// [`chat::Request`](crate::chat::Request).
        ChatCompletions = "/v1/chat/completions",
        /// [`responses::Request`](crate::responses::Request).
        Responses = "/v1/responses",
        /// [`messages::Request`](crate::messages::Request).
        Messages = "/v1/messages",
        /// [`embeddings::Request`](crate::embeddings::Request).
        Embeddings = "/v1/embeddings",
    }
}

impl Endpoint {
    /// Returns the kind that the requests of an operation have. Not every operation is one that
    /// the service takes.
    pub fn of<O: Operation>() -> Self {
        Self::from(format!("/{}{}", O::ROOT.as_str(), O::PATH))
    }
}

/// One request of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// What its result is known by; another one for each request.
    pub custom_id: String,
    /// The request, as it would be sent by itself.
    pub body: RawJson,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Request {
    /// Creates a request.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Json`] if the body has no form in JSON.
    pub fn new<T: Serialize>(custom_id: impl Into<String>, body: &T) -> Result<Self, EncodeError> {
        let body = to_raw_value(body).map_err(|_| EncodeError::Json)?.into();
        Ok(Self { custom_id: custom_id.into(), body, extra: Extra::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{chat, decode, embeddings, fixtures::check, messages, responses};

    #[test]
    fn requests_come_last() {
        let requests = ["a", "b"].map(|text| (text, embeddings::Request::new("acme/v", text)));
        let batch = Create::new("acme/v", requests).unwrap();
        let payload = batch.payload().unwrap().unwrap();
        insta::assert_snapshot!(
            String::from_utf8(payload.bytes).unwrap(),
            @r#"{"endpoint":"/v1/embeddings","model":"acme/v","requests":[{"custom_id":"a","body":{"model":"acme/v","input":"a"}},{"custom_id":"b","body":{"model":"acme/v","input":"b"}}]}"#
        );
        assert_eq!(
            Create::ROOT.address("https://openrouter.ai/api/v1"),
            "https://openrouter.ai/api/beta"
        );
    }

    #[test]
    fn the_kind_follows_from_the_operation() {
        assert_eq!(Endpoint::of::<chat::Request>(), Endpoint::ChatCompletions);
        assert_eq!(Endpoint::of::<embeddings::Request>(), Endpoint::Embeddings);
        assert_eq!(Endpoint::of::<messages::Request>(), Endpoint::Messages);
        assert_eq!(Endpoint::of::<responses::Request>(), Endpoint::Responses);
        assert_eq!(Endpoint::of::<Create>(), Endpoint::Other("/beta/batches".to_owned()));
    }

    #[test]
    fn a_body_is_kept_byte_for_byte() {
        let json = r#"{"endpoint":"/v1/messages","model":"m","requests":[{"custom_id":"a","body":{"b": 1.0,"a":[]}}]}"#;
        let batch: Create = decode(json.as_bytes()).unwrap();
        assert_eq!(batch.requests[0].body.as_str(), r#"{"b": 1.0,"a":[]}"#);
        assert_eq!(serde_json::to_string(&batch).unwrap(), json);
        check::<Create>(json);
    }
}
