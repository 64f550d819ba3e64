//! What became of a request of a batch.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{Count, DecodeError, Extra, RawJson, decode};

/// What became of a request: a reply or an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The request, by what [`Request::custom_id`](super::Request::custom_id) calls it.
    pub custom_id: String,
    /// The reply; none if there is none.
    pub response: Option<Reply>,
    /// Why there is none.
    pub error: Option<OutcomeError>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The reply to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The HTTP status that it would have had by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_code: Option<Count>,
    /// The service's name of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The reply as it would have come by itself.
    pub body: RawJson,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Reply {
    /// Reads the body as the response of the operation that the batch is of.
    ///
    /// # Errors
    ///
    /// A [`DecodeError`] if it has another shape.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        decode(self.body.as_str().as_bytes())
    }
}

/// Why a request has no reply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeError {
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The kind of error.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The field of the request that is to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{batches::Batch, chat};

    const BATCH: &str = include_str!("../../fixtures/batch.json");

    #[test]
    fn a_reply_is_read_as_if_it_came_by_itself() {
        let batch: Batch = decode(BATCH.as_bytes()).unwrap();
        let results = batch.results.unwrap();
        let reply = results[0].response.as_ref().unwrap();
        assert_eq!(reply.status_code, Some(200.into()));
        let response: chat::Response = reply.decode().unwrap();
        assert_eq!(response.model.as_deref(), Some("acme/quill-2-20260217"));
        assert!(reply.decode::<Vec<u8>>().is_err());
        let error = results[1].error.as_ref().unwrap();
        assert_eq!(error.kind.as_deref(), Some("invalid_request_error"));
    }

    #[test]
    fn one_of_both_is_null() {
        let json = r#"{"custom_id":"a","response":null,"error":null}"#;
        let outcome: Outcome = decode(json.as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&outcome).unwrap(), json);
    }
}
